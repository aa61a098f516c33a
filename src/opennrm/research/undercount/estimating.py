"""All methods on one table, side by side, each with its interval or the reason.

No one of them is the answer. On the lists of the United Kingdom in 2013 methods that
can all be defended differ by a factor of two; so they are shown together.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from opennrm.research.undercount.bayesian import latent_estimate, threshold_estimates
from opennrm.research.undercount.cells import Numbers, members
from opennrm.research.undercount.estimates import (
    NO_ESTIMATE,
    Estimate,
    Interval,
    IntervalKind,
    Method,
    Undercount,
)
from opennrm.research.undercount.existence import Existence, ExistenceChecks
from opennrm.research.undercount.findings import findings
from opennrm.research.undercount.information import RETAINED, choose_again, rank
from opennrm.research.undercount.models import (
    MOST_LISTS_FOR_ALL_MODELS,
    Model,
    hierarchical_models,
    name,
    pairwise_models,
    spelled,
)
from opennrm.research.undercount.profiling import profile
from opennrm.research.undercount.resampling import (
    DRAWS,
    Limits,
    Resampled,
    bca_limits,
    percentile_limits,
    resample,
)
from opennrm.research.undercount.sensitivity import vary
from opennrm.research.undercount.stepwise import THRESHOLDS, refit, walk
from opennrm.research.undercount.tables import ListTable

SEED: Final = 2013
"""The seed of a published figure is part of it, and is told beside it."""

STEPWISE: Final = (Method.STEPWISE_0_001, Method.STEPWISE_0_02, Method.STEPWISE_0_05)


def _unheard(_done: int, _total: int) -> None:
    """Report to nobody."""


def undercount(
    table: ListTable,
    *,
    seed: int = SEED,
    draws: int = DRAWS,
    report: Callable[[int, int], None] = _unheard,
) -> Undercount:
    """Every estimate of how many there are, those never counted included.

    Counts: people of the population that the lists were drawn from.
    Raises: NoOverlap when no two lists share anybody, so that nothing can be said but
        that there are at least as many as were observed.
    Assumes: what `estimates.ASSUMES` says, which goes with every result.
    Zero, one and ties: as each method says; see the modules of this room.

    >>> from opennrm.research.undercount.tables import table_from
    >>> written = ["A,B,count", "1,0,30", "0,1,20", "1,1,10"]
    >>> table = table_from([line.split(",") for line in written], file="two.csv")
    >>> found = undercount(table, draws=50)
    >>> round(found.estimates[0].point)
    120
    """
    found_first = findings(table)
    counts = table.counts
    checks = ExistenceChecks(len(table.lists))
    streams = np.random.default_rng(seed).spawn(4)
    again = resample(counts, streams[0], draws=draws)
    steps = 5
    report(0, steps)
    estimates = _by_walking(table, again, checks)
    report(1, steps)
    estimates += _by_information(table, again, checks)
    report(2, steps)
    estimates += threshold_estimates(table, checks, streams[1])
    report(3, steps)
    estimates.append(latent_estimate(table, streams[2]))
    report(4, steps)
    variations = vary(table)
    report(5, steps)
    return Undercount(
        lists=table.lists,
        observed=table.observed,
        seed=seed,
        draws=draws,
        estimates=tuple(estimates),
        variations=variations,
        findings=found_first,
    )


def stepwise_bca(
    table: ListTable,
    *,
    threshold: float = 0.02,
    seed: int = SEED,
    draws: int = DRAWS,
) -> Limits | None:
    """The BCa interval after stepwise choice alone: what the benchmark times.

    Counts: people. None where the interval is not defined.
    """
    checks = ExistenceChecks(len(table.lists))
    again = resample(table.counts, np.random.default_rng(seed), draws=draws)
    tables = np.vstack([table.counts, again.tables])
    totals = walk(tables, [threshold], checks).totals[:, 0]
    drawn, left_out = again.apart(totals[1:])
    return bca_limits(drawn, left_out, again.weights, float(totals[0]))


def _by_walking(
    table: ListTable, again: Resampled, checks: ExistenceChecks
) -> list[Estimate]:
    """Main effects and stepwise choice, from one walk over all resampled tables."""
    thresholds = (0.0, *THRESHOLDS)
    first = walk(table.counts[None, :], thresholds, checks)
    resampled = walk(again.tables, thresholds, checks)
    return [
        _estimate(
            table,
            method,
            first.models[0][at],
            (again, resampled.totals[:, at]),
            checks,
        )
        for at, method in enumerate((Method.MAIN_EFFECTS, *STEPWISE))
    ]


def _by_information(
    table: ListTable, again: Resampled, checks: ExistenceChecks
) -> list[Estimate]:
    """The best models by the criterion, where there are few enough lists for all."""
    lists = len(table.lists)
    wanted = (
        (Method.BEST_BIC_PAIRWISE, pairwise_models),
        (Method.BEST_BIC_HIERARCHICAL, hierarchical_models),
    )
    found = []
    for method, all_models in wanted:
        if lists > MOST_LISTS_FOR_ALL_MODELS:
            reason = (
                f"Not done: {lists} lists have too many models to fit them all, and a"
                " search that does not can stop at a model far from the best."
                f" Up to {MOST_LISTS_FOR_ALL_MODELS} lists it is done; merge some."
            )
            found.append(Estimate(method=method, reason=reason, no_interval=reason))
            continue
        ranking = rank(table.counts, all_models(lists), checks, best=RETAINED[lists])
        if not ranking.models:
            reason = NO_ESTIMATE[Existence.DOES_NOT_EXIST]
            found.append(Estimate(method=method, reason=reason, no_interval=reason))
            continue
        totals = choose_again(again.tables, ranking, checks)
        found.append(
            _estimate(table, method, ranking.models[0], (again, totals), checks)
        )
    return found


def _estimate(
    table: ListTable,
    method: Method,
    model: Model,
    resampled: tuple[Resampled, Numbers],
    checks: ExistenceChecks,
) -> Estimate:
    """One estimate by likelihood, with the intervals that it has."""
    counts = table.counts
    fits = refit(counts, model)
    code = Existence(int(checks.codes(fits, [model])[0]))
    if code is not Existence.EXISTS:
        reason = NO_ESTIMATE[code]
        return Estimate(
            method=method, model=name(model), reason=reason, no_interval=reason
        )
    point = float(fits.totals[0])
    intervals, notes = _intervals(point, *resampled)
    profiled = profile(counts, model, unseen=float(fits.means[0, 0]))
    intervals.append(Interval(kind=IntervalKind.PROFILE, limits=profiled.limits))
    never = fits.unbounded[0][: len(model)]
    empty = tuple(each for each, none in zip(model, never, strict=True) if none)
    return Estimate(
        method=method,
        point=point,
        intervals=tuple(intervals),
        model=name(model),
        overlaps=spelled(model, table.lists),
        never_seen=tuple(
            ":".join(table.lists[at] for at in members(each)) for each in empty
        ),
        aic=float(fits.aic[0]),
        bic=float(fits.bic[0]),
        deviance=float(fits.deviances[0]),
        notes=tuple(notes),
    )


def _intervals(
    point: float, again: Resampled, totals: Numbers
) -> tuple[list[Interval], list[str]]:
    """The bootstrap intervals, the better first, and what to know of them."""
    drawn, left_out = again.apart(totals)
    notes = []
    without = int(np.isinf(drawn).sum())
    if without:
        notes.append(
            f"On {without} of {len(drawn)} tables drawn again there was no estimate;"
            " they count as infinite."
        )
    found = []
    limits = bca_limits(drawn, left_out, again.weights, point)
    if limits is None:
        notes.append(
            "There is no BCa interval: the draws lie all on one side of the point, or"
            " without one person there is no estimate."
        )
    else:
        found.append(Interval(kind=IntervalKind.BCA, limits=limits))
    found.append(
        Interval(kind=IntervalKind.PERCENTILE, limits=percentile_limits(drawn))
    )
    return found, notes
