"""The attacker at work on a proposed pattern: what it leaves open, cut by cut.

Every answer of the attacker's program is a set of counts that fits all that is
published, so it is a witness for every cell at once. Most demands are met by a
witness that was found for another, and only the rest are asked one by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.statistics.disclosure.rules import Demands, Threshold
from opennrm.statistics.disclosure.solver import TINY, Deviations, Floats, Sums, sums_of
from opennrm.statistics.disclosure.tables import CountTable

ENOUGH = 1e-6
"""A demand counts as met when it is missed by less than this part of a person."""

NUDGE = 3e-4
"""The share in which every open cell is lent, so that cuts look beyond the pattern."""

BATCHES = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """Cells of which enough must be withheld, or one demand stays unmet.

    Any pattern that meets the demand has weights that come to `least` or more.
    """

    weights: Floats
    least: float


@dataclass(slots=True, kw_only=True, eq=False)
class _Reach:
    """How far each protected cell was seen to move, down and up."""

    down: Floats
    up: Floats

    def witness(self, moved: Floats) -> None:
        np.maximum(self.down, -moved, out=self.down)
        np.maximum(self.up, moved, out=self.up)


class Attacker:
    """One who knows every published cell and sum, and that no count is negative."""

    def __init__(self, table: CountTable, rule: Threshold, wanted: Demands) -> None:
        self.sums: Sums = sums_of(table)
        self.wanted = wanted
        self.hideable = table.counts > 0
        self.down = np.maximum(table.counts - rule.least, 0).astype(np.float64)
        # More than the largest count is out of the question for any reader, and
        # wide enough for every demand.
        furthest = float(max(table.counts.max(initial=0), rule.below)) + rule.width
        self.up = np.full(len(table.counts), furthest)
        self._hideable = np.flatnonzero(self.hideable)
        self._wide = Deviations(self.sums, self._hideable)
        self._solved = 0

    @property
    def solved(self) -> int:
        """How many programs the attacker has solved so far."""
        return self._solved + self._wide.solved

    def cuts(
        self, shares: Floats, among: NDArray[np.intp] | None = None
    ) -> dict[int, list[Cut]]:
        """The demands that a pattern leaves unmet, each with the cuts that say why.

        `among` are the places of demands to look at; all of them when left out.
        """
        asked = np.arange(len(self.wanted.cells)) if among is None else among
        support = np.flatnonzero((shares > TINY) & self.hideable)
        narrow = Deviations(self.sums, support)
        place = np.full(self.sums.size, -1, dtype=np.intp)
        place[support] = np.arange(len(support))
        cells = place[self.wanted.cells]
        reach = _Reach(down=np.zeros(len(cells)), up=np.zeros(len(cells)))
        down = self.down[support] * shares[support]
        up = self.up[support] * shares[support]
        self._in_batches(narrow, cells, asked, reach, down, up)
        narrow.allow(down, up)
        unmet = []
        for demand in asked.tolist():
            if self._short(reach, demand):
                for sign in (1.0, -1.0):
                    costs = np.zeros(len(support))
                    costs[cells[demand]] = sign
                    reach.witness(narrow.furthest(costs)[cells])
                if self._short(reach, demand):
                    unmet.append(demand)
        self._solved += narrow.solved
        return self._explained(shares, unmet, reach) if unmet else {}

    def _short(self, reach: _Reach, demand: int) -> bool:
        down, up = reach.down[demand], reach.up[demand]
        return bool(
            down < self.wanted.lower[demand] - ENOUGH
            or up < self.wanted.upper[demand] - ENOUGH
            or down + up < self.wanted.width[demand] - ENOUGH
        )

    def _in_batches(
        self,
        narrow: Deviations,
        cells: NDArray[np.intp],
        asked: NDArray[np.intp],
        reach: _Reach,
        down: Floats,
        up: Floats,
    ) -> None:
        """Move many cells at once, up or down by lot, and note what was reached."""
        wanted = self.wanted
        lots = np.random.default_rng(len(asked))
        capped_down, capped_up = down.copy(), up.copy()
        upward = np.maximum(wanted.upper, wanted.width - wanted.lower)[asked]
        into = cells[asked]
        capped_up[into] = np.minimum(up[into], upward)
        capped_down[into] = np.minimum(down[into], wanted.lower[asked])
        narrow.allow(capped_down, capped_up)
        for _ in range(BATCHES):
            below = reach.down[asked] < wanted.lower[asked] - ENOUGH
            above = reach.up[asked] < upward - ENOUGH
            short = int(below.sum() + above.sum())
            if short < 8:
                return
            rising = np.where(below & above, lots.random(len(asked)) < 0.5, above)
            costs = np.zeros(len(down))
            costs[into] = np.where(rising, 1.0, -1.0) * (below | above)
            reach.witness(narrow.furthest(costs)[cells])
            below = reach.down[asked] < wanted.lower[asked] - ENOUGH
            above = reach.up[asked] < upward - ENOUGH
            if short - int(below.sum() + above.sum()) < max(2, short // 50):
                return

    def _explained(
        self, shares: Floats, unmet: list[int], reach: _Reach
    ) -> dict[int, list[Cut]]:
        lent = np.maximum(shares, NUDGE)[self._hideable]
        self._wide.allow(
            self.down[self._hideable] * lent, self.up[self._hideable] * lent
        )
        found: dict[int, list[Cut]] = {}
        place = np.searchsorted(self._hideable, self.wanted.cells)
        for demand in unmet:
            pulls = {}
            for sign in (1.0, -1.0):
                costs = np.zeros(len(self._hideable))
                costs[place[demand]] = sign
                self._wide.furthest(costs)
                pulls[sign] = self._pull(self._wide.slopes())
            found[demand] = [
                Cut(weights=weights, least=float(least[demand]))
                for weights, least in (
                    (pulls[1.0], self.wanted.upper),
                    (pulls[-1.0], self.wanted.lower),
                    (pulls[1.0] + pulls[-1.0], self.wanted.width),
                )
                if weights @ shares < least[demand] - ENOUGH
            ]
            if not found[demand]:
                found[demand] = self._unlent(shares, demand)
        return found

    def _unlent(self, shares: Floats, demand: int) -> list[Cut]:
        """The cuts of one demand where nothing is lent: weaker, but always there."""
        wanted, support = self.wanted, np.flatnonzero((shares > TINY) & self.hideable)
        narrow = Deviations(self.sums, support)
        narrow.allow(
            self.down[support] * shares[support], self.up[support] * shares[support]
        )
        pulls = []
        for sign in (1.0, -1.0):
            costs = np.zeros(len(support))
            costs[np.searchsorted(support, wanted.cells[demand])] = sign
            narrow.furthest(costs)
            pulls.append(self._pull(narrow.slopes()))
        self._solved += narrow.solved
        return [
            Cut(weights=weights, least=float(least[demand]))
            for weights, least in (
                (pulls[0], wanted.upper),
                (pulls[1], wanted.lower),
                (pulls[0] + pulls[1], wanted.width),
            )
            if weights @ shares < least[demand] - ENOUGH
        ]

    def _pull(self, slopes: Floats) -> Floats:
        """What withholding each cell wholly could add to a movement."""
        pull = np.where(slopes > TINY, slopes * self.up, 0.0)
        pull += np.where(slopes < -TINY, -slopes * self.down, 0.0)
        return np.where(self.hideable, pull, 0.0)
