"""Facts as the log writes them: encoded once, written as often as need be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from opennrm.cases.codec import to_json
from opennrm.cases.facts import NAMES
from opennrm.cases.history import NewFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A new fact in its stored form, still without case, version and position."""

    name: str
    occurred_on: date
    occurred_precision: str
    corrects: int | None
    cause: str | None
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one command adds to one case; `after` is the version that it had read."""

    case_id: UUID
    after: int
    entries: Sequence[Entry]
    by: str
    organisation: str
    command_id: str
    at: datetime


def entry_of(new: NewFact) -> Entry:
    """A new fact in its stored form."""
    return Entry(
        name=NAMES[type(new.fact)],
        occurred_on=new.occurred.first,
        occurred_precision=new.occurred.precision.value,
        corrects=new.corrects,
        cause=new.cause,
        payload=to_json(new.fact),
    )
