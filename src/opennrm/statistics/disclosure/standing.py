"""What is out of the publisher's hands before any cell is chosen.

Cells of an earlier release are printed or withheld for good.
Others are never printed at all and yet stand in the sums: the pieces in which two
maps overlap, or the cases that came and went between two releases.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from opennrm.statistics.disclosure.tables import CountTable

Flags = NDArray[np.bool_]

ANY = np.iinfo(np.int64).max
"""No limit is known to what an unprinted cell may be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """Which cells stand as they are, and what a reader knows of the unprinted.

    `guarded` are the unprinted that count persons of their own, and are protected
    like any printed cell.
    Shape: every array has one entry a cell; `most` is the most that a reader takes
        an unprinted cell to be.
    """

    out: Flags
    withheld: Flags
    unprinted: Flags
    guarded: Flags
    most: NDArray[np.int64]

    @classmethod
    def none(cls, table: CountTable) -> Self:
        """Every cell may be printed or withheld."""
        size = len(table.keys)
        return cls(
            out=np.zeros(size, dtype=np.bool_),
            withheld=np.zeros(size, dtype=np.bool_),
            unprinted=np.zeros(size, dtype=np.bool_),
            guarded=np.zeros(size, dtype=np.bool_),
            most=np.full(size, ANY, dtype=np.int64),
        )

    @classmethod
    def in_pieces(
        cls, table: CountTable, *, dimension: str, pieces: frozenset[str]
    ) -> Self:
        """Cells of these members of a dimension are never printed.

        So are the pieces of two geographies told: each area is a sum of pieces, a
        reader has the map, and no table shows a piece by itself.
        """
        held = [
            any(name == dimension and member in pieces for name, member in key)
            for key in table.keys
        ]
        found = cls.none(table)
        return cls(
            out=found.out,
            withheld=found.withheld,
            unprinted=np.array(held, dtype=np.bool_),
            guarded=np.array(held, dtype=np.bool_),
            most=found.most,
        )
