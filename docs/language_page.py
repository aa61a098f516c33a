"""The reference page of the story language: every word, with an example of each.

Commands, fields and who gives them come from the tables that the service obeys; the
examples are events of the stories that the tests run.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from markdown_rows import head, row
from story_words import ALSO, NO_FACT_HOLDS

from opennrm.cases.clock import ClockName, ClockState
from opennrm.cases.people import Role
from opennrm.cases.permissions import PERMISSIONS
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.stories.acting import USUAL, usual_actor
from opennrm.stories.form import Story, StoryEvent, read_story, story_form
from opennrm.stories.words import command_of, fields_of, words
from opennrm.stories.yaml_parts import MOST_BYTES, MOST_EVENTS, YEARS

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "tests" / "spec"
VOCABULARY = ROOT / "src" / "opennrm" / "cases" / "vocabulary.yaml"

OPENING = """# The language of stories

A story is a dated account of one case in plain YAML.
`opennrm replay STORY.yaml` tells it through the functions of the service and prints tracks, clocks, letters and refusals; nothing is stored.
The stories under `tests/spec` are the specification and are run as tests; `docs/reference/behaviour.md` prints them all.
A word that is not here is refused, with the nearest ones that are.

```yaml
title: A reviewer may not be the maker
nation: scotland
people:
  ana: {role: decision_maker, organisation: sca}
events:
  - {on: 2026-03-02, do: refer, with: {gender: female, nationality: [vietnamese]}}
  - {on: 2026-03-03, do: request information, with: {asked_of: [first_responder, police, adult_safeguarding], due_on: 2026-03-05}}
  - on: 2026-03-09
    do: decide reasonable grounds
    by: ana
    with: {outcome: negative, reasons: [definition_not_met], reviewed_by: ana}
    refused: reviewer-is-the-maker
expect:
  - on: 2026-03-09
    clocks: {reasonable_grounds_target: {due_on: 2026-03-09, state: running}}
```
"""


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(VOCABULARY.read_text("utf-8"))
    return told


def fact_fields(do: str) -> dict[str, Any]:
    """The vocabulary's fields of every fact that a command may record."""
    command = command_of(do)
    found: dict[str, Any] = {}
    for one in TRANSITIONS:
        if one.command is command:
            fact = vocabulary()["facts"][one.fact]
            for group in fact.get("groups", []):
                found |= vocabulary()["groups"][group]
            found |= fact["fields"]
    return found


@lru_cache(maxsize=1)
def examples() -> dict[str, tuple[Path, Story, StoryEvent]]:
    """For each command the shortest event of a story that carries it out."""
    found: dict[str, tuple[Path, Story, StoryEvent]] = {}
    for path in sorted(SPEC.rglob("*.yaml")):
        story = read_story(path)
        for event in story.events:
            if event.refused:
                continue
            best = found.get(event.do)
            if best is None or _better(event, best[2]):
                found[event.do] = (path, story, event)
    return found


def _better(event: StoryEvent, best: StoryEvent) -> bool:
    """An example with fields before one without, then the shorter one."""
    return (not event.values, len(str(event.values))) < (
        not best.values,
        len(str(best.values)),
    )


def as_yaml(event: StoryEvent) -> list[str]:
    told: dict[str, Any] = {"on": event.on.text, "do": event.do}
    if event.by:
        told["by"] = event.by
    if event.values:
        told["with"] = dict(event.values)
    text = yaml.safe_dump([told], sort_keys=False, width=88, allow_unicode=True)
    return ["```yaml", *text.rstrip().replace("'", "").splitlines(), "```"]


def limits_part() -> list[str]:
    return [
        "## Limits",
        "",
        f"A file has at most {MOST_BYTES:,} bytes of UTF-8, and a story at most {MOST_EVENTS:,} events.",
        f"Its dates are of the years {YEARS[0]} to {YEARS[-1]}.",
        "A larger file, one that is nested deeply, and one with aliases or a key written twice are refused.",
        "`rules` names a rule set that comes with the project, or one in a directory inside that of the story.",
        "",
    ]


