"""Bank holidays and working days of the three jurisdictions."""

from datetime import date, timedelta

import holidays
import pytest

from opennrm.rules.calendars import OutsideCalendar, load_calendars
from opennrm.rules.dates import as_at
from opennrm.rules.nations import NATIONS, NationNeeded, UnknownNation

YEARS = range(2009, 2029)
WORLD_CUP = date(2026, 6, 15)


def listed(nation: str, moment: str | None = None) -> dict[date, str]:
    known = load_calendars(as_at=as_at(moment) if moment else None)
    return {one.day: one.name for one in known.for_nation(nation).holidays}


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm, as Meeus gives it."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 19 * m) // 433
    month = (h + m - 7 * n + 90) // 25
    return date(year, month, (h + m - 7 * n + 33 * month + 19) % 32)


def monday(year: int, month: int, *, last: bool = False) -> date:
    """The first Monday of a month, or its last."""
    day = date(year, month, 31 if last else 1)
    step = timedelta(days=-1 if last else 1)
    while day.weekday() != 0:
        day += step
    return day


def reckoned(nation: str) -> set[date]:
    """The holidays worked out from the statutes, apart from the list under test."""
    scottish, irish = nation == "scotland", nation == "northern_ireland"
    found: set[date] = set()

    def observe(*fixed: date) -> None:
        """Holidays side by side; those at a weekend move to the next free days."""
        found.update(day for day in fixed if day.weekday() < 5)
        for day in fixed:
            moved_to = day
            while day.weekday() >= 5 and (moved_to.weekday() >= 5 or moved_to in found):
                moved_to += timedelta(days=1)
            found.add(moved_to)

    for year in YEARS:
        new_year = date(year, 1, 1)
        observe(new_year, *([date(year, 1, 2)] if scottish else []))
        observe(date(year, 12, 25), date(year, 12, 26))
        found.add(easter(year) - timedelta(days=2))
        found.add(monday(year, 5))
        found.add(monday(year, 5, last=True))
        found.add(monday(year, 8, last=not scottish))
        if scottish:
            observe(date(year, 11, 30))
        else:
            found.add(easter(year) + timedelta(days=1))
        if irish:
            observe(date(year, 3, 17))
            observe(date(year, 7, 12))
    moved = {date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30)}
    added = {
        date(2011, 4, 29), date(2012, 6, 4), date(2012, 6, 5), date(2020, 5, 8),
        date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8),
    }  # fmt: skip
    return (found - moved) | added | ({WORLD_CUP} if scottish else set())


@pytest.mark.parametrize("nation", NATIONS)
def test_the_list_is_what_the_statutes_give(nation: str) -> None:
    """Twenty years of holidays equal an independent reckoning."""
    assert reckoned(nation) == set(listed(nation))


@pytest.mark.parametrize(
    ("nation", "subdivision"),
    [("england", "ENG"), ("wales", "WLS"), ("scotland", "SCT"),
     ("northern_ireland", "NIR")],
)  # fmt: skip
def test_the_list_agrees_with_an_independent_list(
    nation: str, subdivision: str
) -> None:
    """A library made by others gives the same days.

    Its older versions do not know the Scottish holiday of June 2026.
    """
    theirs = holidays.country_holidays("GB", subdiv=subdivision, years=YEARS)
    days = {day for day in theirs if day.weekday() < 5}

    assert days | {WORLD_CUP} == set(listed(nation)) | {WORLD_CUP}


@pytest.mark.parametrize(
    ("nation", "day", "name"),
    [
        ("england", date(2021, 12, 27), "Christmas Day (substitute day)"),
        ("england", date(2022, 12, 27), "Christmas Day (substitute day)"),
        ("england", date(2022, 12, 26), "Boxing Day"),
        ("scotland", date(2017, 1, 2), "2nd January"),
        ("scotland", date(2017, 1, 3), "New Year's Day (substitute day)"),
        ("scotland", date(2022, 1, 3), "New Year's Day (substitute day)"),
        ("scotland", date(2022, 1, 4), "2nd January (substitute day)"),
        ("scotland", date(2013, 12, 2), "St Andrew's Day (substitute day)"),
        ("northern_ireland", date(2025, 7, 14),
         "Battle of the Boyne (Orangemen's Day) (substitute day)"),
        ("northern_ireland", date(2024, 3, 18), "St Patrick's Day (substitute day)"),
    ],
)  # fmt: skip
def test_substitute_days_are_named(nation: str, day: date, name: str) -> None:
    """A holiday at a weekend has its substitute day, under its own name."""
    assert name == listed(nation)[day]


