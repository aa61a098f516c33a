"""Dates that may be partial, quarters, and the days of London.

A date may be known only to its month, quarter or year. Nothing here guesses a day:
a question that the span leaves open is answered with None, and asking for the day
itself refuses.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from opennrm.errors import Family, OpenNRMError

LONDON = ZoneInfo("Europe/London")
_ONE_DAY = timedelta(days=1)
_ONE_MICROSECOND = timedelta(microseconds=1)
# ASCII digits only: a date typed with other numerals is refused, not read.
_PARTIAL = re.compile(
    r"([0-9]{4})(?:-(?:([0-9]{2})(?:-([0-9]{2}))?|Q([1-4])))?", re.ASCII
)
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])", re.ASCII)
_FIRST_MONTHS = (1, 4, 7, 10)


class UnreadableDate(OpenNRMError):
    """A date, quarter or moment that cannot be read without guessing."""

    code = "unreadable-date"
    family = Family.DATES


class DayUnknown(OpenNRMError):
    """The day was needed and only the month, quarter or year is known."""

    code = "day-unknown"
    family = Family.DATES


class Precision(StrEnum):
    """How long the span is in which a date lies."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, month, quarter or year.

    Dates: `first` is the first day of the span, `last` its last day, both included.
    Raises: UnreadableDate when `first` does not begin a span of that precision.
    """

    first: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if type(self.first) is not date or type(self.precision) is not Precision:
            raise UnreadableDate(
                "A date and its precision were expected, not "
                f"{type(self.first).__name__} and {type(self.precision).__name__}. "
                "Give a calendar date without a time of day, and a Precision."
            )
        match self.precision:
            case Precision.DAY:
                return
            case Precision.MONTH:
                begins = self.first.day == 1
            case Precision.QUARTER:
                begins = self.first.day == 1 and self.first.month in _FIRST_MONTHS
            case _:
                begins = self.first.day == 1 and self.first.month == 1
        if not begins:
            raise UnreadableDate(
                f"{self.first.isoformat()} is not the first day of a {self.precision}. "
                f"Give the first day of the {self.precision}, or the precision 'day'."
            )

    @classmethod
    def on(cls, day: date) -> Self:
        """The date known to its day."""
        return cls(day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2023-01-05, 2023-01, 2023-Q1 or 2023.

        Raises: UnreadableDate for anything else, and for a day that does not exist.
        """
        found = _PARTIAL.fullmatch(text)
        if found is None:
            raise _unreadable(text)
        year, month, day, quarter = found.groups()
        try:
            if quarter:
                first = date(int(year), _FIRST_MONTHS[int(quarter) - 1], 1)
                return cls(first, Precision.QUARTER)
            if day:
                return cls(date(int(year), int(month), int(day)))
            if month:
                return cls(date(int(year), int(month), 1), Precision.MONTH)
            return cls(date(int(year), 1, 1), Precision.YEAR)
        except ValueError as fault:
            raise _unreadable(text) from fault

    @property
    def last(self) -> date:
        """The last day on which it may have happened."""
        match self.precision:
            case Precision.DAY:
                return self.first
            case Precision.MONTH:
                return _last_of_month(self.first.year, self.first.month)
            case Precision.QUARTER:
                return _last_of_month(self.first.year, self.first.month + 2)
            case _:
                return date(self.first.year, 12, 31)

    @property
    def is_day(self) -> bool:
        """Whether the day is known."""
        return self.precision is Precision.DAY

    @property
    def day(self) -> date:
        """The day itself.

        Raises: DayUnknown when only the span is known.
        """
        return self.day_for("What was asked")

    def day_for(self, need: str) -> date:
        """The day itself, for something that cannot do without it.

        Raises: DayUnknown, naming what needs the day, when only the span is known.
        """
        if self.precision is not Precision.DAY:
            raise DayUnknown(
                f"{need} needs the day, and the date is known only to the "
                f"{self.precision}: {self.text}. "
                "Record the day if it can be found out; no day is assumed."
            )
        return self.first

    @property
    def text(self) -> str:
        """The date as written: 2023-01-05, 2023-01, 2023-Q1 or 2023."""
        match self.precision:
            case Precision.DAY:
                return self.first.isoformat()
            case Precision.MONTH:
                return f"{self.first.year:04d}-{self.first.month:02d}"
            case Precision.QUARTER:
                number = (self.first.month + 2) // 3
                return f"{self.first.year:04d}-Q{number}"
            case _:
                return f"{self.first.year:04d}"

    def before(self, day: date) -> bool | None:
        """Whether it was before `day`; None when the span leaves that open."""
        if self.first >= day:
            return False
        if self.precision is Precision.DAY or self.last < day:
            return True
        return None

    def on_or_after(self, day: date) -> bool | None:
        """Whether it was on or after `day`; None when the span leaves that open."""
        before = self.before(day)
        return None if before is None else not before

    def __hash__(self) -> int:
        # Dates are looked up millions of times; equality still sees the precision.
        return hash(self.first)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year, the period of every published table."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and 1 <= self.year <= 9998):
            raise UnreadableDate(
                f"There is no quarter {self.number} of the year {self.year}. "
                "Quarters are numbered 1 to 4."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2023-Q1.

        Raises: UnreadableDate for anything else.
        """
        found = _QUARTER.fullmatch(text)
        if found is None:
            raise UnreadableDate(
                f"{text!r} is not a quarter. Write a quarter as 2023-Q1."
            )
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return _last_of_month(self.year, 3 * self.number)

    @property
    def ends_before(self) -> date:
        """The first day of the quarter after it."""
        return self.next().first

    @property
    def text(self) -> str:
        """The quarter as written: 2023-Q1."""
        return f"{self.year:04d}-Q{self.number}"

    def next(self) -> "Quarter":
        """The quarter after it."""
        return self.back(-1)

    def previous(self) -> "Quarter":
        """The quarter before it."""
        return self.back(1)

    def back(self, quarters: int) -> "Quarter":
        """The quarter so many before it: 4 is the same quarter of the last year."""
        year, number = divmod(4 * self.year + self.number - 1 - quarters, 4)
        return Quarter(year, number + 1)

    def __str__(self) -> str:
        return self.text


def quarter_of(when: PartialDate) -> Quarter | None:
    """The quarter in which a date lies; None when only its year is known."""
    if when.precision is Precision.YEAR:
        return None
    return Quarter.of(when.first)


def london_day(moment: datetime) -> date:
    """The calendar day in London at a moment.

    Raises: UnreadableDate for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise UnreadableDate(
            f"{moment.isoformat()} has no time zone. Give the moment in UTC."
        )
    return moment.astimezone(LONDON).date()


@lru_cache(maxsize=4096)
def end_of_london_day(day: date) -> datetime:
    """The last microsecond of a day in London, in UTC."""
    following = day + _ONE_DAY
    midnight = datetime(following.year, following.month, following.day, tzinfo=LONDON)
    return midnight.astimezone(UTC) - _ONE_MICROSECOND


def as_at(text: str) -> datetime:
    """Read the moment of an as-at: a day, or an instant with its time zone.

    Dates: a bare day is the end of that day in London.
    Raises: UnreadableDate for anything else, an instant without a zone included.
    """
    try:
        if len(text) == 10:
            return end_of_london_day(PartialDate.parse(text).day)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError, UnreadableDate) as fault:
        raise UnreadableDate(
            f"{text!r} is not a moment. Write a day (2023-05-04) or an instant with "
            "its time zone (2023-05-04T09:30:00+01:00)."
        ) from fault
    raise UnreadableDate(
        f"{text!r} has no time zone. Write it with one, such as {text}+00:00."
    )


def _last_of_month(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - _ONE_DAY


def _unreadable(text: str) -> UnreadableDate:
    return UnreadableDate(
        f"{text!r} is not a date. Write 2023-01-05, 2023-01, 2023-Q1 or 2023."
    )
