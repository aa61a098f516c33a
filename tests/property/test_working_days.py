"""Working days, held against a second reckoner on every date and in every nation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.slow_reckoner import (
    NATIONS,
    ONE_DAY,
    YEARS,
    SlowReckoner,
    every_day,
)

from opennrm.rules.calendars import load_calendars
from opennrm.rules.dates import end_of_london_day
from opennrm.rules.working_days import Calendar, Holiday, calendar

NOW = load_calendars()
# From the last weeks on, the tenth working day lies beyond the calendars.
REACHED = [day for day in every_day(YEARS) if day < date(2028, 12, 1)]
LONGEST_WORKING_DAYS = 10

days = st.dates(date(2019, 1, 1), date(2028, 10, 31))
nations = st.sampled_from(NATIONS)


@pytest.mark.parametrize("nation", NATIONS)
def test_both_reckoners_add_alike_from_every_date(nation: str) -> None:
    """From each date of ten years, each number of working days ends on one day."""
    quick, slow = NOW.for_nation(nation), SlowReckoner(nation)
    differ = []
    for start in REACHED:
        day = start
        for number in range(1, LONGEST_WORKING_DAYS + 1):
            day = slow.working_days_after(day, 1)
            if quick.add_working_days(start, number) != day:
                differ.append((start, number, day))

    assert [] == differ


@pytest.mark.parametrize("nation", NATIONS)
def test_both_reckoners_know_the_same_working_days(nation: str) -> None:
    """Each date of ten years is a working day for both or for neither."""
    quick, slow = NOW.for_nation(nation), SlowReckoner(nation)

    assert [] == [
        d for d in every_day(YEARS) if quick.is_working_day(d) != slow.works(d)
    ]


@pytest.mark.parametrize("nation", NATIONS)
def test_both_reckoners_count_alike_up_to_every_date(nation: str) -> None:
    """What has gone since a date is the same, for every date and the weeks after it."""
    quick, slow = NOW.for_nation(nation), SlowReckoner(nation)
    differ = []
    for start in REACHED:
        gone, day = 0, start
        for _ in range(16):
            day += ONE_DAY
            gone += slow.works(day)
            if quick.working_days_between(start, day) != gone:
                differ.append((start, day, gone))

    assert [] == differ


@given(nations, days, st.integers(0, 40))
def test_what_is_added_is_what_is_counted(
    nation: str, start: date, number: int
) -> None:
    """The day so many working days on lies so many working days on."""
    quick = NOW.for_nation(nation)
    end = quick.add_working_days(start, number)

    assert number == quick.working_days_between(start, end)
    assert number == SlowReckoner(nation).working_days_passed(start, end)
    assert number == 0 or quick.is_working_day(end)


@given(nations, days, st.integers(0, 7), st.integers(0, 20))
def test_a_later_start_never_ends_earlier(
    nation: str, early: date, gap_days: int, number: int
) -> None:
    """Nobody gains time by a later receipt."""
    quick = NOW.for_nation(nation)
    late = early + timedelta(days=gap_days)

    assert quick.add_working_days(early, number) <= quick.add_working_days(late, number)


@given(nations, days, st.dates(date(2009, 6, 1), date(2027, 12, 31)))
def test_as_at_any_day_both_know_the_same_holidays(
    nation: str, start: date, known_on: date
) -> None:
    """What was announced later does not count yet, and what was moved still does."""
    then = load_calendars(as_at=end_of_london_day(known_on)).for_nation(nation)
    slow = SlowReckoner(nation, known_on)

    assert slow.working_days_after(start, 9) == then.add_working_days(start, 9)


@given(nations, days, st.integers(-20, 20), st.integers(0, 12))
def test_a_holiday_announced_later_moves_what_it_falls_into_and_nothing_else(
    nation: str, start: date, offset: int, number: int
) -> None:
    """An extra holiday inside a count ends it a working day later; elsewhere not."""
    before = NOW.for_nation(nation)
    extra = start + timedelta(days=offset)
    after = _with(before, extra)
    due = before.add_working_days(start, number)
    hit = before.is_working_day(extra) and start < extra <= due

    assert before.add_working_days(start, number + hit) == after.add_working_days(
        start, number
    )


@given(nations, days, st.integers(1, 400))
def test_a_holiday_is_not_known_before_it_is_announced(
    nation: str, extra: date, ahead_days: int
) -> None:
    """As at the day before the announcement the calendar is what it was."""
    announced = extra - timedelta(days=ahead_days)
    before = NOW.for_nation(nation)
    if not before.is_working_day(extra):
        return
    early = _with(before, extra, announced_on=announced, as_at=announced - ONE_DAY)
    late = _with(before, extra, announced_on=announced, as_at=announced)

    assert early.is_working_day(extra)
    assert not late.is_working_day(extra)
    assert early.version != late.version


def test_an_instant_knows_what_its_london_day_knows() -> None:
    """An announcement counts for the whole of its day."""
    morning = datetime(2026, 2, 4, 0, 30, tzinfo=UTC)
    then = load_calendars(as_at=morning).for_nation("scotland")

    assert SlowReckoner("scotland", date(2026, 2, 4)).holidays == {
        holiday.day for holiday in then.holidays
    }


def _with(
    known: Calendar,
    extra: date,
    *,
    announced_on: date | None = None,
    as_at: date | None = None,
) -> Calendar:
    """The calendar with one holiday more."""
    # What is known now is taken as always known, so that only the extra one is dated.
    old = tuple(
        replace(one, announced_on=None) for one in known.holidays if one.day != extra
    )
    added = Holiday(day=extra, name="Extra bank holiday", announced_on=announced_on)
    return calendar(
        jurisdiction=known.jurisdiction,
        nations=known.nations,
        covers_from=known.covers_from,
        covers_to=known.covers_to,
        edition=1,
        source=known.source,
        holidays=(*old, added),
        as_at=as_at,
    )
