"""When a letter that did not leave is tried again, and when a person is asked.

The waits double, with a part of chance so that many letters do not return at once.
The chance comes from the letter's own id: the same letter has the same waits.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from opennrm.rules.dates import end_of_london_day, london_day

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
ATTEMPTS: Final = 12
"""After so many a letter is held for a person: with these waits, about a day."""

JITTER: Final = 0.25
"""How far a wait may differ from the stated one, as a part of it."""

HOLD: Final = timedelta(minutes=5)
"""How long a worker has a letter to itself; far longer than any carrier may take."""

ASK_AGAIN: Final = timedelta(minutes=10)
"""How often a carrier is asked what became of a letter."""


def next_try(letter_id: UUID, *, attempts: int, at: datetime) -> datetime | None:
    """When to try again after so many attempts; None where a person is to see to it."""
    if attempts >= ATTEMPTS:
        return None
    doubled: int = 2 ** (attempts - 1)
    wait = min(FIRST_WAIT * doubled, LONGEST_WAIT)
    return at + wait * (1 + JITTER * _chance(letter_id, attempts))


def next_look(*, at: datetime) -> datetime:
    """When to look again at what could not be told: as the next London day begins.

    Nothing that is refused today is allowed later today but by a new fact, and that
    has the case looked at by itself.
    """
    return end_of_london_day(london_day(at)) + timedelta(microseconds=1)


def _chance(letter_id: UUID, attempts: int) -> float:
    """A number from -1 to 1."""
    digest = hashlib.sha256(letter_id.bytes + attempts.to_bytes(4, "big")).digest()
    return int.from_bytes(digest[:4], "big") / (2**31 - 0.5) - 1
