"""The attack finds what there is to find, and no more."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opennrm.statistics.disclosure.audit import audit
from opennrm.statistics.disclosure.rules import Threshold
from opennrm.statistics.disclosure.tables import Dimension, crossed

RULE = Threshold(below=5)
ROWS = Dimension.flat("row", ["r0", "r1", "r2"])
COLUMNS = Dimension.flat("column", ["c0", "c1", "c2"])


def test_a_count_alone_in_its_row_is_recovered():
    """The total less the rest: the oldest attack of all."""
    table = crossed([ROWS, COLUMNS], np.array([[1, 20, 30], [9, 9, 9], [8, 8, 8]]))
    small = table.counts == 1
    found = audit(table, small, RULE)
    assert ((("column", "c0"), ("row", "r0")),) == found.recovered == found.exposed
    assert not found.safe


def test_rows_that_are_safe_one_by_one_are_not_safe_together():
    """Two rows that hide the same two columns leave the third row's cell open."""
    table = crossed([ROWS, COLUMNS], np.array([[2, 9, 30], [9, 9, 9], [8, 3, 8]]))
    withheld = np.isin(table.counts, [2, 3])
    assert {
        (("column", "c0"), ("row", "r0")),
        (("column", "c1"), ("row", "r2")),
    } == set(audit(table, withheld, RULE).recovered)


def test_an_interval_is_as_wide_as_the_table_allows():
    """In a withheld rectangle all four move together, between their own floors."""
    table = crossed([ROWS, COLUMNS], np.array([[2, 6, 30], [7, 9, 9], [8, 8, 8]]))
    corners = [
        table.place((("column", column), ("row", row)))
        for row in ("r0", "r1")
        for column in ("c0", "c1")
    ]
    withheld = np.zeros(len(table.keys), dtype=np.bool_)
    withheld[corners] = True
    bounds = audit(table, withheld, RULE).bounds
    assert [1, 1, 2, 8] == bounds.least[corners].tolist()
    assert [7, 7, 8, 14] == bounds.most[corners].tolist()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    values=st.lists(st.integers(0, 3), min_size=6, max_size=6),
    flags=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_bounds_are_those_of_trying_every_table(values: list[int], flags: list[bool]):
    """On a table of two by three, enumeration finds the same least and most."""
    true = np.array(values).reshape(2, 3)
    two = Dimension.flat("row", ["r0", "r1"])
    table = crossed([two, COLUMNS], true)
    hidden = np.array(flags).reshape(2, 3) & (true > 0)
    every = _every(true, hidden)
    keys = [
        table.place((("column", f"c{column}"), ("row", f"r{row}")))
        for row in range(2)
        for column in range(3)
    ]
    withheld = np.zeros(len(table.keys), dtype=np.bool_)
    withheld[keys] = hidden.reshape(-1)
    bounds = audit(table, withheld, RULE).bounds
    assert every.min(axis=0).tolist() == np.round(bounds.least[keys], 6).tolist()
    assert every.max(axis=0).tolist() == np.round(bounds.most[keys], 6).tolist()


def _every(true, hidden):
    """Each table of whole numbers that fits: one row a table, one column a cell."""
    # No cell is more than its row, which is nine at most.
    axes = np.meshgrid(*([np.arange(1, 10)] * int(hidden.sum())))
    size = axes[0].size if axes else 1
    found = np.repeat(true.reshape(1, -1), size, axis=0)
    if axes:
        found[:, hidden.reshape(-1)] = np.stack([one.reshape(-1) for one in axes], 1)
    cells = found.reshape(-1, *true.shape)
    fits = (cells.sum(axis=1) == true.sum(axis=0)).all(axis=1)
    fits &= (cells.sum(axis=2) == true.sum(axis=1)).all(axis=1)
    return found[fits]