@pytest.mark.parametrize(
    ("nation", "day", "last_unknown"),
    [
        ("scotland", WORLD_CUP, "2026-02-03"),
        ("england", date(2023, 5, 8), "2022-11-05"),
        ("england", date(2022, 9, 19), "2022-09-09"),
        ("wales", date(2022, 6, 3), "2020-11-11"),
        ("northern_ireland", date(2020, 5, 8), "2019-06-06"),
        ("scotland", date(2020, 5, 8), "2019-06-13"),
        ("england", date(2012, 6, 5), "2010-01-04"),
        ("england", date(2011, 4, 29), "2010-11-22"),
    ],
)
def test_a_late_announcement_counts_from_its_day(
    nation: str, day: date, last_unknown: str
) -> None:
    """Scenario 5: as at the day before, there is no such holiday."""
    announced = date.fromisoformat(last_unknown) + timedelta(days=1)

    assert day not in listed(nation, last_unknown)
    assert day in listed(nation, announced.isoformat())


@pytest.mark.parametrize(
    ("expected", "day", "last_expected"),
    [(date(2020, 5, 4), date(2020, 5, 8), "2019-06-06"),
     (date(2022, 5, 30), date(2022, 6, 2), "2020-11-11"),
     (date(2012, 5, 28), date(2012, 6, 4), "2010-01-04")],
)  # fmt: skip
def test_a_moved_holiday_was_expected_until_it_was_moved(
    expected: date, day: date, last_expected: str
) -> None:
    """As at the day before the move, the regular Monday was the holiday."""
    before = listed("england", last_expected)
    moved_on = date.fromisoformat(last_expected) + timedelta(days=1)

    assert expected in before
    assert day not in before
    assert expected not in listed("england")
    assert expected not in listed("england", moved_on.isoformat())
    assert day in listed("england")


def test_the_due_day_of_the_past_can_be_computed_again() -> None:
    """Scenario 5: received on 11 June 2026 in Scotland, before and after."""
    received = date(2026, 6, 11)
    before = load_calendars(as_at=as_at("2025-12-31")).for_nation("scotland")
    after = load_calendars(as_at=as_at("2026-06-01")).for_nation("scotland")

    assert date(2026, 6, 18) == before.add_working_days(received, 5)
    assert date(2026, 6, 19) == after.add_working_days(received, 5)
    assert "scotland@2022-11-06.1" == before.version
    assert "scotland@2026-02-04.1" == after.version


def test_a_calendar_before_any_announcement_has_a_version() -> None:
    """As at a day before the first announcement the version is of the first day."""
    known = load_calendars(as_at=as_at("2009-06-01"))

    assert "england-and-wales@2009-01-01.1" in known.versions


def test_the_versions_of_all_jurisdictions_are_named() -> None:
    """Three jurisdictions, four nations."""
    assert (
        "england-and-wales@2022-11-06.1",
        "northern-ireland@2022-11-06.1",
        "scotland@2026-02-04.1",
    ) == load_calendars().versions


def test_working_days_are_counted_from_day_nought() -> None:
    """A weekend start is day 0 like any other; nothing added is the same day."""
    calendar = load_calendars().for_nation("england")
    saturday = date(2026, 5, 2)

    assert saturday == calendar.add_working_days(saturday, 0)
    assert date(2026, 5, 5) == calendar.add_working_days(saturday, 1)
    assert 1 == calendar.working_days_between(saturday, date(2026, 5, 5))
    assert 0 == calendar.working_days_between(saturday, date(2026, 5, 4))
    assert -1 == calendar.working_days_between(date(2026, 5, 5), saturday)
    assert not calendar.is_working_day(saturday)
    assert not calendar.is_working_day(date(2026, 5, 4))
    assert calendar.is_working_day(date(2026, 5, 5))


def test_working_days_are_not_taken_away() -> None:
    """A clock runs forward."""
    with pytest.raises(ValueError, match="never taken away"):
        load_calendars().for_nation("wales").add_working_days(date(2026, 1, 5), -1)


@pytest.mark.parametrize("day", [date(2008, 12, 31), date(2029, 1, 1)])
def test_outside_its_years_a_calendar_refuses(day: date) -> None:
    """No clock is guessed where no holiday is known."""
    calendar = load_calendars().for_nation("england")

    for asked in (
        lambda: calendar.is_working_day(day),
        lambda: calendar.add_working_days(day, 1),
        lambda: calendar.working_days_between(day, date(2020, 1, 1)),
        lambda: calendar.working_days_between(date(2020, 1, 1), day),
    ):
        with pytest.raises(OutsideCalendar, match="covers 2009-01-01 to 2028-12-31"):
            asked()


def test_a_due_day_outside_its_years_is_refused() -> None:
    """The last working day covered has none after it."""
    calendar = load_calendars().for_nation("england")

    assert date(2028, 12, 29) == calendar.add_working_days(date(2028, 12, 28), 1)
    with pytest.raises(OutsideCalendar, match="2 working days after 2028-12-28"):
        calendar.add_working_days(date(2028, 12, 28), 2)


def test_a_calendar_needs_its_nation() -> None:
    """An unknown nation has no calendar, and a wrong word is refused."""
    known = load_calendars()

    for nation in (None, "not_recorded"):
        with pytest.raises(NationNeeded, match="Record one of"):
            known.for_nation(nation)
    with pytest.raises(UnknownNation):
        known.for_nation("france")
    assert known.for_nation("england") is known.for_nation("wales")
