"""What takes a letter to its channel, behind one small protocol.

A carrier is given one letter at a time, under an id that never changes, and answers
what it knows. One that can be asked is asked before anything is handed over again.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from opennrm.letters.composing import Letter


class Outcome(StrEnum):
    """What a carrier says of a letter."""

    DELIVERED = "delivered"
    """It is where it was to arrive."""
    ACCEPTED = "accepted"
    """The carrier has it and can be asked what became of it."""
    SENT = "sent"
    """The carrier has it and will never tell more."""
    TRY_AGAIN = "try_again"
    """It did not leave, and may later."""
    REFUSED = "refused"
    """It did not leave, and will not as it is."""
    UNCERTAIN = "uncertain"
    """Nobody can tell whether it left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a carrier says; `code` says why, `carrier_id` what it calls the letter."""

    outcome: Outcome
    code: str | None = None
    carrier_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A letter ready to leave, with how to reach the one it is for.

    `codes` is what a slip may say of it: codes and versions, nothing of a person.
    """

    letter_id: UUID
    case_id: UUID
    channel: str
    letter: Letter = field(repr=False)
    codes: dict[str, str | int] = field(repr=False)
    email: str | None = field(default=None, repr=False)
    telephone: str | None = field(default=None, repr=False)


class Carrier(Protocol):
    """Takes letters of its channels. `can_tell`: it knows which letters it has."""

    @property
    def name(self) -> str:
        """The code of the carrier, as deliveries keep it."""
        ...

    @property
    def channels(self) -> frozenset[str]:
        """The channels that it serves."""
        ...

    @property
    def can_tell(self) -> bool:
        """Whether `ask` finds every letter that it has."""
        ...

    def send(self, parcel: Parcel) -> Answer:
        """Take a letter."""
        ...

    def ask(self, letter_id: UUID) -> Answer | None:
        """What became of a letter; None where the carrier does not have it."""
        ...
