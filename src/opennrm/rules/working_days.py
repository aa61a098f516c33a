"""Working days of the three jurisdictions, as they were known at a moment.

A holiday may be announced late and a regular one may be moved; both are dated, so
that what was due as at a past day can be computed again.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.nations import NATIONS, NationNeeded, known_nation
from opennrm.rules.sources import Source

_SATURDAY = 5


class OutsideCalendar(OpenNRMError):
    """A day lies outside the years that the calendars cover."""

    code: ClassVar[str] = "outside-calendar"
    family: ClassVar[Family] = Family.DATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A bank holiday.

    Dates: one with `announced_on` is known from that day; one with `withdrawn_on`
    was expected until that day, when it was moved.
    """

    day: date
    name: str
    announced_on: date | None = None
    withdrawn_on: date | None = None
    source: Source | None = None
    note: str | None = None

    def known_on(self, day: date | None) -> bool:
        """Whether it counted as at a day; None asks for all that is known."""
        if day is None:
            return self.withdrawn_on is None
        announced = self.announced_on is None or self.announced_on <= day
        return announced and (self.withdrawn_on is None or day < self.withdrawn_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working days of one jurisdiction, as known at one moment.

    `version` names the jurisdiction, the last announcement taken account of and the
    edition of our list.
    """

    jurisdiction: str
    nations: tuple[str, ...]
    version: str
    covers_from: date
    covers_to: date
    holidays: tuple[Holiday, ...]
    source: Source
    _days: frozenset[date] = field(repr=False)
    _working: tuple[int, ...] = field(repr=False)

    def is_working_day(self, day: date) -> bool:
        """Whether a day is neither at a weekend nor a bank holiday.

        Raises: OutsideCalendar outside the years covered.
        """
        self._within(day)
        return day.weekday() < _SATURDAY and day not in self._days

    def add_working_days(self, start: date, working_days: int) -> date:
        """The day so many working days after `start`.

        Dates: `start` is day 0, whether it is a working day or not.
        Raises: OutsideCalendar when either day is outside the years covered.
        """
        self._within(start)
        if working_days < 0:
            raise ValueError("working days are added, never taken away")
        if working_days == 0:
            return start
        place = bisect_right(self._working, start.toordinal()) + working_days - 1
        if place >= len(self._working):
            raise self._outside(f"{working_days} working days after {start}")
        return date.fromordinal(self._working[place])

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days `end` is after `start`; negative when before.

        Dates: `start` is day 0 and is not counted; `end` is, if it is a working day.
        Raises: OutsideCalendar when either day is outside the years covered.
        """
        self._within(start)
        self._within(end)
        before = bisect_right(self._working, start.toordinal())
        return bisect_right(self._working, end.toordinal()) - before

    def _within(self, day: date) -> None:
        if not self.covers_from <= day <= self.covers_to:
            raise self._outside(day.isoformat())

    def _outside(self, asked: str) -> OutsideCalendar:
        return OutsideCalendar(
            f"Working days cannot be counted for {asked}: {self.version} covers "
            f"{self.covers_from} to {self.covers_to}. Check the date; a later "
            "calendar comes with a later release."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The calendars of all nations, as known at one moment."""

    by_nation: Mapping[str, Calendar]
    nations: tuple[str, ...] = NATIONS

    def for_nation(self, nation: str | None) -> Calendar:
        """The calendar of a nation.

        Raises: NationNeeded where the nation is not known; UnknownNation for a word
            that is none.
        """
        known = known_nation(nation, self.nations)
        if known is None:
            raise NationNeeded(
                "Working days differ between the nations, and the nation is not "
                f"known. Record one of {', '.join(self.nations)}."
            )
        return self.by_nation[known]

    @property
    def versions(self) -> tuple[str, ...]:
        """The version of every jurisdiction's calendar, in alphabetical order."""
        return tuple(sorted({one.version for one in self.by_nation.values()}))


def calendar(
    *,
    jurisdiction: str,
    nations: tuple[str, ...],
    covers_from: date,
    covers_to: date,
    edition: int,
    source: Source,
    holidays: tuple[Holiday, ...],
    as_at: date | None,
    mark: str = "",
) -> Calendar:
    """The calendar that these holidays make, as known on a day.

    `mark` names the rule set whose holidays these are, where it is not the baseline.
    """
    known = tuple(holiday for holiday in holidays if holiday.known_on(as_at))
    days = frozenset(holiday.day for holiday in known)
    span = range(covers_from.toordinal(), covers_to.toordinal() + 1)
    working = tuple(
        number
        for number in span
        if (day := date.fromordinal(number)).weekday() < _SATURDAY and day not in days
    )
    return Calendar(
        jurisdiction=jurisdiction,
        nations=nations,
        version=f"{jurisdiction}@{_news(holidays, as_at, covers_from)}.{edition}{mark}",
        covers_from=covers_from,
        covers_to=covers_to,
        holidays=known,
        source=source,
        _days=days,
        _working=working,
    )


def by_nation(
    calendars: tuple[Calendar, ...], nations: tuple[str, ...] = NATIONS
) -> Calendars:
    """These calendars, found by nation."""
    found = {nation: one for one in calendars for nation in one.nations}
    return Calendars(by_nation=MappingProxyType(found), nations=nations)


def _news(holidays: tuple[Holiday, ...], as_at: date | None, first: date) -> date:
    """The last announcement or withdrawal that was known."""
    dates = (
        when
        for holiday in holidays
        for when in (holiday.announced_on, holiday.withdrawn_on)
        if when is not None and (as_at is None or when <= as_at)
    )
    return max(dates, default=first)
