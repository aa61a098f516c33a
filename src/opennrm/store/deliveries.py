"""Letters on their way to their channels, each once.

A letter is in one state. Whoever works on it holds it for a stated time: the state,
the number of the attempt and that time together are what a result must still match,
so that a worker which lost its hold changes nothing. A row holds ids and codes only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection

from opennrm.store.engine import Engine, engine_of

_INSERT: Final = (
    "INSERT INTO store_delivery (letter_id, case_id, version, channel, state, attempts,"
    " due_at, code, carrier, carrier_id, changed_at)"
    " VALUES (%s, %s, %s, %s, %s, 0, %s, NULL, NULL, NULL, %s)"
)
_BEGIN: Final = (
    "INSERT INTO store_delivery_attempt"
    " (letter_id, number, carrier, begun_at, ended_at, outcome, code)"
    " VALUES (%s, %s, %s, %s, NULL, NULL, NULL)"
)


class DeliveryState(StrEnum):
    """Where a letter stands on its way."""

    WAITING = "waiting"
    """To be handed over once its moment has come."""
    SENDING = "sending"
    """In the hands of a worker."""
    ACCEPTED = "accepted"
    """With the carrier, which is asked what became of it."""
    SENT = "sent"
    """With the carrier, which will never tell more."""
    DELIVERED = "delivered"
    STOPPED = "stopped"
    """Not sent, since it may not be sent any more."""
    HELD = "held"
    """Not sent; a person must see to it."""
    UNCERTAIN = "uncertain"
    """Perhaps sent; a person must find out, and nothing sends it again by itself."""


ENDED: Final = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.DELIVERED,
        DeliveryState.STOPPED,
    }
)
FOR_A_PERSON: Final = (DeliveryState.HELD, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A letter on its way. `version` is that of the fact that it was issued.

    `code` says why it does not go on; `carrier_id` is what the carrier calls it.
    """

    letter_id: UUID
    case_id: UUID
    version: int
    channel: str
    state: DeliveryState
    attempts: int
    due_at: datetime | None
    code: str | None
    carrier: str | None
    carrier_id: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to hand a letter over; no outcome while that is not known."""

    number: int
    carrier: str
    begun_at: datetime
    ended_at: datetime | None
    outcome: str | None
    code: str | None


def add(
    *, letter_id: UUID, case_id: UUID, version: int, channel: str, at: datetime
) -> None:
    """Put a letter on its way, in the transaction of the fact that it was issued."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                engine.id(letter_id),
                engine.id(case_id),
                version,
                channel,
                DeliveryState.WAITING.value,
                engine.moment(at),
                engine.moment(at),
            ],
        )


def claim(state: DeliveryState, *, at: datetime, until: datetime) -> Delivery | None:
    """Take the letter in a state whose moment came first, and hold it until a moment.

    One that another worker takes just now is passed over. None where none is due.
    """
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_columns(engine)} FROM store_delivery"  # noqa: S608 ours
            " WHERE state = %s AND due_at <= %s"
            f" ORDER BY due_at, letter_id LIMIT 1{engine.passing_over}",
            [state.value, engine.moment(at)],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        found = _read(row, engine)
    return change(found, to=found.state, at=at, due_at=until, code=found.code)


def begin(held: Delivery, *, carrier: str, at: datetime) -> Delivery | None:
    """Count one more attempt and keep that it began; None where the hold was lost."""
    begun = change(
        held,
        to=DeliveryState.SENDING,
        at=at,
        due_at=held.due_at,
        carrier=carrier,
        attempts=held.attempts + 1,
    )
    if begun is not None:
        engine = engine_of(connection)
        with connection.cursor() as cursor:
            cursor.execute(
                _BEGIN,
                [
                    engine.id(held.letter_id),
                    begun.attempts,
                    carrier,
                    engine.moment(at),
                ],
            )
    return begun


