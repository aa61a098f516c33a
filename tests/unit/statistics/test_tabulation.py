"""Tabulating small invented extracts, with the whole table written out."""

from fractions import Fraction

import pytest

from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import CellMissing, Span
from opennrm.statistics.selecting import (
    UnknownDimension,
    UnknownMeasure,
    UnknownMember,
)
from opennrm.statistics.tabulation import Tabulator, tabulate

ADULT, CHILD = "Adult (18 or over)", "Child (17 or under)"
Q1 = Quarter.parse("2023-Q1")
Q2 = Quarter.parse("2023-Q2")


@pytest.fixture
def five(invented, a_referral):
    """Five referrals in two quarters, one of them a duplicate of another."""
    return invented.write(
        referrals=[
            a_referral("a"),
            a_referral("b", gender="female", gender_label="Female"),
            a_referral(
                "c", age_at_exploitation="child", age_at_exploitation_label=CHILD
            ),
            a_referral("d", "2023-Q2"),
            a_referral("e", "2023-Q2", excluded="duplicate"),
        ],
        exploitation=[
            {
                "referral": name,
                "exploitation_base": base,
                "exploitation_base_label": label,
            }
            for name, base, label in (
                ("a", "labour", "Labour"),
                ("a", "criminal", "Criminal"),
                ("b", "labour", "Labour"),
                ("c", "criminal", "Criminal"),
                ("d", "labour", "Labour"),
                ("e", "labour", "Labour"),
                ("e", "criminal", "Criminal"),
            )
        ],
    )


def tabulator(extract, listed):
    return Tabulator(extract, members=listed)


def test_a_free_crossing_prints_the_rows_that_are_not_zero(five, listed, rows_of):
    """Rows come in the order of the members, under the stored labels."""
    table = tabulator(five, listed).free(
        "referrals", by=("quarter", "age_at_exploitation")
    )
    assert [
        ("2023-Q1", ADULT, 2),
        ("2023-Q1", CHILD, 1),
        ("2023-Q2", ADULT, 1),
    ] == rows_of(table)
    assert 4 == table.total().value
    assert 3 == table.total(quarter="2023-Q1").value


def test_a_table_without_dimensions_is_one_figure(five, listed, rows_of):
    """The whole count is one row, and zero is a row too."""
    counting = tabulator(five, listed)
    assert [(4,)] == rows_of(counting.free("referrals"))
    assert [(0,)] == rows_of(counting.free("referrals", where={"quarter": "2019-Q1"}))


def test_an_exclusion_is_counted_with_its_reason(five, listed):
    """What is left out of a table is declared and counted beside it."""
    (excluded,) = tabulator(five, listed).free("referrals", by=("quarter",)).excluded
    assert ("not_counted_as_a_referral", 1) == (excluded.key, excluded.count)
    assert "duplicate" in excluded.reason


def test_a_declared_table_shows_every_member_in_force(five, listed, rows_of):
    """Members without a referral are rows of zero, in the order of the list."""
    table = tabulator(five, listed).declared(
        "referrals-by-gender", Span(first=Q1, last=Q2)
    )
    assert [
        ("2023-Q1", "Male", 2),
        ("2023-Q1", "Female", 1),
        ("2023-Q1", "Other", 0),
        ("2023-Q2", "Male", 1),
        ("2023-Q2", "Female", 0),
        ("2023-Q2", "Other", 0),
    ] == rows_of(table)


def test_a_member_has_no_row_in_a_quarter_in_which_it_was_not_in_force(
    invented, a_referral, listed, rows_of
):
    """A code that came in later is no zero before; what was counted always shows."""
    extract = invented.write(
        referrals=[
            a_referral("a", "2019-Q2", gender="other", gender_label="Other"),
            a_referral("b", "2019-Q3"),
        ]
    )
    span = Span(first=Quarter.parse("2019-Q2"), last=Quarter.parse("2019-Q4"))
    table = tabulator(extract, listed).declared("referrals-by-gender", span)
    assert [
        ("2019-Q2", "Male", 0),
        ("2019-Q2", "Female", 0),
        ("2019-Q2", "Other", 1),
        ("2019-Q3", "Male", 1),
        ("2019-Q3", "Female", 0),
        ("2019-Q4", "Male", 0),
        ("2019-Q4", "Female", 0),
        ("2019-Q4", "Other", 0),
    ] == rows_of(table)


