"""Times that hang on a birthday, on a draft, or on a request to see one's data."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from opennrm.cases.periods._reckoning import Period, period_of, version_for
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate

ADULT_AT_YEARS = 18
_NEED = "The eighteenth birthday"


class BirthDateUnknown(OpenNRMError):
    """A clock needs the birth date, which was never given or has been erased."""

    code: ClassVar[str] = "birth-date-unknown"
    family: ClassVar[Family] = Family.DATES


@dataclass(frozen=True, slots=True, kw_only=True)
class AdulthoodTask:
    """What is to be done so many days before someone turns 18."""

    days_before: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Adulthood:
    """The day on which someone turns 18, and what has to be done by when.

    `pack_by` is the last day to share the transition pack; None where none is asked
    for by the rule of the day.
    """

    birthday: date
    tasks: tuple[AdulthoodTask, ...]
    pack_by: date | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLife:
    """What becomes of a draft that nobody saves again.

    Dates: its author is warned on `warned_on`; `last_on` is the last day on which the
        draft is there.
    """

    warned_on: date
    last_on: date
    rule: str


def eighteenth_birthday(born: PartialDate | None) -> date:
    """The day on which someone turns 18.

    Dates: someone born on 29 February comes of age on 1 March, the day after the last
        of February; no eighteenth birthday of theirs falls into a leap year.
    Raises: BirthDateUnknown; DayUnknown for a birth date known only to its span.
    """
    if born is None:
        raise BirthDateUnknown(
            f"{_NEED} needs the birth date, which was not given or has been erased. "
            "Record it if it can be found out; no day is assumed."
        )
    day = born.day_for(_NEED)
    year = day.year + ADULT_AT_YEARS
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def adulthood(
    born: PartialDate | None, *, nation: str | None, book: Rulebook
) -> Adulthood:
    """The eighteenth birthday and its tasks.

    Dates: the tasks are those in force on the birthday itself.
    Raises: BirthDateUnknown, DayUnknown and the errors of `Rules.in_force`.
    Source: adulthood-tasks.
    """
    birthday = eighteenth_birthday(born)
    tasks = version_for(
        "adulthood-tasks", dated=PartialDate.on(birthday), nation=nation, book=book
    )
    told = str(tasks.parameters.get("days_before") or "")
    days = [int(part) for part in told.split("+") if part]
    pack = tasks.parameters.get("pack")
    return Adulthood(
        birthday=birthday,
        tasks=tuple(
            AdulthoodTask(days_before=ahead, due_on=birthday - timedelta(days=ahead))
            for ahead in days
        ),
        pack_by=birthday - timedelta(days=1) if pack == "required" else None,
        rule=tasks.id,
    )


def draft_life(saved: PartialDate, *, book: Rulebook) -> DraftLife:
    """When the author of a draft is warned, and when the draft is gone.

    Dates: `saved` is the day of the last save, day 0.
    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: draft-expiry.
    """
    expiry = version_for("draft-expiry", dated=saved, nation=None, book=book)
    need = "The life of a draft"
    life = period_of(expiry, saved, need=need, nation=None, book=book)
    warn = period_of(
        expiry,
        saved,
        need=need,
        nation=None,
        book=book,
        length=int(expiry.parameter("warn_after_days") or 0),
    )
    assert life.last_on is not None, "draft-expiry gives a length"
    assert warn.last_on is not None, "draft-expiry gives a length"
    return DraftLife(warned_on=warn.last_on, last_on=life.last_on, rule=expiry.id)


def subject_access(asked: PartialDate, *, book: Rulebook) -> Period:
    """By when a request to see one's own data is answered.

    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: subject-access.
    """
    answer = version_for("subject-access", dated=asked, nation=None, book=book)
    need = "The answer to a request for one's data"
    return period_of(answer, asked, need=need, nation=None, book=book)
