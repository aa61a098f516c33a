"""What a policy of withholding asks: which cells, and how uncertain each must stay."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from opennrm.errors import Family, OpenNRMError
from opennrm.statistics.disclosure.intervals import Known, along_sums, beyond
from opennrm.statistics.disclosure.standing import Standing
from opennrm.statistics.disclosure.sums import sums_of
from opennrm.statistics.disclosure.tables import CountTable


class RuleMakesNoSense(OpenNRMError):
    """A disclosure rule was given values that protect nobody or cannot be met."""

    code: ClassVar[str] = "disclosure-rule-invalid"
    family: ClassVar[Family] = Family.STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Counts from one to just under a threshold are withheld; zeros are kept.

    `each_way` is the share of a withheld count by which a reader must be left
    unsure of it, above and below; `whole` rounds that up to a whole person.
    `width` is the least length of the interval, wherever it lies around the count.
    `least` is what a reader knows every withheld cell to be at least: 1, as a zero
    is always printed as a zero; 0 describes a reader who has not noticed.
    """

    below: int
    each_way: Fraction = Fraction(3, 10)
    whole: bool = True
    width: int = 2
    least: int = 1

    def __post_init__(self) -> None:
        faults = []
        if self.below < 2:
            faults.append(f"a threshold of {self.below} withholds nothing")
        if self.each_way < 0 or self.width < 0:
            faults.append("a negative interval protects nobody")
        if self.least not in (0, 1):
            faults.append(f"withheld cells are not known to be {self.least} or more")
        if faults:
            raise RuleMakesNoSense(
                "A threshold rule was declared, and "
                + "; ".join(faults)
                + ". Give a threshold of two or more, an interval of nought or more"
                " and a least of nought or one."
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demands:
    """The cells that must stay uncertain, and by how much.

    Shape: all four arrays have one entry a cell to be protected; `cells` are places
        in the table, `lower` and `upper` distances from the count, `width` the
        length of the whole interval.
    """

    cells: NDArray[np.intp]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    width: NDArray[np.float64]


def demands(
    table: CountTable, rule: Threshold, standing: Standing | None = None
) -> Demands:
    """What a threshold rule asks of a table.

    No reader can be made to think a count less than the least they know of, which
    for a total is as many as it has parts that are not zero; so below a count the
    demand stops there, and `width` makes up for it above.
    Small counts that an earlier release printed are not asked for, as it is too
    late, nor are unprinted cells that nobody guards.
    """
    small = (table.counts >= 1) & (table.counts < rule.below)
    if standing is not None:
        small &= ~standing.out & (~standing.unprinted | standing.guarded)
    cells = np.flatnonzero(small)
    counts = table.counts[cells]
    ways = [
        float(ceil(rule.each_way * count) if rule.whole else rule.each_way * count)
        for count in counts.tolist()
    ]
    wanted = np.array(ways, dtype=np.float64)
    numbers = table.counts.astype(np.float64)
    seen = table.counts > 0
    unprinted = np.zeros_like(seen) if standing is None else standing.unprinted
    everything = Known(
        least=np.where(seen & ~unprinted, float(rule.least), 0.0),
        most=np.where(seen | unprinted, beyond(numbers), 0.0),
    )
    floors = along_sums(sums_of(table), everything, numbers)
    return Demands(
        cells=cells,
        lower=np.minimum(wanted, counts - floors.least[cells]),
        upper=wanted,
        width=np.full(len(cells), float(rule.width)),
    )
