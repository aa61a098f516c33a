"""A letter that is still to be sent, as plain values."""

from typing import Any

from opennrm.cases.case import Case
from opennrm.cases.notices import Notice
from opennrm.cases.reaching import safe_channels
from opennrm.cases.rulebook import Rulebook


def letter_due(case: Case, notice: Notice, *, book: Rulebook) -> dict[str, Any]:
    """Which letter, to whom, about what, and by which safe channel; None without one.

    Shape: letter, recipient, channel, about (the number of the fact), because (its
        name), minute.
    """
    safe = safe_channels(case, notice.recipient, book=book)
    return {
        "letter": notice.letter,
        "recipient": notice.recipient,
        "channel": safe[0] if safe else None,
        "about": notice.about,
        "because": notice.because,
        "minute": notice.minute,
    }
