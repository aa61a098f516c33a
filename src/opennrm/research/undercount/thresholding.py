"""Bayesian thresholding: overlaps kept for being far from zero in the posterior.

A model with every overlap of two lists is walked over first. Overlaps whose posterior
mean is less than two posterior standard deviations from zero are dropped, and the
model with the others is walked over again; its median is the estimate.

Source: Silverman, Journal of the Royal Statistical Society A 183 (2020) 691-736,
    section 6, as its author's manual of 2026 tells it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.random import Generator

from opennrm.research.undercount.cells import Numbers, containment, pairs, singles
from opennrm.research.undercount.chains import (
    Chain,
    Target,
    own_walk,
    published_walk,
)
from opennrm.research.undercount.existence import Existence, ExistenceChecks
from opennrm.research.undercount.models import Model, hierarchical
from opennrm.research.undercount.resampling import LEVEL, Limits

THRESHOLD: Final = 2.0
_INTERACTION_PRECISION: Final = 1.0
_NEARLY_FLAT: Final = 1e-4
_SUPPOSED_SHARE_SEEN: Final = 5


class Prior(StrEnum):
    """What is believed of an overlap beforehand."""

    PROPER = "proper"
    IMPROPER = "improper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholded:
    """The median of the total and its interval after thresholding.

    `strengths` gives, for each overlap first walked over, how many posterior standard
    deviations its mean is from zero; `moved` and `worth` are the worse of both walks.
    """

    point: float
    limits: Limits
    model: Model
    strengths: tuple[tuple[int, float], ...]
    moved: float
    worth: float
    published: bool


def threshold(
    counts: Numbers,
    prior: Prior,
    checks: ExistenceChecks,
    rng: Generator,
    *,
    own: bool = False,
) -> Thresholded | Existence:
    """The estimate by Bayesian thresholding, or the code for which there is none.

    The walk is that of the published studies; where it hardly moves, or with `own`,
    a longer one of our own takes its place and `published` says so.

    Formula: |mean| / sd >= 2 keeps an overlap; priors are flat, but with the proper
        prior normal about zero with variance 1 for overlaps and 10,000 for the rest.
    Zero, one and ties: with the improper prior an overlap of nobody stays in the model
        at minus infinity; a strength of exactly 2 keeps the overlap.
    Assumes: overlaps of two lists suffice. An overlap close to the threshold is kept
        or not by the luck of the walk; compare the strengths.
    """
    lists = counts.shape[0].bit_length() - 1
    overlaps = [each for each in pairs(lists) if lists > 2]
    if prior is Prior.IMPROPER:
        code = checks.code(counts, hierarchical(lists, overlaps))
        if code is not Existence.EXISTS:
            return code
    first, chain = _walk_over(counts, overlaps, prior, rng, own)
    spread = chain.draws.std(axis=0, ddof=1)
    strengths = {
        each: abs(float(chain.draws[:, at].mean())) / float(spread[at])
        for at, each in enumerate(first)
        if each.bit_count() > 1
    }
    kept = [
        each for each in overlaps if strengths.get(each, np.inf) >= THRESHOLD
    ]  # one at minus infinity was not walked over, and stays
    _, second = _walk_over(counts, kept, prior, rng, own)
    totals = counts.sum() + np.exp(second.draws[:, 0])
    tail = (1 - LEVEL) / 2
    lower, point, upper = np.quantile(totals, [tail, 0.5, 1 - tail])
    return Thresholded(
        point=float(point),
        limits=Limits(lower=float(lower), upper=float(upper)),
        model=hierarchical(lists, kept),
        strengths=tuple(strengths.items()),
        moved=min(chain.moved, second.moved),
        worth=min(chain.worth, second.worth),
        published=chain.published and second.published,
    )


def _walk_over(
    counts: Numbers, overlaps: list[int], prior: Prior, rng: Generator, own: bool
) -> tuple[list[int], Chain]:
    """The parameters walked over and the walk, empty overlaps set aside if flat."""
    lists = counts.shape[0].bit_length() - 1
    contained = containment(lists)
    margins = counts @ contained
    empty = [
        each for each in overlaps if prior is Prior.IMPROPER and margins[each] == 0
    ]
    walked = [0, *singles(lists), *(each for each in overlaps if each not in empty)]
    cells = contained[:, empty].sum(axis=1) == 0
    cells[0] = False
    plain = len(singles(lists)) + 1
    precisions = np.zeros(len(walked))
    if prior is Prior.PROPER:
        precisions[:plain] = _NEARLY_FLAT
        precisions[plain:] = _INTERACTION_PRECISION
    target = Target(
        counts=counts[cells],
        design=contained[cells][:, walked],
        precisions=precisions,
    )
    if not own:
        found = published_walk(target, _published_start(counts, cells, len(walked)))
        if found.moves:
            return walked, found
    return walked, own_walk(target, rng)


def _published_start(counts: Numbers, cells: Numbers, size: int) -> Numbers:
    """One in five seen, lists apart, overlaps at zero: where the studies started."""
    lists = counts.shape[0].bit_length() - 1
    everyone = counts[cells].sum() * _SUPPOSED_SHARE_SEEN
    on_each = (counts[cells] @ containment(lists)[cells])[list(singles(lists))]
    start = np.zeros(size)
    start[0] = np.log(everyone)
    # A list of nobody has no logarithm to start from; half a person has.
    start[1 : len(on_each) + 1] = np.log(np.maximum(on_each, 0.5) / everyone)
    return start
