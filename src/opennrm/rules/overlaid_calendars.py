"""Calendars under a reform: holidays added, and holidays that will not be."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from opennrm.rules.calendars import CalendarFile, read_holidays
from opennrm.rules.reading import Section, read_source
from opennrm.rules.working_days import Holiday

_KEYS = ("jurisdiction", "last_review", "source", "notes", "holidays")


def overlay_calendars(
    baseline: tuple[CalendarFile, ...],
    files: Iterable[tuple[str, Section]],
    *,
    mark: str,
) -> tuple[CalendarFile, ...]:
    """The baseline's calendars with what these files change, by name of file."""
    known = {calendar.jurisdiction: calendar for calendar in baseline}
    for stem, section in files:
        if stem in known:
            known[stem] = _overlaid(section, known[stem], mark)
            continue
        section.fault(
            "jurisdiction",
            f"the baseline has no calendar '{stem}'",
            f"Name the file after one of {', '.join(known)}.",
        )
    return tuple(known.values())


def _overlaid(section: Section, calendar: CalendarFile, mark: str) -> CalendarFile:
    section.only(_KEYS)
    jurisdiction = section.text("jurisdiction")
    if jurisdiction is not None and jurisdiction != calendar.jurisdiction:
        what = f"'{jurisdiction}' is not the file's name"
        section.fault("jurisdiction", what, f"Write '{calendar.jurisdiction}'.")
    section.day("last_review")
    section.texts("notes")
    read_source(section)
    holidays = {holiday.day: holiday for holiday in calendar.holidays}
    for holiday in read_holidays(section):
        holidays[holiday.day] = _changed(section, calendar, holidays, holiday)
    ordered = tuple(holidays[day] for day in sorted(holidays))
    return replace(calendar, holidays=ordered, mark=mark)


def _changed(
    section: Section,
    calendar: CalendarFile,
    known: dict[date, Holiday],
    holiday: Holiday,
) -> Holiday:
    """A holiday as the reform has it: a new one, or one that it withdraws."""
    day = holiday.day
    if not calendar.covers_from <= day <= calendar.covers_to:
        what = f"{day} is outside the years covered"
        section.fault("holidays", what, "Give a day that the baseline covers.")
    if day in known and holiday.withdrawn_on is None:
        what = f"{day} is a holiday of the baseline"
        section.fault("holidays", what, "Leave it out, or give 'withdrawn_on'.")
    if day not in known and holiday.withdrawn_on is not None:
        what = f"{day} is no holiday of the baseline"
        section.fault("holidays", what, "Leave it out; nothing is to withdraw.")
    return holiday
