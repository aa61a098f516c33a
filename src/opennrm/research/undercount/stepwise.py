"""Forward stepwise choice of overlaps by Poisson p-values, for many tables at once.

From main effects on, the overlap of two lists that surprises most is added, as long
as its p-value is below the threshold and the larger model has an estimate. The path
is the same for every threshold; a threshold only says where it stops. So one walk
serves several, and a thousand resampled tables walk side by side.

Source: Chan, Silverman and Vincent, Journal of the American Statistical Association
    116 (2021) 1297-1306, section 4, as its authors' manual tells it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import pdtr, pdtrc

from opennrm.research.undercount.cells import Numbers, containment, pairs
from opennrm.research.undercount.existence import ExistenceChecks
from opennrm.research.undercount.fitting import Fits, fit
from opennrm.research.undercount.models import Model, hierarchical, main_effects

THRESHOLDS: Final = (0.001, 0.02, 0.05)
"""The p-values that studies have used; 0.02 is the one recommended in 2021."""

_NOT_A_CANDIDATE: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walks:
    """Where the walk of each table stopped at each threshold.

    Shape: `totals` has a row per table and a column per threshold, infinite where
        not even main effects have an estimate; `models` likewise.
    """

    thresholds: tuple[float, ...]
    totals: Numbers
    models: tuple[tuple[Model, ...], ...]


def walk(
    counts: Numbers, thresholds: Sequence[float], checks: ExistenceChecks
) -> Walks:
    """Choose and fit a model for every row of counts at every threshold.

    Formula: the p-value of an overlap is the smaller of the two tail probabilities of
        a Poisson number with the mean that the model so far gives to all cells that
        contain the overlap, at the number observed in them.
    Zero, one and ties: an overlap of nobody is a candidate like any other and enters
        at minus infinity; of two equal p-values the first in the order 12, 13, 23
        enters; a candidate whose model has no estimate is passed over at that step.
    Assumes: overlaps of two lists suffice, and whoever chose the lists did not look.

    >>> table = np.array([[0, 5.0, 5, 54, 41, 6, 0, 12]])
    >>> found = walk(table, [0.02], ExistenceChecks(3))
    >>> round(float(found.totals[0, 0]), 3), found.models[0][0]
    (268.778, (0, 1, 2, 3, 4))
    """
    lists = counts.shape[1].bit_length() - 1
    overlaps = np.array(pairs(lists) if lists > 2 else (), dtype=np.int64)
    limits = np.array(sorted(thresholds))
    rows = len(counts)
    contained = containment(lists)
    observed = (counts @ contained)[:, overlaps]
    models = [main_effects(lists)] * rows
    first = fit(counts, models)
    exists = checks.codes(first, models) == 0
    totals = np.where(exists, first.totals, np.inf)
    expected = first.means.copy()
    expected[:, 0] = 0.0
    out = np.zeros((rows, len(overlaps)), dtype=bool)
    held = out.copy()
    stopped_totals = np.tile(totals[:, None], (1, len(limits)))
    stopped_models = [[model] * len(limits) for model in models]
    stopped = np.zeros((rows, len(limits)), dtype=bool)
    stopped[~exists] = True
    walking = np.nonzero(exists)[0]
    while walking.size and overlaps.size:
        surprise = p_values(
            observed[walking], (expected[walking] @ contained)[:, overlaps]
        )
        surprise[out[walking] | held[walking]] = _NOT_A_CANDIDATE
        best = surprise.argmin(axis=1)
        value = surprise[np.arange(len(walking)), best]
        for column, limit in enumerate(limits):
            ending = walking[(value >= limit) & ~stopped[walking, column]]
            stopped[ending, column] = True
            stopped_totals[ending, column] = totals[ending]
            for row in ending:
                stopped_models[row][column] = models[row]
        going = ~stopped[walking].all(axis=1)
        walking, best = walking[going], best[going]
        if not walking.size:
            break
        larger = [
            tuple(sorted((*models[row], int(overlaps[at]))))
            for row, at in zip(walking, best, strict=True)
        ]
        tried = fit(counts[walking], larger)
        good = checks.codes(tried, larger) == 0
        out[walking[~good], best[~good]] = True
        for place in np.nonzero(good)[0]:
            models[walking[place]] = larger[place]
        entered = walking[good]
        held[entered, best[good]] = True
        out[entered] = False
        totals[entered] = tried.totals[good]
        expected[entered] = tried.means[good]
        expected[entered, 0] = 0.0
    back = [int(np.searchsorted(limits, each)) for each in thresholds]
    return Walks(
        thresholds=tuple(thresholds),
        totals=stopped_totals[:, back],
        models=tuple(tuple(each[at] for at in back) for each in stopped_models),
    )


def p_values(observed: Numbers, expected: Numbers) -> Numbers:
    """The smaller Poisson tail of each number observed, given the one expected."""
    below = pdtr(observed, expected)
    above = np.where(observed > 0, pdtrc(np.maximum(observed - 1, 0), expected), 1.0)
    found: Numbers = np.minimum(below, above)
    return found


def refit(counts: Numbers, model: Model) -> Fits:
    """The fit of one model to one table."""
    return fit(counts[None, :], [model])


def with_overlaps(lists: int, overlaps: Sequence[int]) -> Model:
    """Main effects and some overlaps of two lists."""
    return hierarchical(lists, overlaps)
