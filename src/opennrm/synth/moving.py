"""Moving: cases that change authority, as one is abolished or a case changes."""

from datetime import date, timedelta
from functools import partial

from opennrm.cases.applying import applied
from opennrm.cases.case import State, Track
from opennrm.cases.facts import Answer, ReferralReceived
from opennrm.cases.pausing import open_stage
from opennrm.cases.pilots import DEVOLVED_PANEL, regional_pilot
from opennrm.cases.referring import ReferralDetails
from opennrm.cases.routing import transfer
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion
from opennrm.synth.chance import days_between
from opennrm.synth.world import CaseFile, World

_DAYS_TO_MOVE = (5, 200)
_ENGLAND = "england"


def to_an_authority_in_force(world: World, file: CaseFile) -> None:
    """Move a case whose authority decides no more to the one that does."""
    if not _decides_still(world, file):
        others = world.authorities(world.today, file.case.about.nation)
        _move(world, file, others[0], "authority_reorganised")


def to_the_panel_of_its_pilot(world: World, file: CaseFile) -> None:
    """Move a case of a regional pilot to the panel that takes the second decision.

    Source: regional-pilot.
    """
    case = file.case
    pilot = _pilot(world, file)
    if pilot is None or case.tracks[Track.REASONABLE_GROUNDS] is not State.POSITIVE:
        return
    authority = str(pilot.parameter("conclusive_grounds_authority"))
    if case.authority != authority:
        _move(world, file, authority, "pilot_eligibility")


def move_all_left_behind(world: World) -> None:
    """Move every undecided case of authorities that decided until yesterday.

    Source: competent-authority; regional-pilot.
    """
    if world.today not in world.turning_days:
        return
    before = world.today - timedelta(days=1)
    if _deciding_on(world, before) <= _deciding_on(world, world.today):
        return
    for file in world.files:
        if not isinstance(file.details, ReferralDetails) or not file.is_open:
            continue
        if open_stage(file.case) is not None:
            to_an_authority_in_force(world, file)


def plan_to_move(world: World, file: CaseFile) -> None:
    """Let a few adults' cases change between authorities that both decide."""
    about = file.details
    authorities = world.authorities(world.today, about.nation)
    adult = isinstance(about, ReferralDetails) and about.under_18_now is Answer.NO
    if len(authorities) < 2 or not adult or "uk" in about.nationality:
        return
    if file.case.authority in ("sca", "ieca") and world.chance("transferred"):
        days = days_between(*_DAYS_TO_MOVE, world.rng)
        world.plan_work(world.today + timedelta(days=days), partial(_change, file=file))


def _change(world: World, *, file: CaseFile) -> None:
    others = [
        authority
        for authority in world.authorities(world.today, file.case.about.nation)
        if authority != file.case.authority
    ]
    if others and open_stage(file.case) is not None:
        _move(world, file, others[0], "circumstances_changed")


def _move(world: World, file: CaseFile, authority: str, reason: str) -> None:
    world.take(file, transfer, authority=authority, reason=reason)


def _pilot(world: World, file: CaseFile) -> RuleVersion | None:
    """The pilot that took the referral in, while it lasts."""
    case = file.case
    if not isinstance(case.about, ReferralReceived):
        return None
    today = PartialDate.on(world.today)
    if regional_pilot(case.about, on=today, book=world.book) is None:
        return None
    return regional_pilot(case.about, on=case.received, book=world.book)


def _decides_still(world: World, file: CaseFile) -> bool:
    case = file.case
    if case.authority in world.authorities(world.today, case.about.nation):
        return True
    if case.authority == DEVOLVED_PANEL:
        today = PartialDate.on(world.today)
        return applied(case, "devolved-panel", dated=today, book=world.book) is not None
    pilot = _pilot(world, file)
    return pilot is not None and case.authority in _authorities_of(pilot)


def turning_days(book: Rulebook) -> frozenset[date]:
    """The days on which other authorities may decide than on the day before."""
    return frozenset(
        version.starts_on.first
        for key in ("competent-authority", "regional-pilot")
        for version in book.rules.rule(key).versions
    )


def _deciding_on(world: World, day: date) -> set[object]:
    """Every authority that decides cases on a day, those of pilots included."""
    pilot = world.book.rules.in_force(
        "regional-pilot",
        anchors={"referral-received": PartialDate.on(day)},
        nation=_ENGLAND,
    )
    found: set[object] = set(world.authorities(day, _ENGLAND))
    return found | _authorities_of(pilot) if pilot.applies else found


def _authorities_of(pilot: RuleVersion) -> set[object]:
    """The authorities of a pilot; how it routes otherwise is none of them."""
    return {
        pilot.parameters.get(f"{stage}_authority")
        for stage in ("reasonable_grounds", "conclusive_grounds")
    }
