"""Random walks over the parameters of a Poisson log-linear model.

The walk that studies published is repeated step by step, so that their answers can be
had again to the last digit: its start, its proposals, its seed and the order in which
it uses random numbers. A walk can stand still and still print an estimate; so each
tells how often it moved and how many independent draws it is worth, and where that is
too few a longer one with proposals of its own takes over.

Source: Martin, Quinn and Park, Journal of Statistical Software 42(9) (2011), for the
    walk; Roberts and Rosenthal, Statistical Science 16 (2001) 351-367, for
    the size of a proposal; Geyer, Statistical Science 7 (1992) 473-483, for the worth.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from opennrm.research.undercount.cells import Numbers
from opennrm.research.undercount.published_numbers import published_numbers

PUBLISHED_SEED: Final = 12345
PUBLISHED_STEPS: Final = 10_000
PUBLISHED_BURN_IN: Final = 1_000
_PUBLISHED_SCALE: Final = 1.1
_LONG_STEPS: Final = 40_000
_LONG_BURN_IN: Final = 5_000
_BEST_SCALE: Final = 2.38
LEAST_MOVED: Final = 0.005
"""Below one step in two hundred a walk has not seen what it is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is walked over: counts, their design, and normal priors about zero.

    `precisions` is zero for a flat prior.
    """

    counts: Numbers
    design: Numbers
    precisions: Numbers

    def density(self, at: Numbers) -> float:
        """The logarithm of the posterior density, up to a constant."""
        logs = self.design @ at
        return float(
            self.counts @ logs
            - np.exp(logs).sum()
            - 0.5 * (self.precisions @ (at * at))
        )

    def mode(self) -> tuple[Numbers, Numbers]:
        """Where the density is greatest, and the curvature there."""
        at: Numbers = np.linalg.lstsq(
            self.design, np.log(self.counts + 0.5), rcond=None
        )[0].astype(np.float64)
        for _ in range(200):
            means = np.exp(np.minimum(self.design @ at, 60.0))
            score = self.design.T @ (self.counts - means) - self.precisions * at
            curved = (self.design * means[:, None]).T @ self.design
            curved[np.diag_indices(len(at))] += self.precisions
            step = np.linalg.solve(curved, score)
            at = at + step * min(1.0, 8.0 / max(float(np.abs(step).max()), 1e-300))
            if float(score @ step) < 1e-12:
                break
        return at, curved


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The draws of a walk after its burn-in, a row each, and how well it moved."""

    draws: Numbers
    moved: float
    worth: float
    published: bool

    @property
    def moves(self) -> bool:
        """Whether the walk may be read at all."""
        return self.moved >= LEAST_MOVED


def published_walk(target: Target, start: Numbers) -> Chain:
    """The walk of the published studies, with its own seed, from their start.

    Formula: proposals are normal with 1.1 squared times the inverse of the prior
        precisions plus the information of an ordinary fit.
    Assumes: that 10,000 steps are enough, which `moves` tells.
    """
    information = _ordinary_information(target)
    size = len(start)
    spread = np.linalg.inv(np.diag(target.precisions) + information)
    root = np.linalg.cholesky(_PUBLISHED_SCALE**2 * (spread + spread.T) / 2)
    steps = PUBLISHED_BURN_IN + PUBLISHED_STEPS
    normals, uniforms = published_numbers(PUBLISHED_SEED, steps, size)
    return _walk(target, start, normals @ root.T, np.log(uniforms), PUBLISHED_BURN_IN)


def own_walk(target: Target, rng: Generator) -> Chain:
    """A longer walk from the mode, with proposals of the size known to move best.

    Formula: proposals are normal with 2.38 squared over the number of parameters
        times the inverse curvature at the mode.
    Zero, one and ties: needs priors, or a table on which the estimate exists.
    """
    start, curved = target.mode()
    size = len(start)
    root = np.linalg.cholesky(np.linalg.inv(curved) * _BEST_SCALE**2 / size)
    steps = _LONG_BURN_IN + _LONG_STEPS
    offsets = rng.standard_normal((steps, size)) @ root.T
    logs = np.log1p(-rng.random(steps))
    found = _walk(target, start, offsets, logs, _LONG_BURN_IN)
    return Chain(
        draws=found.draws, moved=found.moved, worth=found.worth, published=False
    )


def _walk(
    target: Target, start: Numbers, offsets: Numbers, logs: Numbers, burn_in: int
) -> Chain:
    at, density = start, target.density(start)
    steps = len(offsets)
    draws = np.empty((steps - burn_in, len(start)))
    taken = 0
    for turn in range(steps):
        proposed = at + offsets[turn]
        value = target.density(proposed)
        if logs[turn] < value - density:
            at, density = proposed, value
            taken += turn >= burn_in
        if turn >= burn_in:
            draws[turn - burn_in] = at
    return Chain(
        draws=draws,
        moved=taken / (steps - burn_in),
        worth=worth(draws[:, 0]),
        published=True,
    )


def worth(draws: Numbers) -> float:
    """How many independent draws a chain of one number is worth.

    Formula: the length over 1 plus twice the autocorrelations up to the first pair of
        lags whose sum is not above zero.
    Zero, one and ties: nothing where no draw differs from another.
    """
    apart = draws - draws.mean()
    power = np.abs(np.fft.rfft(apart, 2 * len(apart))) ** 2
    joint = np.fft.irfft(power)[: len(apart)]
    if joint[0] <= 1e-12 * max(1.0, float(draws.mean() ** 2)):
        return 0.0
    pairs = (joint / joint[0])[: len(apart) // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.nonzero(pairs <= 0)[0]
    kept = pairs[: int(ends[0])] if ends.size else pairs
    return float(len(apart) / max(2 * kept.sum() - 1, 1.0))


def _ordinary_information(target: Target) -> Numbers:
    """The information of an ordinary Poisson regression, stopped as is usual.

    On an overlap of nobody it stops far out but not at minus infinity, and the
    published proposals are made of that; so the stopping rule is part of the method.
    """
    counts, design = target.counts, target.design
    means = counts + 0.1
    logs = np.log(means)
    before = _deviance(counts, means)
    for _ in range(25):
        weights = np.sqrt(means)
        aim = logs + (counts - means) / means
        at = np.linalg.lstsq(design * weights[:, None], aim * weights, rcond=None)[0]
        used = means
        logs = design @ at
        means = np.exp(logs)
        now = _deviance(counts, means)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            break
        before = now
    found: Numbers = (design * used[:, None]).T @ design
    return found


def _deviance(counts: Numbers, means: Numbers) -> float:
    ratio = np.where(counts > 0, counts, 1.0) / np.where(counts > 0, means, 1.0)
    return float(2 * (counts * np.log(ratio) - (counts - means)).sum())
