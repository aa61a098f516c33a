"""Counting rows of an extract in one pass, on DuckDB through Ibis.

A count gives, for each combination of members and each exclusion, how many rows
there are, or how many there are of each number of whole days.
Nothing is rounded, ordered or left out here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from opennrm.statistics.cells import Span
from opennrm.statistics.measures import Binding, Exclusion, Measure
from opennrm.statistics.source import Source

REFERRAL = "referral"
_TRUTH = {"true": True, "false": False}

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A dimension narrowed to one member: by its codes, or by its stored labels."""

    dimension: str
    by_label: bool
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So many rows of one combination of members, and of one value of days."""

    members: Key
    excluded: str | None
    days: int | None
    count: int


class Engine:
    """The tables of one source, open for counting; nothing is ever written."""

    def __init__(self, source: Source) -> None:
        self._connection = ibis.duckdb.connect()
        self._source = source
        self._tables: dict[str, Any] = {}
        self._distinct: dict[tuple[str, str], set[tuple[Any, Any]]] = {}
        self._counted: dict[tuple[Any, ...], list[Tally]] = {}

    def tally(
        self,
        measure: Measure,
        *,
        by: Sequence[str],
        labels: bool,
        where: Sequence[Condition],
        span: Span | None,
    ) -> list[Tally]:
        """Count the rows of a measure by members, exclusion and days.

        Counts: one row of the measure's table; where a dimension is held by a table
        with several rows a referral, each of them.
        """
        # A median and a mean of the same waits are two readings of one count.
        asked = (
            measure.table,
            measure.of,
            tuple(measure.only.items()),
            measure.exclusions,
            tuple(measure.dimensions[name] for name in by),
            labels,
            tuple(where),
            span,
        )
        if asked not in self._counted:
            self._counted[asked] = self._tallied(measure, by, labels, where, span)
        return self._counted[asked]

    def _tallied(
        self,
        measure: Measure,
        by: Sequence[str],
        labels: bool,
        where: Sequence[Condition],
        span: Span | None,
    ) -> list[Tally]:
        rows, columns = self._joined(measure, by, where, labels=labels)
        rows = self._narrowed(rows, measure, where, span)
        rows = self._with_exclusion(rows, measure)
        keys = [*columns, "_excluded"]
        if measure.of is not None:
            rows = rows.mutate(_days=rows[measure.of])
            keys.append("_days")
        counted = rows.group_by(keys).aggregate(_count=lambda table: table.count())
        return [
            Tally(
                members=tuple(record[name] for name in columns),
                excluded=record["_excluded"],
                days=record.get("_days"),
                count=record["_count"],
            )
            for record in counted.to_pyarrow().to_pylist()
        ]

    def rows(
        self,
        measure: Measure,
        *,
        key: Sequence[str],
        where: Sequence[Condition],
        span: Span | None,
    ) -> set[tuple[Any, ...]]:
        """The keys of the rows that a figure counts, for comparing two extracts."""
        rows = self._narrowed(self.table(measure.table), measure, where, span)
        rows = self._with_exclusion(rows, measure)
        rows = rows.filter(rows["_excluded"].isnull())
        chosen = rows.select(*key).to_pyarrow().to_pylist()
        return {tuple(record[name] for name in key) for record in chosen}

    def keys(self, table: str, key: Sequence[str]) -> set[tuple[Any, ...]]:
        """The keys of all rows of a table, counted or not."""
        held = self.table(table).select(*key).to_pyarrow().to_pylist()
        return {tuple(record[name] for name in key) for record in held}

    def changes(self, since: datetime | None) -> list[dict[str, Any]]:
        """The changes recorded after a moment, in the order of their recording."""
        table = self.table("changes")
        columns = ("referral", "recorded_at", "change_number", "cause", "field")
        held: list[dict[str, Any]] = table.select(*columns).to_pyarrow().to_pylist()
        later = [each for each in held if since is None or each["recorded_at"] > since]
        return sorted(later, key=lambda one: (one["recorded_at"], one["change_number"]))

    def rules_used(
        self, measure: Measure, where: Sequence[Condition]
    ) -> dict[str, int]:
        """How many of a figure's rows were decided under each rule version."""
        if "rule" not in self.table(measure.table).columns:
            return {}
        rows = self._narrowed(self.table(measure.table), measure, where, None)
        counted = rows.group_by("rule").aggregate(_count=lambda table: table.count())
        found = {one["rule"]: one["_count"] for one in counted.to_pyarrow().to_pylist()}
        return {rule: found[rule] for rule in sorted(one for one in found if one)}

    def distinct(self, measure: Measure, dimension: str) -> set[tuple[Any, Any]]:
        """Every pair of code and label that the extract holds for a dimension."""
        binding = measure.dimensions[dimension]
        name = binding.through or measure.table
        if (name, dimension) not in self._distinct:
            self._distinct[name, dimension] = self._pairs(name, dimension, binding)
        return self._distinct[name, dimension]

    def _pairs(
        self, name: str, dimension: str, binding: Binding
    ) -> set[tuple[Any, Any]]:
        table = self.table(name)
        code = _value(table, dimension, binding, label=False)
        label = _value(table, dimension, binding, label=True)
        pairs = table.select(code=code, label=label).distinct()
        return {(one["code"], one["label"]) for one in pairs.to_pyarrow().to_pylist()}

    def is_empty(self, measure: Measure) -> bool:
        """Whether the measure's table holds no row at all."""
        return int(self.table(measure.table).count().execute()) == 0

    def quarters(self, measure: Measure) -> set[str]:
        """The quarters in which the extract holds a row of the measure's table."""
        table = self.table(measure.table)
        found = table.select(quarter=table[measure.dated_by.quarter]).distinct()
        held = found.to_pyarrow().to_pylist()
        return {one["quarter"] for one in held if one["quarter"] is not None}

    def table(self, name: str) -> Any:
        """A table of the source as an Ibis expression."""
        if name not in self._tables:
            held = self._source.tables[name]
            if isinstance(held, Path):
                table = self._connection.read_parquet(held, table_name=name)
            else:
                table = self._connection.create_table(name, _plain(held))
            self._tables[name] = table
        return self._tables[name]

    def _joined(
        self,
        measure: Measure,
        by: Sequence[str],
        where: Sequence[Condition],
        *,
        labels: bool,
    ) -> tuple[Any, list[str]]:
        """The measure's rows with one column for each dimension asked for."""
        # Ibis takes as long to compile as there are columns: only those needed.
        needed = _needed(measure, (*by, *(one.dimension for one in where)))
        rows = self.table(measure.table).select(*needed)
        columns = []
        for dimension in by:
            binding = measure.dimensions[dimension]
            name = f"_by_{dimension}"
            if binding.through is None:
                value = _value(rows, dimension, binding, label=labels)
                rows = rows.mutate(**{name: value})
            else:
                other = self.table(binding.through)
                for condition in where:
                    if condition.dimension == dimension:
                        other = other.filter(_meets(other, condition, binding))
                value = _value(other, dimension, binding, label=labels)
                right = other.select(**{f"{name}_key": other[REFERRAL], name: value})
                rows = rows.left_join(right, rows[REFERRAL] == right[f"{name}_key"])
            columns.append(name)
        return rows, columns

    def _narrowed(
        self,
        rows: Any,
        measure: Measure,
        where: Sequence[Condition],
        span: Span | None,
    ) -> Any:
        """The rows of the population that meet every condition."""
        for column, value in measure.only.items():
            rows = rows.filter(rows[column] == _TRUTH.get(value, value))
        if span is not None:
            quarter = rows[measure.dated_by.quarter]
            rows = rows.filter(quarter.between(span.first.text, span.last.text))
        for condition in where:
            binding = measure.dimensions[condition.dimension]
            if binding.through is None:
                rows = rows.filter(_meets(rows, condition, binding))
                continue
            other = self.table(binding.through)
            chosen = other.filter(_meets(other, condition, binding))
            rows = rows.semi_join(chosen.select(REFERRAL).distinct(), REFERRAL)
        return rows

    def _with_exclusion(self, rows: Any, measure: Measure) -> Any:
        """The rows with the key of the first exclusion that each meets, if any."""
        for exclusion in measure.exclusions:
            if exclusion.through is not None:
                rows = self._beside(rows, exclusion)
        none = ibis.null("string")
        cases = []
        for exclusion in measure.exclusions:
            column = rows[_beside_name(exclusion)]
            met = column.notnull() if exclusion.when_present else column.isnull()
            cases.append((met, exclusion.key))
        value = ibis.cases(*cases, else_=none) if cases else none
        return rows.mutate(_excluded=value)

    def _beside(self, rows: Any, exclusion: Exclusion) -> Any:
        """The rows with a column of another table that has one row a referral."""
        assert exclusion.through is not None
        name = _beside_name(exclusion)
        other = self.table(exclusion.through)
        right = other.select(
            **{f"{name}_key": other[REFERRAL], name: other[exclusion.column]}
        )
        return rows.left_join(right, rows[REFERRAL] == right[f"{name}_key"])


