"""What single sums tell: bounds drawn together, without any program."""

from dataclasses import dataclass

import numpy as np

from opennrm.statistics.disclosure.sums import Floats, Sums

SWEEPS = 50


def beyond(counts: Floats) -> float:
    """A number far beyond any count, with which sums can still be made."""
    return 10 * float(counts.max(initial=0)) + 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """What is printed, cell by cell, as the least and the most it can be."""

    least: Floats
    most: Floats


def along_sums(sums: Sums, first: Known, counts: Floats) -> Known:
    """Bounds drawn together sum by sum until nothing moves, all sums at once."""
    least, most = first.least.copy(), first.most.copy()
    rows, cells, signs = sums.rows, sums.columns, sums.signs
    for _ in range(SWEEPS):
        # In each sum the terms come to nought: what the others can be at most
        # says what this one must be at least.
        low = np.where(signs > 0, least[cells], -most[cells])
        high = np.where(signs > 0, most[cells], -least[cells])
        lows = np.bincount(rows, weights=low, minlength=sums.number)[rows]
        highs = np.bincount(rows, weights=high, minlength=sums.number)[rows]
        up, down = -(lows - low), -(highs - high)
        new_most, new_least = most.copy(), least.copy()
        np.minimum.at(new_most, cells, np.where(signs > 0, up, -down))
        np.maximum.at(new_least, cells, np.where(signs > 0, down, -up))
        # The true counts are possible; rounding may not shut them out.
        new_most, new_least = (
            np.maximum(new_most, counts),
            np.minimum(new_least, counts),
        )
        if np.array_equal(new_most, most) and np.array_equal(new_least, least):
            break
        least, most = new_least, new_most
    return Known(least=least, most=most)
