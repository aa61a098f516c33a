"""The access record: who read or wrote what, when, for whom and why.

It is written in the transaction of what it tells of, so neither is there without the
other, and it is never changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from opennrm.store import triggers
from opennrm.store.engine import engine_of

_INSERT: Final = (
    "INSERT INTO store_access"
    " (at, actor, organisation, action, case_id, command_id, purpose)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One reading or writing. `action` and `purpose` are codes, never free text."""

    at: datetime
    actor: str
    organisation: str
    action: str
    purpose: str
    case_id: UUID | None = None
    command_id: str | None = None


def record(access: Access) -> None:
    """Keep one access."""
    triggers.require(connection)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _row(access))


def record_many(accesses: Iterable[Access]) -> None:
    """Keep many accesses."""
    triggers.require(connection)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_row(access) for access in accesses])


def of_case(case_id: UUID) -> list[Access]:
    """Every access to a case, in the order in which they were made."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {engine.at}, actor, organisation, action, command_id, purpose"  # noqa: S608 ours
            " FROM store_access WHERE case_id = %s ORDER BY id",
            [engine.id(case_id)],
        )
        return [
            Access(
                at=engine.read_moment(at),
                actor=actor,
                organisation=organisation,
                action=action,
                case_id=case_id,
                command_id=command_id,
                purpose=purpose,
            )
            for at, actor, organisation, action, command_id, purpose in (
                cursor.fetchall()
            )
        ]


def _row(access: Access) -> tuple[Any, ...]:
    engine = engine_of(connection)
    return (
        engine.moment(access.at),
        access.actor,
        access.organisation,
        access.action,
        None if access.case_id is None else engine.id(access.case_id),
        access.command_id,
        access.purpose,
    )
