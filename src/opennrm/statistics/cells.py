"""Figures and the tables that hold them.

A number leaves this room only as a `Cell`, which knows its unit, in a `Table`,
which knows what was counted, when, and from which extract.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.paper import wording
from opennrm.rules.dates import Quarter
from opennrm.statistics.measures import Measure


class CellMissing(OpenNRMError):
    """A table was asked for a row that it does not hold."""

    code: ClassVar[str] = "cell-missing"
    family: ClassVar[Family] = Family.STATISTICS


class Unit(StrEnum):
    """What a figure is a number of."""

    REFERRALS = "referrals"
    DECISIONS = "decisions"
    REPORTS = "reports"
    DAYS = "days"
    PERCENT = "percent"
    PERCENT_CHANGE = "percent_change"


class Mark(StrEnum):
    """What a reader must know of one figure beside its value."""

    NOT_APPLICABLE = "z"
    BREAK = "b"
    REVISED = "r"


MARK_MEANINGS: Mapping[Mark, str] = {
    Mark.NOT_APPLICABLE: "Not applicable: there was nothing to count here.",
    Mark.BREAK: "Break in the series: not comparable with the quarters before.",
    Mark.REVISED: "Revised since it was first published.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure: exact value, unit, mark, and the number of units behind it.

    `value` is None only where there is nothing to compute from; it then carries
    the mark `z`.
    `base` is the number of referrals or decisions that a time or a share rests
    on; a count is its own base.
    """

    value: int | Fraction | None
    unit: Unit
    mark: Mark | None = None
    base: int | None = None

    @property
    def printed(self) -> str:
        """The figure as a reader meets it, rounded once, half away from zero."""
        if self.value is None:
            return f"[{Mark.NOT_APPLICABLE.value}]"
        number = wording.number(self.value)
        if self.unit in (Unit.PERCENT, Unit.PERCENT_CHANGE):
            return f"{number}%"
        return number

    @property
    def data(self) -> int | float | None:
        """The figure for a program: whole numbers whole, others unrounded."""
        if isinstance(self.value, Fraction):
            whole = self.value.denominator == 1
            return self.value.numerator if whole else float(self.value)
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Quarters from the first to the last, both included."""

    first: Quarter
    last: Quarter

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Every quarter of the span, in order."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(found[-1].next())
        return tuple(found)

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.text
        return f"{self.first.text} to {self.last.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The members that a row is for, one a dimension, and its figure.

    A member is None where the extract holds nothing: a date too vague to tell the
    quarter, or a question that does not arise.
    `members` are as printed; `codes` are the codes behind them in a declared table,
    and the same as `members` in a free crossing, where labels stay as stored.
    """

    members: tuple[str | None, ...]
    codes: tuple[str | None, ...]
    cell: Cell

    def has(self, place: int, member: str | None) -> bool:
        """Whether the member at a place is this one, by its name or its code."""
        return member in (self.members[place], self.codes[place])


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """How many units a declared exclusion left out of a table, and why."""

    key: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which extract a table was counted from, and the cut it was made at.

    Dates: `cut_off` is when the last fact in it was recorded; `as_at` what was asked
    for, None where the extract was cut at the end of the log.
    """

    kind: str
    extract: str
    as_at: datetime | None
    cut_off: datetime | None
    log_position: int
    log_digest: str
    rules: str
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A measure counted over some dimensions.

    `adds_up` says whether the rows are parts of one whole; `where` holds the
    members that the table was narrowed to; `span` the quarters it was cut to, and
    None where every quarter of the extract is in it.
    """

    key: str
    title: str
    measure: Measure
    dimensions: tuple[str, ...]
    rows: tuple[Row, ...]
    where: tuple[tuple[str, str], ...]
    span: Span | None
    adds_up: bool
    notes: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    provenance: Provenance

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def find(self, **members: str | None) -> Cell | None:
        """The figure of the row with exactly these members; None without one.

        Members are named as printed or by their codes.
        """
        wanted = [members.get(name) for name in self.dimensions]
        for row in self.rows:
            if all(row.has(place, member) for place, member in enumerate(wanted)):
                return row.cell
        return None

    def has(self, **members: str | None) -> bool:
        """Whether any row has these members."""
        places = [(self.dimensions.index(name), at) for name, at in members.items()]
        return any(
            all(row.has(place, member) for place, member in places) for row in self
        )

    def cell(self, **members: str | None) -> Cell:
        """The figure of the row with exactly these members.

        Raises: CellMissing when the table has no such row.
        """
        found = self.find(**members)
        if found is None:
            asked = ", ".join(f"{name}={value}" for name, value in members.items())
            raise CellMissing(
                f"The table {self.key} was asked for {asked or 'its total'}, but has no"
                " such row. Name one member for each of its dimensions:"
                f" {', '.join(self.dimensions) or 'it has none'}."
            )
        return found

    def total(self, **members: str | None) -> Cell:
        """The sum of the counts of all rows with these members.

        Raises: CellMissing where rows overlap or are no counts, since their sum
            then counts nothing.
        """
        if not self.adds_up or not self.measure.is_count:
            raise CellMissing(
                f"A total of the table {self.key} was asked for, but its rows do not"
                " add up. Take the total from a table without the dimension that"
                " overlaps."
            )
        places = [(self.dimensions.index(name), at) for name, at in members.items()]
        value = sum(
            int(row.cell.value or 0)
            for row in self.rows
            if all(row.has(place, member) for place, member in places)
        )
        return Cell(value=value, unit=Unit(self.measure.unit), base=value)
