"""Clocks: what is due when, computed from facts, calendar and rule version.

Nothing here is stored. A clock whose start is not known to the day is *unknown* and
says so; a corrected date or a newly announced holiday moves every clock at once.
"""

from calendar import monthrange
from datetime import date, timedelta

from opennrm.cases.case import Case, Decision, Route, State, Track
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import OpenNRMError
from opennrm.rules.dates import DayUnknown, PartialDate
from opennrm.rules.nations import NationNeeded
from opennrm.rules.versions import (
    AnchorMissing,
    AnchorTooVague,
    NotInForce,
    RuleVersion,
)
from opennrm.rules.working_days import OutsideCalendar

# What makes a clock unknown rather than an error: the facts do not tell.
_OPEN = (
    DayUnknown,
    AnchorMissing,
    AnchorTooVague,
    NationNeeded,
    NotInForce,
    OutsideCalendar,
)


def _unknown(name: ClockName, why: OpenNRMError) -> Clock:
    return Clock(
        name=name, state=ClockState.UNKNOWN, unknown=str(why), unknown_code=why.code
    )


def reasonable_grounds_target(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when the reasonable grounds decision should be made, where possible.

    Dates: the day of receipt is day 0; weekends and the nation's bank holidays do not
        count. A suspended case is paused; its due date stays as it was.
    Source: reasonable-grounds-target.
    """
    if case.route is Route.DTN:
        return None
    name = ClockName.REASONABLE_GROUNDS_TARGET
    try:
        target = book.rules.in_force(
            "reasonable-grounds-target",
            anchors={"referral-received": case.received},
            nation=case.about.nation,
        )
        start = case.received.day_for("The reasonable grounds target")
        calendar = book.calendars.for_nation(case.about.nation)
        due_on = calendar.add_working_days(start, target.number)
        first = next(
            (d for d in case.decisions if d.stage is Stage.REASONABLE_GROUNDS), None
        )
        until = _stopped(case, first) or on
        elapsed = calendar.working_days_between(start, max(start, until))
    except _OPEN as why:
        return _unknown(name, why)
    if first is not None:
        met = first.decided.last <= due_on
        state = ClockState.MET if met else ClockState.MISSED
    elif case.withdrawal is not None:
        state = ClockState.ENDED
    elif case.is_suspended:
        state = ClockState.PAUSED
    else:
        state = ClockState.OVERDUE if on > due_on else ClockState.RUNNING
    return Clock(
        name=name,
        state=state,
        started_on=start,
        due_on=due_on,
        unit="working_days",
        length=target.number,
        elapsed=elapsed,
        rule=target.id,
        calendar=calendar.version,
    )


def _stopped(case: Case, first: Decision | None) -> date | None:
    """The day on which the target stopped counting: decided, left, or paused now."""
    if first is not None:
        return first.decided.first
    if case.withdrawal is not None:
        return case.withdrawal.on.first
    return case.suspensions[-1].since.first if case.is_suspended else None


def minimum_recovery_end(
    started: PartialDate, *, nation: str, book: Rulebook
) -> tuple[date, RuleVersion]:
    """The last day of the minimum recovery period, the day of the decision being 1.

    Raises: DayUnknown and the errors of `Rules.in_force` where it cannot be told.
    Source: recovery-minimum.
    """
    minimum = book.rules.in_force(
        "recovery-minimum",
        anchors={"reasonable-grounds-decided": started},
        nation=nation,
    )
    first = started.day_for("The minimum recovery period")
    return first + timedelta(days=minimum.number - 1), minimum


def recovery_minimum(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The minimum recovery period after a positive reasonable grounds decision.

    Dates: the period itself ends on the later of this day and the day of the
        conclusive decision.
    Source: recovery-minimum.
    """
    if case.recovery_started is None:
        return None
    name = ClockName.RECOVERY_MINIMUM
    try:
        due_on, minimum = minimum_recovery_end(
            case.recovery_started, nation=case.about.nation, book=book
        )
    except _OPEN as why:
        return _unknown(name, why)
    start = case.recovery_started.first
    over = on > due_on or case.withdrawal is not None
    return Clock(
        name=name,
        state=ClockState.ENDED if over else ClockState.RUNNING,
        started_on=start,
        due_on=due_on,
        unit="days",
        length=minimum.number,
        elapsed=min((min(on, due_on) - start).days + 1, minimum.number),
        rule=minimum.id,
    )


def last_day_to_ask(
    decision: Decision, *, basis: tuple[str, ...], nation: str, book: Rulebook
) -> tuple[date | None, RuleVersion]:
    """The last day on which reconsideration of a negative may be asked for.

    None where the rule of the day sets no limit on one of the grounds given.
    Dates: the window is the one in force on the day of the decision.
    Raises: DayUnknown and the errors of `Rules.in_force` where it cannot be told.
    Source: reconsideration-window.
    """
    window = book.rules.in_force(
        "reconsideration-window",
        anchors={"decision-date": decision.decided},
        nation=nation,
    )
    last: date | None = None
    for ground in basis:
        kind = "evidence" if ground == "new_evidence" else "guidance"
        length = window.parameter(f"{kind}_length")
        if length is None:
            return None, window
        decided_on = decision.decided.day_for("The window for asking")
        if window.parameter(f"{kind}_unit") == "calendar_months":
            closes_on = months_after(decided_on, int(length))
        else:
            closes_on = decided_on + timedelta(days=int(length))
        if window.parameter("counting") == "inclusive":
            closes_on -= timedelta(days=1)
        last = closes_on if last is None else max(last, closes_on)
    return last, window


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def reconsideration_window(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """Until when the negative decision that stands may be asked about.

    Read for a request on both grounds; the longer window counts, and where one of
    them has no limit there is no due date.
    Source: reconsideration-window.
    """
    decision = case.decision(Stage.CONCLUSIVE_GROUNDS) or case.decision(
        Stage.REASONABLE_GROUNDS
    )
    if decision is None or decision.outcome is Outcome.POSITIVE:
        return None
    name = ClockName.RECONSIDERATION_WINDOW
    try:
        due_on, window = last_day_to_ask(
            decision,
            basis=("guidance", "new_evidence"),
            nation=case.about.nation,
            book=book,
        )
    except _OPEN as why:
        return _unknown(name, why)
    open_still = due_on is None or on <= due_on
    started = decision.decided
    return Clock(
        name=name,
        state=ClockState.RUNNING if open_still else ClockState.ENDED,
        started_on=started.first if started.is_day else None,
        due_on=due_on,
        unit="days",
        length=(due_on - started.first).days if due_on else None,
        elapsed=(on - started.first).days if started.is_day else None,
        rule=window.id,
    )


def clocks(case: Case, *, on: date, book: Rulebook) -> tuple[Clock, ...]:
    """Every clock that the case has, as read on a day."""
    found = (
        reasonable_grounds_target(case, on=on, book=book),
        recovery_minimum(case, on=on, book=book),
        reconsideration_window(case, on=on, book=book),
    )
    return tuple(clock for clock in found if clock is not None)


def next_due(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The clock that the people who decide are working to now, if any."""
    if case.tracks[Track.WITHDRAWAL] is State.WITHDRAWN:
        return None
    first = case.decision(Stage.REASONABLE_GROUNDS)
    if case.tracks[Track.REASONABLE_GROUNDS] in (
        State.PENDING,
        State.INFORMATION_REQUESTED,
        State.REOPENED,
    ):
        return reasonable_grounds_target(case, on=on, book=book)
    if (
        first is not None
        and first.outcome is Outcome.POSITIVE
        and case.decision(Stage.CONCLUSIVE_GROUNDS) is None
    ):
        return recovery_minimum(case, on=on, book=book)
    return None
