"""Random rounding: each count to a multiple of a base next to it, by lot.

The lot of a cell is drawn from its name and a secret, so that the same cell is
rounded the same way in every table and every release in which its count is the same.
Controlled rounding keeps the sums: it follows the lots as far as the rounded table
can still add up.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from opennrm.errors import Family, OpenNRMError
from opennrm.statistics.disclosure.intervals import Known
from opennrm.statistics.disclosure.solver import SolverStopped, least_whole
from opennrm.statistics.disclosure.sums import Floats, sums_of
from opennrm.statistics.disclosure.tables import CountTable
from opennrm.statistics.disclosure.treated import Treated

BASE = 5


class CannotBeRounded(OpenNRMError):
    """No rounded table adds up within the steps that were allowed."""

    code: ClassVar[str] = "disclosure-cannot-be-rounded"
    family: ClassVar[Family] = Family.STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """Where the lots come from: a secret that no reader has."""

    secret: bytes

    def of(self, table: CountTable) -> Floats:
        """A number from 0 to just under 1 for every cell, by its name alone."""
        drawn = [
            hmac.digest(self.secret, json.dumps(key).encode(), hashlib.sha256)[:6]
            for key in table.keys
        ]
        return np.array([int.from_bytes(one) / 2**48 for one in drawn])


def rounded(table: CountTable, lots: Lots, *, base: int = BASE) -> Treated:
    """Round each cell by its own lot, up as often as keeps it right on average.

    Multiples of the base stay as they are, zero among them. Totals are rounded like
    any other cell, so a table no longer adds up exactly, and says so.
    """
    over = table.counts % base
    up = lots.of(table) * base < over
    return _printed(
        table, table.counts - over + np.where(up, base, 0), base, "rounding"
    )


def controlled(
    table: CountTable, lots: Lots, *, base: int = BASE, nodes: int = 2_000
) -> Treated:
    """Round so that every sum still holds, against as few lots as possible.

    Every cell goes to a multiple next to it. Some tables of three ways or more have
    no such rounding; then a cell may go one multiple further, and as few as possible
    do.

    Raises: CannotBeRounded where even that does not add up.
    """
    over = table.counts % base
    down = (table.counts - over) // base
    wanted = (lots.of(table) * base < over).astype(np.float64)
    sums = sums_of(table)
    size = len(down)
    # A step up against the lot costs one, and so does one not taken.
    costs = np.where(over > 0, 1 - 2 * wanted, 0.0)
    gaps = np.bincount(
        sums.rows, weights=-sums.signs * down[sums.columns], minlength=sums.number
    )
    shift = np.asarray(gaps, dtype=np.float64)
    near = (over > 0).astype(np.float64)
    try:
        steps = least_whole(
            sums, costs=costs, most=near, equal=shift, nodes=nodes, wide=None
        )
    except SolverStopped:
        room = np.minimum(down, 1).astype(np.float64)
        try:
            steps = least_whole(
                sums, costs=costs, most=near, equal=shift, nodes=nodes, wide=room
            )
        except SolverStopped as stopped:
            raise CannotBeRounded(
                f"A table of {size} cells was to be rounded to base {base} with every"
                " sum kept, and nothing within one further step adds up. Round each"
                " cell by itself, or take a smaller base."
            ) from stopped
    return _printed(
        table, (down + steps.astype(np.int64)) * base, base, "controlled_rounding"
    )


def _printed(
    table: CountTable, numbers: NDArray[np.int64], base: int, policy: str
) -> Treated:
    # A reader knows the base, and that a multiple goes nowhere under rounding by
    # lot; whether a further step was needed is not told, but the widest is.
    reach = max(base - 1, int(np.abs(numbers - table.counts).max(initial=0)))
    shown = numbers.astype(np.float64)
    return Treated(
        policy=policy,
        printed=numbers,
        withheld=np.zeros(len(numbers), dtype=np.bool_),
        known=Known(least=np.maximum(shown - reach, 0.0), most=shown + reach),
    )
