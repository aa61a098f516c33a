"""Cell-key perturbation: a change that depends on who is in a cell, not where.

Every person has a record key from 0 to 255. A cell's key is the sum of those of the
persons in it, and with its count it looks up a change in a table. So the same persons
get the same figure in every table that counts them, and two cells of one size may
not.

Source: Office for National Statistics, `cell-key-perturbation` 3.1.0 (MIT licence),
    for the order of the steps, the reuse of the table above 750 and the 10/5 rule;
    read 2026-11-22. This is our own writing of that behaviour.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from opennrm.statistics.disclosure.intervals import Known
from opennrm.statistics.disclosure.tables import CountTable, NotAdditive
from opennrm.statistics.disclosure.treated import Treated

KEYS = 256
ROWS = 750
REUSED = 250
"""Counts above the last row use the last 250 rows again and again."""

THRESHOLD = 10
NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changes:
    """What is added to a count, by its row and its cell key.

    Shape: 750 rows, for counts from 1, by 256 columns, for cell keys from 0.
    """

    by_row: NDArray[np.int64]

    @classmethod
    def ten_five(cls) -> Self:
        """The 10/5 rule: below ten to nothing, otherwise to the nearest five.

        It takes no notice of the key, so it protects as plain rounding does.
        """
        counts = np.arange(1, ROWS + 1)
        nearest = (counts + NEAREST // 2) // NEAREST * NEAREST
        change = np.where(counts < THRESHOLD, -counts, nearest - counts)
        return cls(by_row=np.repeat(change[:, np.newaxis], KEYS, axis=1))

    def of(
        self, counts: NDArray[np.int64], keys: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The change of each cell; nothing is added to a zero."""
        row = np.where(
            counts <= ROWS, counts, (counts - 1) % REUSED + ROWS - REUSED + 1
        )
        found = self.by_row[np.maximum(row, 1) - 1, keys % KEYS]
        return np.where(counts > 0, found, 0)


def perturbed(
    table: CountTable,
    record_keys: CountTable,
    changes: Changes,
    *,
    threshold: int = THRESHOLD,
) -> Treated:
    """Print each count with its change, and withhold what is then too small.

    `record_keys` is the same table with record keys added up in place of persons
    counted, so that its totals are the sums that cell keys are made from.

    Raises: NotAdditive where the record keys are of other cells.
    """
    if table.keys != record_keys.keys:
        raise NotAdditive(
            "A table was to be perturbed with record keys of other cells. Add the"
            " record keys up over the same dimensions, in the same order."
        )
    numbers = table.counts + changes.of(table.counts, record_keys.counts % KEYS)
    withheld = numbers < threshold
    return Treated(
        policy="cell_key",
        printed=np.where(withheld, 0, numbers),
        withheld=withheld,
        known=_told(numbers, withheld, changes, threshold),
    )


def _rows(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which row of the table each count looks in, from nought."""
    reused = (counts - 1) % REUSED + ROWS - REUSED
    return np.where(counts <= ROWS, np.maximum(counts, 1) - 1, reused)


def _told(
    numbers: NDArray[np.int64],
    withheld: NDArray[np.bool_],
    changes: Changes,
    threshold: int,
) -> Known:
    """The counts that each printed figure can stand for, to a reader with the table."""
    # A figure cannot stand for a count further off than the widest change.
    widest = int(np.abs(changes.by_row).max())
    counts = np.arange(1, int(numbers.max(initial=threshold)) + widest + 1)
    figures = counts[:, np.newaxis] + changes.by_row[_rows(counts)]
    first = np.full(int(figures.max()) + 1, counts[-1])
    last = np.zeros_like(first)
    every = np.broadcast_to(counts[:, np.newaxis], figures.shape)
    np.minimum.at(first, np.maximum(figures, 0), every)
    np.maximum.at(last, np.maximum(figures, 0), every)
    shown = np.where(withheld, 0, numbers)
    return Known(
        least=np.where(withheld, 0.0, first[shown]),
        most=np.where(withheld, float(last[:threshold].max(initial=0)), last[shown]),
    )
