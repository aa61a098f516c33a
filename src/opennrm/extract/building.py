"""Building an extract: histories up to a moment become the tables of the schema."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pyarrow as pa

from opennrm.cases.case import Case, Route
from opennrm.cases.facts import DuplicateLinked, ReferralReceived
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.history import History, as_known
from opennrm.cases.linking import link_of
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.support_spells import OPENS_SPELL
from opennrm.extract.becoming import REJECTED
from opennrm.extract.changes import change_rows
from opennrm.extract.decision_rows import decision_rows, reconsideration_rows
from opennrm.extract.persons import Arrival, same_persons
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.extract.referral_rows import referral_row
from opennrm.extract.rows import (
    Row,
    exploitation_rows,
    latest_facts,
    notification_row,
    step_rows,
)
from opennrm.extract.schema import TableSchema, extract_schema
from opennrm.extract.support_rows import support_rows
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
    referrals: dict[UUID, Row] = field(default_factory=dict)
    arrivals: dict[UUID, Arrival] = field(default_factory=dict)
    links: dict[UUID, UUID] = field(default_factory=dict)

    def add(self, table: str, referral: str, row: Row) -> None:
        row["referral"] = referral
        self.rows[table].append(row)


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
    for case_id, same in same_persons(gathered.links, gathered.arrivals).items():
        row = gathered.referrals[case_id]
        row["person"] = keys.pseudonym_of(same.kept)
        row["earlier_referrals"] = same.earlier
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
        _gather_referral(gathered, referral, case, on=on, book=book, keys=keys)
    for step in step_rows(case):
        gathered.add("steps", referral, step)
    for change in change_rows(history, case):
        gathered.add("changes", referral, change)


def _gather_referral(
    gathered: _Gathered,
    referral: str,
    case: Case,
    *,
    on: date,
    book: Rulebook,
    keys: ExtractKeys,
) -> None:
    latest = latest_facts(case)
    row = referral_row(case, latest=latest, on=on, book=book, keys=keys)
    _link(gathered, case, row, linked=DuplicateLinked in latest)
    gathered.add("referrals", referral, row)
    for exploitation in exploitation_rows(case, book=book):
        gathered.add("exploitation", referral, exploitation)
    for decision in decision_rows(case, latest=latest):
        gathered.add("decisions", referral, decision)
    for request in reconsideration_rows(case):
        gathered.add("reconsiderations", referral, request)
    if not latest.keys().isdisjoint(OPENS_SPELL):
        for spell in support_rows(case):
            gathered.add("support", referral, spell)


def _link(gathered: _Gathered, case: Case, row: Row, *, linked: bool) -> None:
    """Note what other rows are to know of this referral."""
    about = case.about
    assert isinstance(about, ReferralReceived)
    if about.notification is not None and row["excluded"] != REJECTED:
        earlier = gathered.upgrades.get(about.notification, case.received)
        first = min(earlier, case.received, key=lambda when: when.first)
        gathered.upgrades[about.notification] = first
    link = link_of(case) if linked else None
    if link is not None:
        gathered.links[case.case_id] = link.kept
    gathered.referrals[case.case_id] = row
    gathered.arrivals[case.case_id] = Arrival(
        received_on=case.received.first,
        recorded_at=case.received_recorded_at,
        counted=row["excluded"] is None,
    )


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
