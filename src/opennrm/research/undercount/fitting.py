"""Maximum likelihood of Poisson log-linear models, many tables and models at once.

The counts of a table are independent Poisson numbers whose mean in cell c is
exp(sum of the parameters contained in c). One matrix product gives the sums over
all supersets that both the score and the information matrix are made of, so a
thousand resampled tables, each with a model of its own, are one Newton iteration.

A parameter whose overlap was never observed is estimated at minus infinity, and the
cells that contain it at zero; both leave the equations before they are solved.

Source: Chan, Silverman and Vincent, Journal of the American Statistical Association
    116 (2021) 1297-1306, section 3, as its authors' manual tells it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import gammaln

from opennrm.research.undercount.cells import Numbers, Truths, Whole, containment
from opennrm.research.undercount.models import Model

ITERATIONS_AT_MOST: Final = 100
_DECREMENT: Final = 1e-11
_RIDGE: Final = 1e-13
_HIGHEST_LOGARITHM: Final = 60.0
_LONGEST_STEP: Final = 8.0
_ROWS_TOGETHER: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """The fits of several models, one row each; read only where an estimate exists.

    Shape: `means` has a column per set of lists, the unseen first; `unbounded` and
        `kept` tell which parameters are at minus infinity and which cells remain;
        `residual` is the largest difference between an observed and a fitted margin.
    """

    counts: Numbers
    means: Numbers
    kept: Truths
    unbounded: Truths
    size: Whole
    residual: Numbers

    @property
    def proven(self) -> Truths:
        """Which fits prove by themselves that their estimate exists.

        Where none exists, the means that ought to vanish are missing from the margins
        at every iteration, so the largest fault of a margin is about as large as the
        smallest mean, and not a thousandth of it.
        """
        found: Truths = self.residual < 1e-3 * self.least
        return found

    def rows(self, which: Whole) -> "Fits":
        """Some of the fits."""
        return Fits(
            counts=self.counts[which],
            means=self.means[which],
            kept=self.kept[which],
            unbounded=self.unbounded[which],
            size=self.size[which],
            residual=self.residual[which],
        )

    def row(self, which: int) -> "Fits":
        """One of the fits."""
        return self.rows(np.array([which]))

    @property
    def totals(self) -> Numbers:
        """Everyone: those observed and the fitted number of those unseen."""
        found: Numbers = self.counts.sum(axis=1) + self.means[:, 0]
        return found

    @property
    def least(self) -> Numbers:
        """The smallest mean of an observable cell that remains."""
        found: Numbers = np.where(self.kept, self.means, np.inf)[:, 1:].min(axis=1)
        return found

    @property
    def loglikelihoods(self) -> Numbers:
        """The Poisson log-likelihood over the observable cells."""
        return poisson_loglikelihoods(self.counts, self.means, self.kept)

    @property
    def bic(self) -> Numbers:
        """The Bayesian information criterion.

        Parameters at minus infinity count, and the sample is the number of people.
        """
        people = self.counts.sum(axis=1)
        found: Numbers = self.size * np.log(people) - 2 * self.loglikelihoods
        return found

    @property
    def aic(self) -> Numbers:
        """Akaike's information criterion, counting as the other does."""
        found: Numbers = 2 * self.size - 2 * self.loglikelihoods
        return found

    @property
    def deviances(self) -> Numbers:
        """Twice the shortfall from the model with a parameter per observed cell."""
        whole = poisson_loglikelihoods(self.counts, self.counts, self.counts > 0)
        found: Numbers = 2 * (whole - self.loglikelihoods)
        return found


def poisson_loglikelihoods(counts: Numbers, means: Numbers, kept: Truths) -> Numbers:
    """The log-likelihood of each row over its observable cells that remain."""
    logs = np.log(means, out=np.zeros_like(means), where=kept & (means > 0))
    each = np.where(kept, counts * logs - means, 0.0) - gammaln(counts + 1)
    found: Numbers = each[:, 1:].sum(axis=1)
    return found


def columns(models: Sequence[Model]) -> Whole:
    """The parameters of several models side by side, filled up with -1."""
    widest = max(len(model) for model in models)
    found = np.full((len(models), widest), -1, dtype=np.int64)
    for row, model in enumerate(models):
        found[row, : len(model)] = model
    return found


