"""The two programs that protection is made of, as HiGHS solves them.

`Deviations` is the attacker: how far can one hidden count be from the truth, when
every published figure holds? `Choice` is the publisher: which further cells are
withheld at least loss, given what the attacker was found to be able to do?
Both run on one thread and stop after a number of nodes, never of seconds, so the
same table gives the same answer on any machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import highspy
import numpy as np
from numpy.typing import NDArray

from opennrm.errors import Family, OpenNRMError
from opennrm.statistics.disclosure.sums import Floats, Sums

TINY = 1e-7


class SolverStopped(OpenNRMError):
    """The solver gave up on a program that has a solution."""

    code: ClassVar[str] = "disclosure-solver-stopped"
    family: ClassVar[Family] = Family.STATISTICS


def _quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    return solver


class Deviations:
    """How far the counts of some cells can move together with every sum intact."""

    def __init__(self, sums: Sums, cells: NDArray[np.intp]) -> None:
        self._sums = sums
        self._cells = cells
        place = np.full(sums.size, -1, dtype=np.intp)
        place[cells] = np.arange(len(cells))
        among = place[sums.columns] >= 0
        self._rows, rows = np.unique(sums.rows[among], return_inverse=True)
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows))))[:-1]
        solver = _quiet()
        # Thousands of small programs that differ in one cost: the last answer is
        # the best start for the next, and presolving would throw it away.
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("simplex_strategy", 4)
        size, count = len(cells), len(self._rows)
        solver.addVars(size, np.zeros(size), np.zeros(size))
        solver.addRows(
            count,
            np.zeros(count),
            np.zeros(count),
            int(among.sum()),
            starts.astype(np.int32),
            place[sums.columns[among]].astype(np.int32),
            sums.signs[among],
        )
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._all = np.arange(size, dtype=np.int32)
        self._solver = solver
        self._costs = np.zeros(size)
        self.solved = 0

    def allow(self, down: Floats, up: Floats) -> None:
        """Let each of the cells move down and up by so much."""
        self._solver.changeColsBounds(len(self._cells), self._all, -down, up)

    def furthest(self, costs: Floats) -> Floats:
        """The movement that is worth most, when each cell's is worth its cost."""
        changed = np.flatnonzero(costs != self._costs)
        self._solver.changeColsCost(
            len(changed), changed.astype(np.int32), costs[changed]
        )
        self._costs = costs
        self._solver.run()
        self.solved += 1
        status = self._solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverStopped(
                "The bounds of a withheld cell were asked for and the solver ended"
                f" with {self._solver.modelStatusToString(status)!r}. Report the table"
                " and the version of the solver; nothing may be published from it."
            )
        return np.array(self._solver.getSolution().col_value)

    def slopes(self) -> Floats:
        """What one more of each cell of the table would add to the last answer."""
        duals = np.zeros(self._sums.number)
        duals[self._rows] = self._solver.getSolution().row_dual
        slopes = -self._sums.weighed(duals)
        slopes[self._cells] += self._costs
        return slopes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """An answer of the publisher's program, and what it proves.

    `least` is a loss that no pattern can go below, so far as the cuts tell.
    """

    shares: Floats
    least: float
    proved: bool
    nodes: int


class Choice:
    """Which cells to withhold, at least loss, under the cuts gathered so far."""

    def __init__(self, losses: Floats, free: NDArray[np.bool_]) -> None:
        self._size = len(losses)
        self._losses = losses
        self._all = np.arange(self._size, dtype=np.int32)
        solver = _quiet()
        solver.addVars(self._size, np.zeros(self._size), free.astype(np.float64))
        solver.changeColsCost(self._size, self._all, losses)
        self._solver = solver

    def cut(self, cuts: Iterable[tuple[Floats, float]]) -> None:
        """Ask that the cells withheld be worth at least so much, cut by cut."""
        for weights, least in cuts:
            cells = np.flatnonzero(weights > TINY)
            self._solver.addRow(
                least,
                highspy.kHighsInf,
                len(cells),
                cells.astype(np.int32),
                weights[cells],
            )

    def in_shares(self) -> Chosen:
        """The least loss when a cell may be withheld in part: a bound, quickly."""
        self._kinds(highspy.HighsVarType.kContinuous)
        return self._solved(whole=False)

    def in_whole(self, *, nodes: int) -> Chosen:
        """The least loss with cells withheld or not, after so many nodes at most."""
        self._kinds(highspy.HighsVarType.kInteger)
        self._solver.setOptionValue("mip_max_nodes", nodes)
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        return self._solved(whole=True)

    def _kinds(self, kind: highspy.HighsVarType) -> None:
        kinds = np.array([kind] * self._size)
        self._solver.changeColsIntegrality(self._size, self._all, kinds)

    def _solved(self, *, whole: bool) -> Chosen:
        self._solver.run()
        shares = np.array(self._solver.getSolution().col_value)
        status = self._solver.getModelStatus()
        proved = status == highspy.HighsModelStatus.kOptimal
        info = self._solver.getInfo()
        if not proved and (
            status != highspy.HighsModelStatus.kSolutionLimit or not len(shares)
        ):
            raise SolverStopped(
                "Further cells to withhold were asked for and the solver ended with"
                f" {self._solver.modelStatusToString(status)!r}. Report the table and"
                " the version of the solver; nothing may be published from it."
            )
        least = info.mip_dual_bound if whole else float(self._losses @ shares)
        return Chosen(
            shares=np.round(shares) if whole else shares,
            least=least,
            proved=proved,
            nodes=max(int(info.mip_node_count), 0) if whole else 0,
        )


