"""Withholding: nothing small can be worked out, and no more is withheld than that."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opennrm.statistics.disclosure.audit import audit
from opennrm.statistics.disclosure.rules import RuleMakesNoSense, Threshold, demands
from opennrm.statistics.disclosure.standing import Standing
from opennrm.statistics.disclosure.suppression import (
    CannotBeProtected,
    Effort,
    Loss,
    suppress,
)
from opennrm.statistics.disclosure.tables import (
    CountTable,
    Dimension,
    Sum,
    crossed,
    linked,
)

RULE = Threshold(below=5)


def square(*rows: list[int]) -> CountTable:
    across = Dimension.flat("column", [f"c{at}" for at in range(len(rows[0]))])
    down = Dimension.flat("row", [f"r{at}" for at in range(len(rows))])
    return crossed([down, across], np.array(rows))


@st.composite
def tables(draw: st.DrawFn) -> CountTable:
    """Two or three ways, mostly small counts, with a level between in the first."""
    shape = draw(st.sampled_from([(3, 3), (4, 5), (6, 3), (3, 3, 2)]))
    size = int(np.prod(shape))
    small = st.integers(0, 12)
    values = draw(st.lists(small, min_size=size, max_size=size))
    names = [
        Dimension.flat(f"d{axis}", [f"m{at}" for at in range(length)])
        for axis, length in enumerate(shape)
    ]
    if draw(st.booleans()):
        pair = Sum(total="pair", parts=("m0", "m1"))
        names[0] = Dimension(name="d0", members=names[0].members, sums=(pair,))
    return crossed(names, np.array(values).reshape(shape))


def test_a_lone_small_count_takes_three_others_with_it():
    """A count can be found from its row and from its column, so both are broken."""
    table = square([1, 20, 30], [40, 50, 60], [70, 80, 90])
    pattern = suppress(table, RULE)
    # The cheapest rectangle through the corner: 20, 40 and 50.
    assert 110 == pattern.loss
    assert pattern.proved
    assert [1, 20, 40, 50] == sorted(table.counts[pattern.withheld].tolist())


def test_nothing_small_nothing_withheld():
    """A table without small counts is printed whole, zeros too."""
    pattern = suppress(square([0, 20], [40, 50]), RULE)
    assert not pattern.withheld.any()
    assert pattern.proved


def test_zeros_are_never_withheld():
    """A zero is printed as a zero, so it cannot hide anything."""
    table = square([1, 0, 30], [0, 50, 60], [70, 80, 90])
    pattern = suppress(table, RULE)
    assert not (pattern.withheld & (table.counts == 0)).any()
    assert audit(table, pattern.withheld, RULE).safe


def test_fewest_cells_may_be_asked_for_instead_of_fewest_persons():
    """The loss that is kept small is the one that was named."""
    table = square([1, 6, 6, 90], [1, 90, 90, 90], [90, 6, 6, 90])
    persons = suppress(table, RULE, loss=Loss.PERSONS)
    cells = suppress(table, RULE, loss=Loss.CELLS)
    assert int(persons.secondary.sum()) >= int(cells.secondary.sum()) == cells.loss
    assert int(table.counts[cells.secondary].sum()) >= persons.loss


def test_the_loss_is_the_least_of_every_pattern():
    """On tables of nine cells, trying every pattern finds nothing cheaper."""
    rng = np.random.default_rng(8)
    for _ in range(3):
        table = square(*rng.integers(1, 9, (2, 2)).tolist())
        free = np.flatnonzero(table.counts >= RULE.below)
        primary = (table.counts > 0) & (table.counts < RULE.below)
        best = min(
            int(table.counts[free[list(chosen)]].sum())
            for chosen in (
                np.flatnonzero(flags) for flags in product([0, 1], repeat=len(free))
            )
            if audit(table, _with(primary, free[chosen]), RULE).safe
        )
        pattern = suppress(table, RULE)
        assert best == pattern.loss
        assert pattern.proved


def _with(primary, more):
    withheld = primary.copy()
    withheld[more] = True
    return withheld


@settings(max_examples=15, deadline=None, derandomize=True)
@given(table=tables())
def test_no_small_count_of_a_protected_table_can_be_worked_out(table: CountTable):
    """Whatever the table, the best informed reader stays as unsure as the rule says."""
    pattern = suppress(table, RULE)
    found = audit(table, pattern.withheld, RULE)
    assert () == found.exposed
    small = (table.counts > 0) & (table.counts < RULE.below)
    assert not (small & found.bounds.exact).any()
    assert pattern.loss >= pattern.bound - 1e-6


@settings(max_examples=10, deadline=None, derandomize=True)
@given(table=tables())
def test_no_effort_is_too_small_to_protect(table: CountTable):
    """With hardly any rounds a pattern may cost more, and is as safe."""
    hasty = Effort(rounds_in_shares=1, rounds_in_whole=1, nodes=1, trials=2)
    pattern = suppress(table, RULE, effort=hasty)
    assert audit(table, pattern.withheld, RULE).safe
    assert suppress(table, RULE).loss <= pattern.loss


@settings(max_examples=5, deadline=None, derandomize=True)
@given(table=tables())
def test_the_same_table_gives_the_same_pattern(table: CountTable):
    """Ties are broken by order and nothing depends on the clock."""
    once, again = suppress(table, RULE), suppress(table, RULE)
    assert (once.withheld == again.withheld).all()
    assert once.programs == again.programs


def test_linked_tables_are_protected_together():
    """Two tables that share a margin are each safe alone and open together."""
    age = Dimension.flat("age", ["adult", "child"])
    sex = Dimension.flat("sex", ["f", "m", "other"])
    kind = Dimension.flat("kind", ["labour", "sexual"])
    cube = np.array([[[9, 8], [12, 9], [1, 2]], [[9, 9], [7, 9], [8, 9]]])
    first = crossed([age, sex], cube.sum(axis=2))
    second = crossed([sex, kind], cube.sum(axis=0))
    both = linked([first, second])
    pattern = suppress(both, RULE)
    assert audit(both, pattern.withheld, RULE).safe


def test_a_rule_that_protects_nobody_is_refused():
    """Every fault of a rule is told at once."""
    with pytest.raises(RuleMakesNoSense, match=r"withholds nothing; a negative"):
        Threshold(below=1, each_way=Fraction(-1))


def test_below_a_total_of_ones_nothing_can_be_asked():
    """Two parts known not to be zero make two, so protection lies above."""
    table = square([1, 20], [1, 30])
    wanted = demands(table, RULE)
    total = wanted.cells.tolist().index(table.place((("column", "c0"),)))
    assert 0 == wanted.lower[total]
    assert 2 == wanted.width[total]


def test_a_count_given_away_already_is_refused_by_name():
    """If every other cell is out, no pattern helps, and the error says where."""
    table = square([1, 20], [30, 40])
    stands = Standing.none(table)
    corner = table.place((("column", "c0"), ("row", "r0")))
    out = np.arange(len(table.keys)) != corner
    settled = Standing(
        out=out,
        withheld=stands.withheld,
        unprinted=stands.unprinted,
        guarded=stands.guarded,
        most=stands.most,
    )
    with pytest.raises(CannotBeProtected, match="column c0 and row r0"):
        suppress(table, RULE, standing=settled)
