"""The model with the least Bayesian information criterion among all there are.

The downhill search that is often used stops at the first model that no neighbour
betters; on the five lists of the United Kingdom that is half of what the best model
says. So all models are fitted, which five lists still allow.

Source: Silverman, Chan and Vincent, Statistics and Computing 34:44 (2024), tables 4 and
    6, as quoted in its authors' vignette; Schwarz, Annals of Statistics 6 (1978)
    461-464, for the criterion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from opennrm.research.undercount.cells import Numbers, Truths, Whole
from opennrm.research.undercount.existence import ExistenceChecks
from opennrm.research.undercount.fitting import Fits, fit
from opennrm.research.undercount.models import Model

RETAINED: Final = {2: 8, 3: 8, 4: 20, 5: 100}
"""How many of the best models a resampled table may choose among, by lists."""

_TABLES_TOGETHER: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The best models of a table that have an estimate, the very best first."""

    models: tuple[Model, ...]
    totals: Numbers
    bic: Numbers
    means: Numbers


def rank(
    counts: Numbers, models: Sequence[Model], checks: ExistenceChecks, *, best: int
) -> Ranking:
    """The best models of a table by the criterion, as many as asked for.

    Formula: k log(n) - 2 log L, k the parameters, those at minus infinity included, n
        the people observed.
    Zero, one and ties: models without an estimate are left out; of two equal ones the
        one with fewer parameters is first. Empty when no model has an estimate.
    Assumes: that one model is to be believed; compare how far the next ones are.

    >>> from opennrm.research.undercount.models import pairwise_models
    >>> table = np.array([0, 5.0, 5, 54, 41, 6, 0, 12])
    >>> found = rank(table, pairwise_models(3), ExistenceChecks(3), best=1)
    >>> round(float(found.totals[0]), 3), found.models[0]
    (157.167, (0, 1, 2, 3, 4, 6))
    """
    fits = fit(np.repeat(counts[None, :], len(models), axis=0), models)
    order = np.argsort(fits.bic, kind="stable")
    found: list[int] = []
    for row in order:
        if len(found) == best:
            break
        if checks.codes(fits.row(int(row)), [models[row]])[0] == 0:
            found.append(int(row))
    return Ranking(
        models=tuple(models[row] for row in found),
        totals=fits.totals[found],
        bic=fits.bic[found],
        means=fits.means[found],
    )


def choose_again(tables: Numbers, ranking: Ranking, checks: ExistenceChecks) -> Numbers:
    """The total of the best of the ranked models on each resampled table.

    Zero, one and ties: infinite where none of them has an estimate.
    """
    parts = [
        _choose(tables[start : start + _TABLES_TOGETHER], ranking, checks)
        for start in range(0, len(tables), _TABLES_TOGETHER)
    ]
    return np.concatenate(parts)


def _choose(tables: Numbers, ranking: Ranking, checks: ExistenceChecks) -> Numbers:
    rows, width = len(tables), len(ranking.models)
    models = list(ranking.models) * rows
    fits = fit(
        np.repeat(tables, width, axis=0), models, near=np.tile(ranking.means, (rows, 1))
    )
    left = fits.bic.reshape(rows, width)
    totals = np.full(rows, np.inf)
    waiting = np.arange(rows)
    while waiting.size:
        best = left[waiting].argmin(axis=1)
        waiting, best = (
            waiting[np.isfinite(left[waiting, best])],
            best[np.isfinite(left[waiting, best])],
        )
        at = waiting * width + best
        good = _codes(fits, at, [models[row] for row in at], checks)
        totals[waiting[good]] = fits.totals[at[good]]
        left[waiting[~good], best[~good]] = np.inf
        waiting = waiting[~good]
    return totals


def _codes(
    fits: Fits, rows: Whole, models: list[Model], checks: ExistenceChecks
) -> Truths:
    if not len(rows):
        return np.zeros(0, dtype=bool)
    found: Truths = checks.codes(fits.rows(rows), models) == 0
    return found
