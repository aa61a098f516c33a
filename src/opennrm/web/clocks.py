"""Clocks as a page shows them: due when, how far, under which rule and calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from opennrm.cases.clock import Clock, ClockState
from opennrm.paper import wording
from opennrm.paper.blocks import TagColour
from opennrm.web import words


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


def due_words(due_on: date | None, unknown: str | None, *, today: date) -> str:
    """When a case of a work list is due: a day, how far off it is, or why not."""
    if due_on is None:
        return "Day not known" if unknown else "No clock running"
    days = (due_on - today).days
    if days < 0:
        return f"{wording.day(due_on)}, {wording.plural(-days, 'day')} overdue"
    if days == 0:
        return f"{wording.day(due_on)}, today"
    return f"{wording.day(due_on)}, in {wording.plural(days, 'day')}"


def _shown(clock: Clock) -> ClockShown:
    state, colour = words.CLOCK_STATES[clock.state]
    return ClockShown(
        title=words.CLOCKS[clock.name],
        state=state,
        colour=colour,
        due="" if clock.due_on is None else _until(clock, clock.due_on),
        progress=words.progress(clock),
        rule=clock.rule or "",
        calendar=clock.calendar or "",
        unknown=clock.unknown or "",
    )


def _until(clock: Clock, due_on: date) -> str:
    ended = clock.state in {ClockState.MET, ClockState.MISSED, ClockState.ENDED}
    return f"{'Was due' if ended else 'Due'} {wording.day(due_on)}"