def fit(
    counts: Numbers,
    models: Sequence[Model],
    *,
    with_unseen: bool = False,
    near: Numbers | None = None,
) -> Fits:
    """Fit to each row of counts its own model.

    With `with_unseen` the first column is taken as observed too, which gives the
    likelihood of one supposed number of unseen. `near` gives means to start from,
    such as those of the table that the rows were drawn from.

    Formula: Newton's iteration for the Poisson likelihood with the logarithmic link,
        the same as iteratively reweighted least squares.
    Zero, one and ties: a margin of zero is a parameter at minus infinity; a table of
        one person has fits that do not exist; ties do not matter.
    Assumes: nothing about existence; ask `existence.codes` before reading a total.

    >>> table = np.array([[0, 30.0, 20.0, 10.0]])
    >>> float(np.round(fit(table, [(0, 1, 2)]).totals[0], 6))
    120.0
    """
    order = np.argsort([len(model) for model in models], kind="stable")
    parts = [
        _fit_together(
            counts[rows],
            [models[row] for row in rows],
            with_unseen,
            counts[rows] + 0.5 if near is None else near[rows],
        )
        for rows in np.array_split(order, -(-len(order) // _ROWS_TOGETHER))
    ]
    return _in_order(parts, np.argsort(order))


def _in_order(parts: list[Fits], places: Whole) -> Fits:
    """Several fits as one, their rows back in the order of the call."""
    widest = max(part.unbounded.shape[1] for part in parts)
    unbounded = [
        np.pad(part.unbounded, ((0, 0), (0, widest - part.unbounded.shape[1])))
        for part in parts
    ]
    return Fits(
        counts=np.concatenate([part.counts for part in parts])[places],
        means=np.concatenate([part.means for part in parts])[places],
        kept=np.concatenate([part.kept for part in parts])[places],
        unbounded=np.concatenate(unbounded)[places],
        size=np.concatenate([part.size for part in parts])[places],
        residual=np.concatenate([part.residual for part in parts])[places],
    )


def _fit_together(
    counts: Numbers, models: Sequence[Model], with_unseen: bool, near: Numbers
) -> Fits:
    lists = counts.shape[1].bit_length() - 1
    contained = containment(lists)
    which = columns(models)
    there = which >= 0
    wanted = np.where(there, which, 0)
    margins = np.take_along_axis(counts @ contained, wanted, axis=1)
    unbounded = there & (margins == 0) & (which > 0)
    kept = _cells_kept(unbounded, wanted, contained)
    if not with_unseen:
        kept[:, 0] = False
    active = there & ~unbounded
    means = _iterate(counts, wanted, active, kept, contained, near)
    fitted = np.where(kept, means, 0.0)
    faults = np.take_along_axis((counts * kept - fitted) @ contained, wanted, axis=1)
    return Fits(
        counts=counts,
        means=means,
        kept=kept,
        unbounded=unbounded,
        size=there.sum(axis=1),
        residual=np.abs(np.where(active, faults, 0.0)).max(axis=1),
    )


def _cells_kept(unbounded: Truths, wanted: Whole, contained: Numbers) -> Truths:
    dead = np.zeros((len(wanted), len(contained)))
    rows, places = np.nonzero(unbounded)
    dead[rows, wanted[rows, places]] = 1.0
    found: Truths = dead @ contained.T == 0
    return found


def _iterate(
    counts: Numbers,
    wanted: Whole,
    active: Truths,
    kept: Truths,
    contained: Numbers,
    near: Numbers,
) -> Numbers:
    rows, width = wanted.shape
    unions = (wanted[:, :, None] | wanted[:, None, :]).reshape(rows, width * width)
    margins = np.take_along_axis((counts * kept) @ contained, wanted, axis=1)
    both = active[:, :, None] & active[:, None, :]
    diagonal = np.arange(width)
    logs = np.zeros_like(counts)
    parameters = np.zeros((rows, width))
    left = np.arange(rows)
    for turn in range(ITERATIONS_AT_MOST):
        here, act = kept[left], active[left]
        if turn:
            spread = np.zeros((len(left), len(contained)))
            # Filled-up places are all at the intercept and hold nothing, so they add.
            for place in range(width):
                spread[np.arange(len(left)), wanted[left, place]] += parameters[
                    left, place
                ]
            logs[left] = np.minimum(spread @ contained.T, _HIGHEST_LOGARITHM)
            weights = np.where(here, np.exp(logs[left]), 0.0)
            sums = weights @ contained
            score = margins[left] - np.take_along_axis(sums, wanted[left], axis=1)
        else:
            # The first step is least squares about the means to start from.
            weights = np.where(here, np.maximum(near, 1e-9), 0.0)
            sums = weights @ contained
            aim = np.log(np.maximum(near, 1e-9)) * weights
            aim += np.where(here, counts - near, 0.0)
            score = np.take_along_axis(aim @ contained, wanted[left], axis=1)
        information = np.take_along_axis(sums, unions[left], axis=1).reshape(
            len(left), width, width
        )
        information = np.where(both[left], information, 0.0)
        score = np.where(act, score, 0.0)
        scale = np.diagonal(information, axis1=1, axis2=2)
        information[:, diagonal, diagonal] = np.where(
            act, scale * (1 + _RIDGE) + 1e-300, 1.0
        )
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        if turn:
            longest = np.abs(step).max(axis=1, keepdims=True)
            step *= np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, 1e-300))
        parameters[left] += step
        if turn:
            finished = (score * step).sum(axis=1) < _DECREMENT
            left = left[~finished]
        if not left.size:
            break
    spread = np.zeros((rows, len(contained)))
    for place in range(width):
        spread[np.arange(rows), wanted[:, place]] += parameters[:, place]
    logs = np.minimum(spread @ contained.T, _HIGHEST_LOGARITHM)
    means = np.where(kept, np.exp(logs), 0.0)
    means[:, 0] = np.exp(logs[:, 0])
    return means