def test_two_spellings_of_one_code_are_one_member_of_a_declared_table(
    invented, a_referral, listed, rows_of
):
    """As published they stay apart; a declared table counts the code."""
    drc = {"nationality": "congolese_drc"}
    extract = invented.write(
        referrals=[
            a_referral("a", nationality_label="Congolese (DRC)", **drc),
            a_referral("b", nationality_label="Congolese Drc ", **drc),
        ]
    )
    counting = tabulator(extract, listed)
    assert [("Congolese (DRC)", 1), ("Congolese Drc ", 1)] == rows_of(
        counting.free("referrals", by=("nationality",))
    )
    declared = counting.declared("referrals-by-nationality", Span(first=Q1, last=Q1))
    assert [2] == [row.cell.value for row in declared]


def test_codes_printed_under_one_label_share_its_row(
    invented, a_referral, listed, rows_of
):
    """What the record keeps apart, a declared table counts in one row."""
    extract = invented.write(
        referrals=[
            a_referral("a", gender="other", gender_label="Other"),
            a_referral("b", gender="unsure", gender_label="Other"),
        ]
    )
    table = tabulator(extract, listed).declared(
        "referrals-by-gender", Span(first=Q1, last=Q1)
    )
    assert [
        ("2023-Q1", "Male", 0),
        ("2023-Q1", "Female", 0),
        ("2023-Q1", "Other", 2),
    ] == rows_of(table)


def test_a_referral_counts_under_each_type_recorded(five, listed, rows_of):
    """In any combination, rows overlap: they have no total, and say so."""
    table = tabulator(five, listed).free(
        "referrals", by=("exploitation_in_any_combination",)
    )
    assert [("Criminal", 2), ("Labour", 3)] == rows_of(table)
    assert not table.adds_up
    assert 1 == table.excluded[0].count
    assert any("more than the number of referrals" in note for note in table.notes)
    with pytest.raises(CellMissing, match="do not add up"):
        table.total()


def test_narrowing_to_a_type_leaves_the_other_types_of_the_referral_out(
    five, listed, rows_of
):
    """Narrowed and divided by the same dimension, only the member is shown."""
    counting = tabulator(five, listed)
    chosen = {"exploitation_in_any_combination": "labour"}
    assert [(3,)] == rows_of(counting.free("referrals", where=chosen))
    assert [("Labour", 3)] == rows_of(
        counting.free(
            "referrals", by=("exploitation_in_any_combination",), where=chosen
        )
    )


@pytest.mark.parametrize("value", [CHILD, "child", "CHILD (17 or under)"])
def test_a_member_is_named_by_label_or_code(five, listed, rows_of, value):
    """Letters' case does not matter."""
    table = tabulator(five, listed).free(
        "referrals", where={"age_at_exploitation": value}
    )
    assert [(1,)] == rows_of(table)


def test_only_the_current_decision_is_counted_as_published(
    invented, a_referral, a_decision, listed, rows_of
):
    """A decision taken again leaves its quarter, unless decisions count as made."""
    extract = invented.write(
        referrals=[a_referral("a"), a_referral("x", excluded="duplicate")],
        decisions=[
            a_decision("a", outcome="negative", current=False),
            a_decision("a", "2023-Q2", decision_number=2),
            a_decision("x"),
        ],
    )
    counting = tabulator(extract, listed)
    by = ("quarter", "stage", "outcome")
    current = counting.free("decisions", by=by)
    made = counting.free("decisions_as_made", by=by)
    assert [("2023-Q2", "reasonable_grounds", "positive", 1)] == rows_of(current)
    assert [
        ("2023-Q1", "reasonable_grounds", "negative", 1),
        ("2023-Q2", "reasonable_grounds", "positive", 1),
    ] == rows_of(made)
    assert [1] == [each.count for each in current.excluded]


@pytest.mark.parametrize(
    ("days", "median", "mean"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([1, 2], Fraction(3, 2), Fraction(3, 2)),
        ([5, 5, 5, 9], 5, 6),
        ([1, 2, 4], 2, Fraction(7, 3)),
        ([0, 0, 3, 4, 4, 100], Fraction(7, 2), Fraction(37, 2)),
    ],
)
def test_times_are_exact_on_whole_days(
    invented, a_referral, a_decision, listed, days, median, mean
):
    """Median and mean are exact fractions; nothing is rounded before printing."""
    names = [str(place) for place in range(len(days))]
    extract = invented.write(
        referrals=[a_referral(name) for name in names],
        decisions=[
            a_decision(name, days_from_receipt=wait)
            for name, wait in zip(names, days, strict=True)
        ],
    )
    counting = tabulator(extract, listed)
    assert median == counting.free("time_to_reasonable_grounds_median").cell().value
    mean_cell = counting.free("time_to_reasonable_grounds_mean").cell()
    assert mean == mean_cell.value
    assert len(days) == mean_cell.base


