"""Clocks of a child who will be an adult."""

from datetime import date

from opennrm.cases import periods
from opennrm.cases.case import Case, State, Track
from opennrm.cases.clock import Clock, ClockName
from opennrm.cases.clocks._deciding import concluded
from opennrm.cases.clocks._making import gone_on, reads, task
from opennrm.cases.facts import (
    AdulthoodReached,
    ReferralReceived,
    TransitionPackShared,
)
from opennrm.cases.periods import Period
from opennrm.cases.rulebook import Rulebook

_RULE = "adulthood-tasks"


@reads(ClockName.ADULTHOOD, _RULE)
def adulthood(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The eighteenth birthday of a child for whom no conclusive decision was made.

    On that day they are asked whether they stay, and whether they want support.
    Dates: counted from receipt; met when the answer was recorded by the end of the
        day.
    Source: adulthood-tasks.
    """
    if not _was_a_child(case):
        return None
    plan = periods.adulthood(case.born, nation=case.about.nation, book=book)
    reached = case.last(AdulthoodReached)
    decision = concluded(case)
    ended_on = decision.decided.first if decision else None
    return task(
        ClockName.ADULTHOOD,
        _until(case, plan.birthday, plan.rule),
        on=on,
        done=reached.occurred if reached else None,
        ended_on=gone_on(case) or ended_on,
    )


@reads(ClockName.TRANSITION_PACK, _RULE)
def transition_pack(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when the pack for a child about to turn 18 is to be shared.

    Source: adulthood-tasks.
    """
    if not _was_a_child(case):
        return None
    plan = periods.adulthood(case.born, nation=case.about.nation, book=book)
    if plan.pack_by is None:
        return None
    shared = case.last(TransitionPackShared)
    return task(
        ClockName.TRANSITION_PACK,
        _until(case, plan.pack_by, plan.rule),
        on=on,
        done=shared.occurred if shared else None,
        ended_on=gone_on(case),
    )


def _was_a_child(case: Case) -> bool:
    """Whether someone is, or was when referred, a child or treated as one.

    Without a birth date, and without anyone whose birth date could be known, there is
    nothing to be unknown about.
    """
    about = case.about
    if not isinstance(about, ReferralReceived):
        return False
    child = case.is_child or case.tracks[Track.AGE] is State.TURNED_18
    return child and (case.born is not None or about.subject is not None)


def _until(case: Case, day: date, rule: str) -> Period:
    started_on = case.received.day_for("The time to the eighteenth birthday")
    return Period(
        started_on=started_on,
        last_on=day,
        unit="calendar_days",
        length=(day - started_on).days,
        rule=rule,
    )