def form_part() -> list[str]:
    form = story_form()
    lines: list[str] = []
    for part, title in (
        ("story", "The story"),
        ("event", "An event"),
        ("expectation", "An expectation"),
    ):
        lines += [f"## {title}", "", *head("key", "required", "holds", "meaning")]
        for key, field in form[part].items():
            usual = f" Without it: {field['default']}." if "default" in field else ""
            required = "yes" if field["required"] else "no"
            meaning = f"{field.get('meaning', '')}{usual}"
            lines.append(row(f"`{key}`", required, field["type"], meaning))
        lines.append("")
    return lines


def people_part() -> list[str]:
    lines = ["## People", ""]
    lines += ["The usual people need no introduction; each acts for the body that"]
    lines[-1] += " usually would on that case."
    lines += ["Anyone else is named under `people`, with a role and an organisation."]
    lines += ["", *head("name", "role")]
    lines += [row(name, f"`{role.value}`") for name, role in USUAL.items()]
    unnamed = [f"`{role.value}`" for role in Role if role not in USUAL.values()]
    return [*lines, "", f"Roles without a usual name: {', '.join(unnamed)}.", ""]


def field_told(do: str, name: str, known: Mapping[str, Any]) -> tuple[str, str]:
    """What a field holds and means: by its fact, or by the table of those without."""
    if (do, name) in NO_FACT_HOLDS:
        return NO_FACT_HOLDS[do, name]
    field = known[name]
    holds = field["type"].rstrip("?")
    meaning = field.get("meaning") or _of_its_type(holds)
    also = ALSO.get((do, name))
    return f"`{holds}`", f"{meaning}; {also}" if also else meaning


def _of_its_type(holds: str) -> str:
    """What every field of a type holds; a story points to a fact by a label."""
    if holds == "version":
        return "the `as` of the event whose fact is meant"
    kind, _, of = holds.partition("(")
    told: str = vocabulary()["types"].get(f"{kind}(LIST)" if of else kind, "as written")
    return told.replace("such codes", "codes of the named dated code list")


def command_part(do: str) -> list[str]:
    command = command_of(do)
    records = sorted({o.fact for o in TRANSITIONS if o.command is command})
    lines = [f"### {do}", ""]
    roles = ", ".join(role.value.replace("_", " ") for role in PERMISSIONS[command])
    usual = usual_actor(command)
    lines += [f"Given by: {roles}; where the story does not say, the {usual}."]
    if records:
        lines += [f"Records: {', '.join(f'`{one}`' for one in records)}."]
    known = fact_fields(do)
    fields = fields_of(do, defaulted(do))
    if fields:
        lines += ["", *head("field", "required", "holds", "meaning")]
        for name, required in fields.items():
            holds, meaning = field_told(do, name, known)
            lines.append(row(f"`{name}`", "yes" if required else "no", holds, meaning))
    example = examples().get(do)
    if example is not None:
        path, _, event = example
        lines += ["", f"For example, in `{path.relative_to(ROOT)}`:", ""]
        lines += as_yaml(event)
    return [*lines, ""]


def defaulted(do: str) -> frozenset[str]:
    defaults = story_form()["defaults"]
    kind = {"refer": "referral", "notify": "notification"}.get(do)
    if kind is None:
        return frozenset()
    return frozenset({"nation", *defaults["person"], *defaults[kind]})


def clocks_part() -> list[str]:
    lines = ["## Clocks", "", "A clock is read on a day and never stored.", ""]
    lines += ["Names: " + ", ".join(f"`{one.value}`" for one in ClockName) + ".", ""]
    states = ", ".join(f"`{one.value}`" for one in ClockState)
    return [*lines, f"States: {states}.", ""]


def language() -> str:
    lines = [OPENING, *form_part(), *limits_part(), *people_part(), "## Commands", ""]
    for do in words():
        lines += command_part(do)
    lines += clocks_part()
    return "\n".join(lines).rstrip() + "\n"
