"""Partial dates, quarters and London days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from opennrm.rules.dates import (
    DayUnknown,
    PartialDate,
    Precision,
    Quarter,
    UnreadableDate,
    as_at,
    end_of_london_day,
    london_day,
    quarter_of,
)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2023-02-15", date(2023, 2, 15), date(2023, 2, 15), Precision.DAY),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31), Precision.MONTH),
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31), Precision.QUARTER),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31), Precision.QUARTER),
        ("2023", date(2023, 1, 1), date(2023, 12, 31), Precision.YEAR),
    ],
)
def test_a_date_is_read_to_its_precision(
    text: str, first: date, last: date, precision: Precision
) -> None:
    """A date knows its span, and is written as it was read."""
    when = PartialDate.parse(text)

    assert (first, last, precision) == (when.first, when.last, when.precision)
    assert text == when.text == str(when)
    assert (precision is Precision.DAY) == when.is_day


@pytest.mark.parametrize(
    "text",
    ["", "2023-13", "2023-02-30", "2023-Q5", "0000", "2023-1-5", "15/02/2023",
     "2023-02-15T10:00", " 2023", "٢٠٢٣"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    """Nothing is guessed from a text that is not one of the four forms."""
    with pytest.raises(UnreadableDate, match="is not a date"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("first", "precision"),
    [
        (date(2023, 1, 2), Precision.MONTH),
        (date(2023, 2, 1), Precision.QUARTER),
        (date(2023, 1, 2), Precision.QUARTER),
        (date(2023, 2, 1), Precision.YEAR),
        (date(2023, 1, 2), Precision.YEAR),
    ],
)
def test_a_span_begins_on_its_first_day(first: date, precision: Precision) -> None:
    """A span that begins elsewhere is refused, not moved."""
    with pytest.raises(UnreadableDate, match="is not the first day"):
        PartialDate(first, precision)


@pytest.mark.parametrize(
    ("first", "precision"),
    [(datetime(2023, 1, 1, tzinfo=UTC), Precision.DAY), (date(2023, 1, 1), "day")],
)
def test_a_moment_or_a_bare_word_makes_no_date(first: date, precision: str) -> None:
    """A time of day is not silently dropped, nor a precision taken from a text."""
    with pytest.raises(UnreadableDate, match="were expected"):
        PartialDate(first, precision)  # type: ignore[arg-type]


def test_the_day_is_given_only_where_it_is_known() -> None:
    """What needs the day refuses without it, and names itself."""
    known, vague = PartialDate.on(date(2023, 1, 5)), PartialDate.parse("2023-Q1")

    assert date(2023, 1, 5) == known.day == known.day_for("The target")
    with pytest.raises(DayUnknown, match="only to the quarter: 2023-Q1"):
        _ = vague.day
    with pytest.raises(DayUnknown, match="The target needs the day"):
        vague.day_for("The target")


@pytest.mark.parametrize(
    ("text", "day", "before"),
    [
        ("2023-01-05", date(2023, 1, 5), False),
        ("2023-01-05", date(2023, 1, 6), True),
        ("2023-Q1", date(2023, 1, 1), False),
        ("2023-Q1", date(2023, 1, 2), None),
        ("2023-Q1", date(2023, 3, 31), None),
        ("2023-Q1", date(2023, 4, 1), True),
    ],
)
def test_a_comparison_is_open_where_the_span_leaves_it_open(
    text: str, day: date, before: bool | None
) -> None:
    """Before, on or after, or open; never a guess."""
    when = PartialDate.parse(text)

    assert before is when.before(day)
    assert (None if before is None else not before) is when.on_or_after(day)


def test_dates_of_different_precision_differ() -> None:
    """The first of January is not the year."""
    dates = {PartialDate.parse(text) for text in ("2023", "2023-01", "2023-01-01")}

    assert 3 == len(dates)


def test_quarters_follow_one_another() -> None:
    """A quarter knows its days, its neighbours and its order."""
    quarter = Quarter.parse("2023-Q4")

    assert (date(2023, 10, 1), date(2023, 12, 31)) == (quarter.first, quarter.last)
    assert date(2024, 1, 1) == quarter.ends_before
    assert Quarter(2024, 1) == quarter.next()
    assert Quarter(2023, 3) == quarter.previous()
    assert Quarter(2022, 4) == quarter.back(4)
    assert Quarter(2023, 3) < quarter < Quarter(2024, 1)
    assert "2023-Q4" == quarter.text == str(quarter)
    assert quarter == Quarter.of(date(2023, 11, 5))


@pytest.mark.parametrize("text", ["2023-Q5", "2023-Q0", "2023", "2023-01", "23-Q1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    """A quarter is written as 2023-Q1."""
    with pytest.raises(UnreadableDate, match="is not a quarter"):
        Quarter.parse(text)


def test_a_quarter_has_a_number_of_one_to_four() -> None:
    """There is no fifth quarter."""
    with pytest.raises(UnreadableDate, match="no quarter 5"):
        Quarter(2023, 5)


@pytest.mark.parametrize(
    ("text", "quarter"),
    [("2023-02-15", Quarter(2023, 1)), ("2023-05", Quarter(2023, 2)),
     ("2023-Q3", Quarter(2023, 3)), ("2023", None)],
)  # fmt: skip
def test_a_year_lies_in_no_quarter(text: str, quarter: Quarter | None) -> None:
    """A date known to its quarter or better has a quarter; a year has none."""
    assert quarter == quarter_of(PartialDate.parse(text))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2023, 1, 31, 23, 59, tzinfo=UTC), date(2023, 1, 31)),
        (datetime(2023, 6, 30, 22, 59, tzinfo=UTC), date(2023, 6, 30)),
        (datetime(2023, 6, 30, 23, 0, tzinfo=UTC), date(2023, 7, 1)),
    ],
)
def test_days_are_london_days(moment: datetime, day: date) -> None:
    """In summer a London day begins at 23:00 in UTC."""
    assert day == london_day(moment)


def test_a_moment_without_a_zone_has_no_day() -> None:
    """A moment must say where it was taken."""
    with pytest.raises(UnreadableDate, match="no time zone"):
        london_day(datetime(2023, 1, 1))  # noqa: DTZ001 the refusal is the point


def test_the_end_of_a_day_is_its_last_microsecond_in_london() -> None:
    """One microsecond later it is the next day."""
    end = end_of_london_day(date(2023, 6, 30))

    assert datetime(2023, 6, 30, 22, 59, 59, 999999, tzinfo=UTC) == end
    assert date(2023, 7, 1) == london_day(end + timedelta(microseconds=1))


def test_as_at_reads_a_day_or_an_instant() -> None:
    """A bare day is its end in London; an instant is itself, in UTC."""
    zone = timezone(timedelta(hours=1))

    assert end_of_london_day(date(2023, 5, 4)) == as_at("2023-05-04")
    assert datetime(2023, 5, 4, 9, 30, tzinfo=zone) == as_at(
        "2023-05-04T09:30:00+01:00"
    )
    assert UTC is as_at("2023-05-04T09:30:00+01:00").tzinfo


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023-05-04T09:30:00", "has no time zone"),
        ("2023-13-01", "is not a moment"),
        ("2023-Q1", "is not a moment"),
        ("yesterday", "is not a moment"),
        ("9999-12-31", "is not a moment"),
        ("0001-01-01T00:00:00+14:00", "is not a moment"),
    ],
)
def test_what_is_no_moment_is_refused(text: str, told: str) -> None:
    """A vague date is no moment, nor an instant without its zone."""
    with pytest.raises(UnreadableDate, match=told):
        as_at(text)
