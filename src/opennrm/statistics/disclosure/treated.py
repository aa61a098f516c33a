"""A table as a policy prints it, and what that tells before any reckoning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.statistics.disclosure.intervals import Known
from opennrm.statistics.disclosure.standing import Flags
from opennrm.statistics.disclosure.tables import CountTable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Treated:
    """What is printed in each cell, which cells are withheld, and what both tell.

    `policy` is the stable key of the policy. Where `withheld` is set the figure in
    `printed` is nought and stands for nothing.
    """

    policy: str
    printed: NDArray[np.int64]
    withheld: Flags
    known: Known


def as_published(table: CountTable) -> Treated:
    """Every count as it is: what the Home Office does for its detailed tables."""
    counts = table.counts.astype(np.float64)
    return Treated(
        policy="as_published",
        printed=table.counts.copy(),
        withheld=np.zeros(len(counts), dtype=np.bool_),
        known=Known(least=counts, most=counts.copy()),
    )


def with_withheld(table: CountTable, withheld: Flags, *, least: int) -> Treated:
    """Every count as it is, but for those withheld, known to be `least` or more."""
    counts = table.counts.astype(np.float64)
    return Treated(
        policy="threshold",
        printed=np.where(withheld, 0, table.counts),
        withheld=withheld.copy(),
        known=Known(
            least=np.where(withheld, float(least), counts),
            most=np.where(withheld, np.inf, counts),
        ),
    )
