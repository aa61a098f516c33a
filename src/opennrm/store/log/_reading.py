"""Reading the log: one history, every history, its end and its digest.

Rows come from one ordered statement, which sees one moment of the database however
long the reading takes.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.db import connection

from opennrm.cases.codec import from_json
from opennrm.cases.facts import Fact
from opennrm.cases.history import History, RecordedFact
from opennrm.rules.dates import PartialDate, Precision
from opennrm.store.engine import Engine, engine_of

_ROWS_AT_ONCE: Final = 2_000
_CASES_AT_ONCE: Final = 500
_FACTS_KEPT: Final = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An end of the log: the last position up to it, and when that was recorded."""

    position: int
    recorded_at: datetime


BEGINNING: Final = Head(position=0, recorded_at=datetime(1970, 1, 1, tzinfo=UTC))
"""The end of an empty log."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode
_PRECISIONS: Final = {precision.value: precision for precision in Precision}

# Facts cannot be changed, so equal ones are read once and shared: published cells
# give thousands of the same, and most assignments and decisions repeat.
_fact = lru_cache(maxsize=_FACTS_KEPT)(from_json)


@lru_cache(maxsize=16_384)
def _date(first: Any, precision: str) -> PartialDate:
    return PartialDate(engine_of(connection).read_day(first), _PRECISIONS[precision])


def head() -> Head:
    """Where the log ends now."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT position, {engine.recorded_at} FROM store_log"  # noqa: S608 ours
            " ORDER BY position DESC LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return BEGINNING
    return Head(position=row[0], recorded_at=engine.read_moment(row[1]))


def cut(as_at: datetime) -> Head:
    """Where the log ended at a moment; its present end for one in the future.

    `recorded_at` never decreases along the log, so the place is found by halving.
    """
    last = head()
    if last.recorded_at <= as_at:
        return last
    found, low, high = BEGINNING, 1, last.position - 1
    while low <= high:
        middle = (low + high) // 2
        recorded_at = _recorded_at(middle)
        if recorded_at <= as_at:
            found = Head(position=middle, recorded_at=recorded_at)
            low = middle + 1
        else:
            high = middle - 1
    return found


def history(case_id: UUID, *, as_at: datetime | None = None) -> History:
    """The facts of one case by their version; none for a case that is not there."""
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_select(engine)} WHERE case_id = %s ORDER BY version",
            [engine.id(case_id)],
        )
        rows = cursor.fetchall()
    facts = _facts(case_id, rows, engine)
    if as_at is None:
        return facts
    return [recorded for recorded in facts if recorded.recorded_at <= as_at]


def histories(
    *, as_at: datetime | None = None, through: int | None = None
) -> Iterator[tuple[UUID, History]]:
    """Every case with its history, in the order of their ids.

    Shape: one pair per case with at least one fact recorded by `as_at` and at or
    before the position `through`.
    """
    engine = engine_of(connection)
    last = head().position if through is None else through
    if as_at is not None:
        last = min(last, cut(as_at).position)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"{_select(engine)} WHERE position <= %s ORDER BY case_id, version", [last]
        )
        rows = _streamed(cursor)
        for key, group in groupby(rows, key=itemgetter(1)):
            case_id = engine.read_id(key)
            yield case_id, _facts(case_id, group, engine)


def histories_of(case_ids: Iterable[UUID]) -> Iterator[tuple[UUID, History]]:
    """Some cases with their histories; those that are not there are left out."""
    engine = engine_of(connection)
    rest = iter(case_ids)
    while some := [engine.id(case_id) for case_id in islice(rest, _CASES_AT_ONCE)]:
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_select(engine)} WHERE case_id IN ({marks})"
                " ORDER BY case_id, version",
                some,
            )
            for key, group in groupby(cursor.fetchall(), key=itemgetter(1)):
                case_id = engine.read_id(key)
                yield case_id, _facts(case_id, group, engine)


def digest(through: int) -> str:
    """SHA-256 over the entries up to a position, in a form equal on both engines."""
    engine = engine_of(connection)
    total = hashlib.sha256()
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"{_select(engine)} WHERE position <= %s ORDER BY position", [through]
        )
        for row in _streamed(cursor):
            total.update(_canonical(row, engine).encode())
    return total.hexdigest()


def _canonical(row: tuple[Any, ...], engine: Engine) -> str:
    """An entry as one line of JSON, written out because there are so many."""
    position, case_id, version, name, on, precision, at, by, organisation, *rest = row
    command_id, corrects, cause, payload = rest
    return (
        f'[{position},"{engine.read_id(case_id)}",{version},{_quoted(name)},'
        f'"{_day_text(engine.read_day(on))}","{precision}",'
        f'"{_moment_text(engine.read_moment(at))}",{_quoted(by)},'
        f"{_quoted(organisation)},{_quoted(command_id)},"
        f"{'null' if corrects is None else corrects},"
        f"{'null' if cause is None else _quoted(cause)},{_quoted(payload)}]\n"
    )


@lru_cache(maxsize=16_384)
def _day_text(day: date) -> str:
    return day.isoformat()


@lru_cache(maxsize=8_192)
def _moment_text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _select(engine: Engine) -> str:
    return (
        f"SELECT position, {engine.case_id}, version, name, {engine.occurred_on},"  # noqa: S608 ours
        f" occurred_precision, {engine.recorded_at}, by, organisation, command_id,"
        " corrects, cause, payload FROM store_log"
    )


def _streamed(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _recorded_at(position: int) -> datetime:
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {engine.recorded_at} FROM store_log WHERE position = %s",  # noqa: S608 ours
            [position],
        )
        return engine.read_moment(cursor.fetchone()[0])


def _facts(case_id: UUID, rows: Any, engine: Engine) -> list[RecordedFact]:
    read_moment = engine.read_moment
    return [
        RecordedFact(
            case_id=case_id,
            version=version,
            position=position,
            fact=_read(name, payload),
            occurred=_date(on, precision),
            recorded_at=read_moment(at),
            by=by,
            organisation=organisation,
            command_id=command_id,
            corrects=corrects,
            cause=cause,
        )
        for (
            position,
            _,
            version,
            name,
            on,
            precision,
            at,
            by,
            organisation,
            command_id,
            corrects,
            cause,
            payload,
        ) in rows
    ]


def _read(name: str, payload: str) -> Fact:
    return _fact(name, payload)
