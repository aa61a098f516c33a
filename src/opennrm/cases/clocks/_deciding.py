"""Clocks that run while an authority decides."""

from dataclasses import replace
from datetime import date

from opennrm.cases import periods
from opennrm.cases.case import Case, Decision, Route, State, Track
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.clocks._making import left_on, moved_on, reads, span, task
from opennrm.cases.facts import (
    Outcome,
    RecoveryPeriodGranted,
    RecoveryPeriodWithheld,
    Stage,
)
from opennrm.cases.history import RecordedFact
from opennrm.cases.periods import Period
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

# Read hundreds of thousands of times; looked up once.
_DTN = Route.DTN
_FIRST_STAGE, _LAST_STAGE = Stage.REASONABLE_GROUNDS, Stage.CONCLUSIVE_GROUNDS
_RECOVERY, _CONCLUSIVE = Track.RECOVERY, Track.CONCLUSIVE_GROUNDS
_STARTED, _ENDED, _REVOKED = State.STARTED, State.ENDED, State.REVOKED


@reads(ClockName.REASONABLE_GROUNDS_TARGET, "reasonable-grounds-target")
def reasonable_grounds_target(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when the reasonable grounds decision should be made, where possible.

    Dates: the day of receipt is day 0; weekends and the nation's bank holidays do not
        count. A suspended case is paused; its due date stays as it was. The authority
        that decided, or that holds the case, picks between target and panel's target.
    Source: reasonable-grounds-target; reasonable-grounds-target-panel.
    """
    if case.route is _DTN:
        return None
    first = next((d for d in case.decisions if d.stage is _FIRST_STAGE), None)
    if first is None and case.tracks[Track.REASONABLE_GROUNDS] is State.NOT_OPEN:
        return None
    period = periods.reasonable_grounds_target(
        case.received,
        authority=first.authority if first else case.authority,
        nation=case.about.nation,
        book=book,
    )
    return task(
        ClockName.REASONABLE_GROUNDS_TARGET,
        period,
        on=on,
        done=first.decided if first else None,
        ended_on=None if first else left_on(case),
        paused_on=(
            case.suspensions[-1].since.first
            if case.suspensions and case.is_suspended
            else None
        ),
    )


def minimum_recovery_end(
    started: PartialDate, *, nation: str, book: Rulebook
) -> tuple[date, RuleVersion]:
    """The last day of the minimum recovery period, the day of the decision being 1.

    Raises: DayUnknown and the errors of `Rules.in_force` where it cannot be told.
    Source: recovery-minimum.
    """
    period = periods.recovery_minimum(started, nation=nation, book=book)
    assert period.last_on is not None, "recovery-minimum gives a length"
    return period.last_on, book.rules.version(period.rule)


@reads(ClockName.RECOVERY_MINIMUM, "recovery-minimum")
def recovery_minimum(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The minimum recovery period after a positive reasonable grounds decision.

    Dates: the period itself ends on the later of this day and the day of the
        conclusive decision.
    Source: recovery-minimum.
    """
    period = _minimum(case, book=book)
    if period is None:
        return None
    clock = span(ClockName.RECOVERY_MINIMUM, period, on=on, last_on=period.last_on)
    stopped = left_on(case) or case.tracks[_RECOVERY] is _ENDED
    return replace(clock, state=ClockState.ENDED) if stopped else clock


@reads(ClockName.RECOVERY_PERIOD, "recovery-minimum")
def recovery_period(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The recovery period, in which nobody is removed from the country.

    Dates: it ends on the later of the end of the minimum and the day of the
        conclusive decision, and at once with a disqualification that stands.
    Source: recovery-minimum; recovery-period-granted.
    """
    period = _minimum(case, book=book)
    if period is None:
        return None
    decision = concluded(case)
    last_on = None
    if decision is not None and period.last_on is not None:
        day = decision.decided.day_for("The end of the recovery period")
        last_on = max(period.last_on, day)
    return span(
        ClockName.RECOVERY_PERIOD,
        period,
        on=on,
        last_on=last_on,
        stopped_on=left_on(case) or moved_on(case, _RECOVERY, _ENDED),
    )


def _minimum(case: Case, *, book: Rulebook) -> Period | None:
    """The minimum of the recovery period that counts, or the period granted."""
    if case.recovery_started is None:
        return None
    if case.tracks[_RECOVERY] is not _STARTED:
        granted = case.last(RecoveryPeriodGranted)
        if granted is not None and granted.occurred == case.recovery_started:
            return _longer(_granted(granted), _first_minimum(case, book=book))
    return periods.recovery_minimum(
        case.recovery_started, nation=case.about.nation, book=book
    )


def _first_minimum(case: Case, *, book: Rulebook) -> Period | None:
    """The minimum that the decision itself began; None where none arose by itself."""
    decision = case.decision(Stage.REASONABLE_GROUNDS)
    if decision is None or case.last(RecoveryPeriodWithheld) is not None:
        return None
    return periods.recovery_minimum(
        decision.decided, nation=case.about.nation, book=book
    )


def _longer(granted: Period, own: Period | None) -> Period:
    """What is granted adds to the minimum, and takes nothing from it."""
    if own is None or own.last_on is None or granted.last_on is None:
        return granted
    return own if own.last_on > granted.last_on else granted


def _granted(by: RecordedFact) -> Period:
    """The further period that a fact grants."""
    fact = by.fact
    assert isinstance(fact, RecoveryPeriodGranted), "asked for by its kind"
    first_on = by.occurred.day_for("The recovery period that was granted")
    return Period(
        started_on=first_on,
        last_on=fact.until,
        unit="calendar_days",
        length=(fact.until - first_on).days + 1,
        counts_start=True,
        rule=fact.rule,
    )


def concluded(case: Case) -> Decision | None:
    """The conclusive decision that ended identification; None while one is due.

    One that was revoked since had ended it all the same; one that was taken up again
    has not.
    """
    if case.tracks[_CONCLUSIVE] is _REVOKED:
        return next(
            (
                d
                for d in reversed(case.decisions)
                if d.stage is Stage.CONCLUSIVE_GROUNDS
            ),
            None,
        )
    return case.decision(_LAST_STAGE)


def is_positive(decision: Decision | None) -> bool:
    """Whether there is a decision and it is positive."""
    return decision is not None and decision.outcome is Outcome.POSITIVE
