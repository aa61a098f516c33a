"""The work lists: one line a case, projected from its history and disposable.

A line is written in the transaction of the fact that changes it. The whole can be
thrown away and made again from the log, which is the truth.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from opennrm.cases.case import Route
from opennrm.cases.history import History
from opennrm.cases.references import reference
from opennrm.store import log
from opennrm.store.engine import Engine, engine_of
from opennrm.store.projection import WorkLine

_COLUMNS: Final = tuple(field.name for field in fields(WorkLine))
_LINES_AT_ONCE: Final = 2_000

_INSERT: Final = (
    "INSERT INTO store_work_item (case_id, reference, route, stage, authority,"
    " first_responder, clock, due_on, due_unknown, received_on, received_precision,"
    " updated_position, suspended, closed)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_REPLACE: Final = (
    _INSERT + " ON CONFLICT (case_id) DO UPDATE SET reference = excluded.reference,"
    " route = excluded.route, stage = excluded.stage, authority = excluded.authority,"
    " first_responder = excluded.first_responder, clock = excluded.clock,"
    " due_on = excluded.due_on, due_unknown = excluded.due_unknown,"
    " received_on = excluded.received_on,"
    " received_precision = excluded.received_precision,"
    " updated_position = excluded.updated_position,"
    " suspended = excluded.suspended, closed = excluded.closed"
    " WHERE excluded.updated_position >= store_work_item.updated_position"
)


def put(line: WorkLine) -> None:
    """Write a case's line in place of its earlier one."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLACE, _row(line, engine_of(connection)))


def add_alike(groups: Iterable[tuple[WorkLine, Sequence[tuple[UUID, int]]]]) -> None:
    """Write the lines of many new cases that differ in their ids only.

    Each group is the line of one of its cases, and every case with the position of
    its last fact.
    """
    engine = engine_of(connection)
    rows = []
    for pattern, cases in groups:
        _, _, *middle, _, suspended, closed = _row(pattern, engine)
        route = Route(pattern.route)
        rows += [
            (
                engine.id(case_id),
                reference(case_id, route),
                *middle,
                position,
                suspended,
                closed,
            )
            for case_id, position in cases
        ]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def put_many(lines: Iterable[WorkLine]) -> None:
    """Write many lines, each in place of its case's earlier one."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.executemany(_REPLACE, [_row(line, engine) for line in lines])


def remove(case_id: UUID) -> None:
    """Take a case's line away, since nothing of the case stands any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM store_work_item WHERE case_id = %s",
            [engine_of(connection).id(case_id)],
        )


def rebuild(project: Callable[[History], WorkLine | None]) -> int:
    """Throw every line away and make it again from the log; how many there are.

    `project` folds a history and projects it, as `services` do at each write. A line
    that is written meanwhile for a later fact stays.
    """
    engine = engine_of(connection)
    made = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM store_work_item")
        projected = (project(history) for _, history in log.histories())
        lines = (line for line in projected if line is not None)
        while some := list(islice(lines, _LINES_AT_ONCE)):
            with connection.cursor() as cursor:
                cursor.executemany(_REPLACE, [_row(line, engine) for line in some])
            made += len(some)
    return made


def by_authority(
    authority: str | None,
    *,
    closed: bool,
    stage: str | None,
    limit: int,
    skip: int = 0,
) -> list[WorkLine]:
    """An authority's cases, first due first; every authority's for None.

    Cases without a due day come after those, the longest received first, and what is
    suspended comes last: nothing can be done there until it is resumed. A Duty to
    Notify report is no case to decide and is in no such list.
    """
    wanted: list[tuple[str, Any]] = [
        ("closed = %s", closed),
        ("route = %s", Route.NRM.value),
    ]
    if authority is not None:
        wanted.append(("authority = %s", authority))
    if stage is not None:
        wanted.append(("stage = %s", stage))
    return _lines(
        wanted,
        "suspended, due_on IS NULL, due_on, received_on, case_id",
        limit,
        skip=skip,
    )


def by_first_responder(
    organisation: str, *, limit: int, skip: int = 0
) -> list[WorkLine]:
    """What an organisation has referred and notified, the last received first."""
    wanted = [("first_responder = %s", organisation)]
    return _lines(wanted, "received_on DESC, case_id", limit, skip=skip)


def counts(authority: str | None) -> list[tuple[str, bool, int]]:
    """How many cases stand at each stage: stage, closed or not, number."""
    where = "" if authority is None else " WHERE authority = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT stage, closed, count(*) FROM store_work_item{where}"  # noqa: S608 ours
            " GROUP BY stage, closed ORDER BY stage, closed",
            [] if authority is None else [authority],
        )
        return [(stage, bool(closed), n) for stage, closed, n in cursor.fetchall()]


def of_case(case_id: UUID) -> WorkLine | None:
    """The line of one case, if there is one."""
    found = _lines([("case_id = %s", engine_of(connection).id(case_id))], "case_id", 1)
    return found[0] if found else None


def of_reference(reference: str) -> WorkLine | None:
    """The line of the case with that reference, if there is one."""
    found = _lines([("reference = %s", reference)], "case_id", 1)
    return found[0] if found else None


def _lines(
    wanted: Sequence[tuple[str, Any]], order: str, limit: int, *, skip: int = 0
) -> list[WorkLine]:
    engine = engine_of(connection)
    columns = {"due_on": engine.due_on, "received_on": engine.received_on}
    selected = ", ".join(columns.get(name, name) for name in _COLUMNS)
    where = " AND ".join(condition for condition, _ in wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {selected} FROM store_work_item WHERE {where}"  # noqa: S608 ours
            f" ORDER BY {order} LIMIT %s OFFSET %s",
            [*(value for _, value in wanted), limit, skip],
        )
        return [_line(row, engine) for row in cursor.fetchall()]


def _line(row: tuple[Any, ...], engine: Engine) -> WorkLine:
    values = dict(zip(_COLUMNS, row, strict=True))
    due_on: date | None = values["due_on"]
    return WorkLine(
        **values
        | {
            "case_id": engine.read_id(values["case_id"]),
            "due_on": None if due_on is None else engine.read_day(due_on),
            "received_on": engine.read_day(values["received_on"]),
            "suspended": bool(values["suspended"]),
            "closed": bool(values["closed"]),
        }
    )


def _row(line: WorkLine, engine: Engine) -> tuple[Any, ...]:
    return (
        engine.id(line.case_id),
        line.reference,
        line.route,
        line.stage,
        line.authority,
        line.first_responder,
        line.clock,
        None if line.due_on is None else engine.day(line.due_on),
        line.due_unknown,
        engine.day(line.received_on),
        line.received_precision,
        line.updated_position,
        line.suspended,
        line.closed,
    )