def end(held: Delivery, *, outcome: str, code: str | None, at: datetime) -> None:
    """Keep what came of the last attempt; what is known already stays."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_delivery_attempt SET ended_at = %s, outcome = %s, code = %s"
            " WHERE letter_id = %s AND number = %s AND outcome IS NULL",
            [
                engine.moment(at),
                outcome,
                code,
                engine.id(held.letter_id),
                held.attempts,
            ],
        )


def change(
    held: Delivery,
    *,
    to: DeliveryState,
    at: datetime,
    due_at: datetime | None = None,
    code: str | None = None,
    carrier: str | None = None,
    carrier_id: str | None = None,
    attempts: int | None = None,
) -> Delivery | None:
    """The letter as it stands after a change; None where it was no longer so held."""
    engine = engine_of(connection)
    count = held.attempts if attempts is None else attempts
    carried_by = carrier or held.carrier
    known_as = carrier_id or held.carrier_id
    due = "IS NULL" if held.due_at is None else "= %s"
    matching = [] if held.due_at is None else [engine.moment(held.due_at)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_delivery SET state = %s, attempts = %s,"  # noqa: S608 ours
            " due_at = %s, code = %s, carrier = %s, carrier_id = %s, changed_at = %s"
            f" WHERE letter_id = %s AND state = %s AND attempts = %s AND due_at {due}",
            [
                to.value,
                count,
                None if due_at is None else engine.moment(due_at),
                code,
                carried_by,
                known_as,
                engine.moment(at),
                engine.id(held.letter_id),
                held.state.value,
                held.attempts,
                *matching,
            ],
        )
        if cursor.rowcount == 0:
            return None
    return Delivery(
        letter_id=held.letter_id,
        case_id=held.case_id,
        version=held.version,
        channel=held.channel,
        state=to,
        attempts=count,
        due_at=due_at,
        code=code,
        carrier=carried_by,
        carrier_id=known_as,
        changed_at=at,
    )


def of_letter(letter_id: UUID) -> Delivery | None:
    """Where one letter stands."""
    found = _where("letter_id = %s", [engine_of(connection).id(letter_id)])
    return found[0] if found else None


def of_case(case_id: UUID) -> list[Delivery]:
    """The letters of a case, in the order in which they were issued."""
    return _where("case_id = %s ORDER BY version", [engine_of(connection).id(case_id)])


def for_a_person(*, limit: int) -> list[Delivery]:
    """The letters that a person must see to, the longest waiting first."""
    states = [state.value for state in FOR_A_PERSON]
    return _where(
        "state IN (%s, %s) ORDER BY changed_at, letter_id LIMIT %s", [*states, limit]
    )


def attempts_of(letter_id: UUID) -> list[Attempt]:
    """Every attempt to hand a letter over, in order."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number, carrier, {engine.begun_at}, {engine.ended_at}, outcome,"  # noqa: S608 ours
            " code FROM store_delivery_attempt WHERE letter_id = %s ORDER BY number",
            [engine.id(letter_id)],
        )
        return [
            Attempt(
                number=number,
                carrier=carrier,
                begun_at=engine.read_moment(begun_at),
                ended_at=None if ended_at is None else engine.read_moment(ended_at),
                outcome=outcome,
                code=code,
            )
            for number, carrier, begun_at, ended_at, outcome, code in cursor.fetchall()
        ]


def _columns(engine: Engine) -> str:
    return (
        f"letter_id, case_id, version, channel, state, attempts, {engine.due_at},"
        f" code, carrier, carrier_id, {engine.changed_at}"
    )


def _where(condition: str, values: Sequence[Any]) -> list[Delivery]:
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_columns(engine)} FROM store_delivery"  # noqa: S608 ours
            f" WHERE {condition}",
            list(values),
        )
        return [_read(row, engine) for row in cursor.fetchall()]


def _read(row: Sequence[Any], engine: Engine) -> Delivery:
    return Delivery(
        letter_id=engine.read_id(row[0]),
        case_id=engine.read_id(row[1]),
        version=row[2],
        channel=row[3],
        state=DeliveryState(row[4]),
        attempts=row[5],
        due_at=None if row[6] is None else engine.read_moment(row[6]),
        code=row[7],
        carrier=row[8],
        carrier_id=row[9],
        changed_at=engine.read_moment(row[10]),
    )
