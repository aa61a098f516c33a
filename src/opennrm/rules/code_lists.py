"""A dated code list: its members, and the labels that lead to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import ClassVar, Final

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate
from opennrm.rules.sources import Source

_CODE: Final = re.compile(r"[a-z0-9_]{1,60}")

Attribute = str | tuple[str, ...]


class UnknownCode(OpenNRMError):
    """A code or a code list was named that the lists do not hold."""

    code: ClassVar[str] = "unknown-code"
    family: ClassVar[Family] = Family.CALL


class CodeNotInForce(OpenNRMError):
    """A code was used on a date on which it did not exist."""

    code: ClassVar[str] = "code-not-in-force"
    family: ClassVar[Family] = Family.REFUSED


class UnknownLabel(OpenNRMError):
    """A published label leads to no code."""

    code: ClassVar[str] = "unknown-label"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One value that a coded field may have.

    `label` is what a published table prints for it, `name` what it is called by
    itself: a council is printed as "Local Authority". `makes_row` says whether a
    complete table has a row for it even when nothing falls there. `other_labels` were
    published too; `spellings` are defects seen in published tables.
    Dates: in force from `starts_on` to `ends_on`, both included; None is open.
    """

    code: str
    name: str
    label: str
    makes_row: bool = True
    other_labels: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    note: str | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    def in_force(self, on: PartialDate | date) -> bool:
        """Whether it may have been in force on a date, which may be partial."""
        first, last = (on, on) if isinstance(on, date) else (on.first, on.last)
        begun = self.starts_on is None or self.starts_on.first <= last
        return begun and (self.ends_on is None or first <= self.ends_on.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Where a published label leads.

    `label` is the label as published; `mended` says that it is a defective or other
    spelling; `in_force` whether the member existed on the date.
    """

    code: str
    label: str
    mended: bool
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A closed, dated set of codes with their labels."""

    key: str
    title: str
    source: Source
    read_on: date
    credit: str | None
    notes: tuple[str, ...]
    attribute_meanings: Mapping[str, str]
    members: tuple[Member, ...]
    _by_code: Mapping[str, Member] = field(repr=False)
    _by_label: Mapping[str, Member] = field(repr=False)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def member(self, code: str) -> Member:
        """The member of a code.

        Raises: UnknownCode, with the nearest codes.
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownCode(
                f"{_named(code)} is not a code of the list {self.key}. "
                f"{_nearest(code, self._by_code)}"
            ) from None

    def label(self, code: str) -> str:
        """What a published table prints for a code.

        Raises: UnknownCode, with the nearest codes.
        """
        return self.member(code).label

    def checked(self, code: str, on: PartialDate) -> Member:
        """The member of a code that may be recorded for a date.

        Raises: UnknownCode; CodeNotInForce when it did not exist on that date.
        """
        member = self.member(code)
        if not member.in_force(on):
            raise CodeNotInForce(
                f"The code '{code}' of {self.key} was not in force on {on.text}: "
                f"{_span(member)}. Use a code in force on that date."
            )
        return member

    def members_in_force(self, on: PartialDate | date) -> tuple[Member, ...]:
        """The members that a complete table has a row for, in the list's order."""
        return tuple(one for one in self.members if one.makes_row and one.in_force(on))

    def leads_to(self, label: str) -> Member | None:
        """The member that a label leads to, known misspellings included, or None."""
        return self._by_label.get(label) or self._by_label.get(label.strip())

    def resolve(self, label: str, on: PartialDate) -> Resolved:
        """Where a published label leads, a known misspelling mended.

        Raises: UnknownLabel, with the nearest labels.
        """
        member = self.leads_to(label)
        if member is None:
            raise UnknownLabel(
                f"'{label}' is not a label of {self.key}. "
                f"{_nearest(label, self._by_label)}"
            )
        return Resolved(
            code=member.code,
            label=label,
            mended=label != member.name and label not in member.other_labels,
            in_force=member.in_force(on),
        )

    def near(self, label: str) -> str:
        """A sentence that names the labels nearest to one that leads nowhere."""
        return _nearest(label, self._by_label)


def _named(asked: str) -> str:
    """A code as it may be repeated: what is no code may be someone's own words."""
    if _CODE.fullmatch(asked):
        return f"'{asked}'"
    return "What was given has not the form of a code, and"


def _nearest(asked: str, known: Mapping[str, Member]) -> str:
    near = get_close_matches(asked, list(known), 3)
    if near:
        return "Did you mean " + " or ".join(f"'{name}'" for name in near) + "?"
    return "See the code lists for what may stand here."


def _span(member: Member) -> str:
    parts = []
    if member.starts_on is not None:
        parts.append(f"it begins on {member.starts_on.text}")
    if member.ends_on is not None:
        parts.append(f"it ends on {member.ends_on.text}")
    return " and ".join(parts)
