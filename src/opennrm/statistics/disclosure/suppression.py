"""Complementary suppression: withhold as little more as keeps the rest unknown.

The publisher proposes a pattern, the attacker shows what it leaves open, and each
such proof becomes a cut that every later proposal must respect. First cells may be
withheld in part, which is quick and bounds the loss from below; then in whole.
A pattern that the attacker cannot open and that meets the bound is the optimum.

Source: M. Fischetti and J. J. Salazar, "Solving the cell suppression problem on
    tabular data with linear constraints", Management Science 47 (2001), 1008-1027.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from opennrm.errors import Family, OpenNRMError
from opennrm.statistics.disclosure.attacking import Attacker, Cut
from opennrm.statistics.disclosure.rules import Threshold, demands
from opennrm.statistics.disclosure.solver import TINY, Choice
from opennrm.statistics.disclosure.standing import Standing
from opennrm.statistics.disclosure.sums import Floats
from opennrm.statistics.disclosure.tables import CountTable, printed


class CannotBeProtected(OpenNRMError):
    """No pattern protects a table beside what is known of it already."""

    code: ClassVar[str] = "disclosure-cannot-be-protected"
    family: ClassVar[Family] = Family.STATISTICS


class Loss(StrEnum):
    """What is kept as small as it can be among the cells withheld beyond the rule."""

    PERSONS = "persons"
    CELLS = "cells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """When to stop looking for a smaller loss: rounds and nodes, never seconds.

    Rounds in shares end early once their bound hardly rises; `nodes` holds for all
    rounds in whole together. `trials` are cells tried for release again where no
    optimum was proved. No effort is too small to protect, only to do so at least
    loss.
    """

    rounds_in_shares: int = 30
    rounds_in_whole: int = 40
    nodes: int = 400
    trials: int = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """Which cells are withheld and what is known of how well that was chosen.

    A reader is shown one mark for all of `withheld`: to tell the two reasons apart
    would tell that a count lies under the threshold.
    `bound` is a loss that no safe pattern can go below; `proved` that this one
    meets it. `programs` counts the linear programs that the attacker solved.
    """

    primary: NDArray[np.bool_]
    withheld: NDArray[np.bool_]
    loss: float
    bound: float
    proved: bool
    programs: int

    @property
    def secondary(self) -> NDArray[np.bool_]:
        """Cells that are withheld only to protect others."""
        return self.withheld & ~self.primary


def suppress(
    table: CountTable,
    rule: Threshold,
    *,
    loss: Loss = Loss.PERSONS,
    effort: Effort | None = None,
    standing: Standing | None = None,
) -> Pattern:
    """Withhold what a rule says and the least besides that protects it.

    `standing` are cells that are settled already, as those of an earlier release.
    """
    stands = standing or Standing.none(table)
    return _Search(table, rule, loss, effort or Effort(), stands).pattern()


class _Search:
    def __init__(
        self,
        table: CountTable,
        rule: Threshold,
        loss: Loss,
        effort: Effort,
        standing: Standing,
    ) -> None:
        size = len(table.counts)
        wanted = demands(table, rule, standing)
        self._effort = effort
        self._keys = [table.keys[cell] for cell in wanted.cells.tolist()]
        self._printable = ~standing.unprinted
        self._attacker = Attacker(table, rule, wanted, standing)
        self._primary = np.zeros(size, dtype=np.bool_)
        self._primary[wanted.cells] = True
        self._fixed = self._primary | standing.withheld | standing.unprinted
        self._free = self._attacker.hideable & ~self._fixed
        prices = table.counts if loss is Loss.PERSONS else np.ones(size)
        self._losses = np.where(self._free, prices, 0).astype(np.float64)
        self._choice = Choice(self._losses, self._free)
        self._trouble: set[int] = set()

    def pattern(self) -> Pattern:
        shares, least = self._in_shares()
        found, least, proved = self._in_whole(shares, least)
        if not proved:
            found = self._released(self._mended(found))
        loss = float(self._losses @ found)
        return Pattern(
            primary=self._primary,
            withheld=(found > 0.5) & self._printable,
            loss=loss,
            bound=max(least, 0.0),
            # Losses are whole numbers, so a bound within one of the loss meets it.
            proved=bool(proved or loss - least < 1 - 1e-6),
            programs=self._attacker.solved,
        )

    def _in_shares(self) -> tuple[Floats, float]:
        shares, least, flat = self._fixed.astype(np.float64), 0.0, 0
        if alone := self._attacker.along_sums(shares):
            self._learn(alone)
            chosen = self._choice.in_shares()
            shares, least = self._with_fixed(chosen.shares), chosen.least
        among: NDArray[np.intp] | None = None
        for _ in range(self._effort.rounds_in_shares):
            unmet = self._attacker.cuts(shares, among)
            if not unmet and among is not None:
                among = None
                unmet = self._attacker.cuts(shares)
            if not unmet:
                break
            among = self._met_before(unmet)
            self._learn(unmet)
            chosen = self._choice.in_shares()
            flat = flat + 1 if chosen.least < least * 1.002 else 0
            shares, least = self._with_fixed(chosen.shares), chosen.least
            if flat == 3:
                break
        return shares, least

    def _in_whole(self, shares: Floats, least: float) -> tuple[Floats, float, bool]:
        found = np.ceil(shares - 0.01)
        among: NDArray[np.intp] | None = None
        nodes = self._effort.nodes
        for _ in range(self._effort.rounds_in_whole):
            if nodes <= 0:
                break
            chosen = self._choice.in_whole(nodes=nodes)
            nodes -= chosen.nodes
            found = self._with_fixed(chosen.shares)
            least = max(least, chosen.least)
            unmet = self._attacker.cuts(found, among)
            if not unmet and among is not None:
                unmet = self._attacker.cuts(found)
                among = None
            if not unmet:
                return found, least, chosen.proved
            among = self._met_before(unmet)
            self._learn(unmet)
        return found, least, False

    def _mended(self, found: Floats) -> Floats:
        """Withhold more, by the cheapest way out of each demand, until none is open."""
        while unmet := self._attacker.cuts(found):
            # Learning refuses cuts that no pattern can meet, so each has a way out.
            self._learn(unmet)
            before = found.sum()
            for demand in sorted(unmet):
                prices = np.where(found > 0.5, 0.0, self._losses)
                found[self._attacker.ways_out(demand, prices)] = 1.0
            if found.sum() == before:
                raise CannotBeProtected(
                    "Counts under the threshold were to be protected, and withholding"
                    " every way out leaves open: "
                    + "; ".join(printed(self._keys[demand]) for demand in sorted(unmet))
                    + ". Leave these rows out, or join them with others."
                )
        return found

    def _released(self, found: Floats) -> Floats:
        """Publish again whatever is withheld for nothing, dearest first."""
        extra = np.flatnonzero(self._free & (found > 0.5))
        order = extra[np.argsort(-self._losses[extra], kind="stable")]
        for cell in order[: self._effort.trials].tolist():
            found[cell] = 0.0
            if self._attacker.cuts(found):
                found[cell] = 1.0
        return found

    def _met_before(self, unmet: dict[int, list[Cut]]) -> NDArray[np.intp]:
        self._trouble |= unmet.keys()
        return np.array(sorted(self._trouble), dtype=np.intp)

    def _with_fixed(self, shares: Floats) -> Floats:
        return np.where(self._fixed, 1.0, np.where(self._free, shares, 0.0))

    def _learn(self, unmet: dict[int, list[Cut]]) -> None:
        """Hold the publisher to every cut, each scaled so that one is enough."""
        helpless = []
        for demand, cuts in unmet.items():
            for cut in cuts:
                # What is withheld anyway counts first; then no cell adds more than
                # all that is missing.
                missing = cut.least - float(cut.weights[self._fixed].sum())
                weights = np.where(self._free, cut.weights / missing, 0.0)
                if weights.sum() < 1 - TINY:
                    helpless.append(demand)
                else:
                    self._choice.cut([(np.minimum(weights, 1.0), 1.0)])
        if helpless:
            raise CannotBeProtected(
                "Counts under the threshold were to be protected, and what is published"
                " already, or known of what is not, gives them away whatever else is"
                " withheld: "
                + "; ".join(printed(self._keys[demand]) for demand in helpless)
                + ". Leave these rows out, or join them with others, before publishing."
            )
