"""What holds of every date, every nation and every rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.rules.calendars import load_calendars
from opennrm.rules.codes import load_codes
from opennrm.rules.dates import (
    PartialDate,
    Precision,
    Quarter,
    end_of_london_day,
    london_day,
    quarter_of,
)
from opennrm.rules.loading import load_rules
from opennrm.rules.nations import NATIONS
from opennrm.rules.versions import AnchorTooVague

RULES = load_rules()
CODES = load_codes()
FIRST, LAST = date(2009, 4, 1), date(2028, 12, 31)
ONE_DAY = timedelta(days=1)

days = st.dates(date(1990, 1, 1), date(2050, 12, 31))
nations = st.sampled_from(NATIONS)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day, precision = draw(days), draw(st.sampled_from(Precision))
    match precision:
        case Precision.DAY:
            return PartialDate.on(day)
        case Precision.MONTH:
            return PartialDate(day.replace(day=1), precision)
        case Precision.QUARTER:
            return PartialDate(Quarter.of(day).first, precision)
        case Precision.YEAR:
            return PartialDate(date(day.year, 1, 1), precision)


@given(partial_dates())
def test_a_date_comes_back_from_its_text(when: PartialDate) -> None:
    """Written and read, it is the same date."""
    assert when == PartialDate.parse(when.text)


@given(partial_dates(), days)
def test_a_comparison_is_what_every_day_of_the_span_says(
    when: PartialDate, day: date
) -> None:
    """True where all days are before, False where none is, else open."""
    answers = {
        date.fromordinal(number) < day
        for number in (when.first.toordinal(), when.last.toordinal())
    }

    assert (answers.pop() if len(answers) == 1 else None) is when.before(day)


@given(days, st.integers(-400, 400))
def test_quarters_hold_their_days_and_step_evenly(day: date, steps: int) -> None:
    """A day lies in one quarter, and so many steps there and back end in it."""
    quarter = Quarter.of(day)

    assert quarter.first <= day <= quarter.last
    assert quarter.last + ONE_DAY == quarter.ends_before == quarter.next().first
    assert quarter == quarter.next().previous()
    assert quarter == quarter.back(steps).back(-steps)
    assert quarter == Quarter.parse(quarter.text)
    assert quarter == quarter_of(PartialDate.on(day))


@given(days)
def test_a_london_day_ends_where_the_next_begins(day: date) -> None:
    """The last microsecond belongs to the day, the one after to the next."""
    end = end_of_london_day(day)

    assert day == london_day(end)
    assert day + ONE_DAY == london_day(end + timedelta(microseconds=1))


@pytest.mark.parametrize("nation", NATIONS)
def test_working_days_are_those_a_naive_walk_finds(nation: str) -> None:
    """From every day of twenty years, step by step, for one to twenty days."""
    calendar = load_calendars().for_nation(nation)
    holidays = {one.day for one in calendar.holidays}
    span = range(date(2009, 1, 1).toordinal(), date(2028, 11, 1).toordinal())
    for number in span:
        start = day = date.fromordinal(number)
        for working_days in range(1, 21):
            day += ONE_DAY
            while day.weekday() >= 5 or day in holidays:
                day += ONE_DAY
            if working_days in (1, 5, 9, 20):
                assert day == calendar.add_working_days(start, working_days)
                assert working_days == calendar.working_days_between(start, day)


@given(st.dates(date(2009, 1, 1), LAST), st.dates(date(2009, 1, 1), LAST), nations)
def test_counting_there_and_back_gives_the_same(
    one: date, other: date, nation: str
) -> None:
    """The count from one day to another is minus the count the other way."""
    calendar = load_calendars().for_nation(nation)

    counted = calendar.working_days_between(one, other)
    assert -counted == calendar.working_days_between(other, one)


@given(st.sampled_from(RULES.keys()), st.dates(FIRST, LAST), nations, st.booleans())
def test_every_day_has_one_version_of_every_rule(
    key: str, day: date, nation: str, known: bool
) -> None:
    """From April 2009 on each rule answers; only a vague start leaves a day open."""
    rule = RULES.rule(key)
    if nation not in rule.nations:
        return
    anchors = {rule.anchor: PartialDate.on(day)}
    try:
        found = RULES.in_force(key, anchors=anchors, nation=nation)
    except AnchorTooVague:
        vague = [one for one in rule.timelines[nation] if not one.starts_on.is_day]
        assert any(one.starts_on.first <= day < one.starts_on.last for one in vague)
        return

    assert found.starts_on.last <= day
    assert found.ends_before is None or day < found.ends_before.last
    assert nation in found.nations
    assert known or found == RULES.in_force(key, anchors=anchors, nation=nation)


@given(st.sampled_from(RULES.keys()), st.dates(FIRST, LAST), nations)
def test_a_span_picks_what_its_days_pick_or_nothing(
    key: str, day: date, nation: str
) -> None:
    """A quarter is answered where its first and last day agree, and only there."""
    rule = RULES.rule(key)
    if nation not in rule.nations:
        return
    quarter = Quarter.of(day)

    def picked(when: PartialDate) -> str | None:
        anchors = {rule.anchor: when}
        try:
            return RULES.in_force(key, anchors=anchors, nation=nation).id
        except AnchorTooVague:
            return None

    ends = {picked(PartialDate.on(end)) for end in (quarter.first, quarter.last)}
    whole = picked(PartialDate(quarter.first, Precision.QUARTER))
    assert whole == (ends.pop() if len(ends) == 1 else None)


nationalities = st.sampled_from(
    [one.code for one in CODES.list("nationality").members if one.makes_row]
)


@given(st.lists(nationalities, min_size=1, max_size=2, unique=True))
def test_every_pair_of_nationalities_comes_back_from_its_label(
    codes: list[str],
) -> None:
    """Any two that are published can be joined and taken apart again."""
    on = PartialDate.parse("2023-Q1")
    label = CODES.nationality_label(codes, on=on)

    found = CODES.nationality_from_label(label, on)

    assert sorted(codes) == sorted(found.codes)
    assert label == found.label
    assert not found.mended
