"""From a day, a length and a way of counting to the last day of a period."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import NoSuchValue, RuleVersion
from opennrm.rules.working_days import Calendar

WORKING_DAYS = "working_days"
CALENDAR_DAYS = "calendar_days"
CALENDAR_MONTHS = "calendar_months"
INCLUSIVE = "inclusive"

_ONE_DAY = timedelta(days=1)
_ENGLAND = "england"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time that a rule lays down, counted from one day.

    Dates: `started_on` is day 0, or day 1 where `counts_start`. `last_on` is the last
        day in it; None where the rule of the day lays down none, or where the end
        hangs on something that has not happened.
    `rule` is the rule version and `calendar` the calendar that were used; a time whose
    end someone set by hand has an empty rule.
    """

    started_on: date
    last_on: date | None
    unit: str | None
    length: int | None
    counts_start: bool = False
    rule: str
    calendar: Calendar | None = None

    def to(self, last_on: date | None) -> "Period":
        """The same period with another last day, or with an open end."""
        return Period(
            started_on=self.started_on,
            last_on=last_on,
            unit=self.unit,
            length=self.length,
            counts_start=self.counts_start,
            rule=self.rule,
            calendar=self.calendar,
        )

    def elapsed(self, on: date) -> int:
        """How much of it has gone by the end of a day, in its unit; 0 before it.

        Calendar months are told in days.
        Raises: OutsideCalendar when working days are counted beyond the calendar.
        """
        if on < self.started_on:
            return 0
        first = self.started_on - _ONE_DAY if self.counts_start else self.started_on
        if self.unit == WORKING_DAYS and self.calendar is not None:
            return self.calendar.working_days_between(first, on)
        return (on - first).days


def last_day(
    start: date, *, length: int, unit: str, inclusive: bool, calendar: Calendar | None
) -> date:
    """The last day of a time counted from `start`.

    Dates: `start` is day 1 where `inclusive`, else day 0. A calendar month ends on
        the same day of the month, or on the month's last day if it is shorter.
    Raises: NoSuchValue for a unit in which no length can be counted; OutsideCalendar.
    """
    if unit == WORKING_DAYS and calendar is not None:
        first = start - _ONE_DAY if inclusive else start
        return calendar.add_working_days(first, length)
    if unit == CALENDAR_DAYS:
        return start + timedelta(days=length - 1 if inclusive else length)
    if unit == CALENDAR_MONTHS:
        ends_on = months_after(start, length)
        # Where the last month has no such day, the month's end is the end either way.
        shorter = ends_on.day < start.day
        return ends_on - _ONE_DAY if inclusive and not shorter else ends_on
    raise NoSuchValue(
        f"A length of {length} {unit.replace('_', ' ')} cannot be counted. Use a rule "
        f"whose unit is {WORKING_DAYS}, {CALENDAR_DAYS} or {CALENDAR_MONTHS}."
    )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


_CALENDAR_RULE = "working-day-calendar"


def remembered(book: Rulebook) -> dict[tuple[object, ...], Period]:
    """The periods already worked out under the rulebook that was used last.

    Many cases share a day; an extract reads hundreds of thousands of clocks under one
    rulebook. What is kept is what would be worked out again.
    """
    global _remembered
    last = _remembered
    if last[0] is not book or len(last[1]) > _MOST_REMEMBERED:
        last = _remembered = (book, {})
    return last[1]


_MOST_REMEMBERED = 200_000
_remembered: tuple[Rulebook | None, dict[tuple[object, ...], Period]] = (None, {})


def working_calendar(
    start: PartialDate, *, nation: str | None, book: Rulebook
) -> Calendar:
    """The calendar by which working days from `start` are counted.

    Dates: the setting is that of the day from which the count runs. A mechanism that
        has no such rule counts by the calendar of the nation.
    Raises: NationNeeded where the nation is not known and matters.
    Source: working-day-calendar.
    """
    if _CALENDAR_RULE in book.rules.by_key:
        setting = book.rules.in_force(
            _CALENDAR_RULE, anchors={"referral-received": start}, nation=nation
        )
        if setting.value == "england_and_wales":
            return book.calendars.for_nation(_ENGLAND)
    return book.calendars.for_nation(nation)


def version_for(
    key: str, *, dated: PartialDate | None, nation: str | None, book: Rulebook
) -> RuleVersion:
    """The version of a rule in force on the date of whatever its anchor is.

    Raises: AnchorMissing without that date, and the other errors of
        `Rules.in_force`.
    """
    anchor = book.rules.rule(key).anchor
    anchors: Mapping[str, PartialDate] = {} if dated is None else {anchor: dated}
    return book.rules.in_force(key, anchors=anchors, nation=nation)


def period_of(
    version: RuleVersion,
    start: PartialDate,
    *,
    need: str,
    nation: str | None,
    book: Rulebook,
    length: int | None = None,
    unit: str | None = None,
) -> Period:
    """The time that a rule version lays down, from a day on.

    `length` and `unit` are those of a parameter where the value is not meant. The
    version's `counting` says whether the first day counts; its `counted_in`, if it has
    one, in what; and its `calendar`, if it has one, whose bank holidays are left out.
    Raises: DayUnknown, naming `need`, where only the span of `start` is known.
    """
    started_on = start.day_for(need)
    amount = length if length is not None else version.value
    if not isinstance(amount, int):
        return Period(
            started_on=started_on, last_on=None, unit=None, length=None, rule=version.id
        )
    counted_in = (
        unit
        or version.parameters.get("counted_in")
        or book.rules.rule(version.rule).unit
    )
    measure = str(counted_in)
    inclusive = version.parameters.get("counting") == INCLUSIVE
    calendar = None
    if measure == WORKING_DAYS:
        whose = version.parameters.get("calendar")
        calendar = (
            book.calendars.for_nation(str(whose))
            if whose is not None
            else working_calendar(start, nation=nation, book=book)
        )
    return Period(
        started_on=started_on,
        last_on=last_day(
            started_on,
            length=amount,
            unit=measure,
            inclusive=inclusive,
            calendar=calendar,
        ),
        unit=measure,
        length=amount,
        counts_start=inclusive,
        rule=version.id,
        calendar=calendar,
    )
