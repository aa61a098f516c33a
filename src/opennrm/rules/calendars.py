"""Reading calendar files: one a jurisdiction, refused whole with every fault told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path, PurePath
from typing import ClassVar

from opennrm.errors import Family, FaultsFound
from opennrm.rules.dates import london_day
from opennrm.rules.nations import NATIONS
from opennrm.rules.reading import Faults, Section, read, read_source
from opennrm.rules.sources import Source
from opennrm.rules.working_days import (
    Calendar,
    Calendars,
    Holiday,
    OutsideCalendar,
    by_nation,
    calendar,
)

__all__ = [
    "Calendar",
    "Calendars",
    "FaultyCalendars",
    "Holiday",
    "OutsideCalendar",
    "load_calendars",
]

CALENDAR_FILES = Path(__file__).parent / "data" / "calendars"
_KEYS = (
    "jurisdiction",
    "nations",
    "covers_from",
    "covers_to",
    "edition",
    "last_review",
    "source",
    "notes",
    "holidays",
)
_HOLIDAY_KEYS = ("date", "name", "announced_on", "withdrawn_on", "source", "note")
_SATURDAY = 5


class FaultyCalendars(FaultsFound):
    """Calendar files were refused; none of them is used."""

    code: ClassVar[str] = "faulty-calendars"
    family: ClassVar[Family] = Family.RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """A calendar file as read, all announcements included.

    `mark` ends the version of a calendar of a rule set that is not the baseline.
    """

    jurisdiction: str
    nations: tuple[str, ...]
    covers_from: date
    covers_to: date
    edition: int
    source: Source
    holidays: tuple[Holiday, ...]
    mark: str = ""

    def known_on(self, day: date | None) -> Calendar:
        """The calendar as known on a day."""
        return calendar(
            jurisdiction=self.jurisdiction,
            nations=self.nations,
            covers_from=self.covers_from,
            covers_to=self.covers_to,
            edition=self.edition,
            source=self.source,
            holidays=self.holidays,
            as_at=day,
            mark=self.mark,
        )


def load_calendars(
    directory: Path | None = None, *, as_at: datetime | None = None
) -> Calendars:
    """The calendars of all nations, the project's own without a directory.

    Dates: `as_at` leaves out what was announced after that moment, a London day.
    Raises: FaultyCalendars with every fault of every file.
    """
    day = None if as_at is None else london_day(as_at)
    return _own(day) if directory is None else known_on(_read_all(directory), day)


@lru_cache(maxsize=64)
def _own(day: date | None) -> Calendars:
    return known_on(own_calendar_files(), day)


@lru_cache(maxsize=1)
def own_calendar_files() -> tuple[CalendarFile, ...]:
    """The project's own calendar files."""
    return _read_all(CALENDAR_FILES)


def known_on(
    files: Iterable[CalendarFile],
    day: date | None,
    nations: tuple[str, ...] = NATIONS,
) -> Calendars:
    """The calendars that these files make, as known on a day."""
    return by_nation(tuple(file.known_on(day) for file in files), nations)


def _read_all(directory: Path) -> tuple[CalendarFile, ...]:
    faults = Faults()
    sections = [read(path, faults) for path in sorted(directory.glob("*.yaml"))]
    files = [read_calendar(section) for section in sections if section is not None]
    if not faults.found:
        found = [file for file in files if file]
        check_nations(directory.name, found, NATIONS, faults)
    if faults.found:
        asked = f"The calendars in {directory.name} were refused."
        raise FaultyCalendars(asked, faults.found)
    return tuple(file for file in files if file is not None)


def check_nations(
    named: str, files: list[CalendarFile], nations: tuple[str, ...], faults: Faults
) -> None:
    """Every nation has exactly one calendar."""
    claimed = [nation for file in files for nation in file.nations]
    for nation in nations:
        if claimed.count(nation) != 1:
            what = f"{claimed.count(nation)} calendars are for {nation}"
            faults.add(named, 0, "nations", what, "Give it exactly one.")


def read_calendar(
    section: Section, nations: tuple[str, ...] = NATIONS, *, mark: str = ""
) -> CalendarFile | None:
    """The calendar that a file holds, with its faults kept."""
    section.only(_KEYS)
    jurisdiction = section.text("jurisdiction")
    if jurisdiction is not None and jurisdiction != PurePath(section.file).stem:
        what = f"'{jurisdiction}' is not the file's name"
        section.fault("jurisdiction", what, "Name the file after it.")
    claimed = section.some_of("nations", nations)
    covers_from, covers_to = section.day("covers_from"), section.day("covers_to")
    edition = section.integer("edition")
    section.day("last_review")
    section.texts("notes")
    source = read_source(section)
    holidays = read_holidays(section)
    if covers_from is None or covers_to is None:
        return None
    _check_span(section, holidays, covers_from, covers_to)
    return CalendarFile(
        jurisdiction=jurisdiction or "",
        nations=claimed,
        covers_from=covers_from,
        covers_to=covers_to,
        edition=edition or 0,
        source=source,
        holidays=tuple(holidays),
        mark=mark,
    )


def read_holidays(section: Section) -> list[Holiday]:
    """The holidays that a file lists, in order, with their faults kept."""
    found: list[Holiday] = []
    for entry in section.sections("holidays"):
        holiday = _holiday(entry)
        if holiday is None:
            continue
        if found and holiday.day <= found[-1].day:
            what = f"{holiday.day} comes after {found[-1].day}: dates are out of order"
            entry.fault("date", what, "List each day once, oldest first.")
        found.append(holiday)
    return found


def _holiday(entry: Section) -> Holiday | None:
    entry.only(_HOLIDAY_KEYS)
    day, name = entry.day("date"), entry.text("name")
    announced = entry.day("announced_on") if entry.has("announced_on") else None
    withdrawn = entry.day("withdrawn_on") if entry.has("withdrawn_on") else None
    dated = announced or withdrawn
    source = read_source(entry) if dated or entry.has("source") else None
    if day is None:
        return None
    if day.weekday() >= _SATURDAY:
        what = f"{day} is at a weekend"
        entry.fault("date", what, "Give the substitute day.")
    if dated is not None and dated > day:
        key = "announced_on" if announced else "withdrawn_on"
        entry.fault(key, f"{dated} is after the holiday", "Correct one of the dates.")
    return Holiday(
        day=day,
        name=name or "",
        announced_on=announced,
        withdrawn_on=withdrawn,
        source=source,
        note=entry.optional_text("note"),
    )


def _check_span(
    section: Section, holidays: list[Holiday], covers_from: date, covers_to: date
) -> None:
    """Every year covered has holidays, and no holiday lies outside."""
    years = {holiday.day.year for holiday in holidays}
    for year in range(covers_from.year, covers_to.year + 1):
        if year not in years:
            what = f"gap: {year} has no holiday"
            section.fault("holidays", what, "Add its holidays, or cover less.")
    for holiday in holidays:
        if not covers_from <= holiday.day <= covers_to:
            what = f"{holiday.day} is outside the years covered"
            section.fault("holidays", what, "Remove it, or cover more.")
