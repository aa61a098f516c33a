"""The code lists together: what may be recorded, and where published labels lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from opennrm.rules import joined_labels
from opennrm.rules.code_files import CODE_FILES, FaultyCodes, read_code_lists
from opennrm.rules.code_lists import (
    CodeList,
    CodeNotInForce,
    Member,
    Resolved,
    UnknownCode,
    UnknownLabel,
)
from opennrm.rules.dates import PartialDate
from opennrm.rules.joined_labels import Joined, UnfitCombination

__all__ = [
    "CodeList",
    "CodeNotInForce",
    "Codes",
    "FaultyCodes",
    "Joined",
    "Member",
    "PublishedResponder",
    "Resolved",
    "Responder",
    "UnfitCombination",
    "UnknownCode",
    "UnknownLabel",
    "load_codes",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """A first responder organisation.

    `label` is what published tables print, `name` its own name. `type` is the kind
    under which it is counted; where `type_is_settled` is no, no source says so.
    `duties` hold may_refer, must_notify (section 52) and notifies_by_policy.
    """

    code: str
    name: str
    label: str
    type: str
    type_is_settled: bool
    nations: tuple[str, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedResponder:
    """Where a published pair of first responder type and name leads."""

    code: str
    label: str
    type: str
    type_label: str
    mended: bool
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """All code lists."""

    by_key: Mapping[str, CodeList]
    # Tens of thousands of published cells share a few hundred labels.
    _resolved: dict[tuple[str, str, PartialDate], Resolved] = field(
        default_factory=dict, repr=False, compare=False
    )
    _joined: dict[tuple[str, str, PartialDate], Joined] = field(
        default_factory=dict, repr=False, compare=False
    )
    _responders: dict[tuple[str, str, PartialDate], PublishedResponder] = field(
        default_factory=dict, repr=False, compare=False
    )

    def keys(self) -> tuple[str, ...]:
        """The names of all lists, in alphabetical order."""
        return tuple(self.by_key)

    def list(self, key: str) -> CodeList:
        """One list.

        Raises: UnknownCode for a list that is not there.
        """
        try:
            return self.by_key[key]
        except KeyError:
            raise UnknownCode(
                f"There is no code list '{key}'. The lists are: "
                f"{', '.join(self.by_key)}."
            ) from None

    def checked(self, key: str, code: str, *, on: PartialDate) -> str:
        """A code that may be recorded for a date.

        Raises: UnknownCode; CodeNotInForce.
        """
        return self.list(key).checked(code, on).code

    def label(self, key: str, code: str, *, on: PartialDate) -> str:
        """What a published table of that date prints for a code.

        Raises: UnknownCode; CodeNotInForce.
        """
        return self.list(key).checked(code, on).label

    def first_responder(self, code: str, *, on: PartialDate) -> Responder:
        """A first responder organisation that may refer on a date.

        Raises: UnknownCode; CodeNotInForce.
        """
        member = self.list("first_responder").checked(code, on)
        return Responder(
            code=member.code,
            name=member.name,
            label=member.label,
            type=str(member.attributes["type"]),
            type_is_settled=member.attributes.get("type_is_settled") != "no",
            nations=tuple(member.attributes["nations"]),
            duties=tuple(member.attributes["duties"]),
        )

    def exploitation_label(self, codes: Sequence[str], *, on: PartialDate) -> str:
        """The label of exploitation types together, as published on a date.

        Raises: UnknownCode; CodeNotInForce; UnfitCombination.
        """
        listed = self.list("exploitation_type")
        for code in codes:
            listed.checked(code, on)
        return joined_labels.exploitation_label(listed, codes)

    def nationality_label(self, codes: Sequence[str], *, on: PartialDate) -> str:
        """The label of one nationality or two, as published on a date.

        Raises: UnknownCode; CodeNotInForce; UnfitCombination.
        """
        listed = self.list("nationality")
        for code in codes:
            listed.checked(code, on)
        return joined_labels.nationality_label(listed, codes)

    def resolve(self, key: str, label: str, on: PartialDate) -> Resolved:
        """Where a published label of one code leads.

        Raises: UnknownCode for the list; UnknownLabel.
        """
        try:
            return self._resolved[key, label, on]
        except KeyError:
            found = self._resolved[key, label, on] = self.list(key).resolve(label, on)
            return found

    def exploitation_from_label(self, label: str, on: PartialDate) -> Joined:
        """The exploitation types that a published label joins.

        Raises: UnknownLabel.
        """
        return self._found("exploitation_type", label, on)

    def nationality_from_label(self, label: str, on: PartialDate) -> Joined:
        """The nationality, or the two, that a published label joins.

        Raises: UnknownLabel.
        """
        return self._found("nationality", label, on)

    def first_responder_from_label(
        self, type_label: str, label: str, on: PartialDate
    ) -> PublishedResponder:
        """The organisation that a published pair of type and name means.

        A type is not held against an organisation whose type no source settles.
        Raises: UnknownLabel for either, and where the two do not agree.
        """
        try:
            return self._responders[type_label, label, on]
        except KeyError:
            found = self._responder(type_label, label, on)
            self._responders[type_label, label, on] = found
            return found

    def _responder(
        self, type_label: str, label: str, on: PartialDate
    ) -> PublishedResponder:
        kind = self.resolve("first_responder_type", type_label, on)
        listed = self.list("first_responder")
        found = self.resolve("first_responder", label, on)
        attributes = listed.member(found.code).attributes
        settled = attributes.get("type_is_settled") != "no"
        if settled and attributes["type"] != kind.code:
            expected = self.list("first_responder_type").label(str(attributes["type"]))
            raise UnknownLabel(
                f"'{label}' is published under '{expected}', not under '{type_label}'. "
                "Correct the one or the other."
            )
        return PublishedResponder(
            code=found.code,
            label=label,
            type=kind.code,
            type_label=type_label,
            mended=found.mended or kind.mended,
            in_force=found.in_force and kind.in_force,
        )

    def _found(self, key: str, label: str, on: PartialDate) -> Joined:
        try:
            return self._joined[key, label, on]
        except KeyError:
            read = (
                joined_labels.nationality_from_label
                if key == "nationality"
                else joined_labels.exploitation_from_label
            )
            found = self._joined[key, label, on] = read(self.list(key), label, on)
            return found


def load_codes(directory: Path | None = None) -> Codes:
    """All code lists of a directory, the project's own without one.

    Raises: FaultyCodes with every fault of every file.
    """
    return _own() if directory is None else Codes(by_key=read_code_lists(directory))


@lru_cache(maxsize=1)
def _own() -> Codes:
    return Codes(by_key=read_code_lists(CODE_FILES))
