"""Clocks of support: what is owed, and how it ends after a decision."""

from dataclasses import replace
from datetime import date

from opennrm.cases import periods
from opennrm.cases.case import Case, Decision, State, Track
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.clocks._deciding import concluded, is_positive
from opennrm.cases.clocks._making import gone_on, moved_on, reads, span
from opennrm.cases.facts import (
    Answer,
    DecisionServed,
    Outcome,
    RecoveryPeriodGranted,
    ReferralReceived,
    Stage,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.support_spells import Spell, spells
from opennrm.rules.dates import PartialDate

_AS_ASSESSED = "as_assessed"
_SLAVERY = "slavery_servitude_forced_labour"


@reads(ClockName.SUPPORT_PERIOD, "support-minimum")
def support_period(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The time for which an adult who wants support is owed it.

    Children are supported by their local authority, outside these lengths.
    Dates: an extension or a further recovery period moves the last day; the end of
        support, a death and a disqualification that stands end it.
    Source: support-minimum; support-minimum-slavery.
    """
    started = case.recovery_started
    if started is None or case.is_child:
        return None
    if case.tracks[Track.SUPPORT] is State.NONE:
        about = case.about
        if not isinstance(about, ReferralReceived):
            return None
        if about.support_wanted is not Answer.YES:
            return None
    decision = concluded(case)
    positive = is_positive(decision)
    owed = periods.support_period(
        started,
        concluded=decision.decided if decision else None,
        positive=positive,
        slavery=positive and decision is not None and decision.finding == _SLAVERY,
        nation=case.about.nation,
        book=book,
    )
    stopped_on = (
        gone_on(case)
        or moved_on(case, Track.RECOVERY, State.ENDED)
        or moved_on(case, Track.SUPPORT, State.ENDED, State.DECLINED)
    )
    return span(
        ClockName.SUPPORT_PERIOD,
        owed,
        on=on,
        last_on=_latest(owed.last_on, *_extended(case)),
        stopped_on=stopped_on,
    )


def _extended(case: Case) -> list[date | None]:
    """The days to which support or recovery was prolonged beyond what is laid down."""
    days: list[date | None] = [
        by.fact.until
        for by in case.recorded(RecoveryPeriodGranted)
        if isinstance(by.fact, RecoveryPeriodGranted)
    ]
    if case.tracks[Track.SUPPORT] is not State.NONE:
        told = spells(case)
        days.append(told[-1].extended_until if told else None)
    return days


@reads(ClockName.EXIT_PERIOD, "exit-period")
def exit_period(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The time in which support ends after a negative decision was received.

    Asking for reconsideration leaves it running; a request that is accepted while
    support lasts stops it, and then there is no day of exit.
    Dates: an extension that was granted moves the last day.
    Source: exit-period.
    """
    decision = case.decisions[-1] if case.decisions else None
    if decision is None or decision.outcome is not Outcome.NEGATIVE:
        return None
    told = _told_in_support(case, decision)
    if told is None:
        return None
    received, spell = told
    leaving = periods.exit_period(received, nation=case.about.nation, book=book)
    clock = span(
        ClockName.EXIT_PERIOD,
        leaving,
        on=on,
        last_on=_latest(leaving.last_on, spell.extended_until),
        stopped_on=_over(case, spell),
    )
    accepted = next(
        (
            request.answered
            for request in case.reconsiderations
            if request.decision == decision.version and request.state is State.ACCEPTED
        ),
        None,
    )
    if accepted is None or (clock.due_on and accepted.first > clock.due_on):
        return clock
    return replace(clock, state=ClockState.ENDED, due_on=None)


@reads(ClockName.MOVE_ON_MINIMUM, "move-on-minimum")
def move_on_minimum(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """Support to move on after a positive conclusive decision was received.

    Dates: at least the length of the rule; later where an extension says so, and under
        a rule that lets the assessment of needs set the day, where that does.
    Source: move-on-minimum.
    """
    decision = case.decisions[-1] if case.decisions else None
    if decision is None or not is_positive(decision):
        return None
    told = _told_in_support(case, decision)
    if told is None or decision.stage is not Stage.CONCLUSIVE_GROUNDS:
        return None
    received, spell = told
    least = periods.move_on_minimum(received, nation=case.about.nation, book=book)
    last_on = _latest(least.last_on, spell.extended_until)
    if book.rules.version(least.rule).parameters.get("ends") == _AS_ASSESSED:
        last_on = _latest(last_on, spell.agreed_until, spell.moving_on_until)
    return span(
        ClockName.MOVE_ON_MINIMUM,
        least,
        on=on,
        last_on=last_on,
        stopped_on=(
            moved_on(case, Track.CONCLUSIVE_GROUNDS, State.REVOKED)
            or _over(case, spell)
        ),
    )


def _told_in_support(
    case: Case, decision: Decision
) -> tuple[PartialDate | None, Spell] | None:
    """When a decision was received, and the spell of support that lasted then.

    None where it was not served, or no support lasted. Where the day of receipt is not
    known, the last spell counts: it may have lasted.
    """
    for by in reversed(case.recorded(DecisionServed)):
        if isinstance(by.fact, DecisionServed) and by.fact.decision == decision.version:
            received = by.fact.received_on
            break
    else:
        return None
    begun = [spell for spell in spells(case) if spell.started is not None]
    if not begun:
        return None
    ended = begun[-1].ended
    if received is not None and ended is not None and ended.first < received.first:
        return None
    return received, begun[-1]


def _over(case: Case, spell: Spell) -> date | None:
    return spell.ended.first if spell.ended else gone_on(case)


def _latest(last_on: date | None, *moved_to: date | None) -> date | None:
    """The last day, as moved by what was extended or assessed; None while open."""
    if last_on is None:
        return None
    return max([last_on, *[day for day in moved_to if day is not None]])
