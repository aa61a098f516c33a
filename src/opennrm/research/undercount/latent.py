"""A Bayesian latent class model: a second opinion that chooses no overlaps.

People belong to classes that nobody recorded; within a class, being on one list says
nothing about being on another. How many classes are in use, how large they are and
how visible each is to each list is drawn together with the number of unseen.

Source: Manrique-Vallier, Biometrics 72 (2016) 1246-1254; its priors and its sampler
    as the author's manual and the published comparison of 2021 use them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from opennrm.research.undercount.cells import Numbers, Whole, containment, singles
from opennrm.research.undercount.resampling import LEVEL, Limits

CLASSES: Final = 10
_SHAPE: Final = 0.25
_RATE: Final = 0.25
CHAINS: Final = 24
STEPS: Final = 4_000
BURN_IN: Final = 2_000
LARGEST_RATIO: Final = 1.1
_TINY: Final = 1e-12
_SWAPS: Final = 3
_MOST_UNSEEN: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """The median of the total, its interval, and whether the chains agree.

    `ratio` compares the spread between chains with that within them; 1 is agreement.
    """

    point: float
    limits: Limits
    ratio: float

    @property
    def agrees(self) -> bool:
        """Whether the chains tell the same, so that the interval may be read."""
        return self.ratio <= LARGEST_RATIO


def latent_class(
    counts: Numbers,
    rng: Generator,
    *,
    chains: int = CHAINS,
    steps: int = STEPS,
    burn_in: int = BURN_IN,
) -> Latent:
    """Estimate the total with ten classes at most, several chains side by side.

    Formula: class sizes by stick-breaking with concentration Gamma(0.25, 0.25), chances
        of being on a list uniform, the total with a prior in proportion to 1/N; Gibbs
        sampling, the unseen negative binomial given the rest.
    Zero, one and ties: with one person, or lists without overlap, the prior speaks and
        the interval is as wide as it; `agrees` tells where the chains differ.
    Assumes: whatever ties the lists together is a class that a person is in. Lists
        that send people to each other break it.
    """
    lists = counts.shape[0].bit_length() - 1
    cells = np.nonzero(counts)[0]
    numbers = counts[cells].astype(np.int64)
    on = containment(lists)[cells][:, list(singles(lists))]
    shares = np.full((chains, CLASSES), 0.01 / (CLASSES - 1))
    shares[:, 0] = 0.99
    # Nearly one class, and totals from twice to twenty times those seen, so that it
    # means something when the chains agree.
    supposed = numbers.sum() * np.exp(rng.uniform(np.log(2), np.log(20), chains))
    chances = rng.uniform(size=(chains, CLASSES, lists))
    chances[:, 0] = np.clip((numbers @ on) / supposed[:, None], _TINY, 0.9)
    concentration = np.full(chains, 1.0)
    totals = np.empty((steps, chains))
    for step in range(burn_in + steps):
        held, seen = _assign(numbers, on, shares, chances, rng)
        missed = shares * np.prod(1 - chances, axis=2)
        none_seen = np.clip(missed.sum(axis=1), _TINY, 1 - _TINY)
        unseen = _unseen(int(numbers.sum()), none_seen, rng)
        held_unseen = rng.multinomial(
            unseen, missed / missed.sum(axis=1, keepdims=True)
        )
        size = held + held_unseen
        chances = np.clip(
            rng.beta(1 + seen, 1 + size[:, :, None] - seen), _TINY, 1 - _TINY
        )
        _swap(size, chances, shares, rng)
        shares = _break(size, concentration, rng)
        concentration = rng.gamma(
            _SHAPE - 1 + CLASSES, 1 / (_RATE - np.log(shares[:, -1]))
        )
        if step >= burn_in:
            totals[step - burn_in] = numbers.sum() + unseen
    tail = (1 - LEVEL) / 2
    lower, point, upper = np.quantile(totals, [tail, 0.5, 1 - tail])
    return Latent(
        point=float(point),
        limits=Limits(lower=float(lower), upper=float(upper)),
        ratio=agreement(np.log(totals)),
    )


def agreement(draws: Numbers) -> float:
    """How far chains of one number differ more among each other than within.

    Shape: `draws` has a row per step and a column per chain; each chain is halved.
    Formula: the square root of the pooled over the within variance.
    Source: Gelman and Rubin, Statistical Science 7 (1992) 457-472; halved chains as in
        Gelman and others, Bayesian Data Analysis, 3rd edition (2013), p. 284.
    Zero, one and ties: 1 where no draw differs from another.
    """
    half = len(draws) // 2
    parts = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    within = float(parts.var(axis=0, ddof=1).mean())
    between = float(parts.mean(axis=0).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((half - 1) / half + between / within))


def _assign(
    numbers: Whole, on: Numbers, shares: Numbers, chances: Numbers, rng: Generator
) -> tuple[Whole, Whole]:
    """People of each class, and those of them on each list, as drawn."""
    logs = np.log(chances) @ on.T + np.log1p(-chances) @ (1 - on.T)
    weights = np.log(shares)[:, :, None] + logs
    weights = np.exp(weights - weights.max(axis=1, keepdims=True))
    given = np.swapaxes(weights / weights.sum(axis=1, keepdims=True), 1, 2)
    drawn = rng.multinomial(numbers, given)
    held: Whole = drawn.sum(axis=1)
    seen: Whole = np.swapaxes(drawn, 1, 2) @ on.astype(np.int64)
    return held, seen


def _unseen(people: int, none_seen: Numbers, rng: Generator) -> Whole:
    """The number nobody saw: failures before as many successes as people seen."""
    means = rng.gamma(people, none_seen / (1 - none_seen))
    found: Whole = rng.poisson(np.minimum(means, _MOST_UNSEEN))
    return found


def _swap(size: Whole, chances: Numbers, shares: Numbers, rng: Generator) -> None:
    """Exchange the labels of two classes where that is as likely; in place.

    Without it a chain can stay for ever with its largest class under a late label.
    """
    rows = np.arange(len(size))
    for _ in range(_SWAPS):
        one, other = rng.integers(0, CLASSES, size=(2, len(size)))
        gain = (size[rows, other] - size[rows, one]) * (
            np.log(shares[rows, one]) - np.log(shares[rows, other])
        )
        taken = rows[np.log1p(-rng.random(len(size))) < gain]
        here, there = one[taken], other[taken]
        for each in (size, chances):
            each[taken, here], each[taken, there] = (
                each[taken, there].copy(),
                each[taken, here].copy(),
            )


def _break(size: Whole, concentration: Numbers, rng: Generator) -> Numbers:
    """Class sizes, each a share of what the classes before it have left."""
    after = size[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    parts = rng.beta(1 + size[:, :-1], concentration[:, None] + after)
    parts = np.clip(parts, _TINY, 1 - _TINY)
    left = np.cumprod(1 - parts, axis=1)
    ends = np.ones((len(size), 1))
    found = np.hstack([parts, ends]) * np.hstack([ends, left])
    shares: Numbers = np.maximum(found, 1e-300)
    return shares
