"""Coming again: someone is referred anew, and a person links the two referrals."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from opennrm.cases.facts import Answer, Outcome, Stage
from opennrm.cases.linking import RE_REFERRAL, link_duplicate
from opennrm.cases.pausing import open_stage
from opennrm.cases.referring import ReferralDetails
from opennrm.cases.supporting import grant_recovery_period
from opennrm.synth.chance import days_between, happens
from opennrm.synth.people import Referred
from opennrm.synth.world import CaseFile, World

# When it is found, how often the second tells of earlier events only, how often a
# recovery period is granted then, and for how long: chosen.
_DAYS_TO_LINK = (0, 3)
_WHOLLY_EARLIER = 0.4
_GRANTED = 0.5
_DAYS_GRANTED = (30, 45)
_DAYS_TO_GRANT = (1, 10)
_DAYS_APART = 120

_Alike = tuple[str, tuple[str, ...], str, str]


class Acquaintances:
    """Whom the register has seen before, by what a second referral would say too."""

    def __init__(self) -> None:
        self._seen: dict[_Alike, list[CaseFile]] = {}

    def remember(self, file: CaseFile) -> None:
        """Keep an adult who may be referred anew."""
        details = file.details
        if isinstance(details, ReferralDetails) and _is_adult(details):
            self._seen.setdefault(_alike(details), []).append(file)

    def earlier(self, one: Referred, day: date) -> CaseFile | None:
        """Someone like this person, whose case was over some months before."""
        if not _is_adult(one.details):
            return None
        before = day - timedelta(days=_DAYS_APART)
        return next(
            (
                file
                for file in self._seen.get(_alike(one.details), ())
                if file.received < before
                and not file.followed_by
                and file.is_open
                and open_stage(file.case) is None
            ),
            None,
        )


def come_again(one: Referred, before: CaseFile) -> Referred:
    """The same person: the identity of the earlier referral, and no new age."""
    assert before.identity is not None
    before.followed_by = True
    return Referred(replace(one.details, age_at_referral_years=None), before.identity)


def plan_to_link(world: World, file: CaseFile, before: CaseFile) -> None:
    """Let someone find out, within days, that they are one person."""
    days = days_between(*_DAYS_TO_LINK, world.lot_of(file))
    world.plan_work(
        world.today + timedelta(days=days), partial(_link, file=file, before=before)
    )


def plan_to_grant(world: World, file: CaseFile) -> None:
    """Let a recovery period be granted to some for whom none began by itself."""
    lot = world.lot_of(file)
    if happens(_GRANTED, lot):
        days = days_between(*_DAYS_TO_GRANT, lot)
        world.plan_work(world.today + timedelta(days=days), partial(_grant, file=file))


def _link(world: World, *, file: CaseFile, before: CaseFile) -> None:
    if not before.is_open or not file.is_open:
        return
    decided = before.case.decision(Stage.REASONABLE_GROUNDS)
    positive = decided is not None and decided.outcome is Outcome.POSITIVE
    world.take(
        file,
        link_duplicate,
        kept=before.case_id,
        kind=RE_REFERRAL,
        wholly_earlier=positive and happens(_WHOLLY_EARLIER, world.lot_of(file)),
    )


def _grant(world: World, *, file: CaseFile) -> None:
    days = days_between(*_DAYS_GRANTED, world.lot_of(file))
    until = world.today + timedelta(days=days)
    world.take(file, grant_recovery_period, until=until)


def _is_adult(details: ReferralDetails) -> bool:
    return details.under_18_now is Answer.NO


def _alike(details: ReferralDetails) -> _Alike:
    return (
        details.gender,
        details.nationality,
        details.age_at_exploitation,
        details.nation,
    )
