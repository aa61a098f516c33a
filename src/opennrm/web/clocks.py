"""Clocks as a page shows them: due when, how far, under which rule and calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.paper import wording
from opennrm.paper.blocks import TagColour
from opennrm.web import words

_SOON_DAYS: Final = 2
# These run for a time; the others are dates to be kept.
_PERIODS: Final = frozenset(
    {
        ClockName.RECOVERY_MINIMUM,
        ClockName.RECOVERY_PERIOD,
        ClockName.SUPPORT_PERIOD,
        ClockName.RECONSIDERATION_WINDOW,
        ClockName.EXIT_PERIOD,
        ClockName.MOVE_ON_MINIMUM,
        ClockName.SUPPORT_EXTENSION,
        ClockName.PLACE_OF_SAFETY,
        ClockName.PANEL_READING,
        ClockName.DECISION_DELAY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """One clock in words."""

    title: str
    state: str
    colour: TagColour
    due: str
    progress: str
    rule: str
    calendar: str
    unknown: str


def shown(clocks: Sequence[Clock]) -> tuple[ClockShown, ...]:
    """The clocks of a case, in the order given."""
    return tuple(_shown(clock) for clock in clocks)


def due_words(due_on: date | None, unknown: str | None) -> str:
    """When a case of a work list is due: a day, or why there is none."""
    if due_on is not None:
        return wording.day(due_on)
    return "Day not known" if unknown else "No clock running"


def left_words(
    due_on: date | None, *, clock: str | None, today: date, suspended: bool
) -> str:
    """How much time is left to a due day, or how long it is overdue.

    The end of a minimum period is nothing that one can be late for.
    """
    if suspended:
        return "Suspended"
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0 and clock in _PERIODS:
        return "ended"
    if days < 0:
        return f"{wording.plural(-days, 'day')} overdue"
    return f"in {wording.plural(days, 'day')}" if days else "today"


def left_colour(
    due_on: date | None, *, clock: str | None, today: date, suspended: bool
) -> TagColour:
    """Red when overdue, yellow on the last two days; the words say it as well."""
    if suspended or due_on is None or clock in _PERIODS:
        return TagColour.GREY
    days = (due_on - today).days
    if days < 0:
        return TagColour.RED
    return TagColour.YELLOW if days <= _SOON_DAYS else TagColour.GREY


def _shown(clock: Clock) -> ClockShown:
    state, colour = words.CLOCK_STATES[clock.state]
    return ClockShown(
        title=words.CLOCKS[clock.name],
        state=state,
        colour=colour,
        due="" if clock.due_on is None else _until(clock, clock.due_on),
        progress=_progress(clock),
        rule=clock.rule or "",
        calendar=clock.calendar or "",
        unknown=clock.unknown or "",
    )


def _until(clock: Clock, due_on: date) -> str:
    over = clock.state in {ClockState.MET, ClockState.MISSED, ClockState.ENDED}
    if clock.name in _PERIODS:
        return f"{'Ended' if over else 'Runs to'} {wording.day(due_on)}"
    return f"{'Was due' if over else 'Due'} {wording.day(due_on)}"


def _progress(clock: Clock) -> str:
    """How far a clock has come, or how far it came; nothing for an ended period."""
    how_far = words.progress(clock)
    if not how_far or clock.state is ClockState.ENDED:
        return ""
    if clock.state in {ClockState.MET, ClockState.MISSED}:
        return f"decided after {how_far}"
    return f"{how_far} gone"
