"""What a measure, a dimension and a break in a series are.

They are declared in `data/`, read by `declarations`, and printed as the reference
page; nothing here holds a number or a name of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from opennrm.rules.dates import Quarter


class Counting(StrEnum):
    """How the rows of a measure become its figure."""

    ROWS = "rows"
    MEDIAN = "median"
    MEAN = "mean"


class DecisionRule(StrEnum):
    """Which decisions of a case are counted.

    `current` counts the decision that stands, as the published tables do: a case
    decided again leaves the quarter of its earlier decision.
    `as_made` counts each decision in the quarter it was made, for good.
    `not_applicable` is for measures that count no decisions.
    """

    CURRENT = "current"
    AS_MADE = "as_made"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A way to divide a measure.

    `code_list` names the dated list its members are of; `values` says whether a
    row prints the label or the code.
    `adds_up` is false where one unit may fall under several members.
    """

    key: str
    title: str
    meaning: str
    code_list: str | None
    prints_label: bool
    adds_up: bool
    note: str
    titles: Mapping[str, str]

    def title_of(self, member: str | None) -> str:
        """A member in words, for a reader."""
        if member is None:
            return "Not known"
        return self.titles.get(member, member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The columns of the extract that hold a dimension of one measure.

    `through` names another table that is joined by the referral's pseudonym and
    may hold several rows of it.
    """

    code: str
    label: str | None
    through: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """Which date places a unit in a period."""

    day: str
    quarter: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Units that are left out, and why.

    A unit is left out where `column` holds a value (`when_present`), or where it
    holds none.
    """

    key: str
    column: str
    when_present: bool
    through: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a definition was read."""

    title: str
    read_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A definition of something that is counted.

    `only` narrows the table to the population: column to value, `true` and `false`
    for a boolean.
    `record_notes` are notes on a record that is still written, not on published cells.
    """

    key: str
    title: str
    unit: str
    noun: tuple[str, str]
    table: str
    one_unit: str
    counting: Counting
    of: str | None
    dated_by: Dating
    population: str
    decision_rule: DecisionRule
    rule_text: str
    only: Mapping[str, str]
    exclusions: tuple[Exclusion, ...]
    dimensions: Mapping[str, Binding]
    notes: tuple[str, ...]
    record_notes: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def is_count(self) -> bool:
        """Whether its figures are counts, which add up."""
        return self.counting is Counting.ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A point from which a series is not comparable with what was before.

    `quarter` is the first quarter of the new series.
    `dimensions` names the breakdowns that are broken; without any, the whole
    measure is.
    """

    key: str
    quarter: Quarter
    title: str
    text: str
    measures: tuple[str, ...]
    dimensions: tuple[str, ...]
    source: Source

    def touches(self, measure: str, dimensions: tuple[str, ...]) -> bool:
        """Whether a figure of this measure and these dimensions is broken here."""
        if measure not in self.measures:
            return False
        return not self.dimensions or any(d in self.dimensions for d in dimensions)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredTable:
    """A table of every release, addressed by a key that never changes.

    `complete` tables hold every member in force over the span, zeros included; the
    others hold the rows that are not zero.
    """

    key: str
    number: int
    title: str
    measure: str
    by: tuple[str, ...]
    complete: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Every declared measure, dimension, break and table, with its digest."""

    measures: Mapping[str, Measure]
    dimensions: Mapping[str, Dimension]
    breaks: Mapping[str, Break]
    tables: Mapping[str, DeclaredTable]
    digest: str
