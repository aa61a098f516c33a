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
    MoveOnStarted,
    NeedsAssessed,
    Outcome,
    RecoveryPeriodGranted,
    ReferralReceived,
    Stage,
    SupportEnded,
    SupportExtended,
    SupportStarted,
)
from opennrm.cases.periods import Period
from opennrm.cases.rulebook import Rulebook

Prolonging = MoveOnStarted | NeedsAssessed | RecoveryPeriodGranted | SupportExtended

_AS_ASSESSED = "as_assessed"
_SLAVERY = "slavery_servitude_forced_labour"


@reads(ClockName.SUPPORT_PERIOD, "support-minimum")
def support_period(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The time for which an adult who wants support is owed it.

    Children are supported by their local authority, outside these lengths.
    Dates: an extension moves the last day; the end of support, a death and a
        disqualification that stands end it.
    Source: support-minimum; support-minimum-slavery.
    """
    started = case.recovery_started
    if started is None or case.is_child or not _wants_support(case):
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
        last_on=_last_on(owed, case, SupportExtended, RecoveryPeriodGranted),
        stopped_on=stopped_on,
    )


def _wants_support(case: Case) -> bool:
    about = case.about
    if case.tracks[Track.SUPPORT] is not State.NONE:
        return True
    return isinstance(about, ReferralReceived) and about.support_wanted is Answer.YES


@reads(ClockName.EXIT_PERIOD, "exit-period")
def exit_period(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The time in which support ends after a negative decision was received.

    Asking for reconsideration leaves it running; a request that is accepted while
    support lasts stops it, and then there is no day of exit.
    Dates: an extension that was granted moves the last day.
    Source: exit-period.
    """
    decision, served = _served(case, Outcome.NEGATIVE)
    if decision is None or served is None or not _supported_at(case, served):
        return None
    leaving = periods.exit_period(
        served.received_on, nation=case.about.nation, book=book
    )
    clock = span(
        ClockName.EXIT_PERIOD,
        leaving,
        on=on,
        last_on=_last_on(leaving, case, SupportExtended),
        stopped_on=_support_over(case),
    )
    accepted = next(
        (
            request.answered
            for request in case.reconsiderations
            if request.decision == decision.version
            and request.state in (State.ACCEPTED, State.REDETERMINED)
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
    decision, served = _served(case, Outcome.POSITIVE)
    if decision is None or served is None or not _supported_at(case, served):
        return None
    least = periods.move_on_minimum(
        served.received_on, nation=case.about.nation, book=book
    )
    ends = book.rules.version(least.rule).parameters.get("ends")
    kinds: tuple[type[Prolonging], ...] = (SupportExtended,)
    if ends == _AS_ASSESSED:
        kinds = (SupportExtended, MoveOnStarted, NeedsAssessed)
    revoked_on = moved_on(case, Track.CONCLUSIVE_GROUNDS, State.REVOKED)
    return span(
        ClockName.MOVE_ON_MINIMUM,
        least,
        on=on,
        last_on=_last_on(least, case, *kinds),
        stopped_on=revoked_on or _support_over(case),
    )


def _served(
    case: Case, outcome: Outcome
) -> tuple[Decision | None, DecisionServed | None]:
    """The last decision, where it has this outcome and was served."""
    decision = case.decisions[-1] if case.decisions else None
    if decision is None or decision.outcome is not outcome:
        return None, None
    if outcome is Outcome.POSITIVE and decision.stage is not Stage.CONCLUSIVE_GROUNDS:
        return None, None
    for served in reversed(case.recorded(DecisionServed)):
        fact = served.fact
        if isinstance(fact, DecisionServed) and fact.decision == decision.version:
            return decision, fact
    return decision, None


def _supported_at(case: Case, served: DecisionServed) -> bool:
    """Whether support had begun and had not ended when a decision was received.

    Where the day of receipt is not known, any support counts: it may have lasted.
    """
    lasts = False
    for recorded in case.recorded(SupportStarted, SupportEnded):
        received = served.received_on
        if isinstance(recorded.fact, SupportStarted):
            lasts = True
        elif received is None or recorded.occurred.first < received.first:
            lasts = False
    return lasts


def _support_over(case: Case) -> date | None:
    return gone_on(case) or moved_on(case, Track.SUPPORT, State.ENDED, State.DECLINED)


def _last_on(period: Period, case: Case, *kinds: type[Prolonging]) -> date | None:
    """The last day of a period, as moved by what was extended, assessed or granted."""
    if period.last_on is None:
        return None
    days = [period.last_on]
    for recorded in case.recorded(*kinds):
        match recorded.fact:
            case NeedsAssessed(agreed_until=date() as until):
                days.append(until)
            case (
                SupportExtended(until=until)
                | MoveOnStarted(until=until)
                | RecoveryPeriodGranted(until=until)
            ):
                days.append(until)
    return max(days)
