"""A letter that is still to be sent, as plain values."""

from datetime import date
from typing import Any

from opennrm.cases.addressing import issue_letter
from opennrm.cases.case import Case
from opennrm.cases.notices import Notice
from opennrm.cases.reaching import safe_channels
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import OpenNRMError
from opennrm.rules.dates import PartialDate, london_day


def letter_due(
    case: Case, notice: Notice, *, on: date, book: Rulebook
) -> dict[str, Any]:
    """Which letter, to whom, about what, by which safe channel, and what holds it.

    Dates: `on` is the day on which it would leave, and not before the last recording.
    Shape: letter, recipient, channel (None without a safe one), about (the number of
        the fact), because (its name), minute, waits (the code and the reason why it may
        not leave; None where it may).
    """
    safe = safe_channels(case, notice.recipient, book=book)
    return {
        "letter": notice.letter,
        "recipient": notice.recipient,
        "channel": safe[0] if safe else None,
        "about": notice.about,
        "because": notice.because,
        "minute": notice.minute,
        "waits": _waits(case, notice, on=on, book=book),
    }


def _waits(case: Case, notice: Notice, *, on: date, book: Rulebook) -> str | None:
    """The refusal that sending the letter meets, its code and first sentence."""
    day = max(on, london_day(case.history[-1].recorded_at))
    try:
        issue_letter(
            case,
            letter=notice.letter,
            recipient=notice.recipient,
            about=notice.about,
            on=PartialDate.on(day),
            today=day,
            book=book,
        )
    except OpenNRMError as refusal:
        first = str(refusal).partition(". ")[0].rstrip(".")
        return f"{refusal.code}: {first}."
    return None
