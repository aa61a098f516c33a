"""The members of a dimension: which are in force, and how each is printed."""

from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from opennrm.rules.codes import load_codes
from opennrm.statistics.cells import Span
from opennrm.statistics.measures import Dimension

UNKNOWN: Final = frozenset(
    {
        None,
        "unknown",
        "not_recorded",
        "not_applicable",
        "suppressed",
        "not_specified_or_unknown",
    }
)
"""Codes of members that say nothing of the world."""


class Members(Protocol):
    """What a tabulation asks of the code lists."""

    def in_force(self, dimension: Dimension, span: Span) -> tuple[str, ...]:
        """The codes in force in any quarter of the span, in the list's order."""

    def label(self, dimension: Dimension, code: str) -> str | None:
        """The name of a code for a reader, None where no list holds it."""

    def codes(self, dimension: Dimension) -> tuple[str, ...]:
        """Every code that the dimension's list ever held."""

    def counted_as(self, dimension: Dimension, code: str) -> str:
        """The code whose row of a complete table a code falls under."""


@dataclass(frozen=True, slots=True)
class ListedMembers:
    """Members as the dated code lists of the rules have them."""

    def in_force(self, dimension: Dimension, span: Span) -> tuple[str, ...]:
        """The codes in force in any quarter of the span, in the list's order."""
        if dimension.code_list is None:
            return tuple(dimension.titles)
        listed = load_codes().list(dimension.code_list)
        ends = [day for each in span.quarters for day in (each.first, each.last)]
        in_force = {one.code for on in ends for one in listed.members_in_force(on)}
        return tuple(code for code in self.codes(dimension) if code in in_force)

    def label(self, dimension: Dimension, code: str) -> str | None:
        """The name of a code for a reader, None where no list holds it."""
        found = dimension.titles.get(code)
        return found or _labels(dimension.code_list).get(code)

    def codes(self, dimension: Dimension) -> tuple[str, ...]:
        """Every code that the dimension's list ever held."""
        if dimension.code_list is None:
            return tuple(dimension.titles)
        return tuple(_labels(dimension.code_list))

    def counted_as(self, dimension: Dimension, code: str) -> str:
        """The code whose row of a complete table a code falls under.

        Codes that are printed under one label share its row: what was not asked and
        what is not known stay apart in the record, and not in print.
        """
        return _rows(dimension.code_list).get(code, code)


@cache
def _labels(code_list: str | None) -> dict[str, str]:
    if code_list is None:
        return {}
    listed = load_codes().list(code_list)
    return {one.code: one.label for one in listed.members}


@cache
def _rows(code_list: str | None) -> dict[str, str]:
    """Each code, and the code whose row it falls under."""
    if code_list is None:
        return {}
    members = load_codes().list(code_list).members
    # A member that has a row of its own comes before others of the same label.
    ordered = sorted(members, key=lambda one: not one.makes_row)
    first: dict[str, str] = {}
    for one in ordered:
        first.setdefault(one.label, one.code)
    return {one.code: first[one.label] for one in members}
