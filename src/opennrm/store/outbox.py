"""The outbox: what others must be told, written with the fact that gives cause.

A message holds ids and codes only; whoever delivers it reads the rest with the rights
of that task. It is marked when delivered, so one that was interrupted goes out again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from opennrm.store.engine import engine_of

_INSERT: Final = (
    "INSERT INTO store_outbox (case_id, kind, payload, created_at, delivered_at)"
    " VALUES (%s, %s, %s, %s, %s)"
)

_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something to tell; `payload` is ids and codes.

    `told` says that it counts as told from the start, as in a simulated register.
    """

    case_id: UUID | None
    kind: str
    payload: Mapping[str, str | int | None]
    created_at: datetime
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that was not delivered yet."""

    id: int
    message: Message


def put(message: Message) -> None:
    """Keep a message until it is delivered."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _row(message))


def put_many(messages: Iterable[Message]) -> None:
    """Keep many messages."""
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_row(message) for message in messages])


def waiting(*, limit: int) -> list[Waiting]:
    """The messages that were not delivered yet, oldest first."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, case_id, kind, payload, {engine.created_at}"  # noqa: S608 ours
            " FROM store_outbox WHERE delivered_at IS NULL ORDER BY id LIMIT %s",
            [limit],
        )
        return [
            Waiting(
                id=number,
                message=Message(
                    case_id=None if case_id is None else engine.read_id(case_id),
                    kind=kind,
                    payload=json.loads(payload),
                    created_at=engine.read_moment(created_at),
                ),
            )
            for number, case_id, kind, payload, created_at in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What waits to be told of one case, held by this transaction to its end."""

    case_id: UUID | None
    ids: tuple[int, ...]


def claim(*, beyond: int = 0) -> Claimed | None:
    """The oldest waiting message after number `beyond`, and all others of its case.

    Messages that another worker holds are passed over. None where nothing waits.
    """
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, case_id FROM store_outbox"  # noqa: S608 ours
            " WHERE delivered_at IS NULL AND id > %s"
            f" ORDER BY id LIMIT 1{engine.passing_over}",
            [beyond],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        number, held = row
        if held is None:
            return Claimed(case_id=None, ids=(number,))
        case_id = engine.read_id(held)
        cursor.execute(
            "SELECT id FROM store_outbox"  # noqa: S608 ours
            " WHERE delivered_at IS NULL AND id > %s AND case_id = %s"
            f" ORDER BY id{engine.passing_over}",
            [number, engine.id(case_id)],
        )
        others = [other for (other,) in cursor.fetchall()]
    return Claimed(case_id=case_id, ids=(number, *others))


def settle(case_id: UUID, *, kinds: Sequence[str], at: datetime) -> None:
    """Mark the waiting messages of a case that are of kinds which nobody is told of.

    One that another worker holds is passed over: whoever holds it marks it.
    """
    engine = engine_of(connection)
    marks = ", ".join(["%s"] * len(kinds))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_outbox SET delivered_at = %s WHERE id IN"  # noqa: S608 ours
            " (SELECT id FROM store_outbox WHERE delivered_at IS NULL"
            f" AND case_id = %s AND kind IN ({marks}){engine.passing_over})",
            [engine.moment(at), engine.id(case_id), *kinds],
        )


def delivered(number: int, *, at: datetime) -> None:
    """Mark a message as delivered; once more changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_outbox SET delivered_at = %s"
            " WHERE id = %s AND delivered_at IS NULL",
            [engine_of(connection).moment(at), number],
        )


def _row(message: Message) -> tuple[Any, ...]:
    engine = engine_of(connection)
    return (
        None if message.case_id is None else engine.id(message.case_id),
        message.kind,
        _CANONICAL.encode(message.payload),
        engine.moment(message.created_at),
        engine.moment(message.created_at) if message.told else None,
    )
