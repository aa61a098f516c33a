"""The equations of a table as a sparse matrix, for whoever reckons with all at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.statistics.disclosure.tables import CountTable

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """The equations of a table as a sparse matrix: parts 1, their total -1."""

    size: int
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    signs: Floats

    def weighed(self, weights: Floats) -> Floats:
        """For each cell, the weights of its equations with their signs."""
        terms = self.signs * weights[self.rows]
        found = np.bincount(self.columns, weights=terms, minlength=self.size)
        return np.asarray(found, dtype=np.float64)

    @property
    def number(self) -> int:
        """How many equations there are."""
        return int(self.rows[-1]) + 1 if len(self.rows) else 0


def sums_of(table: CountTable) -> Sums:
    """The matrix of a table's equations, row by row."""
    rows, columns, signs = [], [], []
    for row, (total, parts) in enumerate(table.equations):
        rows += [row] * (len(parts) + 1)
        columns += [*parts, total]
        signs += [1.0] * len(parts) + [-1.0]
    return Sums(
        size=len(table.keys),
        rows=np.array(rows, dtype=np.intp),
        columns=np.array(columns, dtype=np.intp),
        signs=np.array(signs, dtype=np.float64),
    )
