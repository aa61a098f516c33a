"""Two releases of one table, attacked together.

A reader holds both. Whatever was withheld in one may show in the difference, since
hardly anything changes between two releases. So the two are one table with a bridge
over each cell: those of the last release and those gained are those of this one and
those lost, and a reader takes few to be gained or lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from opennrm.statistics.disclosure.standing import ANY, Flags, Standing
from opennrm.statistics.disclosure.tables import CellKey, CountTable, Equation

RELEASE: Final = "release"
LAST, THIS = "last", "this"
EITHER, GAINED, LOST = "in either", "gained", "lost"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoReleases:
    """The last release and this one as one table, with what stands already."""

    table: CountTable
    standing: Standing
    this: CountTable

    def of_this(self, flags: Flags) -> Flags:
        """What was found for the two, for the cells of this release alone."""
        places = {key: place for place, key in enumerate(self.table.keys)}
        return flags[[places[_in(key, THIS)] for key in self.this.keys]]

    def joined(self, withheld: Flags) -> Flags:
        """A pattern of this release, with that of the last beside it."""
        by_key = dict(zip(self.this.keys, withheld.tolist(), strict=True))
        of_this = [
            (RELEASE, THIS) in key and by_key[_out_of(key)] for key in self.table.keys
        ]
        return np.array(of_this, dtype=np.bool_) | self.standing.withheld


def between(
    last: CountTable, this: CountTable, *, withheld: Flags, moved: int
) -> TwoReleases:
    """Bring the last release, as it was printed, together with this one.

    `withheld` are the cells that the last release withheld; `moved` is the most
    persons by which a reader takes any one cell to have been revised.

    Assumes: that no reader can tell how much a cell was revised better than `moved`
        says, or than it truly was, where that is more. A reader who knows that
        nothing was revised is `moved` nought.
    """
    cells: dict[CellKey, int] = {}
    for table, release in ((last, LAST), (this, THIS)):
        for key, count in zip(table.keys, table.counts.tolist(), strict=True):
            cells[_in(key, release)] = count
    equations = [
        *_named(last, LAST),
        *_named(this, THIS),
    ]
    most: dict[CellKey, int] = {}
    for key in this.keys:
        before, after = cells.get(_in(key, LAST)), cells[_in(key, THIS)]
        if before is None or (before == 0 and after == 0):
            continue
        gained, lost = max(after - before, 0), max(before - after, 0)
        cells |= {
            _in(key, EITHER): max(before, after),
            _in(key, GAINED): gained,
            _in(key, LOST): lost,
        }
        most |= {
            _in(key, EITHER): ANY,
            _in(key, GAINED): max(moved, gained),
            _in(key, LOST): max(moved, lost),
        }
        equations += [
            (_in(key, EITHER), (_in(key, LAST), _in(key, GAINED))),
            (_in(key, EITHER), (_in(key, THIS), _in(key, LOST))),
        ]
    table = CountTable.of(cells, equations)
    hidden = {
        _in(last.keys[place], LAST) for place in np.flatnonzero(withheld).tolist()
    }
    return TwoReleases(table=table, standing=_standing(table, hidden, most), this=this)


def _standing(
    table: CountTable, hidden: set[CellKey], most: Mapping[CellKey, int]
) -> Standing:
    of_last = np.array([(RELEASE, LAST) in key for key in table.keys], dtype=np.bool_)
    withheld = np.array([key in hidden for key in table.keys], dtype=np.bool_)
    return Standing(
        out=of_last & ~withheld,
        withheld=withheld,
        unprinted=np.array([key in most for key in table.keys], dtype=np.bool_),
        guarded=np.zeros(len(table.keys), dtype=np.bool_),
        most=np.array([most.get(key, ANY) for key in table.keys], dtype=np.int64),
    )


def _named(table: CountTable, release: str) -> list[Equation]:
    return [
        (
            _in(table.keys[total], release),
            tuple(_in(table.keys[part], release) for part in parts),
        )
        for total, parts in table.equations
    ]


def _in(key: CellKey, release: str) -> CellKey:
    return tuple(sorted((*key, (RELEASE, release))))


def _out_of(key: CellKey) -> CellKey:
    return tuple(pair for pair in key if pair[0] != RELEASE)
