"""The reference page of the mechanism: each track as a diagram and as a table."""

from pathlib import Path

from markdown_rows import head, row
from mechanism_diagram import drawing, said

from opennrm.cases.case import State, Track
from opennrm.cases.permissions import PERMISSIONS, Command
from opennrm.cases.transition_table import TRANSITIONS

OPENING = """# The mechanism: tracks, states and transitions

A case is several tracks at once, and none of them is the status of the whole.
Every diagram and table here is drawn from the table that the commands obey.
A state is an upright line, the first one black; a row is one thing that may happen.
A dot is where it may start and the arrow where it leads; a ring is where it is recorded and moves nothing.
A dashed arrow is what follows on this track from something done on another.
What a rule of the day adds, such as a second reviewer or a minimum period, is refused by the command itself, which names the rule.
The number of a row is that of the mechanism's published list of transitions.
"""


def who(command: Command) -> str:
    return ", ".join(said(role.value) for role in PERMISSIONS[command])


def _states(states: frozenset[State]) -> str:
    return ", ".join(said(s.value) for s in sorted(states, key=list(State).index))


def _also(told: list[str]) -> str:
    return ", ".join(told) or "no"


def track_part(track: Track) -> list[str]:
    name = said(track.value)
    rows = [one for one in TRANSITIONS if one.track is track]
    lines = [f"## {name.capitalize()}", ""]
    lines += [f"![The track {name} as a diagram; the table below says the same.]"]
    lines[-1] += f"(mechanism/{track.value}.svg)"
    lines += [""]
    if not rows:
        return [*lines, "Nothing moves this track but what is done on others.", ""]
    lines += head("what", "who", "from", "to", "records", "needs", "also", "row")
    for one in rows:
        given = "".join(
            f"; {said(other.value)} is {_states(states)}"
            for other, states in one.given.items()
        )
        also = []
        if one.while_suspended:
            also.append("while suspended")
        if one.after_end:
            also.append("after an end")
        if one.of_reports:
            also.append("on a Duty to Notify report")
        lines.append(
            row(
                said(one.command.value),
                who(one.command),
                _states(one.before),
                _states(one.after) or "stays",
                f"`{one.fact}`",
                one.needs + given,
                _also(also),
                one.row,
            )
        )
    return [*lines, ""]


def mechanism() -> str:
    lines = [OPENING]
    for track in Track:
        lines += track_part(track)
    return "\n".join(lines).rstrip() + "\n"


def drawings(folder: Path) -> dict[Path, str]:
    return {folder / f"{track.value}.svg": drawing(track) for track in Track}
