"""Clocks whose day someone set by hand: no rule gives it, a fact does."""

from datetime import date

from opennrm.cases.case import Case, State, Track
from opennrm.cases.clock import Clock, ClockName
from opennrm.cases.clocks._making import left_on, reads, span, task
from opennrm.cases.facts import (
    DecisionDelayAnswered,
    InformationRequested,
    ReferralCompleted,
    ReferralReturned,
)
from opennrm.cases.history import RecordedFact
from opennrm.cases.periods import Period
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate

# Every clock is read alike, whether or not it asks a rule.
# ruff: noqa: ARG001


@reads(ClockName.INFORMATION_REQUEST)
def information_request(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when the last request for information that sets a day is to be answered."""
    asked = next(
        (
            recorded
            for recorded in reversed(case.recorded(InformationRequested))
            if isinstance(recorded.fact, InformationRequested) and recorded.fact.due_on
        ),
        None,
    )
    if asked is None or not isinstance(asked.fact, InformationRequested):
        return None
    answered = next(
        (
            request.answered
            for request in case.information_requests
            if request.version == asked.version
        ),
        None,
    )
    return _task(
        ClockName.INFORMATION_REQUEST,
        asked,
        asked.fact.due_on,
        on=on,
        done=answered,
        case=case,
    )


@reads(ClockName.REFERRAL_RETURN)
def referral_return(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when the first responder is to complete a referral that was sent back."""
    returned = case.last(ReferralReturned)
    if returned is None or not isinstance(returned.fact, ReferralReturned):
        return None
    completed = next(
        (
            recorded.occurred
            for recorded in case.recorded(ReferralCompleted)
            if recorded.version > returned.version
        ),
        None,
    )
    return _task(
        ClockName.REFERRAL_RETURN,
        returned,
        returned.fact.due_on,
        on=on,
        done=completed,
        case=case,
    )


@reads(ClockName.DECISION_DELAY)
def decision_delay(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """How long the authority agreed to wait with the conclusive decision."""
    if case.tracks[Track.DELAY] is not State.AGREED:
        return None
    agreed = case.last(DecisionDelayAnswered)
    if agreed is None or not isinstance(agreed.fact, DecisionDelayAnswered):
        return None
    until = agreed.fact.until
    period = _given(agreed, until)
    if period is None:
        return None
    return span(
        ClockName.DECISION_DELAY,
        period,
        on=on,
        last_on=until,
        stopped_on=left_on(case),
    )


def _task(
    name: ClockName,
    since: RecordedFact,
    until: date | None,
    *,
    on: date,
    done: PartialDate | None,
    case: Case,
) -> Clock | None:
    period = _given(since, until)
    if period is None:
        return None
    return task(name, period, on=on, done=done, ended_on=left_on(case))


def _given(since: RecordedFact, until: date | None) -> Period | None:
    """The time from a fact to the day it names; None where it names none."""
    if until is None:
        return None
    first_on = since.occurred.day_for("A time that was set")
    return Period(
        started_on=first_on,
        last_on=until,
        unit="calendar_days",
        length=(until - first_on).days,
        rule="",
    )