def cheapest_move(
    sums: Sums, *, down: Floats, up: Floats, prices: Floats, cell: int, by: float
) -> Floats:
    """The movement of one cell by so much that costs least in all the others."""
    size = sums.size
    solver = _quiet()
    rising, falling = np.zeros(2 * size), np.concatenate((up, down))
    wanted, barred = (cell, size + cell) if by > 0 else (size + cell, cell)
    rising[wanted], falling[barred] = abs(by), 0.0
    solver.addVars(2 * size, rising, falling)
    solver.changeColsCost(
        2 * size, np.arange(2 * size, dtype=np.int32), np.concatenate((prices, prices))
    )
    rows = np.concatenate((sums.rows, sums.rows))
    order = np.argsort(rows, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows))))[:-1]
    solver.addRows(
        sums.number,
        np.zeros(sums.number),
        np.zeros(sums.number),
        len(order),
        starts.astype(np.int32),
        np.concatenate((sums.columns, sums.columns + size))[order].astype(np.int32),
        np.concatenate((sums.signs, -sums.signs))[order],
    )
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverStopped(
            "A way to hide a count was asked for and the solver ended with"
            f" {solver.modelStatusToString(solver.getModelStatus())!r}. Report the"
            " table and the version of the solver; nothing may be published from it."
        )
    values = np.array(solver.getSolution().col_value)
    return np.asarray(values[:size] + values[size:])


def least_whole(
    sums: Sums,
    *,
    costs: Floats,
    most: Floats,
    equal: Floats,
    nodes: int,
    wide: Floats | None,
) -> Floats:
    """Whole steps of least cost that bring every sum to what it must equal.

    Each cell takes from nought to `most` steps; with `wide` given, one more either
    way where that has room, at a cost above any other.
    """
    size = sums.size
    solver = _quiet()
    solver.addVars(size, np.zeros(size), most)
    solver.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
    columns = [sums.columns]
    signs, rows = [sums.signs], [sums.rows]
    if wide is not None:
        dear = np.full(size, float(np.abs(costs).sum()) + 1.0)
        for sign, room in ((1.0, np.ones(size)), (-1.0, wide)):
            start = solver.getNumCol()
            solver.addVars(size, np.zeros(size), room)
            solver.changeColsCost(
                size, np.arange(start, start + size, dtype=np.int32), dear
            )
            columns.append(sums.columns + start)
            signs.append(sums.signs * sign)
            rows.append(sums.rows)
    order = np.argsort(np.concatenate(rows), kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(np.concatenate(rows)))))[:-1]
    solver.addRows(
        sums.number,
        equal,
        equal,
        len(order),
        starts.astype(np.int32),
        np.concatenate(columns)[order].astype(np.int32),
        np.concatenate(signs)[order],
    )
    total = solver.getNumCol()
    solver.changeColsIntegrality(
        total,
        np.arange(total, dtype=np.int32),
        np.array([highspy.HighsVarType.kInteger] * total),
    )
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.run()
    status = solver.getModelStatus()
    values = np.array(solver.getSolution().col_value)
    # What an unfinished search holds may break a sum; only a kept one is an answer.
    kept = len(values) == total and solver.getInfo().max_integrality_violation < TINY
    feasible = solver.getInfo().primal_solution_status == 2
    if status == highspy.HighsModelStatus.kInfeasible or not (kept and feasible):
        raise SolverStopped(
            "Steps that keep every sum were asked for and the solver ended with"
            f" {solver.modelStatusToString(status)!r}. Allow further steps, or more"
            " nodes."
        )
    values = np.round(values)
    if wide is None:
        return values
    return np.asarray(values[:size] + values[size : 2 * size] - values[2 * size :])
