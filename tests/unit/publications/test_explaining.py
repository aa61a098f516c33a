"""Explaining figures: their values in order, and the causes of each change."""

from datetime import UTC, datetime

import pytest

from opennrm.publications.explaining import NothingToExplain, explain
from opennrm.publications.figures import FigureUnreadable, read_figure
from opennrm.publications.register import register, registered
from opennrm.publications.release import make_release
from opennrm.rules.dates import Quarter
from opennrm.statistics.selecting import UnknownDimension, UnknownMember

Q1 = Quarter.parse("2023-Q1")
LATER = datetime(2023, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("2023-Q1/referrals", {}),
        ("2023-q1/referrals/nation=wales", {"nation": "wales"}),
        (
            "2023-Q1/referrals/nation=wales,gender=female",
            {"nation": "wales", "gender": "female"},
        ),
        (
            "2023-Q1/referrals/exploitation_type=Labour, Domestic & Criminal/gender=x",
            {"exploitation_type": "Labour, Domestic & Criminal", "gender": "x"},
        ),
    ],
)
def test_a_figure_is_named_by_quarter_measure_and_members(text, where):
    """A member may hold commas: a new one begins where a dimension does."""
    figure = read_figure(text)
    assert (Q1, "referrals", where) == (figure.period, figure.measure, figure.where)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "referrals",
        "2023/referrals",
        "2023-Q1/",
        "2023-Q1/referrals/wales",
        "2023-Q1/referrals/nation=wales,nation=wales",
        "2023-Q1/referrals/quarter=2023-Q1",
    ],
)
def test_anything_else_is_refused_with_the_form(text):
    """The message shows how a figure is written."""
    with pytest.raises(FigureUnreadable, match="2023-Q1/referrals/nation=wales"):
        read_figure(text)


@pytest.fixture
def revised(invented, rows, a_referral, a_decision, tmp_path):
    """A release, and a later extract in which five things have happened since."""
    first = invented.write(**rows)
    register(make_release(first, Q1, software="t"), first, tmp_path / "releases")
    referrals = [dict(row) for row in rows["referrals"]]
    by_name = {row["referral"]: row for row in referrals}
    by_name["b0"].update(gender="female", gender_label="Female")
    by_name["b1"].update(excluded="duplicate")
    by_name["a0"].update(received_quarter="2023-Q1")
    decisions = [dict(row) for row in rows["decisions"]]
    decided = {row["referral"]: row for row in decisions}
    decided["b2"].update(current=False)
    decisions.append(a_decision("b2", "2023-Q2", decision_number=2))
    gone = {"c0"}
    second = invented.write(
        referrals=[
            *(row for row in referrals if row["referral"] not in gone),
            a_referral("late", recorded_on=LATER.date()),
        ],
        exploitation=rows["exploitation"],
        decisions=[row for row in decisions if row["referral"] not in gone],
        changes=[
            {
                "referral": name,
                "change_number": 1,
                "recorded_at": LATER,
                "cause": cause,
                "field": field,
            }
            for name, cause, field in (
                ("b0", "correction", "gender"),
                ("b1", "merged", "excluded"),
                ("a0", "correction", "received_on"),
                ("b2", "decision_re_taken", "outcome"),
                ("b0", "re_coded", "county"),
            )
        ],
        cut_off=LATER,
        as_at=LATER,
        log_position=200,
    )
    return registered(tmp_path / "releases"), second


def reasons(explanation):
    (change,) = explanation.changes
    return {each.cause: (each.came_in, each.went_out) for each in change.reasons}


def test_the_reasons_of_a_change_sum_to_it_exactly(revised):
    """Each row that came in or went out has one cause, and nothing is left over."""
    releases, present = revised
    told = explain(read_figure("2023-Q1/referrals"), releases, present=present)
    assert [5, 5] == [value.cell.value for value in told.values]
    assert {
        "correction": (1, 0),
        "late_arrival": (1, 0),
        "merged": (0, 1),
        "withdrawn": (0, 1),
    } == reasons(told)
    (change,) = told.changes
    assert 0 == change.rows == sum(each.net for each in change.reasons)
    assert 0 == change.residual


def test_the_cause_is_that_of_the_column_that_moved_the_row(revised):
    """A later change of another column of the same referral explains nothing."""
    releases, present = revised
    told = explain(
        read_figure("2023-Q1/referrals/gender=FEMALE"), releases, present=present
    )
    assert [0, 1] == [value.cell.value for value in told.values]
    assert {"correction": (1, 0)} == reasons(told)


def test_a_decision_taken_again_leaves_its_quarter(revised):
    """The reason names that the decision was taken again."""
    releases, present = revised
    told = explain(
        read_figure("2023-Q1/reasonable_grounds_decisions"), releases, present=present
    )
    assert {
        "decision_re_taken": (0, 1),
        "merged": (0, 1),
        "withdrawn": (0, 1),
    } == reasons(told)
    assert 0 == told.changes[0].residual


def test_a_row_without_a_recorded_cause_is_the_residual(
    invented, rows, a_referral, tmp_path
):
    """What no change explains is told, not hidden."""
    first = invented.write(**rows)
    register(make_release(first, Q1, software="t"), first, tmp_path / "releases")
    moved = [dict(row) for row in rows["referrals"]]
    moved[-1].update(nation="wales")
    second = invented.write(**{**rows, "referrals": moved}, log_position=200)
    told = explain(
        read_figure("2023-Q1/referrals/nation=wales"),
        registered(tmp_path / "releases"),
        present=second,
    )
    assert {"unexplained": (1, 0)} == reasons(told)
    assert 1 == told.changes[0].residual


def test_a_figure_is_explained_from_releases_alone(revised):
    """Without the record, the registered values are told."""
    releases, _ = revised
    told = explain(read_figure("2022-Q4/referrals"), releases, present=None)
    assert [4] == [value.cell.value for value in told.values]
    assert () == told.changes


def test_what_cannot_be_explained_is_refused(revised):
    """No release, no record; or names that nothing declares."""
    releases, present = revised
    with pytest.raises(NothingToExplain):
        explain(read_figure("2024-Q1/referrals"), releases, present=None)
    with pytest.raises(UnknownMember):
        explain(read_figure("2023-Q1/referrals/nation=x"), (), present=present)
    with pytest.raises(UnknownDimension):
        explain(read_figure("2023-Q1/referrals/stage=x"), (), present=present)


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        ("1999-Q1/referrals", "does not reach 1999-Q1: it holds 2022-Q4 to 2023-Q1"),
        ("2023-Q1/notifications", "holds no notifications"),
    ],
)
def test_a_figure_that_no_record_can_tell_is_not_zero(revised, figure, why):
    """A quarter before the first, and facts that were never recorded, are refused."""
    releases, _ = revised
    present = releases[-1].extract()
    for earlier in (releases, ()):
        with pytest.raises(NothingToExplain, match=why):
            explain(read_figure(figure), earlier, present=present)
