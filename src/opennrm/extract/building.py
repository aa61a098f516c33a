"""Building an extract: histories up to a moment become the tables of the schema."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pyarrow as pa

from opennrm.cases.case import Case, Route
from opennrm.cases.facts import ReferralReceived
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.history import History, as_known
from opennrm.cases.rulebook import Rulebook
from opennrm.extract.changes import change_rows
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.extract.rows import (
    Row,
    decision_rows,
    exploitation_rows,
    notification_row,
    reconsideration_rows,
    referral_row,
    step_rows,
)
from opennrm.extract.schema import TableSchema, extract_schema
from opennrm.rules.dates import PartialDate

Tables = dict[str, pa.Table]


@dataclass(slots=True)
class _Gathered:
    """The rows of every table so far. Lives inside `build_tables` only."""

    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in extract_schema().tables}
    )
    reports: list[tuple[str, Case]] = field(default_factory=list)
    upgrades: dict[UUID, PartialDate] = field(default_factory=dict)

    def add(self, table: str, referral: str, row: Row) -> None:
        self.rows[table].append({"referral": referral, **row})


def build_tables(
    histories: Iterable[History],
    *,
    as_at: datetime | None,
    on: date,
    book: Rulebook,
    keys: ExtractKeys,
) -> tuple[Tables, int]:
    """The extract's tables as at a moment, and how many histories they tell.

    Dates: facts are cut by `recorded_at`; clocks are read on the day `on`.
    Shape: tables as in `schema.yaml`, rows in a total order, so that the same
        histories always give the same bytes.
    """
    gathered = _Gathered()
    cases = 0
    for history in histories:
        known = as_known(history, at=as_at)
        if not known:
            continue
        cases += 1
        try:
            case = fold(known)
        except NoSuchCase:
            continue
        _gather(gathered, known, case, on=on, book=book, keys=keys)
    for referral, case in gathered.reports:
        upgraded = gathered.upgrades.get(case.case_id)
        gathered.add(
            "notifications", referral, notification_row(case, upgraded=upgraded)
        )
    schemas = extract_schema().tables
    return {
        name: to_table(rows, schemas[name]) for name, rows in gathered.rows.items()
    }, cases


def _gather(
    gathered: _Gathered,
    history: History,
    case: Case,
    *,
    on: date,
    book: Rulebook,
    keys: ExtractKeys,
) -> None:
    referral = keys.pseudonym_of(case.case_id)
    if case.route is Route.DTN:
        gathered.reports.append((referral, case))
    else:
        about = case.about
        if isinstance(about, ReferralReceived) and about.notification is not None:
            gathered.upgrades[about.notification] = case.received
        row = referral_row(case, on=on, book=book)
        row["record_key"] = keys.record_key_of(case.case_id)
        gathered.add("referrals", referral, row)
        for exploitation in exploitation_rows(case, book=book):
            gathered.add("exploitation", referral, exploitation)
        for decision in decision_rows(case):
            gathered.add("decisions", referral, decision)
        for request in reconsideration_rows(case):
            gathered.add("reconsiderations", referral, request)
    for step in step_rows(case):
        gathered.add("steps", referral, step)
    for change in change_rows(history, case):
        gathered.add("changes", referral, change)


def to_table(rows: list[Row], schema: TableSchema) -> pa.Table:
    """Rows as an Arrow table of the schema, in the schema's order of rows."""
    filled = {key for row in rows for key in row}
    unknown = filled - set(schema.names)
    assert not unknown, f"{schema.name} has no column {sorted(unknown)}"
    rows = sorted(rows, key=lambda row: _place(row, schema.order))
    arrays = []
    for name, kind in zip(schema.names, schema.arrow.types, strict=True):
        if name not in filled:
            arrays.append(pa.nulls(len(rows), kind))
            continue
        values = [row.get(name) for row in rows]
        if pa.types.is_dictionary(kind):
            arrays.append(pa.array(values, pa.string()).dictionary_encode())
        else:
            arrays.append(pa.array(values, kind))
    return pa.Table.from_arrays(arrays, schema=schema.arrow)


def _place(row: Row, order: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[column] for column in order)
