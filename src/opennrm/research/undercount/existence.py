"""Whether a model has an estimate on a table, and whether it is the only one.

Two things can fail once the parameters at minus infinity are set aside. The estimate
may not exist: some mean would have to go to zero without any overlap being zero.
And the parameters may not be identifiable: the cells that remain are too few to tell
them apart. Both are told before a total is believed.

Source: Fienberg and Rinaldo, Annals of Statistics 40 (2012) 996-1023, for existence;
    Chan, Silverman and Vincent, Journal of the American Statistical Association 116
    (2021) 1297-1306, section 3 and Table 3, for both codes on sparse tables.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np
from scipy.optimize import linprog

from opennrm.research.undercount.cells import Numbers, Truths, Whole, containment
from opennrm.research.undercount.fitting import Fits
from opennrm.research.undercount.models import Model

_POSITIVE: Final = 1e-7


class Existence(IntEnum):
    """What can be said of the estimate of a model, coded as published."""

    EXISTS = 0
    DOES_NOT_EXIST = 1
    NOT_IDENTIFIABLE = 2
    NEITHER = 3


@dataclass(slots=True)
class ExistenceChecks:
    """The checks of one set of lists, each answer kept.

    Both answers depend on the model and on which cells hold anybody, never on how
    many. `programmes` counts the linear programmes that had to be solved.
    """

    lists: int
    programmes: int = 0
    _ranks: dict[tuple[Model, bytes], bool] = field(default_factory=dict)
    _faces: dict[tuple[Model, bytes], bool] = field(default_factory=dict)

    def code(self, counts: Numbers, model: Model) -> Existence:
        """The code of one model on one table, every check made.

        Formula: the estimate exists when the largest s for which some x >= s in every
            remaining cell has the margins of the table is above zero.
        Zero, one and ties: an empty table has no estimate in any model.
        Assumes: hierarchical models, so that a zero margin empties whole cells.

        >>> checks = ExistenceChecks(3)
        >>> table = np.array([0.0, 40, 30, 6, 20, 0, 0, 0])
        >>> checks.code(table, (0, 1, 2, 3, 4))
        <Existence.DOES_NOT_EXIST: 1>
        """
        there = self._exists(model, counts > 0)
        told_apart = self._identifiable(model, _cells(counts, model, self.lists))
        return Existence((0 if there else 1) + (0 if told_apart else 2))

    def codes(self, fits: Fits, models: list[Model]) -> Whole:
        """The code of each fit; a programme is solved only where the fit leaves doubt.

        A fit with the margins of the table and every remaining mean above zero is
        itself the proof that its estimate exists.
        """
        found = np.zeros(len(models), dtype=np.int64)
        for row in np.nonzero(~fits.proven)[0]:
            if not self._exists(models[row], fits.counts[row] > 0):
                found[row] += Existence.DOES_NOT_EXIST
        for row in np.nonzero(fits.unbounded.any(axis=1))[0]:
            kept = fits.kept[row].copy()
            kept[0] = False
            if not self._identifiable(models[row], kept):
                found[row] += Existence.NOT_IDENTIFIABLE
        return found

    def _identifiable(self, model: Model, kept: Truths) -> bool:
        key = (model, kept.tobytes())
        if key not in self._ranks:
            design = _design(model, kept, self.lists)
            self._ranks[key] = bool(
                design.shape[0] >= design.shape[1]
                and np.linalg.matrix_rank(design) == design.shape[1]
            )
        return self._ranks[key]

    def _exists(self, model: Model, support: Truths) -> bool:
        key = (model, support.tobytes())
        if key not in self._faces:
            self.programmes += 1
            self._faces[key] = _has_inner_point(model, support, self.lists)
        return self._faces[key]


def _cells(counts: Numbers, model: Model, lists: int) -> Truths:
    """The observable cells that contain no parameter at minus infinity."""
    contained = containment(lists)
    margins = counts @ contained
    dead = [each for each in model if each and margins[each] == 0]
    kept: Truths = contained[:, dead].sum(axis=1) == 0
    kept[0] = False
    return kept


def _design(model: Model, kept: Truths, lists: int) -> Numbers:
    """The cells that remain by the parameters that bear on any of them."""
    rows = containment(lists)[kept][:, list(model)]
    found: Numbers = rows[:, rows.any(axis=0)]
    return found


def _has_inner_point(model: Model, support: Truths, lists: int) -> bool:
    """Whether the margins of the table can be had with every cell above zero."""
    held = support.astype(float)
    kept = _cells(held, model, lists)
    design = _design(model, kept, lists)
    if not design.size or not held[kept].any():
        return False
    cells = len(design)
    # With y = x - s only margins remain to be met, which is a far smaller programme.
    equal = np.hstack([design.T, design.sum(axis=0)[:, None]])
    solved = linprog(
        c=np.append(np.zeros(cells), -1.0),
        A_eq=equal,
        b_eq=design.T @ held[kept],
        bounds=(0, None),
        method="highs",
        options={"presolve": False},
    )
    return bool(solved.status == 0 and -solved.fun > _POSITIVE)
