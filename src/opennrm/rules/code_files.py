"""Reading code lists: one YAML file a list, refused whole with every fault told."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from opennrm.errors import Family, FaultsFound
from opennrm.rules.code_lists import Attribute, CodeList, Member
from opennrm.rules.reading import Faults, Section, read, read_source

CODE_FILES = Path(__file__).parent / "data" / "codes"
_KEYS = (
    "list",
    "title",
    "attributes",
    "source",
    "read_on",
    "credit",
    "notes",
    "members",
)
_MEMBER_KEYS = (
    "code",
    "label",
    "prints_as",
    "row",
    "other_labels",
    "spellings",
    "from",
    "to",
    "note",
)
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
Entry = tuple[Section, Member]


class FaultyCodes(FaultsFound):
    """Code list files were refused; none of them is used."""

    code: ClassVar[str] = "faulty-codes"
    family: ClassVar[Family] = Family.RULES


def read_code_lists(directory: Path) -> Mapping[str, CodeList]:
    """All code lists of a directory, by name.

    Raises: FaultyCodes with every fault of every file.
    """
    faults = Faults()
    lists: dict[str, CodeList] = {}
    for path in sorted(directory.glob("*.yaml")):
        section = read(path, faults)
        if section is not None:
            listed = read_list(section, path.stem)
            lists[listed.key] = listed
    if not lists and not faults.found:
        what = "the directory holds no code list (*.yaml)"
        faults.add(directory.name, 0, "", what, "Name a directory of code lists.")
    if faults.found:
        asked = f"The code lists in {directory.name} were refused."
        raise FaultyCodes(asked, faults.found)
    return MappingProxyType(lists)


def read_list(section: Section, stem: str) -> CodeList:
    """The code list that a file holds, with its faults kept."""
    section.only(_KEYS)
    key = section.text("list")
    if key is not None and key != stem:
        section.fault("list", f"'{key}' is not the file's name", f"Write '{stem}'.")
    meanings = section.section("attributes") if section.has("attributes") else None
    attributes = meanings.optional_texts() if meanings else {}
    entries = [
        (one, read_member(one, attributes)) for one in section.sections("members")
    ]
    members = printed(entries)
    return CodeList(
        key=stem,
        title=section.text("title") or "",
        source=read_source(section),
        read_on=section.day("read_on") or date.min,
        credit=section.optional_text("credit"),
        notes=section.texts("notes"),
        attribute_meanings=MappingProxyType(attributes),
        members=members,
        _by_code=by_code(entries, members),
        _by_label=by_label(entries, members),
    )


def read_member(entry: Section, attributes: Mapping[str, str]) -> Member:
    """The member that an entry gives, not yet printed as another one."""
    entry.only((*_MEMBER_KEYS, *attributes))
    code, label = entry.text("code"), entry.text("label")
    if code is not None and not _CODE.fullmatch(code):
        what = f"'{code}' is not a code"
        entry.fault("code", what, "Write small letters, digits and underscores.")
    starts_on, ends_on = entry.optional_when("from"), entry.optional_when("to")
    if starts_on and ends_on and ends_on.last < starts_on.first:
        what = f"{ends_on.text} is before {starts_on.text}: dates are out of order"
        entry.fault("to", what, "Correct one of the two dates.")
    given: dict[str, Attribute] = {}
    for name in attributes:
        if entry.texts_are_listed(name):
            given[name] = entry.texts(name)
        elif (text := entry.optional_text(name)) is not None:
            given[name] = text
    return Member(
        code=code or "",
        name=label or "",
        label=label or "",
        makes_row=entry.flag("row", default=not entry.has("prints_as")),
        other_labels=entry.texts("other_labels"),
        spellings=entry.texts("spellings"),
        starts_on=starts_on,
        ends_on=ends_on,
        note=entry.optional_text("note"),
        attributes=MappingProxyType(given),
    )


def printed(entries: list[Entry], known: Iterable[Member] = ()) -> tuple[Member, ...]:
    """The members, each with the label that is printed for it."""
    names = {member.code: member.name for member in known}
    names |= {member.code: member.name for _, member in entries}
    members = []
    for entry, member in entries:
        target = entry.optional_text("prints_as")
        if target is not None and target not in names:
            what = f"no member has the code '{target}'"
            entry.fault("prints_as", what, "Name the code of another member.")
        members.append(replace(member, label=names.get(target or "", member.name)))
    return tuple(members)


def by_code(entries: list[Entry], members: tuple[Member, ...]) -> Mapping[str, Member]:
    """Every member by its code, each code once."""
    found: dict[str, Member] = {}
    for (entry, _), member in zip(entries, members, strict=True):
        if member.code in found:
            what = f"the code '{member.code}' is there twice"
            entry.fault("code", what, "Give each member its own code.")
        found[member.code] = member
    return MappingProxyType(found)


def by_label(entries: list[Entry], members: tuple[Member, ...]) -> Mapping[str, Member]:
    """Every label and spelling, each leading to one member."""
    found: dict[str, Member] = {}
    for (entry, _), member in zip(entries, members, strict=True):
        for label in (member.name, *member.other_labels, *member.spellings):
            if label in found:
                what = f"'{label}' leads to {found[label].code} already"
                entry.fault("label", what, "Let each label lead to one code.")
            found[label] = member
    return MappingProxyType(found)
