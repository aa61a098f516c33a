"""Rounding and perturbation, and the report that sets the policies side by side."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opennrm.statistics.disclosure.cell_keys import Changes, perturbed
from opennrm.statistics.disclosure.risk_and_loss import risk_and_loss
from opennrm.statistics.disclosure.rounding import Lots, controlled, rounded
from opennrm.statistics.disclosure.rules import Threshold
from opennrm.statistics.disclosure.suppression import suppress
from opennrm.statistics.disclosure.tables import (
    CountTable,
    Dimension,
    NotAdditive,
    crossed,
)
from opennrm.statistics.disclosure.treated import as_published, with_withheld

LOTS = Lots(secret=b"a secret of these tests")


def cube(shape: tuple[int, ...], seed: int = 3, most: int = 30) -> CountTable:
    names = [
        Dimension.flat(f"d{axis}", [f"m{at}" for at in range(length)])
        for axis, length in enumerate(shape)
    ]
    return crossed(names, np.random.default_rng(seed).integers(0, most, shape))


def broken(table: CountTable, printed) -> int:
    return sum(
        printed[total] != printed[list(parts)].sum() for total, parts in table.equations
    )


def test_a_cell_is_rounded_alike_in_every_table_that_holds_it():
    """The lot goes by the name of the cell, not by the table around it."""
    whole = cube((4, 3))
    rows = whole.counts.reshape(5, 4)[:4, 3]
    margin = crossed([Dimension.flat("d0", ["m0", "m1", "m2", "m3"])], rows)
    found = dict(zip(whole.keys, rounded(whole, LOTS).printed.tolist(), strict=True))
    alone = dict(zip(margin.keys, rounded(margin, LOTS).printed.tolist(), strict=True))
    assert alone == {key: found[key] for key in alone}


def test_rounding_goes_to_a_neighbour_and_leaves_multiples():
    """No figure moves by a whole base, and zero stays zero."""
    table = cube((9, 7))
    printed = rounded(table, LOTS).printed
    assert not (printed % 5).any()
    assert np.abs(printed - table.counts).max() < 5
    kept = table.counts % 5 == 0
    assert (printed == table.counts)[kept].all()


def test_rounding_is_right_on_average():
    """Over many cells up and down even out, within four standard errors."""
    table = cube((60, 40))
    change = rounded(table, LOTS).printed - table.counts
    assert abs(change.mean()) < 4 * 2.5 / np.sqrt(len(change))


@settings(max_examples=10, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1000), shape=st.sampled_from([(3, 4), (6, 5), (3, 3, 3)]))
def test_controlled_rounding_keeps_every_sum(seed: int, shape: tuple[int, ...]):
    """The rounded table adds up in every direction, and moves to neighbours."""
    table = cube(shape, seed)
    treated = controlled(table, LOTS)
    assert 0 == broken(table, treated.printed)
    assert not (treated.printed % 5).any()
    assert np.abs(treated.printed - table.counts).max() < (5 if len(shape) == 2 else 10)
    assert (treated.known.least <= table.counts).all()
    assert (table.counts <= treated.known.most).all()


def test_the_ten_five_rule_is_that_of_the_office():
    """Below ten to nothing, above to the nearest five, and again above 750."""
    changes = Changes.ten_five()
    counts = np.array([0, 1, 9, 10, 11, 12, 13, 14, 750, 751, 999, 1003])
    keys = np.zeros_like(counts)
    assert [0, -1, -9, 0, -1, -2, 2, 1, 0, -1, 1, 2] == changes.of(
        counts, keys
    ).tolist()


def test_the_office_s_own_code_gives_the_same_figures():
    """Where the package of the office is installed, every cell agrees with it."""
    theirs = pytest.importorskip(
        "cell_key_perturbation.create_perturbed_table",
        reason="the package of the Office for National Statistics is not installed",
    )
    rule = pytest.importorskip("cell_key_perturbation.utils.generate_test_ptable")
    pandas = pytest.importorskip("pandas")
    rng = np.random.default_rng(5)
    rows = pandas.DataFrame(
        {
            "a": rng.choice(["m0", "m1", "m2"], 9000, p=[0.98, 0.015, 0.005]),
            "b": rng.choice(["m0", "m1", "m2", "m3"], 9000),
            "record_key": rng.integers(0, 256, 9000),
        }
    )
    table = rule.generate_ptable_10_5_rule()
    # A table of changes that depends on the key, to see that keys are used alike.
    table["pvalue"] = (table["pcv"] * 7 + table["ckey"]) % 5 - 2
    found = theirs.create_perturbed_table(
        data=rows, ptable=table, geog=[], tab_vars=["a", "b"], record_key="record_key"
    )
    changes = Changes(by_row=table["pvalue"].to_numpy().reshape(750, 256))
    names = [Dimension.flat("a", ["m0", "m1", "m2"])]
    names.append(Dimension.flat("b", ["m0", "m1", "m2", "m3"]))
    both = rows.pivot_table(
        index="a", columns="b", values="record_key", aggfunc=["size", "sum"]
    )
    counts, keys = crossed(names, both["size"]), crossed(names, both["sum"])
    ours = perturbed(counts, keys, changes)
    at = [
        counts.place((("a", a), ("b", b)))
        for a, b in zip(found.a, found.b, strict=True)
    ]
    assert found["count"].fillna(0).astype(int).tolist() == ours.printed[at].tolist()


def test_the_same_persons_get_the_same_figure_everywhere():
    """A total is changed by its own key, wherever it is printed."""
    rng = np.random.default_rng(2)
    by_key = Changes(by_row=rng.integers(-2, 3, (750, 256)))
    counts, keys = cube((4, 3), most=90), cube((4, 3), seed=9, most=9000)
    whole = perturbed(counts, keys, by_key)
    one = [Dimension.flat("d0", ["m0", "m1", "m2", "m3"])]
    rows = [table.counts.reshape(5, 4)[:4, 3] for table in (counts, keys)]
    alone = perturbed(crossed(one, rows[0]), crossed(one, rows[1]), by_key)
    assert whole.printed.reshape(5, 4)[:, 3].tolist() == alone.printed.tolist()
    assert (whole.known.least <= counts.counts).all()
    assert (counts.counts <= whole.known.most).all()


def test_record_keys_of_other_cells_are_refused():
    """Keys of another crossing would perturb at random."""
    with pytest.raises(NotAdditive, match="record keys of other cells"):
        perturbed(cube((3, 2)), cube((2, 3)), Changes.ten_five())


def test_policies_are_reported_in_the_same_words():
    """As published gives every small count away; withholding gives none."""
    table, rule = cube((5, 4), most=25), Threshold(below=5)
    withheld = suppress(table, rule).withheld
    plain = risk_and_loss(table, as_published(table), below=5)
    closed = risk_and_loss(table, with_withheld(table, withheld, least=1), below=5)
    assert plain.small == plain.small_exact > 0 == closed.small_exact
    assert 0 == plain.withheld == plain.most_change
    assert int(withheld.sum()) == closed.withheld
    by_lot = risk_and_loss(table, rounded(table, LOTS), below=5)
    kept = risk_and_loss(table, controlled(table, LOTS), below=5)
    assert 4 >= by_lot.most_change > 0
    assert by_lot.sums_broken > 0 == kept.sums_broken
    assert "can be worked out exactly" in closed.said[0]
