"""What a reader can work out: the least and the most that every count can be.

The reader knows what is printed of each cell, an exact count or a range, and every
sum. Bounds are first drawn together along single sums, all at once; what remains
open is settled by linear programs, one group of connected cells at a time, and a
cell whose bound a witness has already met is not asked again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.statistics.disclosure.intervals import Known, along_sums, beyond
from opennrm.statistics.disclosure.rules import Demands, Threshold, demands
from opennrm.statistics.disclosure.solver import Deviations
from opennrm.statistics.disclosure.standing import Flags, Standing
from opennrm.statistics.disclosure.sums import Floats, Sums, sums_of
from opennrm.statistics.disclosure.tables import CellKey, CountTable

NEAR = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bounds:
    """What can be worked out of every cell; `programs` counts the work.

    `most` is infinite where nothing published limits a count.
    """

    least: Floats
    most: Floats
    programs: int

    @property
    def exact(self) -> Flags:
        """Cells of which only one whole number remains possible."""
        return np.ceil(self.least - NEAR) >= np.floor(self.most + NEAR)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audit:
    """What an attack on a pattern recovered.

    `recovered` are withheld cells that can be worked out exactly; `exposed` are
    small counts of which a reader can know more than the rule allows. Both must be
    empty of small counts before anything is published.
    """

    bounds: Bounds
    recovered: tuple[CellKey, ...]
    exposed: tuple[CellKey, ...]

    @property
    def safe(self) -> bool:
        """No small count is known better than the rule allows."""
        return not self.exposed


def audit(
    table: CountTable,
    withheld: Flags,
    rule: Threshold,
    standing: Standing | None = None,
) -> Audit:
    """Attack a pattern of withheld cells as the best informed reader would."""
    stands = standing or Standing.none(table)
    bounds = worked_out(table, known(table, withheld, rule, stands))
    wanted = demands(table, rule, stands)
    return Audit(
        bounds=bounds,
        recovered=_keys(table, np.flatnonzero(withheld & bounds.exact)),
        exposed=_keys(table, wanted.cells[_short(table, bounds, wanted)]),
    )


def known(
    table: CountTable, withheld: Flags, rule: Threshold, standing: Standing
) -> Known:
    """What a table with cells withheld tells before any reckoning."""
    counts = table.counts.astype(np.float64)
    most = np.where(withheld, np.inf, counts)
    limits = np.where(standing.most < table.counts.sum() + 1, standing.most, np.inf)
    return Known(
        least=np.where(
            standing.unprinted, 0.0, np.where(withheld, float(rule.least), counts)
        ),
        most=np.where(standing.unprinted, limits, most),
    )


def worked_out(table: CountTable, first: Known) -> Bounds:
    """The tightest bounds of every cell, as a linear program finds them."""
    sums = sums_of(table)
    counts = table.counts.astype(np.float64)
    far = beyond(counts)
    outer = along_sums(
        sums, Known(least=first.least, most=np.minimum(first.most, far)), counts
    )
    least, most = counts.copy(), counts.copy()
    solved = 0
    for cells in _groups(sums, outer.most - outer.least > NEAR):
        program = Deviations(sums, cells)
        program.allow(
            counts[cells] - outer.least[cells], outer.most[cells] - counts[cells]
        )
        for at, cell in enumerate(cells.tolist()):
            for sign in (1.0, -1.0):
                found = least[cell] if sign < 0 else most[cell]
                limit = outer.least[cell] if sign < 0 else outer.most[cell]
                if abs(found - limit) < NEAR:
                    continue
                costs = np.zeros(len(cells))
                costs[at] = sign
                seen = counts[cells] + program.furthest(costs)
                least[cells] = np.minimum(least[cells], seen)
                most[cells] = np.maximum(most[cells], seen)
        solved += program.solved
    most[most > far / 2] = np.inf
    return Bounds(least=least, most=most, programs=solved)


def _short(table: CountTable, bounds: Bounds, wanted: Demands) -> Flags:
    counts = table.counts[wanted.cells]
    least, most = bounds.least[wanted.cells], bounds.most[wanted.cells]
    below, above = counts - least, most - counts
    return np.asarray(
        (below < wanted.lower - NEAR)
        | (above < wanted.upper - NEAR)
        | (below + above < wanted.width - NEAR)
    )


def _keys(table: CountTable, places: NDArray[np.intp]) -> tuple[CellKey, ...]:
    return tuple(table.keys[place] for place in places.tolist())


def _groups(sums: Sums, hidden: Flags) -> list[NDArray[np.intp]]:
    """Hidden cells in groups that no sum connects, each group in order."""
    leader = list(range(sums.size))

    def lead(cell: int) -> int:
        while leader[cell] != cell:
            leader[cell] = leader[leader[cell]]
            cell = leader[cell]
        return cell

    first: dict[int, int] = {}
    among = hidden[sums.columns]
    pairs = zip(sums.rows[among].tolist(), sums.columns[among].tolist(), strict=True)
    for row, cell in pairs:
        one, other = lead(first.setdefault(row, cell)), lead(cell)
        leader[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = {}
    for cell in np.flatnonzero(hidden).tolist():
        groups.setdefault(lead(cell), []).append(cell)
    return [np.array(cells, dtype=np.intp) for cells in groups.values()]
