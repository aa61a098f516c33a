"""Tables of lists: reading them, and what changing the lists does to them."""

from pathlib import Path

import pytest

from opennrm.research.undercount.findings import NoOverlap, findings
from opennrm.research.undercount.tables import (
    ListsRefused,
    ListsUnfit,
    ListsUnreadable,
    ListTable,
    read_table,
    table_from,
)


def table(*lines: str) -> ListTable:
    return table_from([line.split(",") for line in lines], file="lists.csv")


def faults(*lines: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ListsRefused) as caught:
        table(*lines)
    return [(each.line, each.key, each.what) for each in caught.value.faults]


THREE = table("A,B,C,count", "1,0,0,5", "0,1,0,4", "1,1,0,3", "1,0,1,2", "1,1,1,1")


def test_histories_that_are_left_out_had_nobody():
    """The number of each set of lists is found by its bits."""
    assert (0, 5, 4, 3, 0, 2, 0, 1) == THREE.people
    assert 15 == THREE.observed
    assert 4 == THREE.on(0b011)


def test_the_count_may_be_any_column():
    """Spreadsheets put it where they like."""
    assert (0, 1, 2, 0) == table("count,A,B", "1,1,0", "2,0,1").people


def test_every_fault_is_told_with_its_line():
    """Nobody mends a file one fault at a time."""
    assert [
        (2, "count", "'4x' is no number of people"),
        (3, "B", "'2' is neither 0 nor 1"),
        (4, "count", "people are counted who are on no list"),
        (5, "count", "the number of people is below zero"),
        (7, "", "the history of line 6 is given again"),
        (8, "", "the line has 2 values for 3 columns"),
    ] == faults(
        "A,B,count", "1,0,4x", "0,2,3", "0,0,2", "1,1,-6", "1,0,3", "1,0,3", "1,1"
    )


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (("A,B", "1,0"), "the column count is there 0 times"),
        (("A,count", "1,3"), "the table has 1 list"),
        (("A,A,count", "1,0,3"), "the list is named twice"),
        ((",A,count", "1,0,3"), "a list has no name"),
        (("A,B,count", "1,0,0"), "nobody is on any list"),
        ((",".join([*"ABCDEFGHIJ", "count"]),), "the table has 10 lists"),
    ],
)
def test_a_table_that_cannot_be_estimated_from_is_refused(lines, what):
    """Each for what it is."""
    assert what in [told for _, _, told in faults(*lines)]


def test_an_empty_row_for_those_on_no_list_is_let_through():
    """Some tables keep the line with a zero."""
    assert 3 == table("A,B,count", "0,0,0", "1,1,3").observed


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    """Without a trace of the decoder."""
    path = tmp_path / "lists.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ListsUnreadable):
        read_table(path)


def test_a_list_left_out_leaves_out_who_was_only_on_it():
    """They are among the unseen then."""
    left = THREE.without("A")
    assert ("B", "C") == left.lists
    assert (0, 4 + 3, 2, 1) == left.people


def test_two_lists_merged_hold_who_was_on_either():
    """Nobody is lost by merging."""
    merged = THREE.merged("C", "A")
    assert ("A+C", "B") == merged.lists
    assert (0, 5 + 2, 4, 3 + 1) == merged.people
    alone = table("A,B,C,count", "0,0,1,7", "0,1,1,2", "1,0,0,1").merged("A", "C")
    assert (0, 7 + 1, 0, 2) == alone.people


@pytest.mark.parametrize(
    "change",
    [
        lambda: THREE.without("D"),
        lambda: THREE.merged("A", "A"),
        lambda: THREE.without("A").without("B"),
    ],
)
def test_a_change_that_leaves_nothing_is_refused(change):
    """One list has no overlap."""
    with pytest.raises(ListsUnfit):
        change()


def test_lists_without_any_overlap_have_no_estimate():
    """What can still be said is the number observed."""
    with pytest.raises(NoOverlap, match="at least 9"):
        findings(table("A,B,count", "1,0,5", "0,1,4"))


def test_a_list_that_overlaps_no_other_is_named():
    """And its empty pairs with it."""
    told = findings(table("A,B,C,count", "1,0,0,40", "0,0,1,20", "1,1,0,6"))
    assert any(each.startswith("C overlaps no other list.") for each in told)
    assert any("2 of 3 pairs (A:C, B:C)" in each for each in told)
    assert any("Only 6 people" in each for each in told)


def test_lists_that_hold_the_same_people_are_named():
    """Complete lists and copies look the same."""
    assert "Everyone is on every list" in findings(table("A,B,count", "1,1,9"))[0]


def test_a_list_of_nobody_is_named():
    """It is not the same as one without overlap."""
    assert "Nobody is on C" in findings(table("A,B,C,count", "1,0,0,4", "1,1,0,40"))[0]
