"""The attacker at work on a proposed pattern: what it leaves open, cut by cut.

Every answer of the attacker's program is a set of counts that fits all that is
published, so it is a witness for every cell at once. Most demands are met by a
witness that was found for another, and only the rest are asked one by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.statistics.disclosure.rules import Demands, Threshold
from opennrm.statistics.disclosure.solver import TINY, Deviations, cheapest_move
from opennrm.statistics.disclosure.standing import Standing
from opennrm.statistics.disclosure.sums import Floats, Sums, sums_of
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

    def __init__(
        self, table: CountTable, rule: Threshold, wanted: Demands, standing: Standing
    ) -> None:
        self.sums: Sums = sums_of(table)
        self.wanted = wanted
        self.hideable = ((table.counts > 0) & ~standing.out) | standing.unprinted
        known_least = np.where(standing.unprinted, 0, rule.least)
        self.down = np.maximum(table.counts - known_least, 0).astype(np.float64)
        # More than the largest count is out of the question for any reader, and
        # wide enough for every demand.
        furthest = float(max(table.counts.max(initial=0), rule.below)) + rule.width
        room = np.where(standing.unprinted, standing.most - table.counts, furthest)
        self.up = np.minimum(room, furthest).astype(np.float64)
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
        found = self._explained(shares, unmet, reach, narrow, support) if unmet else {}
        self._solved += narrow.solved
        return found

    def along_sums(self, shares: Floats) -> dict[int, list[Cut]]:
        """The cuts that a single sum gives: nobody may stand alone in one.

        They need no program, so a search starts from them.
        """
        sums, found = self.sums, dict[int, list[Cut]]()
        hidden = shares[sums.columns] > TINY
        in_row = np.bincount(sums.rows, weights=hidden, minlength=sums.number)
        starts = np.searchsorted(sums.rows, np.arange(sums.number + 1))
        demand_at = {int(cell): at for at, cell in enumerate(self.wanted.cells)}
        for entry in np.flatnonzero(hidden & (in_row[sums.rows] == 1)).tolist():
            demand = demand_at.get(int(sums.columns[entry]))
            if demand is None:
                continue
            row = slice(starts[sums.rows[entry]], starts[sums.rows[entry] + 1])
            slopes = np.zeros(sums.size)
            slopes[sums.columns[row]] = -sums.signs[row] * sums.signs[entry]
            slopes[sums.columns[entry]] = 0.0
            pulls = {1.0: self._pull(slopes), -1.0: self._pull(-slopes)}
            found.setdefault(demand, []).extend(self._broken(shares, demand, pulls))
        return found

    def ways_out(self, demand: int, prices: Floats) -> NDArray[np.bool_]:
        """Cells that meet one demand when all are withheld, at a low price."""
        wanted, cell = self.wanted, int(self.wanted.cells[demand])
        lower, upper = wanted.lower[demand], wanted.upper[demand]
        upper = max(upper, wanted.width[demand] - lower)
        moved = np.zeros(self.sums.size, dtype=np.bool_)
        for by in (upper, -lower):
            if abs(by) > ENOUGH:
                self._solved += 1
                moved |= (
                    cheapest_move(
                        self.sums,
                        down=np.where(self.hideable, self.down, 0.0),
                        up=np.where(self.hideable, self.up, 0.0),
                        prices=np.where(moved, 0.0, prices),
                        cell=cell,
                        by=float(by),
                    )
                    > TINY
                )
        return moved

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
        self,
        shares: Floats,
        unmet: list[int],
        reach: _Reach,
        narrow: Deviations,
        support: NDArray[np.intp],
    ) -> dict[int, list[Cut]]:
        lent = np.maximum(shares, NUDGE)[self._hideable]
        self._wide.allow(
            self.down[self._hideable] * lent, self.up[self._hideable] * lent
        )
        found: dict[int, list[Cut]] = {}
        for demand in unmet:
            cuts = self._proved(self._wide, self._hideable, shares, demand, reach)
            # What was lent may have met the demand; the pattern alone does not.
            found[demand] = cuts or self._proved(narrow, support, shares, demand, reach)
        return found

    def _proved(
        self,
        program: Deviations,
        cells: NDArray[np.intp],
        shares: Floats,
        demand: int,
        reach: _Reach,
    ) -> list[Cut]:
        wanted, down, up = self.wanted, reach.down[demand], reach.up[demand]
        narrow = down + up < wanted.width[demand] - ENOUGH
        signs = [1.0] if narrow or up < wanted.upper[demand] - ENOUGH else []
        signs += [-1.0] if narrow or down < wanted.lower[demand] - ENOUGH else []
        pulls = {}
        for sign in signs:
            costs = np.zeros(len(cells))
            costs[np.searchsorted(cells, wanted.cells[demand])] = sign
            program.furthest(costs)
            pulls[sign] = self._pull(program.slopes())
        return self._broken(shares, demand, pulls)

    def _broken(
        self, shares: Floats, demand: int, pulls: dict[float, Floats]
    ) -> list[Cut]:
        """Of the cuts that the pulls give, those that the pattern does not respect."""
        wanted = self.wanted
        cuts = []
        if 1.0 in pulls:
            cuts.append((pulls[1.0], wanted.upper[demand]))
        if -1.0 in pulls:
            cuts.append((pulls[-1.0], wanted.lower[demand]))
        if len(pulls) == 2:
            cuts.append((pulls[1.0] + pulls[-1.0], wanted.width[demand]))
        return [
            Cut(weights=weights, least=float(least))
            for weights, least in cuts
            if weights @ shares < least - ENOUGH
        ]

    def _pull(self, slopes: Floats) -> Floats:
        """What withholding each cell wholly could add to a movement."""
        pull = np.where(slopes > TINY, slopes * self.up, 0.0)
        pull += np.where(slopes < -TINY, -slopes * self.down, 0.0)
        return np.where(self.hideable, pull, 0.0)
