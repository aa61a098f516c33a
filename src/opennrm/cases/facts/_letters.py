"""Letters, and the upkeep of the history itself."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecorded:
    """How someone may be reached.

    Which channels were said to be safe. The address itself is in the vault.
    """

    whose: str
    channels: tuple[str, ...] | None = None
    language: str
    place_of_exploitation: bool
    contact: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterIssued:
    """A letter or notice was made and handed to its channel."""

    letter: str
    recipient: str
    channel: str
    language: str
    about: int | None = None
    text_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDelivered:
    """The channel reported delivery."""

    letter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWithdrawn:
    """A fact was recorded in error and counts, from now on, as never recorded."""

    fact: int
