"""How numbers, days and moments are written for a reader.

The one place where a value becomes text, so that a bulletin, a desk and a chart
write the same value alike.
"""

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MINUS = "\N{MINUS SIGN}"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def count(value: int) -> str:
    """A whole number with thousands separated: 4,746."""
    return f"{value:,}".replace("-", MINUS)


def rounded(value: int | Decimal | Fraction, places: int) -> Decimal:
    """The value rounded once, half away from zero, to so many decimal places.

    Floats are not taken: a figure that is published is exact until this step.
    """
    quantum = Decimal(1).scaleb(-places)
    if isinstance(value, Fraction):
        return _rounded_ratio(value, quantum)
    return Decimal(value).quantize(quantum, rounding=ROUND_HALF_UP)


def number(value: int | Decimal | Fraction, places: int = 0) -> str:
    """A number to so many decimal places, with thousands separated: 1,234.5."""
    return f"{rounded(value, places):,}".replace("-", MINUS)


def percentage(part: int, whole: int, places: int = 0) -> str:
    """The part as a percentage of the whole: 62%.

    Raises: ValueError where the whole is zero; the caller says what that means.
    """
    if whole == 0:
        raise ValueError("a percentage of nothing has no value")
    return f"{number(Fraction(part * 100, whole), places)}%"


def day(value: date) -> str:
    """A day as people write it: 4 May 2023."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """The month of a day: May 2023."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def span(first_on: date, precision: str) -> str:
    """A date that may be known only to the month, quarter or year.

    Dates: `first_on` is the first day of the span, as facts store it.
    """
    match precision:
        case "day":
            return day(first_on)
        case "month":
            return month(first_on)
        case "quarter":
            last = MONTHS[(first_on.month - 1) // 3 * 3 + 2]
            first = MONTHS[(first_on.month - 1) // 3 * 3]
            return f"{first} to {last} {first_on.year}"
        case "year":
            return str(first_on.year)
        case _:
            raise ValueError(f"a span is a day, month, quarter or year: {precision}")


def moment(value: datetime) -> str:
    """A moment in London time: 4 May 2023, 10:30.

    Raises: ValueError for a datetime that does not name its zone.
    """
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = value.astimezone(UTC).astimezone(LONDON)
    return f"{day(local.date())}, {local:%H:%M}"


def plural(amount: int, one: str, many: str | None = None) -> str:
    """The amount with its noun: 1 referral, 4,746 referrals."""
    return f"{count(amount)} {one if amount == 1 else many or one + 's'}"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Words as a list in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def slug(text: str) -> str:
    """A text as an HTML id or file name: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "item"


def _rounded_ratio(value: Fraction, quantum: Decimal) -> Decimal:
    scaled = abs(value) / Fraction(quantum)
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if 2 * rest >= scaled.denominator:
        whole += 1
    return (Decimal(whole if value >= 0 else -whole) * quantum).quantize(quantum)
