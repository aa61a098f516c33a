"""The profile likelihood of a total, given a model as if it had been known beforehand.

This is the kind of interval that was published for the United Kingdom in 2014. It
says nothing of what choosing the model adds; the bootstrap beside it does.

Source: Cormack, Biometrics 48 (1992) 567-576, for the interval; the convention of the
    published reference value was followed and not the paper itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import chdtri, gammaln, xlogy

from opennrm.research.undercount.cells import Numbers
from opennrm.research.undercount.fitting import fit
from opennrm.research.undercount.models import Model
from opennrm.research.undercount.resampling import LEVEL, Limits

_TRIED_TOGETHER: Final = 33
_ROUNDS: Final = 7
_FURTHEST: Final = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The total that the multinomial likelihood favours, and the limits around it."""

    point: float
    limits: Limits


def profile(
    counts: Numbers, model: Model, *, unseen: float, level: float = LEVEL
) -> Profile:
    """The likelihood interval of the total in one model with an estimate.

    `unseen` is the fitted number of unseen, from which the search starts.

    Formula: twice the fall of log(N! / (N - n)!) plus the log-likelihood of the cells
        with N - n unseen, from its greatest value, is at most the quantile of a
        chi-square with one degree of freedom.
    Zero, one and ties: the lower limit is never below the number observed; the upper
        is infinite where the likelihood has not fallen far enough at a thousand
        million.
    Assumes: the model, independent people, and no choice of model by the same data;
        after a choice the nominal 95 % covered 61 % in the 2021 simulation, made with
        another program, and 75 % in ours of 200 tables.

    >>> found = profile(np.array([0, 30.0, 20.0, 10.0]), (0, 1, 2), unseen=60.0)
    >>> found.limits.lower < found.point < 120 < found.limits.upper
    True
    """
    people = float(counts.sum())

    def likelihood(supposed: Numbers) -> Numbers:
        tables = np.repeat(counts[None, :], len(supposed), axis=0)
        tables[:, 0] = supposed
        fits = fit(tables, [model] * len(supposed), with_unseen=True)
        total = people + supposed
        shares = np.where(fits.kept, fits.means, 1.0) / total[:, None]
        logs = np.where(tables > 0, xlogy(tables, shares), 0.0).sum(axis=1)
        found: Numbers = gammaln(total + 1) - gammaln(supposed + 1) + logs
        return found

    top, greatest = _greatest(likelihood, max(unseen, 1e-3))
    fall = float(chdtri(1, 1 - level)) / 2

    def within(supposed: Numbers) -> Numbers:
        found: Numbers = likelihood(supposed) - (greatest - fall)
        return found

    lowest = np.array([0.0])
    lower = 0.0 if within(lowest)[0] >= 0 else _crossing(within, 0.0, top)
    upper = _upper(within, top)
    return Profile(
        point=people + top, limits=Limits(lower=people + lower, upper=people + upper)
    )


def _greatest(
    likelihood: Callable[[Numbers], Numbers], start: float
) -> tuple[float, float]:
    """Where the likelihood is greatest, by ever narrower rows of guesses."""
    low, high = start / 10, start * 10
    best, value = start, -np.inf
    for _ in range(_ROUNDS):
        tried = np.geomspace(low, high, _TRIED_TOGETHER)
        found = likelihood(tried)
        at = int(found.argmax())
        best, value = float(tried[at]), float(found[at])
        low = float(tried[max(at - 1, 0)]) / (1.5 if at == 0 else 1)
        high = float(tried[min(at + 1, len(tried) - 1)])
        high *= 1.5 if at == len(tried) - 1 else 1
    return best, value


def _upper(within: Callable[[Numbers], Numbers], top: float) -> float:
    far = np.geomspace(max(top, 1e-3), _FURTHEST, 2 * _TRIED_TOGETHER)
    found = within(far)
    out = np.nonzero(found < 0)[0]
    if not out.size:
        return float("inf")
    at = int(out[0])
    return _crossing(within, float(far[at]), float(far[at - 1]) if at else top)


def _crossing(
    within: Callable[[Numbers], Numbers], outside: float, inside: float
) -> float:
    """The limit between a number outside the interval and one inside it."""
    for _ in range(_ROUNDS):
        tried = np.linspace(outside, inside, _TRIED_TOGETHER)
        good = np.nonzero(within(tried[1:]) >= 0)[0]
        at = int(good[0]) + 1 if good.size else len(tried) - 1
        outside, inside = float(tried[at - 1]), float(tried[at])
    return (outside + inside) / 2