def _needed(measure: Measure, dimensions: Sequence[str]) -> list[str]:
    """The columns of the measure's own table that a count reads."""
    needed = [REFERRAL, measure.dated_by.quarter, *measure.only]
    needed += [each.column for each in measure.exclusions if each.through is None]
    if measure.of is not None:
        needed.append(measure.of)
    for name in dimensions:
        binding = measure.dimensions[name]
        if binding.through is None:
            needed += [column for column in (binding.code, binding.label) if column]
    return list(dict.fromkeys(needed))


def _beside_name(exclusion: Exclusion) -> str:
    if exclusion.through is None:
        return exclusion.column
    return f"_{exclusion.through}_{exclusion.column}"


def _value(table: Any, dimension: str, binding: Binding, *, label: bool) -> Any:
    """The column that holds a dimension, as text."""
    if dimension == "year":
        return table[binding.code].year().cast("string")
    column = binding.label if label and binding.label else binding.code
    return table[column].cast("string")


def _meets(table: Any, condition: Condition, binding: Binding) -> Any:
    """Whether a row has one of the members that a condition names."""
    value = _value(table, condition.dimension, binding, label=condition.by_label)
    return value.isin(condition.values)


def _plain(table: pa.Table) -> pa.Table:
    """The table with dictionary-coded text as plain text."""
    plain = pa.schema(
        [
            (
                field.name,
                pa.string() if pa.types.is_dictionary(field.type) else field.type,
            )
            for field in table.schema
        ]
    )
    return table.cast(plain)
