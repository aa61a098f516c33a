"""How each engine writes and gives back ids, days and moments in plain SQL.

The log is written and read without the object layer, millions of rows at a time;
what Django would convert is converted here, in the same forms, so that its own
queries read the same rows.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID


class _Connection(Protocol):
    vendor: str


@lru_cache(maxsize=8192)
def _moment_from_text(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@lru_cache(maxsize=8192)
def _text_of_moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


@lru_cache(maxsize=16384)
def _day_from_text(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Sqlite:
    """SQLite: ids as 32 hexadecimal digits, days and moments as text in UTC."""

    # The casts keep Django's slower converters of declared types away.
    case_id: str = "case_id"
    occurred_on: str = "CAST(occurred_on AS TEXT)"
    recorded_at: str = "CAST(recorded_at AS TEXT)"
    erased_at: str = "CAST(erased_at AS TEXT)"
    due_on: str = "CAST(due_on AS TEXT)"
    received_on: str = "CAST(received_on AS TEXT)"
    at: str = "CAST(at AS TEXT)"
    created_at: str = "CAST(created_at AS TEXT)"
    due_at: str = "CAST(due_at AS TEXT)"
    begun_at: str = "CAST(begun_at AS TEXT)"
    ended_at: str = "CAST(ended_at AS TEXT)"
    changed_at: str = "CAST(changed_at AS TEXT)"
    # A transaction has the whole file for itself, so no row is ever held by another.
    passing_over: str = ""

    def id(self, value: UUID) -> Any:
        """An id as this engine takes it."""
        return value.hex

    def day(self, value: date) -> Any:
        """A day as this engine takes it."""
        return value.isoformat()

    def moment(self, value: datetime) -> Any:
        """A moment as this engine takes it, and as Django writes it.

        Text order is time order: without a fraction it ends before one would begin.
        """
        return _text_of_moment(value)

    def read_id(self, value: Any) -> UUID:
        """An id as this engine gave it."""
        return UUID(hex=value)

    def read_day(self, value: Any) -> date:
        """A day as this engine gave it."""
        return _day_from_text(value)

    def read_moment(self, value: Any) -> datetime:
        """A moment as this engine gave it."""
        return _moment_from_text(value)


@dataclass(frozen=True, slots=True)
class Postgresql:
    """PostgreSQL: its own types for all three."""

    case_id: str = "case_id"
    occurred_on: str = "occurred_on"
    recorded_at: str = "recorded_at"
    erased_at: str = "erased_at"
    due_on: str = "due_on"
    received_on: str = "received_on"
    at: str = "at"
    created_at: str = "created_at"
    due_at: str = "due_at"
    begun_at: str = "begun_at"
    ended_at: str = "ended_at"
    changed_at: str = "changed_at"
    passing_over: str = " FOR UPDATE SKIP LOCKED"

    def id(self, value: UUID) -> Any:
        """An id as this engine takes it."""
        return value

    def day(self, value: date) -> Any:
        """A day as this engine takes it."""
        return value

    def moment(self, value: datetime) -> Any:
        """A moment as this engine takes it."""
        return value

    def read_id(self, value: Any) -> UUID:
        """An id as this engine gave it."""
        held: UUID = value
        return held

    def read_day(self, value: Any) -> date:
        """A day as this engine gave it."""
        held: date = value
        return held

    def read_moment(self, value: Any) -> datetime:
        """A moment as this engine gave it."""
        held: datetime = value.astimezone(UTC)
        return held


Engine = Sqlite | Postgresql

_ENGINES: dict[str, Engine] = {"sqlite": Sqlite(), "postgresql": Postgresql()}


def engine_of(connection: _Connection) -> Engine:
    """The forms of the engine behind a connection."""
    return _ENGINES[connection.vendor]