def test_a_wait_without_days_is_excluded_and_counted(
    invented, a_referral, a_decision, listed
):
    """Dates known only to the quarter give no days, and the table says how many."""
    extract = invented.write(
        referrals=[a_referral("a"), a_referral("b")],
        decisions=[a_decision("a"), a_decision("b", days_from_receipt=None)],
    )
    table = tabulator(extract, listed).free(
        "time_to_reasonable_grounds_median", by=("quarter",)
    )
    assert (10, 1) == (table.cell(quarter="2023-Q1").value, table.rows[0].cell.base)
    counts = {each.key: each.count for each in table.excluded}
    assert 1 == counts["days_not_known"]


def test_a_date_too_vague_for_a_quarter_is_a_row_of_its_own(
    invented, a_referral, listed, rows_of
):
    """Nothing is lost: the row without a quarter stands last."""
    extract = invented.write(referrals=[a_referral("a"), a_referral("b", None)])
    assert [("2023-Q1", 1), (None, 1)] == rows_of(
        tabulator(extract, listed).free("referrals", by=("quarter",))
    )


def test_what_is_not_known_is_refused_with_the_nearest_names(five, listed):
    """A misspelt measure, dimension or member is told what it may have meant."""
    with pytest.raises(UnknownMeasure, match="The nearest: referrals"):
        tabulate(five, "referals")
    counting = tabulator(five, listed)
    with pytest.raises(UnknownDimension, match="The nearest: gender"):
        counting.free("referrals", by=("gendr",))
    with pytest.raises(UnknownDimension, match="twice"):
        counting.free("referrals", by=("gender", "gender"))
    with pytest.raises(UnknownMember, match="such as female"):
        counting.free("referrals", where={"gender": "femal"})


def test_a_record_that_does_not_know_a_dimension_says_so(invented, a_referral, listed):
    """Narrowed to a nation that was never recorded, a zero says nothing."""
    extract = invented.write(referrals=[a_referral("a", nation="not_recorded")])
    table = tabulator(extract, listed).free("referrals", where={"nation": "wales"})
    assert 0 == table.cell().value
    assert any("does not hold the nation of referral" in one for one in table.notes)


def test_a_break_inside_the_quarters_of_a_table_is_a_note_on_it(
    invented, a_referral, listed
):
    """The recording change of October 2019 is told where the table spans it."""
    extract = invented.write(
        referrals=[a_referral("a", "2019-Q3"), a_referral("b", "2019-Q4")]
    )
    counting = tabulator(extract, listed)
    by_type = counting.free("referrals", by=("quarter", "exploitation_type"))
    assert any("1 October 2019" in note for note in by_type.notes)
    totals = counting.free("referrals", by=("quarter",))
    assert not any("1 October 2019" in note for note in totals.notes)
    after = counting.free(
        "referrals",
        by=("quarter", "exploitation_type"),
        span=Span(first=Quarter.parse("2019-Q4"), last=Quarter.parse("2020-Q1")),
    )
    assert not any("1 October 2019" in note for note in after.notes)


def test_a_year_of_which_not_every_quarter_is_held_says_so(
    invented, a_referral, listed
):
    """The first and last year of a record are seldom whole."""
    quarters = ("2021-Q2", "2021-Q4", "2022-Q3", "2023-Q1")
    extract = invented.write(referrals=[a_referral(each, each) for each in quarters])
    counting = tabulator(extract, listed)
    told = [
        "2021 holds 3 quarters here: 2021-Q2 to 2021-Q4.",
        "2023 holds 1 quarter here: 2023-Q1.",
    ]
    by_year = counting.free("referrals", by=("year",)).notes
    assert told == [note for note in by_year if "here:" in note]
    narrowed = counting.free("referrals", where={"year": "2023"}).notes
    assert told[1:] == [note for note in narrowed if "here:" in note]
    by_quarter = counting.free("referrals", by=("quarter",)).notes
    assert not any("here:" in note for note in by_quarter)


@pytest.mark.parametrize(
    ("asked", "printed", "count"),
    [
        ("Congolese (DRC)", "Congolese (DRC)", 1),
        ("congolese (drc)", "Congolese (DRC)", 1),
        ("CONGOLESE DRC", "Congolese Drc", 2),
        ("Congolese_DRC", "congolese_drc (code)", 3),
    ],
)
def test_a_label_as_published_comes_before_the_code_behind_it(
    invented, a_referral, listed, asked, printed, count
):
    """Letters' case never changes which rows are meant; the caption says which."""
    labels = ("Congolese (DRC)", "Congolese Drc", "Congolese Drc")
    extract = invented.write(
        referrals=[
            a_referral(str(place), nationality="congolese_drc", nationality_label=label)
            for place, label in enumerate(labels)
        ]
    )
    table = tabulator(extract, listed).free("referrals", where={"nationality": asked})
    assert ((("nationality", printed),), count) == (table.where, table.cell().value)
