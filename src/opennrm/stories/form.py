"""The form of a story, read strictly: every fault of a file at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar

import yaml

from opennrm.cases.people import Role
from opennrm.errors import Family, Fault, FaultsFound
from opennrm.rules.dates import LONDON, PartialDate, UnreadableDate, as_at
from opennrm.stories.shown import shown
from opennrm.stories.words import BORN_ON, CORRECTING, fields_of, words
from opennrm.stories.yaml_parts import (
    MOST_EVENTS,
    YEARS,
    Lines,
    parsed,
    past_reckoning,
    text_of,
    written_twice,
)


class StoryFaulty(FaultsFound):
    """A story file that cannot be told as it is written."""

    code: ClassVar[str] = "story-faulty"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPerson:
    """Someone who acts in a story."""

    role: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEvent:
    """One dated command, by someone, that is carried out or must be refused."""

    line: int
    on: PartialDate
    recorded_at: datetime
    do: str
    by: str | None
    label: str | None
    values: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the history must give, as at a moment or on a day."""

    line: int
    as_at: datetime | None
    on: date | None
    tracks: Mapping[str, str] = field(default_factory=dict)
    clocks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    status: str | None = None
    letters: tuple[Mapping[str, Any], ...] | None = None
    table: str | None = None
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A dated story: who, what happened, and what it must give."""

    title: str
    why: str
    source: str
    nation: str
    rules: str | None
    people: Mapping[str, StoryPerson]
    events: tuple[StoryEvent, ...]
    expect: tuple[Expectation, ...]


@lru_cache(maxsize=1)
def story_form() -> Mapping[str, Any]:
    """The form as data: keys of a story, an event and an expectation; commands."""
    text = resources.files("opennrm.stories").joinpath("form.yaml").read_text("utf-8")
    form: Mapping[str, Any] = yaml.safe_load(text)
    return form


def read_story(path: Path) -> Story:
    """Read a story file.

    Raises: StoryFaulty with every fault, its line and what to do.
    """
    text = text_of(path)
    if isinstance(text, Fault):
        raise _faulty(path.name, [text])
    return parse_story(text, name=path.name)


def parse_story(text: str, *, name: str) -> Story:
    """Read the text of a story; errors as for `read_story`."""
    node, raw, faults = parsed(text, name)
    if faults:
        raise _faulty(name, faults)
    if not isinstance(raw, dict):
        whole = Fault(file=name, what="A story is a map of keys.", do="See the form.")
        raise _faulty(name, [whole])
    lines = Lines(node)
    faults += written_twice(node, name)
    told = len(_list(raw.get("events")))
    if told > MOST_EVENTS:
        what = f"The story has {told:,} events, and {MOST_EVENTS:,} are the most."
        do = "A story tells one case; split it."
        raise _faulty(name, [Fault(file=name, key="events", what=what, do=do)])
    form = story_form()
    _keys(raw, form["story"], "story", lines.of(), name, faults)
    events = tuple(
        _event(event, lines.of("events", place), name, faults)
        for place, event in enumerate(_list(raw.get("events")))
    )
    expect = tuple(
        _expectation(told, lines.of("expect", place), name, faults)
        for place, told in enumerate(_list(raw.get("expect")))
    )
    people = _people(raw.get("people") or {}, lines.of("people"), name, faults)
    if not events:
        faults.append(
            Fault(file=name, key="events", what="Nothing happens.", do="Add an event.")
        )
    if faults:
        raise _faulty(name, faults)
    return Story(
        title=str(raw["title"]),
        why=str(raw.get("why", "")),
        source=str(raw.get("source", "")),
        nation=str(raw.get("nation", "england")),
        rules=None if raw.get("rules") is None else str(raw["rules"]),
        people=people,
        events=tuple(event for event in events if event is not None),
        expect=tuple(one for one in expect if one is not None),
    )


def _people(
    told: Any, line: int, name: str, faults: list[Fault]
) -> Mapping[str, StoryPerson]:
    if not isinstance(told, dict) or not all(
        isinstance(p, dict) for p in told.values()
    ):
        what = "'people' is a map of short names to {role, organisation}."
        faults.append(Fault(file=name, line=line, key="people", what=what))
        return {}
    roles = [role.value for role in Role]
    for who, person in told.items():
        role = str(person.get("role"))
        if role not in roles:
            what = f"{who!r} has the role {role!r}, which is none."
            do = nearest(role, roles)
            faults.append(Fault(file=name, line=line, key=str(who), what=what, do=do))
        if not _fits(person.get("organisation"), ("text",)):
            what = f"The organisation of {who!r} is a code."
            faults.append(Fault(file=name, line=line, key=str(who), what=what))
        for key in set(person) - {"role", "organisation"}:
            what = f"{who!r} has no key {key!r}."
            do = "Known: role, organisation."
            faults.append(Fault(file=name, line=line, key=str(who), what=what, do=do))
    return {
        str(who): StoryPerson(
            role=str(person.get("role")), organisation=person.get("organisation")
        )
        for who, person in told.items()
    }


def _faulty(name: str, faults: list[Fault]) -> StoryFaulty:
    safe = [
        replace(fault, key=shown(fault.key), what=shown(fault.what), do=shown(fault.do))
        for fault in faults
    ]
    return StoryFaulty(f"The story {name} cannot be told.", safe)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


# What each key of a story, an event or an expectation may be: a text, or the path of
# maps and lists down to what it holds.
_SHAPES: dict[str, tuple[str, ...]] = {
    "title": ("text",),
    "why": ("text",),
    "source": ("text",),
    "nation": ("text",),
    "rules": ("text",),
    "events": ("list",),
    "expect": ("list",),
    "do": ("text",),
    "by": ("text",),
    "as": ("text",),
    "refused": ("text",),
    "status": ("text",),
    "table": ("text",),
    "tracks": ("map", "text"),
    "clocks": ("map", "map"),
    "letters": ("list", "map"),
    "rows": ("list", "map"),
}


def _fits(value: object, shape: tuple[str, ...]) -> bool:
    """Whether a value has a shape; an empty one counts as nothing in it."""
    if value is None or not shape:
        return True
    kind, *within = shape
    if kind == "text":
        return isinstance(value, str | int) and not isinstance(value, bool)
    if kind == "list":
        parts = value if isinstance(value, list) else None
    else:
        parts = list(value.values()) if isinstance(value, dict) else None
    return parts is not None and all(_fits(part, tuple(within)) for part in parts)


def _keys(
    told: Mapping[str, Any],
    form: Mapping[str, Any],
    part: str,
    line: int,
    name: str,
    faults: list[Fault],
) -> None:
    for key in told:
        if key not in form:
            faults.append(
                Fault(
                    file=name,
                    line=line,
                    key=str(key),
                    what=f"{part} has no key {key!r}.",
                    do=nearest(str(key), form),
                )
            )
        elif not _fits(told[key], _SHAPES.get(str(key), ())):
            what = f"{key!r} is {form[key]['type']}."
            faults.append(Fault(file=name, line=line, key=str(key), what=what))
    for key, field_ in form.items():
        if field_["required"] and key not in told:
            what = f"{part} needs the key {key!r}."
            faults.append(Fault(file=name, line=line, key=key, what=what))


def nearest(word: str, known: Mapping[str, Any] | list[str]) -> str:
    """A hint at the known words that are nearest to one that is not known."""
    close = get_close_matches(word, list(known), n=3) or sorted(known)
    return shown(f"Known: {', '.join(close)}.")


def _event(told: Any, line: int, name: str, faults: list[Fault]) -> StoryEvent | None:
    form = story_form()
    if not isinstance(told, dict):
        faults.append(Fault(file=name, line=line, what="An event is a map of keys."))
        return None
    before = len(faults)
    _keys(told, form["event"], "event", line, name, faults)
    do = str(told.get("do"))
    if do not in words():
        faults.append(
            Fault(
                file=name,
                line=line,
                key="do",
                what=f"There is no command {do!r}.",
                do=nearest(do, list(words())),
            )
        )
    else:
        _fields(do, told.get("with") or {}, line, name, faults)
    on = recorded_at = None
    try:
        on = PartialDate.parse(str(told.get("on")))
        if on.first.year in YEARS:
            recorded_at = _recorded(told.get("recorded"), on)
    except UnreadableDate as fault:
        faults.append(Fault(file=name, line=line, key="on", what=str(fault)))
    if on is not None and on.first.year not in YEARS:
        faults.append(past_reckoning(on.text, line, name))
    if len(faults) > before or on is None or recorded_at is None:
        return None
    return StoryEvent(
        line=line,
        on=on,
        recorded_at=recorded_at,
        do=do,
        by=told.get("by"),
        label=told.get("as"),
        values=told.get("with") or {},
        refused=told.get("refused"),
    )


def _fields(do: str, values: Any, line: int, name: str, faults: list[Fault]) -> None:
    """What a command is given must be among its fields."""
    if not isinstance(values, dict):
        what = "'with' is a map of the command's fields."
        faults.append(Fault(file=name, line=line, key="with", what=what))
        return
    known = fields_of(do)
    for key in values:
        if key not in known:
            faults.append(
                Fault(
                    file=name,
                    line=line,
                    key=str(key),
                    what=f"{do!r} has no field {key!r}.",
                    do=nearest(str(key), list(known)) if known else "It has none.",
                )
            )
        elif key in (BORN_ON, "occurred") and _year_of(values[key]) not in YEARS:
            faults.append(past_reckoning(str(values[key]), line, name))
        elif key == "with" and not isinstance(values[key], dict):
            what = "'with' is a map of the fact's fields."
            faults.append(Fault(file=name, line=line, key=key, what=what))
    for key in known if do in CORRECTING else ():
        if known[key] and key not in values:
            what = f"{do!r} needs the field {key!r}."
            faults.append(Fault(file=name, line=line, key=key, what=what))


def _year_of(told: object) -> int:
    """The year of a date, and a year that may be where it is none: told elsewhere."""
    try:
        return PartialDate.parse(str(told)).first.year
    except UnreadableDate:
        return YEARS[0]


def _recorded(told: object, on: PartialDate) -> datetime:
    if told is None:
        return datetime.combine(on.last, time(12), LONDON)
    text = str(told)
    if len(text) == 10:
        return datetime.combine(PartialDate.parse(text).day, time(12), LONDON)
    return as_at(text)


def _expectation(
    told: Any, line: int, name: str, faults: list[Fault]
) -> Expectation | None:
    if not isinstance(told, dict):
        faults.append(Fault(file=name, line=line, what="An expectation is a map."))
        return None
    before = len(faults)
    _keys(told, story_form()["expectation"], "expectation", line, name, faults)
    if len(faults) > before:
        return None
    try:
        return Expectation(
            line=line,
            as_at=as_at(str(told["as_at"])) if "as_at" in told else None,
            on=PartialDate.parse(str(told["on"])).day if "on" in told else None,
            tracks=told.get("tracks") or {},
            clocks=told.get("clocks") or {},
            status=told.get("status"),
            letters=tuple(told["letters"] or ()) if "letters" in told else None,
            table=told.get("table"),
            rows=tuple(told.get("rows") or ()),
        )
    except UnreadableDate as fault:
        faults.append(Fault(file=name, line=line, key="as_at", what=str(fault)))
        return None
