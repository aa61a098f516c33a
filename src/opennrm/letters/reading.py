"""Reading the wording of letters: refused whole, with every fault told.

One folder a language: `language.yaml` has its months and the words around a letter,
every other file letters and shared blocks. What a text may name is checked here, so
that no letter is sent with a gap in it.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from opennrm.cases.facts import NAMES
from opennrm.errors import Family, FaultsFound
from opennrm.letters.texts import (
    Direction,
    Kind,
    Language,
    Piece,
    Texts,
    Version,
)
from opennrm.letters.values import EVENT, FLAGS, PLACEHOLDERS
from opennrm.rules.reading import Faults, Section, read

FILES: Final = Path(__file__).parent / "data"
WORDS: Final = (
    "date",
    "reference",
    "subject",
    "draft",
    "english_counts",
    "for_another",
    "for_a_child",
    "minute_title",
    "synthetic",
    "contact",
)
_OF_A_SUMMARY: Final = ("draft", "english_counts")
_KINDS: Final = tuple(kind.value for kind in Kind)
_NAMED: Final = re.compile(r"\{([a-z_]*)\}")
_ENGLISH: Final = "en"
_FIELDS: Final = frozenset(
    [EVENT, *(field.name for fact in NAMES for field in fields(fact))]
)

Held = Mapping[tuple[str, str], tuple[Version, ...]]
Found = dict[tuple[str, str], list[Version]]


class FaultyTexts(FaultsFound):
    """The wording of letters was refused; no letter is written from it."""

    code: ClassVar[str] = "faulty-texts"
    family: ClassVar[Family] = Family.RULES


@cache
def load_texts(directory: Path = FILES) -> Texts:
    """All wording of a directory, the project's own without one.

    Raises: FaultyTexts with every fault of every file.
    """
    faults = Faults()
    languages: dict[str, Language] = {}
    letters: Found = defaultdict(list)
    blocks: Found = defaultdict(list)
    folders = sorted(
        (path for path in directory.iterdir() if path.is_dir()),
        key=lambda path: (path.name != _ENGLISH, path.name),
    )
    for folder in folders:
        section = _read(folder / "language.yaml", faults)
        if section is not None:
            languages[folder.name] = _language(section, folder.name)
        for path in sorted(folder.glob("*.yaml")):
            held = None if path.stem == "language" else read(path, faults)
            if held is not None:
                held.only(("language", "letters", "blocks"))
                held.one_of("language", (folder.name,))
                _entries(held, "letters", "letter", folder.name, letters)
                _entries(held, "blocks", "block", folder.name, blocks)
    _check_blocks(directory.name, letters, blocks, faults)
    if faults.found:
        raise FaultyTexts("The wording of letters was refused.", faults.found)
    return Texts(
        languages=MappingProxyType(languages),
        letters=_ordered(letters),
        blocks=_ordered(blocks),
    )


def _read(path: Path, faults: Faults) -> Section | None:
    if path.exists():
        return read(path, faults)
    what = f"the folder '{path.parent.name}' has no {path.name}"
    faults.add(path.name, 0, "", what, "Say there how the language is written.")
    return None


def _language(section: Section, code: str) -> Language:
    section.only(
        (
            "language",
            "name",
            "own_name",
            "direction",
            "letters",
            "months",
            "day",
            "checked_by",
            "checked_on",
            "words",
            "reasons",
        )
    )
    section.one_of("language", (code,))
    months = section.texts("months")
    if len(months) != 12:
        section.fault("months", f"{len(months)} months are named", "Name twelve.")
    day = section.text("day") or ""
    if {"{day}", "{month}", "{year}"} - set(re.findall(r"\{[a-z]+\}", day)):
        what = f"'{day}' does not write a day"
        section.fault("day", what, "Use {day}, {month} and {year}, each once.")
    whole = section.one_of("letters", ("whole", "summary")) == "whole"
    words = section.section("words")
    reasons = section.section("reasons") if whole else None
    if words is not None:
        needed = WORDS if whole else _OF_A_SUMMARY
        words.only(needed)
        for word in needed:
            words.text(word)
    checked = [section.has(key) for key in ("checked_by", "checked_on")]
    if any(checked) and not all(checked):
        what = "only one of checked_by and checked_on is given"
        section.fault("checked_by", what, "Give both, or neither.")
    return Language(
        code=code,
        name=section.text("name") or "",
        own_name=section.text("own_name") or "",
        direction=Direction(section.one_of("direction", tuple(Direction)) or "ltr"),
        whole=whole,
        months=months,
        day=day,
        words=MappingProxyType(words.optional_texts() if words else {}),
        reasons=MappingProxyType(reasons.optional_texts() if reasons else {}),
        checked_by=section.optional_text("checked_by"),
        checked_on=section.day("checked_on") if section.has("checked_on") else None,
    )


def _entries(
    section: Section, key: str, name_key: str, language: str, found: Found
) -> None:
    if not section.has(key):
        return
    for entry in section.sections(key):
        entry.only((name_key, "versions"))
        name = entry.text(name_key) or ""
        if (name, language) in found:
            what = f"'{name}' is worded twice in this language"
            entry.fault(name_key, what, "Keep one, with versions.")
        for version in entry.sections("versions"):
            made = _version(version, name, language, is_letter=key == "letters")
            earlier = found[name, language]
            if made is not None and earlier and _late(earlier[-1], made):
                what = f"{made.id} does not follow {earlier[-1].id}"
                version.fault("from", what, "Put versions in order of their dates.")
            if made is not None:
                earlier.append(made)


def _late(earlier: Version, later: Version) -> bool:
    return (later.starts_on, later.reading) <= (earlier.starts_on, earlier.reading)


def _version(
    section: Section, name: str, language: str, *, is_letter: bool
) -> Version | None:
    section.only(("from", "reading", "title", "body"))
    starts_on = section.day("from")
    reading = section.integer("reading") if section.has("reading") else 1
    title = section.text("title") if is_letter else ""
    if title:
        _check_named(section, "title", title)
    pieces = [_piece(one) for one in section.sections("body")]
    if starts_on is None or reading is None:
        return None
    return Version(
        id=f"{name}.{language}@{starts_on.isoformat()}.{reading}",
        starts_on=starts_on,
        reading=reading,
        title=title or "",
        pieces=tuple(piece for piece in pieces if piece is not None),
    )


def _piece(section: Section) -> Piece | None:
    section.only((*_KINDS, "when", "unless"))
    kinds = [kind for kind in Kind if section.has(kind.value)]
    if len(kinds) != 1:
        what = "a piece is one of " + ", ".join(_KINDS)
        section.fault("text", what, "Write one of these keys in each piece.")
        return None
    kind = kinds[0]
    points = section.texts_are_listed(kind.value)
    if points and kind is not Kind.POINTS:
        section.fault(kind.value, "a list stands here", "Write one text, or points.")
    lines = section.texts(kind.value) if points else (section.text(kind.value) or "",)
    for line in lines:
        _check_named(section, kind.value, line)
    when, unless = section.texts("when"), section.texts("unless")
    for key, flags in (("when", when), ("unless", unless)):
        for flag in flags:
            if flag.partition("=")[0] not in _FIELDS and flag not in FLAGS:
                what = f"unknown condition '{flag}'"
                section.fault(key, what, f"Use one of {', '.join(FLAGS)}.")
    return Piece(kind=kind, lines=lines, when=when, unless=unless)


def _check_named(section: Section, key: str, line: str) -> None:
    for name in _NAMED.findall(line):
        if name not in PLACEHOLDERS:
            what = f"nothing fills in '{{{name}}}'"
            section.fault(key, what, f"Use one of {', '.join(PLACEHOLDERS)}.")


def _check_blocks(file: str, letters: Found, blocks: Found, faults: Faults) -> None:
    """Every block that is named exists in its language from the start."""
    for (name, language), versions in (*letters.items(), *blocks.items()):
        for version in versions:
            for piece in version.pieces:
                held = blocks.get((piece.lines[0], language))
                if piece.kind is not Kind.BLOCK:
                    continue
                if held is None or held[0].starts_on > version.starts_on:
                    what = f"{version.id} names a block '{piece.lines[0]}' not there"
                    do = "Write that block in this language, from that date on."
                    faults.add(file, 0, name, what, do)


def _ordered(found: Found) -> Held:
    return MappingProxyType({key: tuple(found[key]) for key in sorted(found)})
