"""Bootstrap and jackknife of a table of lists, and the intervals made from them.

The people observed are drawn again with replacement; the whole choice of a model is
repeated on every draw, because choosing it is part of what is uncertain.

Source: Efron, Journal of the American Statistical Association 82 (1987) 171-185, and
    DiCiccio and Efron, Statistical Science 11 (1996) 189-228, for the BCa interval;
    Hyndman and Fan, American Statistician 50 (1996) 361-365, definition 8, for
    quantiles; Silverman, Chan and Vincent, Statistics and Computing 34:44 (2024), for
    repeating the choice.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from scipy.special import ndtr, ndtri

from opennrm.research.undercount.cells import Numbers

LEVEL: Final = 0.95
DRAWS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Two limits of a total; either may be infinite."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """A table drawn again, and with one person left out in turn.

    Shape: `drawn` has a row per draw; `left_out` a row per cell that holds anybody,
        whose number of people is in `weights`.
    """

    drawn: Numbers
    left_out: Numbers
    weights: Numbers

    @property
    def tables(self) -> Numbers:
        """All tables, one under the other: first those drawn."""
        return np.concatenate([self.drawn, self.left_out])

    def apart(self, totals: Numbers) -> tuple[Numbers, Numbers]:
        """Estimates on all tables, parted again into the two kinds."""
        return totals[: len(self.drawn)], totals[len(self.drawn) :]


def resample(counts: Numbers, rng: Generator, *, draws: int = DRAWS) -> Resampled:
    """Draw a table again `draws` times, and leave each person out once."""
    people = round(counts.sum())
    drawn = rng.multinomial(people, counts / counts.sum(), size=draws).astype(float)
    filled = np.nonzero(counts)[0]
    left_out = np.repeat(counts[None, :], len(filled), axis=0)
    left_out[np.arange(len(filled)), filled] -= 1
    return Resampled(drawn=drawn, left_out=left_out, weights=counts[filled])


def acceleration(left_out: Numbers, weights: Numbers) -> float:
    """How fast the spread of an estimate changes with what it estimates.

    Formula: sum(w d^3) / (6 (sum(w d^2))^(3/2)), d the weighted mean of the
        estimates with a person left out less each of them, w the people of its cell.
    Zero, one and ties: zero where every estimate is the same; not a number where one
        of them is infinite.

    >>> acceleration(np.array([9.0, 10, 12]), np.array([1.0, 1, 1])) < 0
    True
    """
    apart = np.average(left_out, weights=weights) - left_out
    spread: float = float((weights * apart**2).sum())
    if spread == 0:
        return 0.0
    return float((weights * apart**3).sum() / (6 * spread**1.5))


def quantile(draws: Numbers, share: float) -> float:
    """The quantile of definition 8, which is nearly unbiased for the median.

    Zero, one and ties: below the first and above the last plotting position it is the
        least and the greatest draw; infinite draws are the greatest.
    """
    ordered = np.sort(draws)
    place = share * (len(ordered) + 1 / 3) + 1 / 3
    low = min(max(int(np.floor(place)), 1), len(ordered))
    high = min(low + 1, len(ordered))
    weight = min(max(place - low, 0.0), 1.0)
    if weight == 0 or ordered[low - 1] == ordered[high - 1]:
        return float(ordered[low - 1])
    return float(ordered[low - 1] * (1 - weight) + ordered[high - 1] * weight)


def percentile_limits(draws: Numbers, *, level: float = LEVEL) -> Limits:
    """The interval between two quantiles of the draws as they are.

    Assumes: the estimate is on average right on some scale; where the choice of a
        model makes it jump, coverage falls short.
    """
    tail = (1 - level) / 2
    return Limits(lower=quantile(draws, tail), upper=quantile(draws, 1 - tail))


def bca_limits(
    draws: Numbers,
    left_out: Numbers,
    weights: Numbers,
    point: float,
    *,
    level: float = LEVEL,
) -> Limits | None:
    """The bias-corrected and accelerated interval; None where it is not defined.

    Formula: quantiles at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z0 the normal
        quantile of the share of draws below the point, a the acceleration.
    Zero, one and ties: not defined where no draw, or every draw, is below the point,
        or where leaving one person out leaves no estimate; draws equal to the point
        are not below it.
    Assumes: one scale on which the estimate is normal with a spread that changes
        linearly; in the 2021 simulation the nominal 95 % covered 90 %.
    """
    below = float(np.mean(draws < point))
    accelerated = acceleration(left_out, weights)
    if not 0 < below < 1 or not np.isfinite(accelerated):
        return None
    shift = float(ndtri(below))
    tail = (1 - level) / 2
    found = []
    for share in (tail, 1 - tail):
        moved = shift + float(ndtri(share))
        scale = 1 - accelerated * moved
        if scale <= 0:
            return None
        found.append(quantile(draws, float(ndtr(shift + moved / scale))))
    return Limits(lower=found[0], upper=found[1])
