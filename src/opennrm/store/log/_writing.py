"""Adding to the log, one writer at a time.

Each entry takes the next position, so that "everything up to position n" never
changes once read. For that the appends of all transactions follow one another:
SQLite gives a transaction the whole file for writing from its first statement,
PostgreSQL an advisory lock taken here, as late as can be, and held to the commit.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import IntegrityError, connection

from opennrm.cases.history import NewFact, RecordedFact
from opennrm.errors import Family, OpenNRMError
from opennrm.store import triggers
from opennrm.store.engine import Engine, engine_of
from opennrm.store.log._entries import Batch, entry_of
from opennrm.store.log._reading import Head, head

LOG_LOCK: Final = 0x0C0FFEE_109
"""The key of the advisory lock; every writer of one database must use the same."""

TOLERATED_STEP_BACK: Final = timedelta(seconds=60)

_INSERT: Final = (
    "INSERT INTO store_log (position, case_id, version, name, occurred_on,"
    " occurred_precision, recorded_at, by, organisation, command_id, corrects,"
    " cause, payload) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


class StaleCase(OpenNRMError):
    """Someone else recorded something on the case since it was read."""

    code: ClassVar[str] = "stale-case"
    family: ClassVar[Family] = Family.CONFLICT


class ClockWentBack(OpenNRMError):
    """The moment given lies before the end of the log."""

    code: ClassVar[str] = "clock-went-back"
    family: ClassVar[Family] = Family.STORE


class NotInTransaction(OpenNRMError):
    """The log was to be written outside a transaction that can be undone."""

    code: ClassVar[str] = "not-in-transaction"
    family: ClassVar[Family] = Family.STORE


def append(
    *,
    case_id: UUID,
    after: int,
    facts: Sequence[NewFact],
    by: str,
    organisation: str,
    command_id: str,
    at: datetime,
) -> tuple[RecordedFact, ...]:
    """Record facts of one case, inside the caller's transaction.

    `after` is the version of the case that the caller has read, 0 for a new case.
    Dates: `recorded_at` is `at`, or the end of the log where that is a little later.

    Raises:
        StaleCase: the case has moved on; the transaction must be given up.
        ClockWentBack: `at` is more than a minute before the end of the log.
        NotInTransaction: there is no transaction to be part of.
    """
    last = _begin()
    batch = Batch(
        case_id=case_id,
        after=after,
        entries=[entry_of(new) for new in facts],
        by=by,
        organisation=organisation,
        command_id=command_id,
        at=at,
    )
    _insert([batch], last)
    recorded_at = max(at.astimezone(UTC), last.recorded_at)
    return tuple(
        RecordedFact(
            case_id=case_id,
            version=after + number,
            position=last.position + number,
            fact=new.fact,
            occurred=new.occurred,
            recorded_at=recorded_at,
            by=by,
            organisation=organisation,
            command_id=command_id,
            corrects=new.corrects,
            cause=new.cause,
        )
        for number, new in enumerate(facts, start=1)
    )


def append_many(batches: Sequence[Batch]) -> int:
    """Record many commands' facts in their order; the last position is returned.

    Nothing is read back case by case: the log's own constraints find a stale case.

    Raises: as `append`.
    """
    return _insert(batches, _begin())


def _begin() -> Head:
    """Take the log for writing and say where it ends."""
    if not connection.in_atomic_block:
        raise NotInTransaction(
            "The log was to be written outside a transaction. Write it through "
            "`opennrm.services`, which undo everything together."
        )
    triggers.require(connection)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])
    return head()


def _insert(batches: Sequence[Batch], last: Head) -> int:
    numbered = _numbered(batches, last, engine_of(connection))
    try:
        with connection.cursor() as cursor:
            if len(batches) == 1 and len(batches[0].entries) == 1:
                cursor.execute(_INSERT, next(numbered))
            else:
                cursor.executemany(_INSERT, list(numbered))
    except IntegrityError as fault:
        # The trigger or the unique (case, version) says that the case has moved on;
        # any other refusal of the database is a fault of ours and stays one.
        if "version" not in str(fault):
            raise
        raise stale() from fault
    return last.position + sum(len(batch.entries) for batch in batches)


def _numbered(
    batches: Sequence[Batch], last: Head, engine: Engine
) -> Iterator[tuple[Any, ...]]:
    """The rows of the batches, each with its position and its moment."""
    position, recorded_at = last.position, last.recorded_at
    moment = engine.moment(recorded_at)
    given: datetime | None = None
    for batch in batches:
        if batch.at is not given:
            given = batch.at
            if given + TOLERATED_STEP_BACK < recorded_at:
                raise ClockWentBack(
                    f"Something was to be recorded at {given.isoformat()}, but the "
                    f"log already reaches {recorded_at.isoformat()}. Set the clock of "
                    "this machine right, then try again."
                )
            recorded_at = max(given.astimezone(UTC), recorded_at)
            moment = engine.moment(recorded_at)
        case_id = engine.id(batch.case_id)
        for version, entry in enumerate(batch.entries, start=batch.after + 1):
            position += 1
            yield (
                position,
                case_id,
                version,
                entry.name,
                engine.day(entry.occurred_on),
                entry.occurred_precision,
                moment,
                batch.by,
                batch.organisation,
                batch.command_id,
                entry.corrects,
                entry.cause,
                entry.payload,
            )


def stale() -> StaleCase:
    """What whoever read an earlier version of a case is told."""
    return StaleCase(
        "Someone else recorded something on this case while you were working on it. "
        "Nothing of yours was stored. Read the case again and decide again."
    )
