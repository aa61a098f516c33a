"""Shares, changes, records and breaks."""

import csv
from collections import defaultdict
from fractions import Fraction

import pytest

from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Cell, Mark, Span, Unit
from opennrm.statistics.declarations import load_catalogue
from opennrm.statistics.shares import SeriesBroken, change, growth, share, standing
from opennrm.statistics.tabulation import Tabulator


def count(value):
    return Cell(value=value, unit=Unit.REFERRALS, base=value)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(1, 8, "13%"), (1, 3, "33%"), (5, 1000, "1%"), (0, 7, "0%"), (7, 7, "100%")],
)
def test_a_share_is_a_whole_per_cent_rounded_half_up(part, whole, printed):
    """The half is rounded away from zero, once, when the figure is printed."""
    assert printed == share(count(part), count(whole)).printed


def test_a_share_of_nothing_is_not_a_number():
    """It prints the mark for not applicable."""
    cell = share(count(0), count(0))
    assert ("[z]", Mark.NOT_APPLICABLE) == (cell.printed, cell.mark)
    assert "[z]" == change(count(5), count(0)).printed


def test_a_fall_is_rounded_away_from_zero_too():
    """Minus twelve and a half is minus thirteen, under a true minus sign."""
    assert "−13%" == change(count(7), count(8)).printed
    assert Fraction(-25, 2) == change(count(7), count(8)).value


def series(invented, a_referral, listed, quarters):
    """A table of referrals by quarter with so many referrals in each."""
    rows = [
        a_referral(f"{quarter}-{place}", quarter)
        for quarter, number in quarters.items()
        for place in range(number)
    ]
    counting = Tabulator(invented.write(referrals=rows), members=listed)
    ends = [Quarter.parse(text) for text in (min(quarters), max(quarters))]
    return counting, Span(first=ends[0], last=ends[1])


def test_a_change_across_a_break_is_refused_unless_asked_for_by_name(
    invented, a_referral, listed
):
    """Named, the change carries the mark of a break; totals are not broken."""
    counting, span = series(
        invented, a_referral, listed, {"2019-Q3": 2, "2019-Q4": 3, "2020-Q1": 3}
    )
    breaks = load_catalogue().breaks
    by_age = counting.declared("referrals-by-age", span)
    old, new = Quarter.parse("2019-Q3"), Quarter.parse("2019-Q4")
    with pytest.raises(SeriesBroken, match="recording-practice-october-2019"):
        growth(by_age, of=new, since=old, breaks=breaks)
    named = growth(
        by_age,
        of=new,
        since=old,
        breaks=breaks,
        across={"recording-practice-october-2019"},
    )
    assert ("50%", Mark.BREAK) == (named.printed, named.mark)
    after = growth(by_age, of=Quarter.parse("2020-Q1"), since=new, breaks=breaks)
    assert ("0%", None) == (after.printed, after.mark)
    totals = counting.declared("referrals-by-quarter", span)
    assert "50%" == growth(totals, of=new, since=old, breaks=breaks).printed


def test_a_record_is_computed_over_every_quarter_held(invented, a_referral, listed):
    """The highest, the lowest, and the last quarter that was as high."""
    counting, span = series(
        invented,
        a_referral,
        listed,
        {"2022-Q1": 2, "2022-Q2": 4, "2022-Q3": 3, "2022-Q4": 1, "2023-Q1": 5},
    )
    table = counting.declared("referrals-by-quarter", span)
    assert standing(table, Quarter.parse("2023-Q1")).highest
    assert standing(table, Quarter.parse("2022-Q4")).lowest
    third = standing(table, Quarter.parse("2022-Q3"))
    assert (False, Quarter.parse("2022-Q2")) == (third.highest, third.higher_before)
    assert not standing(table, Quarter.parse("2022-Q1")).highest


def test_the_rule_reproduces_the_published_pairs(shared):
    """Each published per cent beside its count agrees with the published total."""
    with (shared / "published" / "nrm_published_figures.csv").open() as file:
        rows = list(csv.DictReader(file))
    key = ("release", "measure", "period", "breakdown_1", "value_1")
    key += ("breakdown_2", "value_2")
    found = defaultdict(dict)
    for row in rows:
        found[tuple(row[name] for name in key)][row["unit"]] = row["value"]
    pairs = 0
    for name, units in found.items():
        outer = (
            (*name[:3], *name[3:5], "", "") if name[5] else (*name[:3], "", "", "", "")
        )
        whole = found.get(outer, {}).get("count")
        if whole and "count" in units and "percent" in units and name[3]:
            printed = share(count(int(units["count"])), count(int(whole))).printed
            assert f"{units['percent']}%" == printed, name
            pairs += 1
    assert pairs >= 40
