"""How far each case counts as told, and when to look again at what could not be.

A case that is not here counts as told of nothing. What was simulated, or recorded
before letters left from here, counts as told; only what comes later is written about.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from opennrm.store.engine import engine_of

_THROUGH: Final = (
    "INSERT INTO store_told (case_id, told_through, again_at) VALUES (%s, %s, NULL)"
    " ON CONFLICT (case_id) DO UPDATE SET told_through = excluded.told_through"
    " WHERE excluded.told_through > store_told.told_through"
)
_AGAIN: Final = (
    "INSERT INTO store_told (case_id, told_through, again_at) VALUES (%s, 0, %s)"
    " ON CONFLICT (case_id) DO UPDATE SET again_at = excluded.again_at"
)


def count_as_told(through: Mapping[UUID, int]) -> None:
    """Let the facts of these cases, up to a version each, be written about no more."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.executemany(
            _THROUGH,
            [(engine.id(case_id), version) for case_id, version in through.items()],
        )


def told_through(case_id: UUID) -> int:
    """The version up to which a case counts as told; 0 where it does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT told_through FROM store_told WHERE case_id = %s",
            [engine_of(connection).id(case_id)],
        )
        row = cursor.fetchone()
    return 0 if row is None else int(row[0])


def look_again(case_id: UUID, *, at: datetime | None) -> None:
    """Have a case looked at again at a moment; None lets it rest."""
    engine = engine_of(connection)
    moment: Any = None if at is None else engine.moment(at)
    with connection.cursor() as cursor:
        if at is None:
            cursor.execute(
                "UPDATE store_told SET again_at = NULL"
                " WHERE case_id = %s AND again_at IS NOT NULL",
                [engine.id(case_id)],
            )
        else:
            cursor.execute(_AGAIN, [engine.id(case_id), moment])


def claim_due(*, at: datetime) -> UUID | None:
    """A case whose moment to be looked at again has come, held to the commit.

    One that another worker holds is passed over.
    """
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id FROM store_told WHERE again_at <= %s"  # noqa: S608 ours
            f" ORDER BY again_at, case_id LIMIT 1{engine.passing_over}",
            [engine.moment(at)],
        )
        row = cursor.fetchone()
    return None if row is None else engine.read_id(row[0])
