"""The command `opennrm table` over an extract in a folder."""

import json

import pytest
from click.testing import CliRunner

from opennrm.cli.table import table
from opennrm.statistics.plain import table_as_csv
from opennrm.statistics.tabulation import tabulate

CHILD = "Child (17 or under)"


@pytest.fixture(scope="module")
def folder(invented, a_referral, a_decision):
    return invented.write(
        referrals=[
            a_referral("a"),
            a_referral(
                "b", age_at_exploitation="child", age_at_exploitation_label=CHILD
            ),
            a_referral("c", "2023-Q2"),
        ],
        decisions=[a_decision("a"), a_decision("b", days_from_receipt=13)],
    )


def run(folder, *words):
    return CliRunner().invoke(table, [*words, "--from", str(folder.directory)])


def test_json_is_one_document_of_rows(folder):
    """Dimensions are named as the published columns; the kind is told."""
    done = run(folder, "referrals", "--by", "quarter", "--json")
    told = json.loads(done.stdout)
    assert "referrals" == told["measure"]
    assert [
        {"quarter": "2023-Q1", "value": 2},
        {"quarter": "2023-Q2", "value": 1},
    ] == told["rows"]
    assert ("synthetic", 100) == (told["kind"], told["log_position"])


def test_a_time_comes_with_the_number_of_decisions_behind_it(folder):
    """Exact in JSON, and rounded half up for a reader."""
    words = ("time_to_reasonable_grounds_median", "--by", "quarter")
    told = json.loads(run(folder, *words, "--json").stdout)
    assert [{"quarter": "2023-Q1", "value": 11.5, "base": 2}] == told["rows"]
    assert "12" in run(folder, *words).stdout


def test_text_says_what_was_counted_and_from_what(folder):
    """Title, kind, moment, aligned rows with a total, notes, source."""
    lines = run(folder, "referrals", "--by", "quarter").stdout.splitlines()
    assert "Referrals to the National Referral Mechanism by quarter" == lines[0]
    assert "SYNTHETIC DATA" in lines[1]
    assert "As known at 1 July 2023, 13:00 (position 100 of the log)." == lines[2]
    assert [
        "quarter  referrals",
        "2023-Q1          2",
        "2023-Q2          1",
        "Total            3",
    ] == lines[4:8]
    assert any(line.startswith("Note: ") for line in lines)


def test_where_narrows_and_is_told(folder):
    """A label may hold spaces and brackets."""
    done = run(folder, "referrals", "--where", f"age_at_exploitation={CHILD}")
    assert f"where age_at_exploitation is {CHILD}" in done.stdout
    assert "        1" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--where", "nation"),
        ("--where", "=x"),
        ("--where", "gender=male", "--where", "gender=female"),
        ("--by", "gender,quarter", "--by", "gender"),
        ("--as-at", "2023-05-01"),
        ("--as-at", "yesterday"),
    ],
)
def test_a_call_worded_wrongly_is_refused(folder, words):
    """Exit status 2, and what to write instead."""
    assert 2 == run(folder, "referrals", *words).exit_code


def test_list_tells_every_measure_with_its_dimensions(folder):
    """In JSON as well as for a reader."""
    told = json.loads(run(folder, "list", "--json").stdout)["measures"]
    assert {"referrals", "decisions", "notifications"} <= {
        each["measure"] for each in told
    }
    assert "by year, quarter" in run(folder, "list").stdout


def test_a_table_as_csv_has_one_figure_a_line(folder):
    """Exact values, the unit, the base of a time, and the mark."""
    made = tabulate(folder, "time_to_reasonable_grounds_mean", by=("quarter",))
    told = "quarter,value,unit,base,mark,data\n2023-Q1,11.5,days,2,,synthetic\n"
    assert told == table_as_csv(made)


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("live", ["value,unit,mark", "1,referrals,"]),
        ("published_cells", ["value,unit,mark,data", "1,referrals,,published cells"]),
    ],
)
def test_only_a_live_record_has_no_column_of_what_it_is(
    invented, a_referral, kind, lines
):
    """A row that is copied alone still says what it was counted from."""
    extract = invented.write(referrals=[a_referral("a")], kind=kind)
    assert lines == table_as_csv(tabulate(extract, "referrals")).splitlines()


@pytest.fixture(scope="module")
def of_cells(invented, a_referral):
    """A record without decisions and nations, as one made from published cells is."""
    return invented.write(
        referrals=[
            a_referral("a", "2022-Q4", nation="not_recorded"),
            a_referral("b", nation="not_recorded"),
        ],
        kind="published_cells",
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("decisions",), "This record holds no decisions"),
        (("decisions", "--by", "quarter"), "This record holds no decisions"),
        (("referrals", "--where", "nation=wales"), "not hold the nation of referral"),
        (("referrals", "--where", "quarter=1999-Q1"), "does not reach 1999-Q1"),
    ],
)
def test_what_the_record_cannot_know_is_no_zero(of_cells, words, why):
    """No figure, and a note that says why; what was not recorded can be counted."""
    told = json.loads(run(of_cells, *words, "--json").stdout)
    assert [] == told["rows"]
    assert why in told["notes"][0]
    assert not any("a zero says nothing" in note for note in told["notes"])
    lines = run(of_cells, *words).stdout.splitlines()
    assert "No figure." in lines
    assert any(why in line for line in lines)
    done = run(of_cells, "referrals", "--where", "nation=not_recorded", "--json")
    assert [{"value": 2}] == json.loads(done.stdout)["rows"]


def test_dimensions_of_several_options_are_joined(folder):
    """Each --by adds to those before it."""
    words = ("--by", "quarter", "--by", "gender,nation")
    told = json.loads(run(folder, "referrals", *words, "--json").stdout)
    assert ["quarter", "gender", "nation"] == told["by"]


def test_a_record_of_published_cells_is_not_called_live(folder, of_cells):
    """Its figures are not revised; nothing left out is not told to a reader."""
    live = "Figures come from a live record"
    assert live in run(folder, "referrals").stdout
    shown = run(of_cells, "referrals").stdout
    assert live not in shown
    assert "Left out" not in shown
    told = json.loads(run(of_cells, "referrals", "--json").stdout)
    assert [0] == [each["count"] for each in told["excluded"]]
