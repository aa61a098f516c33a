"""The reference page of the mechanism: each track drawn, each command in words."""

from functools import lru_cache
from pathlib import Path

from markdown_rows import head, row
from mechanism_diagram import drawing, said

from opennrm.cases.case import State, Track
from opennrm.cases.permissions import PERMISSIONS, Command
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.rules.code_lists import Attribute
from opennrm.rules.codes import load_codes
from opennrm.stories.form import read_story
from opennrm.stories.words import command_of

SPEC = Path(__file__).resolve().parents[1] / "tests" / "spec"

OPENING = """# The mechanism: tracks, states and transitions

A case is several tracks at once, and none of them is the status of the whole.
Every diagram and table here is drawn from the table that the commands obey.
A state is an upright line, the first one black; a row is one thing that may happen.
A dot is where it may start and the arrow where it leads; a ring is where it is recorded and moves nothing.
A dashed arrow is what follows on this track from something done on another.
What a rule of the day adds, such as a second reviewer or a minimum period, is refused by the command itself, which names the rule.
The number of a row is that of the mechanism's published list of transitions.
The second part says of each command who may give it, what it needs, whom it tells and what refuses it.
"""


def _states(states: frozenset[State]) -> str:
    return ", ".join(said(s.value) for s in sorted(states, key=list(State).index))


def _also(told: list[str]) -> str:
    return ", ".join(told) or "no"


def track_part(track: Track) -> list[str]:
    name = said(track.value)
    rows = [one for one in TRANSITIONS if one.track is track]
    lines = [f"### {name.capitalize()}", ""]
    lines += [f"![The track {name} as a diagram; the table below says the same.]"]
    lines[-1] += f"(mechanism/{track.value}.svg)"
    lines += [""]
    if not rows:
        return [*lines, "Nothing moves this track but what is done on others.", ""]
    lines += head("command", "from", "to", "only while", "records", "also", "row")
    for one in rows:
        given = "; ".join(
            f"{said(other.value)} is {_states(states)}"
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
                _states(one.before),
                _states(one.after) or "stays",
                given,
                f"`{one.fact}`",
                _also(also),
                one.row,
            )
        )
    return [*lines, ""]


@lru_cache(maxsize=1)
def refusals_met() -> dict[Command, dict[str, None]]:
    """The codes with which each command is refused in some story, each once."""
    met: dict[Command, dict[str, None]] = {}
    for path in sorted(SPEC.rglob("*.yaml")):
        for event in read_story(path).events:
            if event.refused:
                met.setdefault(command_of(event.do), {})[event.refused] = None
    return met


def told(command: Command) -> list[str]:
    """The letters that what a command records calls for, each with whom it tells."""
    facts = {
        one.fact.partition("@")[0] for one in TRANSITIONS if one.command is command
    }
    lines = []
    for letter in load_codes().list("letter").members:
        if facts & set(_listed(letter.attributes.get("after"))):
            recipients = ", ".join(
                "all who are told of every decision" if one == "standard" else said(one)
                for one in _listed(letter.attributes.get("tells"))
            )
            when = letter.attributes.get("when")
            only = f", where {said(str(when)).replace('=', ' is ')}" if when else ""
            lines.append(f"- {letter.name}{only}: to {recipients}")
    return lines


def _listed(attribute: Attribute | None) -> tuple[str, ...]:
    if attribute is None:
        return ()
    return (attribute,) if isinstance(attribute, str) else tuple(attribute)


def command_part(command: Command) -> list[str]:
    rows = [one for one in TRANSITIONS if one.command is command]
    roles = "; ".join(
        f"{said(role.value)} ({', '.join(said(one.value) for one in sorted(relations))})"
        for role, relations in PERMISSIONS[command].items()
    )
    lines = [f"### {said(command.value).capitalize()}", ""]
    lines += [f"Who, and by which relation to the case: {roles}.", ""]
    lines += [f"Needs: {'; '.join(dict.fromkeys(one.needs for one in rows))}.", ""]
    letters = told(command)
    if letters:
        lines += ["Then told:", "", *letters, ""]
    refused = refusals_met().get(command, {})
    if refused:
        codes = ", ".join(f"`{code}`" for code in sorted(refused))
        lines += [f"Refusals that stories show: {codes}.", ""]
    return lines


def mechanism() -> str:
    lines = [OPENING, "## Tracks", ""]
    for track in Track:
        lines += track_part(track)
    lines += ["## Commands", ""]
    lines += ["Every refusal is explained on [the page of errors](errors.md)."]
    lines += ["A letter goes only where the case has such a recipient and a way to"]
    lines[-1] += " reach them that was said to be safe."
    lines += [""]
    for command in dict.fromkeys(one.command for one in TRANSITIONS):
        lines += command_part(command)
    return "\n".join(lines).rstrip() + "\n"


def drawings(folder: Path) -> dict[Path, str]:
    return {folder / f"{track.value}.svg": drawing(track) for track in Track}
