"""A second reckoner of days, slow and plain, that shares no code with the product.

It reads the lists of holidays by itself and walks from day to day. Where it and the
product differ, one of the two is wrong.
"""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LISTS = Path(__file__).parents[2] / "src/opennrm/rules/data/calendars"
LIST_OF = {
    "england": "england-and-wales",
    "wales": "england-and-wales",
    "scotland": "scotland",
    "northern_ireland": "northern-ireland",
}
NATIONS = tuple(LIST_OF)
YEARS = range(2019, 2029)
ONE_DAY = timedelta(days=1)


class SlowReckoner:
    """The days of one nation, as they were known at the end of a day."""

    def __init__(self, nation: str, known_on: date | None = None) -> None:
        self.holidays = set()
        for entry in _entries(LIST_OF[nation]):
            announced, withdrawn = entry.get("announced_on"), entry.get("withdrawn_on")
            if known_on is None:
                counts = withdrawn is None
            elif announced is not None and announced > known_on:
                counts = False
            else:
                counts = withdrawn is None or withdrawn > known_on
            if counts:
                self.holidays.add(entry["date"])

    def works(self, day: date) -> bool:
        """Whether offices are open: no Saturday, no Sunday, no bank holiday."""
        return day.strftime("%a") not in ("Sat", "Sun") and day not in self.holidays

    def working_days_after(self, start: date, number: int) -> date:
        """Walk on until so many working days have been passed after the start."""
        day = start
        while number:
            day += ONE_DAY
            number -= self.works(day)
        return day

    def working_days_passed(self, start: date, end: date) -> int:
        """How many working days lie after the start, to the end."""
        passed, day = 0, start
        while day < end:
            day += ONE_DAY
            passed += self.works(day)
        return passed

    def last_of(self, start: date, number: int, unit: str) -> date:
        """The last day of a length; `days_from_the_day` counts the start as day 1."""
        if unit == "working_days":
            return self.working_days_after(start, number)
        if unit == "months":
            return month_later(start, number)
        day, counted = start, 1 if unit == "days_from_the_day" else 0
        while counted < number:
            day += ONE_DAY
            counted += 1
        return day

    def holidays_within(self, years: range) -> list[date]:
        """The bank holidays of some years, in order."""
        return sorted(day for day in self.holidays if day.year in years)


@lru_cache
def _entries(name: str) -> list[dict[str, Any]]:
    text = (LISTS / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["holidays"]


def month_later(day: date, number: int) -> date:
    """The day of the same number so many months on, or the month's last before it."""
    year, month = day.year, day.month
    for _ in range(number):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    wanted = day.day
    while True:
        try:
            return date(year, month, wanted)
        except ValueError:
            wanted -= 1


def every_day(years: range) -> list[date]:
    """Every date of some years."""
    day, days = date(years[0], 1, 1), []
    while day.year <= years[-1]:
        days.append(day)
        day += ONE_DAY
    return days
