"""What is known to add up, and that what does not is refused."""

import numpy as np
import pytest

from opennrm.statistics.disclosure.tables import (
    CountTable,
    Dimension,
    NotAdditive,
    Sum,
    crossed,
    linked,
)

AGE = Dimension.flat("age", ["adult", "child"])
FORCE = Dimension(
    name="force",
    members=("kent", "sussex", "dyfed"),
    sums=(Sum(total="south east", parts=("kent", "sussex")),),
)


def counts(table: CountTable) -> dict[tuple[tuple[str, str], ...], int]:
    return dict(zip(table.keys, table.counts.tolist(), strict=True))


def test_every_level_of_a_crossing_is_a_cell():
    """Members, sub-totals and totals of each dimension are crossed with the others."""
    table = crossed([AGE, FORCE], np.array([[1, 2, 3], [4, 5, 6]]))
    assert 3 * 5 == len(table.keys)
    found = counts(table)
    assert 21 == found[()]
    assert 12 == found[(("force", "south east"),)]
    assert 9 == found[(("age", "child"), ("force", "south east"))]


def test_a_cell_is_named_by_what_it_counts():
    """The order of the dimensions leaves no trace, so linked tables share cells."""
    forces = np.array([[1, 2, 3], [4, 5, 6]])
    one, other = crossed([AGE, FORCE], forces), crossed([FORCE, AGE], forces.T)
    both = linked([one, other])
    assert counts(one) == counts(both)


def test_two_groupings_of_one_dimension_stand_together():
    """Nationalities add up by continent and by whether they are British."""
    nationality = Dimension(
        name="nationality",
        members=("uk", "albania", "eritrea"),
        sums=(
            Sum(total="europe", parts=("uk", "albania")),
            Sum(total="foreign", parts=("albania", "eritrea")),
            Sum(total="Total", parts=("europe", "eritrea")),
            Sum(total="Total", parts=("uk", "foreign")),
        ),
    )
    table = crossed([nationality], np.array([5, 7, 9]))
    assert 4 == len(table.equations)
    assert 16 == counts(table)[(("nationality", "foreign"),)]


def test_groupings_that_hold_different_members_are_refused():
    """A total cannot be two different things."""
    dimension = Dimension(
        name="x",
        members=("a", "b"),
        sums=(Sum(total="Total", parts=("a", "b")), Sum(total="Total", parts=("a",))),
    )
    with pytest.raises(NotAdditive, match="different members"):
        crossed([dimension], np.array([1, 2]))


def test_a_sum_of_nothing_known_is_refused():
    """A misspelt part is named."""
    dimension = Dimension(
        name="x", members=("a",), sums=(Sum(total="Total", parts=("a", "bb")),)
    )
    with pytest.raises(NotAdditive, match="name bb"):
        crossed([dimension], np.array([1]))


def test_a_table_that_does_not_add_up_is_refused_with_every_fault():
    """Both the wrong sum and the negative count are told, in one error."""
    total, a, b = (), (("x", "a"),), (("x", "b"),)
    with pytest.raises(NotAdditive) as raised:
        CountTable.of({total: 5, a: 7, b: -1}, [(total, (a, b))])
    assert "the grand total is 5 and its parts add up to 6" in str(raised.value)
    assert "x b is -1" in str(raised.value)


def test_tables_that_disagree_on_a_cell_are_not_linked():
    """A shared total must be the same number in both."""
    one = crossed([AGE], np.array([1, 2]))
    other = crossed([AGE], np.array([1, 3]))
    with pytest.raises(NotAdditive, match="counts of age child; the grand total"):
        linked([other, one])
