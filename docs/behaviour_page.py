"""The reference page of behaviour: who may do what, what may follow, and the stories.

The tables come from the code that enforces them, the stories from `tests/spec`, where
each is run as a test.
"""

from pathlib import Path
from typing import Any

from markdown_rows import head, row

from opennrm.cases.permissions import PERMISSIONS
from opennrm.stories.form import Expectation, Story, StoryEvent, read_story

SPEC = Path(__file__).resolve().parents[1] / "tests" / "spec"

OPENING = """# Behaviour

This page is generated from the table of permissions that the service obeys and from
the stories that its tests run.
What may follow in each track is on [the page of the mechanism](mechanism.md).
"""


def words(token: str) -> str:
    return token.replace("_", " ")


def permissions_part() -> list[str]:
    lines = ["## Who may do what", ""]
    lines += ["A role reaches a case only through the relation named beside it.", ""]
    lines += head("to", "role", "relation to the case")
    for command, roles in PERMISSIONS.items():
        for role, relations in roles.items():
            names = ", ".join(words(one.value) for one in sorted(relations))
            lines.append(row(words(command.value), words(role.value), names))
    return lines


def told(values: dict[str, Any]) -> str:
    return "; ".join(f"{key}: {plain(value)}" for key, value in values.items())


def plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return f"({told(value)})"
    return "none" if value is None else str(value)


def event_row(event: StoryEvent) -> str:
    recorded = event.recorded_at.date().isoformat()
    late = "" if recorded == event.on.last.isoformat() else f", recorded {recorded}"
    outcome = f"refused: `{event.refused}`" if event.refused else "done"
    by = f" (by {event.by})" if event.by else ""
    return row(f"{event.on}{late}", event.do + by, told(dict(event.values)), outcome)


def expectation_lines(expectation: Expectation) -> list[str]:
    when = []
    if expectation.as_at:
        when.append(f"as at {expectation.as_at.date()}")
    if expectation.on:
        when.append(f"read on {expectation.on}")
    lines = [f"Then, {' and '.join(when) or 'at the end'}:", ""]
    lines += [
        f"- {words(track)} is {words(state)}"
        for track, state in expectation.tracks.items()
    ]
    lines += [
        f"- clock {words(name)}: {told(dict(clock))}"
        for name, clock in expectation.clocks.items()
    ]
    if expectation.table is not None:
        rows = [f"  - {told(dict(one))}" for one in expectation.rows]
        lines += [f"- `{expectation.table}` has {len(rows) or 'no'} row(s)", *rows]
    return [*lines, ""]


def story_lines(story: Story) -> list[str]:
    lines = [f"### {story.title}", ""]
    lines += [line for line in (story.why, f"Nation: {words(story.nation)}.") if line]
    lines += ["", *head("on", "command", "with", "what came of it")]
    lines += [event_row(event) for event in story.events]
    lines += [""]
    for expectation in story.expect:
        lines += expectation_lines(expectation)
    return lines


def stories_part() -> list[str]:
    lines = ["## Stories", ""]
    for path in sorted(SPEC.rglob("*.yaml")):
        lines += story_lines(read_story(path))
    return lines


def behaviour() -> str:
    parts = [[OPENING], permissions_part(), stories_part()]
    text = "\n\n".join("\n".join(part).rstrip() for part in parts)
    return text.rstrip() + "\n"
