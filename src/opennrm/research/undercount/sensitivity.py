"""How far the point moves when a list is left out or two are made one.

Source: Whitehead, Jackson, Balch and Francis, Journal of Human Trafficking 7 (2021)
    1-13, for the criticism, not read at first hand; an estimate that hangs on one list,
    or on calling two lists one, is a finding about the lists.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np

from opennrm.research.undercount.estimates import Method, Variation
from opennrm.research.undercount.existence import ExistenceChecks
from opennrm.research.undercount.stepwise import walk
from opennrm.research.undercount.tables import ListTable

METHODS: Final = (Method.MAIN_EFFECTS, Method.STEPWISE_0_02)
_THRESHOLDS: Final = (0.0, 0.02)


def vary(table: ListTable) -> tuple[Variation, ...]:
    """The points with each list left out and each two merged; none with two lists.

    Counts: the same population; who was only on the list left out counts as unseen.
    Zero, one and ties: None where the changed table has no estimate.
    """
    if len(table.lists) < 3:
        return ()
    return tuple(
        Variation(
            change=change,
            lists=changed.lists,
            observed=changed.observed,
            points=tuple(zip(METHODS, _points(changed), strict=True)),
        )
        for change, changed in _changes(table)
    )


def _changes(table: ListTable) -> Iterator[tuple[str, ListTable]]:
    for name in table.lists:
        yield f"{name} left out", table.without(name)
    for name, other in combinations(table.lists, 2):
        yield f"{name} and {other} merged", table.merged(name, other)


def _points(table: ListTable) -> list[float | None]:
    if not table.observed:
        return [None] * len(_THRESHOLDS)
    checks = ExistenceChecks(len(table.lists))
    found = walk(table.counts[None, :], _THRESHOLDS, checks)
    return [float(total) if np.isfinite(total) else None for total in found.totals[0]]
