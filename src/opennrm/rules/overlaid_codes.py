"""Code lists under a reform: members added, and members ended.

A code once recorded keeps its meaning, so a reform renames nothing and removes
nothing: it gives a member of the baseline its last day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from opennrm.rules.code_files import Entry, by_code, by_label, printed, read_list
from opennrm.rules.code_files import read_member as read_new
from opennrm.rules.code_lists import CodeList, Member
from opennrm.rules.reading import Section, read_source

_KEYS = ("list", "source", "read_on", "notes", "members")
_ENDING_KEYS = ("code", "to", "note")


def overlay_codes(
    baseline: Mapping[str, CodeList], files: Iterable[tuple[str, Section]]
) -> Mapping[str, CodeList]:
    """The baseline's lists with what these files add or end, by name of file."""
    lists = dict(baseline)
    for stem, section in files:
        if stem in baseline:
            lists[stem] = _overlaid(section, baseline[stem])
        else:
            lists[stem] = read_list(section, stem)
    return MappingProxyType({key: lists[key] for key in sorted(lists)})


def _overlaid(section: Section, listed: CodeList) -> CodeList:
    section.only(_KEYS)
    key = section.text("list")
    if key is not None and key != listed.key:
        what = f"'{key}' is not the file's name"
        section.fault("list", what, f"Write '{listed.key}'.")
    read_source(section)
    section.day("read_on")
    members = {member.code: member for member in listed.members}
    added: list[Entry] = []
    for entry in section.sections("members"):
        code = entry.text("code")
        if code in members:
            members[code] = _ended(entry, members[code])
        else:
            added.append((entry, read_new(entry, listed.attribute_meanings)))
    kept = tuple(members.values())
    entries = [*((section, member) for member in kept), *added]
    every = (*kept, *printed(added, kept))
    return replace(
        listed,
        notes=(*listed.notes, *section.texts("notes")),
        members=every,
        _by_code=by_code(entries, every),
        _by_label=by_label(entries, every),
    )


def _ended(entry: Section, member: Member) -> Member:
    """A member of the baseline, with the last day that the reform gives it."""
    entry.only(_ENDING_KEYS)
    ends_on = entry.when("to")
    if ends_on is None:
        return member
    if member.ends_on is not None and member.ends_on.last <= ends_on.first:
        what = f"'{member.code}' ends on {member.ends_on.text} in the baseline"
        entry.fault("to", what, "Give an earlier day, or leave the member out.")
    if member.starts_on is not None and ends_on.last < member.starts_on.first:
        what = f"'{member.code}' begins on {member.starts_on.text} in the baseline"
        entry.fault("to", what, "Give a later day.")
    note = entry.optional_text("note") or member.note
    return replace(member, ends_on=ends_on, note=note)
