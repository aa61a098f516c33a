"""Moving: cases that change authority, as one is abolished or a case changes."""

from datetime import timedelta
from functools import partial

from opennrm.cases.facts import Answer
from opennrm.cases.pausing import open_stage
from opennrm.cases.permissions import Command
from opennrm.cases.referring import ReferralDetails
from opennrm.cases.routing import transfer
from opennrm.cases.transitions import why_not
from opennrm.rules.dates import PartialDate
from opennrm.synth.chance import days_between
from opennrm.synth.world import CaseFile, World

_DAYS_TO_MOVE = (5, 200)


def to_an_authority_in_force(world: World, file: CaseFile) -> None:
    """Move a case whose authority decides no more to the one that does."""
    authorities = world.authorities(world.today, file.case.about.nation)
    if file.case.authority not in authorities:
        _move(world, file, authorities[0], "authority_reorganised")


def move_all_left_behind(world: World) -> None:
    """Move every undecided case of authorities that decided until yesterday.

    Source: competent-authority.
    """
    before = world.today - timedelta(days=1)
    ended = set(world.authorities(before, "england")) - set(
        world.authorities(world.today, "england")
    )
    if not ended:
        return
    for file in world.files:
        if not isinstance(file.details, ReferralDetails) or not file.is_open:
            continue
        undecided = open_stage(file.case) is not None
        if undecided and file.case.authority in ended:
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
    if why_not(file.case, Command.TRANSFER) is not None:
        return
    facts = transfer(
        file.case,
        authority=authority,
        reason=reason,
        on=PartialDate.on(world.today),
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, facts)
