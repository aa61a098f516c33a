"""Counts and everything that is known to add up among them.

A cell is named by what it counts, not by where it is printed: by its members in
sorted order, with totals left out. So the same cell is the same cell in whichever
table it stands, and tables that share cells are linked by taking their union.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from opennrm.errors import Family, OpenNRMError

CellKey = tuple[tuple[str, str], ...]
"""Pairs of dimension and member, sorted; the empty one is the grand total."""

Equation = tuple[CellKey, tuple[CellKey, ...]]
"""A total and the parts that add up to it."""


class NotAdditive(OpenNRMError):
    """A table to be protected does not add up, or two tables disagree on a cell."""

    code: ClassVar[str] = "disclosure-table-not-additive"
    family: ClassVar[Family] = Family.STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A member that is the sum of others, as a region is of its forces."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """What a table is divided by: its single members and the sums over them.

    `everything` is the member that stands for all; it may be divided by more than
    one sum, as nationalities are by continent and by whether they are British.
    """

    name: str
    members: tuple[str, ...]
    everything: str = "Total"
    sums: tuple[Sum, ...] = ()

    @classmethod
    def flat(cls, name: str, members: Iterable[str], everything: str = "Total") -> Self:
        """A dimension without levels between its members and their total."""
        return cls(name=name, members=tuple(members), everything=everything)

    @property
    def all_sums(self) -> tuple[Sum, ...]:
        """The declared sums; where none gives everything, it is that of all members."""
        if any(one.total == self.everything for one in self.sums):
            return self.sums
        nested = {part for one in self.sums for part in one.parts}
        tops = [one.total for one in self.sums if one.total not in nested]
        loose = [one for one in self.members if one not in nested]
        whole = Sum(total=self.everything, parts=(*tops, *loose))
        return (*self.sums, whole)

    @property
    def positions(self) -> tuple[str, ...]:
        """Every member that a cell can have: single ones, then sums in order."""
        totals = dict.fromkeys(one.total for one in self.all_sums)
        return (*self.members, *totals)

    def holdings(self) -> NDArray[np.int64]:
        """Which single members each position holds.

        Shape: one row a position, one column a member, 1 where it is held.
        Raises: NotAdditive where a sum names a member that is nowhere, goes in a
            circle, or where two sums of one total hold different members.
        """
        index = {member: place for place, member in enumerate(self.members)}
        known: dict[str, NDArray[np.int64]] = {
            member: np.eye(len(self.members), dtype=np.int64)[place]
            for member, place in index.items()
        }
        waiting = list(self.all_sums)
        while waiting:
            ready = [one for one in waiting if all(p in known for p in one.parts)]
            if not ready:
                unknown = sorted({p for s in waiting for p in s.parts} - set(known))
                raise NotAdditive(
                    f"Dimension {self.name!r} was to be added up; its sums name"
                    f" {', '.join(unknown)}, which no member or sum gives. Declare them"
                    " as members or as sums of members."
                )
            for one in ready:
                held = sum((known[p] for p in one.parts), np.zeros_like(index, int))
                if one.total in known and (known[one.total] != held).any():
                    raise NotAdditive(
                        f"Dimension {self.name!r}: two sums of {one.total!r} hold"
                        " different members. Give each grouping all of them."
                    )
                known[one.total] = np.asarray(held, dtype=np.int64)
                waiting.remove(one)
        return np.stack([known[position] for position in self.positions])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountTable:
    """Counts of persons by cell, and every sum among them.

    Counts: whatever unit was counted, one unit a person at risk.
    Shape: `counts` has one whole number a key; each equation is a total and its
        parts as places among the keys.
    """

    keys: tuple[CellKey, ...]
    counts: NDArray[np.int64]
    equations: tuple[tuple[int, tuple[int, ...]], ...]

    @classmethod
    def of(cls, cells: Mapping[CellKey, int], equations: Iterable[Equation]) -> Self:
        """A table of named cells, in the order given.

        Raises: NotAdditive naming every equation that does not hold.
        """
        places = {key: place for place, key in enumerate(cells)}
        table = cls(
            keys=tuple(cells),
            counts=np.fromiter(cells.values(), dtype=np.int64, count=len(cells)),
            equations=tuple(
                (places[total], tuple(places[part] for part in parts))
                for total, parts in equations
            ),
        )
        table.check()
        return table

    def place(self, key: CellKey) -> int:
        """Where a cell stands; a KeyError where the table has none such."""
        return self.keys.index(key)

    def check(self) -> None:
        """See that every sum holds and no count is negative.

        Raises: NotAdditive with every fault.
        """
        faults = [
            f"{printed(self.keys[total])} is {self.counts[total]} and its parts add up"
            f" to {self.counts[list(parts)].sum()}"
            for total, parts in self.equations
            if self.counts[total] != self.counts[list(parts)].sum()
        ]
        faults += [
            f"{printed(key)} is {count}"
            for key, count in zip(self.keys, self.counts, strict=True)
            if count < 0
        ]
        if faults:
            raise NotAdditive(
                "A table was to be protected and does not add up: "
                + "; ".join(faults)
                + ". Protection is proved from the sums, so mend the counts first."
            )


def printed(key: CellKey) -> str:
    """A cell named for a reader of a message: what it counts, never how many."""
    return " and ".join(f"{name} {member}" for name, member in key) or "the grand total"


def crossed(dimensions: Sequence[Dimension], counts: NDArray[np.integer]) -> CountTable:
    """A table of every crossing of the dimensions, with all totals between.

    `counts` has one axis a dimension, in order, along its single members.
    """
    filled = np.asarray(counts, dtype=np.int64)
    for axis, dimension in enumerate(dimensions):
        held = np.tensordot(dimension.holdings(), filled, axes=(1, axis))
        filled = np.moveaxis(held, 0, axis)
    keys = [
        _key(dimensions, one) for one in product(*(d.positions for d in dimensions))
    ]
    numbers = np.arange(filled.size).reshape(filled.shape)
    equations: list[tuple[int, tuple[int, ...]]] = []
    for axis, dimension in enumerate(dimensions):
        places = {member: place for place, member in enumerate(dimension.positions)}
        along = np.moveaxis(numbers, axis, 0).reshape(len(places), -1)
        for one in dimension.all_sums:
            parts = along[[places[part] for part in one.parts]]
            equations += [
                (int(total), tuple(int(part) for part in column))
                for total, column in zip(along[places[one.total]], parts.T, strict=True)
            ]
    table = CountTable(
        keys=tuple(keys), counts=filled.reshape(-1), equations=tuple(equations)
    )
    table.check()
    return table


def linked(tables: Sequence[CountTable]) -> CountTable:
    """The union of tables: shared cells once, every sum of each.

    Raises: NotAdditive naming every cell on which two tables disagree.
    """
    cells: dict[CellKey, int] = {}
    equations: dict[Equation, None] = {}
    disagreed: dict[CellKey, None] = {}
    for table in tables:
        for key, count in zip(table.keys, table.counts.tolist(), strict=True):
            if cells.setdefault(key, count) != count:
                disagreed[key] = None
        for total, parts in table.equations:
            named = (table.keys[total], tuple(table.keys[part] for part in parts))
            equations[named] = None
    if disagreed:
        raise NotAdditive(
            "Tables were to be protected together and give different counts of "
            + "; ".join(printed(key) for key in disagreed)
            + ". Count them from one extract by one rule."
        )
    return CountTable.of(cells, equations)


def _key(dimensions: Sequence[Dimension], members: Sequence[str]) -> CellKey:
    pairs = zip(dimensions, members, strict=True)
    return tuple(sorted((d.name, m) for d, m in pairs if m != d.everything))
