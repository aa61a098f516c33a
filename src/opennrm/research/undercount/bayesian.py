"""The Bayesian estimates as they are told beside the others."""

from typing import Final

from numpy.random import Generator

from opennrm.research.undercount.cells import members
from opennrm.research.undercount.estimates import (
    NO_ESTIMATE,
    Estimate,
    Interval,
    IntervalKind,
    Method,
)
from opennrm.research.undercount.existence import Existence, ExistenceChecks
from opennrm.research.undercount.latent import latent_class
from opennrm.research.undercount.models import name, spelled
from opennrm.research.undercount.tables import ListTable
from opennrm.research.undercount.thresholding import (
    THRESHOLD,
    Prior,
    Thresholded,
    threshold,
)

_METHODS: Final = {
    Prior.PROPER: Method.THRESHOLD_PROPER,
    Prior.IMPROPER: Method.THRESHOLD_IMPROPER,
}
_CLOSE: Final = 0.25


def threshold_estimates(
    table: ListTable, checks: ExistenceChecks, rng: Generator
) -> list[Estimate]:
    """Bayesian thresholding with both priors."""
    return [_thresholded(table, prior, checks, rng) for prior in Prior]


def latent_estimate(table: ListTable, rng: Generator) -> Estimate:
    """The latent class model; without an interval where its chains disagree."""
    found = latent_class(table.counts, rng)
    interval = Interval(kind=IntervalKind.POSTERIOR, limits=found.limits)
    if found.agrees:
        return Estimate(
            method=Method.LATENT_CLASS, point=found.point, intervals=(interval,)
        )
    return Estimate(
        method=Method.LATENT_CLASS,
        point=found.point,
        intervals=(interval,),
        notes=(
            "The chains of the sampler did not come to agree (ratio"
            f" {found.ratio:.2f}, 1 is agreement): several quite different totals fit"
            " this table, and the interval spans what the chains saw of them.",
        ),
    )


def _thresholded(
    table: ListTable, prior: Prior, checks: ExistenceChecks, rng: Generator
) -> Estimate:
    method = _METHODS[prior]
    found = threshold(table.counts, prior, checks, rng)
    if isinstance(found, Existence):
        reason = (
            f"{NO_ESTIMATE[found]} It was asked of the model with every overlap of two"
            " lists, without which flat priors have no posterior."
        )
        return Estimate(method=method, reason=reason, no_interval=reason)
    notes = [
        f"The walk moved at {100 * found.moved:.1f} % of its steps and is worth"
        f" {found.worth:.0f} independent draws."
    ]
    if not found.published:
        notes.append(
            "The walk of the published studies does not move on this table; a longer"
            " one took its place."
        )
    notes += _close_calls(table, found)
    overlaps = spelled(found.model, table.lists)
    empty = {
        each for each in found.model if each.bit_count() > 1 and not table.on(each)
    }
    return Estimate(
        method=method,
        point=found.point,
        intervals=(Interval(kind=IntervalKind.POSTERIOR, limits=found.limits),),
        model=name(found.model),
        overlaps=overlaps,
        never_seen=tuple(_spelled(table, each) for each in sorted(empty)),
        notes=tuple(notes),
    )


def _close_calls(table: ListTable, found: Thresholded) -> list[str]:
    close = [
        f"{_spelled(table, each)} ({strength:.2f})"
        for each, strength in found.strengths
        if abs(strength - THRESHOLD) < _CLOSE
    ]
    if not close:
        return []
    return [
        f"Close to the threshold of {THRESHOLD:g}, so kept or dropped by luck:"
        f" {', '.join(close)}."
    ]


def _spelled(table: ListTable, lists: int) -> str:
    return ":".join(table.lists[at] for at in members(lists))
