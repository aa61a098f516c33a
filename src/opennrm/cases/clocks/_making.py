"""From a period to a clock as it is read on a day."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Protocol

from opennrm.cases.case import Case, State, Track
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.periods import BirthDateUnknown, Period
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import OpenNRMError
from opennrm.rules.dates import DayUnknown, PartialDate
from opennrm.rules.nations import NationNeeded
from opennrm.rules.versions import AnchorMissing, AnchorTooVague, NotInForce
from opennrm.rules.working_days import OutsideCalendar

# What makes a clock unknown rather than an error: the facts do not tell.
_OPEN = (
    DayUnknown,
    BirthDateUnknown,
    AnchorMissing,
    AnchorTooVague,
    NationNeeded,
    NotInForce,
    OutsideCalendar,
)


# Read hundreds of thousands of times; looked up once.
_RUNNING, _ENDED = ClockState.RUNNING, ClockState.ENDED
_MET, _MISSED = ClockState.MET, ClockState.MISSED
_INTAKE = Track.INTAKE
_NOT_A_REFERRAL = (State.REJECTED, State.DUPLICATE_LINKED)


class Reads(Protocol):
    """How a clock is read: the case, the day, the rulebook."""

    def __call__(self, case: Case, *, on: date, book: Rulebook) -> Clock | None:
        """The clock, or None where the case has none of that name."""
        ...


def reads(name: ClockName, rule: str | None = None) -> Callable[[Reads], Reads]:
    """Make a clock unknown, with the reason, where the facts leave it open.

    Under a mechanism without that rule there is no such clock.
    """

    def guard(read: Reads) -> Reads:
        @wraps(read)
        def guarded(case: Case, *, on: date, book: Rulebook) -> Clock | None:
            if rule is not None and rule not in book.rules.by_key:
                return None
            try:
                return read(case, on=on, book=book)
            except _OPEN as why:
                return unknown(name, why)

        return guarded

    return guard


def unknown(name: ClockName, why: OpenNRMError) -> Clock:
    """A clock that cannot be told, with the reason."""
    return Clock(
        name=name, state=ClockState.UNKNOWN, unknown=str(why), unknown_code=why.code
    )


def task(
    name: ClockName,
    period: Period,
    *,
    on: date,
    done: PartialDate | None = None,
    ended_on: date | None = None,
    paused_on: date | None = None,
) -> Clock | None:
    """Something to be done in a period; None where the rule of the day sets none.

    Dates: what was done on a day known only to its span counts as done on the last
        day of the span.
    """
    due_on = period.last_on
    if due_on is None:
        return None
    until = on
    if done is not None:
        state = _MET if done.last <= due_on else _MISSED
        until = done.first
    elif ended_on is not None:
        state, until = _ENDED, ended_on
    elif paused_on is not None:
        state, until = ClockState.PAUSED, paused_on
    else:
        state = ClockState.OVERDUE if on > due_on else _RUNNING
    return _clock(name, state, period, due_on=due_on, elapsed=period.elapsed(until))


def span(
    name: ClockName,
    period: Period,
    *,
    on: date,
    last_on: date | None,
    stopped_on: date | None = None,
) -> Clock:
    """A time that runs, to its last day or until something stopped it.

    Dates: what was stopped has the day of that as its last day, if that is earlier;
        without a last day it runs until something ends it.
    """
    if stopped_on is not None:
        last_on = stopped_on if last_on is None else min(last_on, stopped_on)
    over = stopped_on is not None or (last_on is not None and on > last_on)
    until = on if last_on is None or on < last_on else last_on
    state = _ENDED if over else _RUNNING
    return _clock(name, state, period, due_on=last_on, elapsed=period.elapsed(until))


def _clock(
    name: ClockName,
    state: ClockState,
    period: Period,
    *,
    due_on: date | None,
    elapsed: int,
) -> Clock:
    calendar = period.calendar
    unit, length = period.unit, period.length
    if unit == "calendar_months" and period.last_on is not None:
        length = (period.last_on - period.started_on).days
    return Clock(
        name=name,
        state=state,
        started_on=period.started_on,
        due_on=due_on,
        unit=unit if unit == "working_days" else "days",
        length=length,
        elapsed=elapsed,
        rule=period.rule or None,
        calendar=None if calendar is None else calendar.version,
    )


def moved_on(case: Case, track: Track, *states: State) -> date | None:
    """The day on which a track moved to one of these states; None unless it is there.

    Dates: the first day of the span where only that is known.
    """
    if case.tracks[track] not in states:
        return None
    for moved, _, after, by, _ in reversed(case.moves):
        if moved is track and after in states:
            return by.occurred.first
    return None


def left_on(case: Case) -> date | None:
    """The day on which someone left, or their referral proved to be none."""
    if case.withdrawal is not None:
        return case.withdrawal.on.first
    return moved_on(case, _INTAKE, *_NOT_A_REFERRAL)


def gone_on(case: Case) -> date | None:
    """The day on which someone left or died; after it nobody can be supported."""
    return left_on(case) or moved_on(case, Track.SUBJECT, State.DECEASED)
