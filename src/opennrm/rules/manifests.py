"""What a rule set says of itself: `ruleset.yaml`."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opennrm.rules.reading import Section, read_source
from opennrm.rules.sources import Source

MANIFEST = "ruleset.yaml"
_KEYS = ("name", "title", "illustrative", "base", "source", "why", "read_on", "notes")
_OWN_KEYS = ("nations", "covers_from", "lists_from_baseline", "no_such_rule")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NATION = re.compile(r"[a-z]+(_[a-z]+)*")


class Base(StrEnum):
    """What a rule set is laid over."""

    BASELINE = "baseline"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a rule set is, who asked for it, and what it is laid over.

    The last three stand only in a mechanism without a base: its first day, the code
    lists that it takes over as they are, and the rules of the baseline that it has
    not.
    """

    name: str
    title: str
    illustrative: bool
    base: Base
    nations: tuple[str, ...]
    source: Source
    why: str
    read_on: date
    notes: tuple[str, ...]
    covers_from: date | None = None
    lists_from_baseline: tuple[str, ...] = ()
    no_such_rule: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """What ends the name of each version that is not the baseline's."""
        return f"+{self.name}"

    @property
    def banner(self) -> str:
        """What stands above everything printed under the rule set."""
        if self.base is Base.BASELINE:
            kind = "Hypothetical" if self.illustrative else "A reform of the baseline"
        else:
            kind = "Illustrative" if self.illustrative else "Another mechanism"
        told = f"{kind}: {self.title}."
        return f"{told} This is not the law." if self.illustrative else told


def read_manifest(section: Section, nations: tuple[str, ...]) -> Manifest | None:
    """What a rule set says of itself, its faults kept; None where that says too little.

    `nations` are the baseline's, for a rule set that is laid over it.
    """
    base = section.one_of("base", tuple(Base))
    own = base == Base.NONE
    section.only((*_KEYS, *_OWN_KEYS) if own else _KEYS)
    name = _named(section)
    title, why = section.text("title"), section.text("why")
    illustrative = section.one_of("illustrative", ("true", "false"))
    read_on = section.day("read_on")
    source = read_source(section)
    notes = section.texts("notes")
    own_nations = _nations(section) if own else nations
    covers_from = section.day("covers_from") if own else None
    if base is None or name is None or not own_nations:
        return None
    return Manifest(
        name=name,
        title=title or "",
        illustrative=illustrative == "true",
        base=Base(base),
        nations=own_nations,
        source=source,
        why=why or "",
        read_on=read_on or date.min,
        notes=notes,
        covers_from=covers_from,
        lists_from_baseline=section.texts("lists_from_baseline"),
        no_such_rule=section.texts("no_such_rule"),
    )


def _named(section: Section) -> str | None:
    name = section.text("name")
    if name is None or _NAME.fullmatch(name):
        return name
    what = f"'{name}' is not a short name"
    section.fault("name", what, "Write small letters, digits and hyphens.")
    return None


def _nations(section: Section) -> tuple[str, ...]:
    """The nations of a mechanism of its own; a state of one piece names itself."""
    nations = section.texts("nations")
    if not nations:
        section.fault("nations", "no nation is named", "Name one, or more.")
    for nation in nations:
        if not _NATION.fullmatch(nation):
            what = f"'{nation}' is not the code of a nation"
            section.fault("nations", what, "Write small letters and underscores.")
    if len(set(nations)) < len(nations):
        section.fault("nations", "'nations' names something twice", "Name each once.")
    return nations
