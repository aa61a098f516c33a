"""What writing costs: the import of published cells, and one durable referral."""

import json
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from opennrm.cases.facts import Answer, Consent
from opennrm.cases.people import Actor, Role
from opennrm.cases.referring import ReferralDetails
from opennrm.cases.rulebook import load_rulebook
from opennrm.cli.bench_timing import (
    Row,
    Took,
    best,
    fresh_record,
    middle,
    plain_connection,
    row,
    timed,
)
from opennrm.cli.cells import published
from opennrm.cli.import_ import IMPORTER
from opennrm.home import Home, Kind
from opennrm.rules.dates import PartialDate
from opennrm.sources.cells import COLUMNS, read_cells

REFERRALS: Final = 21_918
CELLS: Final = 8_000
QUARTERS: Final = ("2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2")
SINGLE: Final = 150
REPEATS: Final = 3
AT: Final = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)

_IMPORTED: Final = (
    "store_access",
    "store_outbox",
    "store_command",
    "store_log",
    "store_work_item",
)


def measure_import(home: Home, given: Path | None) -> list[Row]:
    """The import of the published cells against the same rows inserted raw."""
    from opennrm.services import imports

    path = given or made_up_cells(home.path.parent / "cells.csv")
    ours: list[Took] = []
    raws: list[Took] = []
    recorded = 0
    for number in range(REPEATS):
        fresh_record(home, Kind.PUBLISHED_CELLS)
        with timed() as took:
            read = read_cells(path, at=AT, codes=load_rulebook().codes)
            cells = [published(cell) for cell in read.cells]
            recorded = imports.record_cells(cells=cells, by=IMPORTER, at=AT).recorded
        ours += took
        commits = -(-recorded // imports.REFERRALS_AT_ONCE)
        raws.append(raw_inserts(home.record, home.path / f"raw-{number}", commits))
    our, raw = best(ours), best(raws)
    ratio = our.wall / raw.wall
    return [
        row(
            f"Import of {recorded:,} referrals of {len(cells):,} published cells, the"
            " file read and checked",
            measured=f"{our.wall:.2f} s ({our.cpu:.2f} s CPU)",
            against=f"the same rows raw, prepared, in {commits} commits:"
            f" {raw.wall:.2f} s ({raw.cpu:.2f} s CPU)",
            result=f"{ratio:.1f} times",
            bar="at most 5 times",
            met=ratio <= 5,
        )
    ]


def raw_inserts(record: Path, copy: Path, commits: int) -> Took:
    """Insert a record's rows into tables of the same shape, as plainly as can be."""
    with closing(sqlite3.connect(record)) as source:
        shapes = [
            sql
            for (sql,) in source.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
                " AND type IN ('table', 'index') AND tbl_name IN (?, ?, ?, ?, ?)",
                _IMPORTED,
            )
        ]
        rows = {
            table: source.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for table in _IMPORTED
        }
    with closing(plain_connection(copy)) as target:
        for shape in shapes:
            target.execute(shape)
        with timed() as took:
            for part in range(commits):
                target.execute("BEGIN IMMEDIATE")
                for table, held in rows.items():
                    some = held[
                        len(held) * part // commits : len(held) * (part + 1) // commits
                    ]
                    marks = ", ".join("?" * len(held[0]))
                    target.executemany(
                        f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608
                        some,
                    )
                target.execute("COMMIT")
    return took[0]


_OFFICER: Final = Actor(
    id="user-1", roles=frozenset({Role.FIRST_RESPONDER}), organisation="kent_police"
)


def measure_referral(home: Home, _: Path | None) -> list[Row]:
    """One durable referral against the same rows by Django alone, and raw."""
    from django.db import transaction

    from opennrm.services import referrals

    fresh_record(home, Kind.LIVE)
    ours: list[Took] = []
    django: list[Took] = []
    raws: list[Took] = []
    with closing(plain_connection(home.record)) as plain:
        for number in range(SINGLE):
            with timed() as took:
                done = referrals.receive(
                    details=_details(),
                    received=PartialDate.on(AT.date()),
                    identity={"given_name": "Zzyzx", "family_name": "Invented"},
                    account={"journey.how": "Invented words. " * 30},
                    by=_OFFICER,
                    at=AT,
                    command_id=f"referral-{number}",
                )
            ours += took
            rows = _rows_of(done.case_id, f"referral-{number}")
            copies = _copies(rows)
            with timed() as took, transaction.atomic():
                for kind, values in copies:
                    kind.objects.create(**values)
            django += took
            raw = [_prepared(kind, values) for kind, values in _copies(rows)]
            with timed() as took:
                plain.execute("BEGIN IMMEDIATE")
                for sql, parameters in raw:
                    plain.execute(sql, parameters)
                plain.execute("COMMIT")
            raws += took
    our, bare, plainest = middle(ours), middle(django), middle(raws)
    ratio = our.cpu / bare.cpu
    return [
        row(
            f"One durable referral with identity and account ({len(rows)} rows, one"
            f" commit; the middle of {SINGLE})",
            measured=f"{1000 * our.cpu:.2f} ms CPU ({1000 * our.wall:.2f} ms)",
            against="a bare Django transaction of the same rows:"
            f" {1000 * bare.cpu:.2f} ms CPU ({1000 * bare.wall:.2f} ms)",
            result=f"{ratio:.2f} times the CPU",
            bar="at most 2 times",
            met=ratio <= 2,
        ),
        row(
            "The same on the wall",
            measured=f"{1000 * our.wall:.2f} ms",
            against="the same rows in raw SQL, one commit: "
            f"{1000 * plainest.wall:.2f} ms",
            result=f"{our.wall / plainest.wall:.2f} times",
            bar="none",
            met=None,
        ),
    ]


def _details() -> ReferralDetails:
    return ReferralDetails(
        first_responder="kent_police",
        nation="england",
        age_at_exploitation="adult",
        gender="female",
        nationality=("vietnamese",),
        exploitation_types=("labour",),
        location_of_exploitation="uk",
        channel="service",
        under_18_now=Answer.NO,
        nrm_consent=Consent.GIVEN,
    )


def _rows_of(case_id: UUID, command_id: str) -> list[tuple[Any, dict[str, Any]]]:
    """The rows that one referral wrote, table by table."""
    from opennrm.store import models, vault

    entries = models.LogEntry.objects.filter(case_id=case_id).order_by("version")
    token = UUID(json.loads(entries[0].payload)["subject"])
    subject = vault.subject_of(token)
    found = [
        models.SubjectKey.objects.filter(subject=subject),
        models.VaultItem.objects.filter(subject=subject),
        models.AccessRecord.objects.filter(case_id=case_id),
        models.OutboxMessage.objects.filter(case_id=case_id),
        models.Command.objects.filter(command_id=command_id),
        entries,
        models.WorkItem.objects.filter(case_id=case_id),
    ]
    return [(rows.model, values) for rows in found for values in rows.values()]


def _copies(
    rows: Sequence[tuple[Any, dict[str, Any]]],
) -> list[tuple[Any, dict[str, Any]]]:
    """Rows of the same content for another case, next in the log."""
    from opennrm.store import log

    case_id, position = uuid4(), log.head().position
    new: dict[str, Any] = {
        "case_id": case_id,
        "subject": uuid4(),
        "reference": uuid4().hex,
        "command_id": uuid4().hex,
    }
    copies = []
    for kind, values in rows:
        copy = {name: value for name, value in values.items() if name != "id"}
        copy |= {name: value for name, value in new.items() if name in copy}
        if "token" in copy:
            copy["token"] = uuid4()
        if "position" in copy:
            position += 1
            copy["position"] = position
        copies.append((kind, copy))
    return copies


def _prepared(kind: Any, values: dict[str, Any]) -> tuple[str, list[Any]]:
    """A row as plain SQL with its parameters."""
    from django.db import connection

    columns = [field for field in kind._meta.fields if field.column in values]
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{field.column}"' for field in columns)
    return (
        f"INSERT INTO {kind._meta.db_table} ({names}) VALUES ({marks})",  # noqa: S608
        [field.get_db_prep_save(values[field.column], connection) for field in columns],
    )


def made_up_cells(path: Path) -> Path:
    """A file of cells of the published one's size and shape, of a fixed seed."""
    codes = load_rulebook().codes
    on = PartialDate.parse("2022-Q2")
    rng = random.Random(21_918)  # noqa: S311 - a shape, not a secret

    def labels(key: str) -> list[str]:
        return [one.label for one in codes.list(key).members_in_force(on)]

    forces = [
        member.label
        for member in codes.list("first_responder").members_in_force(on)
        if member.attributes.get("type") == "police"
    ]
    types = [
        label for label in labels("exploitation_type") if not label.startswith("Not")
    ]
    found: dict[str, int] = {}
    while len(found) < CELLS:
        cell = ",".join(
            [
                rng.choice(QUARTERS),
                "Police",
                f'"{rng.choice(forces)}"',
                rng.choice(types),
                rng.choice(labels("age_at_exploitation")),
                rng.choice(labels("gender")),
                f'"{rng.choice(labels("nationality"))}"',
            ]
        )
        found.setdefault(cell, 1)
    # As published: most cells hold one person, a few hold hundreds.
    cells, left = list(found), REFERRALS - CELLS
    while left:
        more = min(left, rng.choice((1, 1, 2, 3, 5, 60)))
        found[rng.choice(cells[: CELLS // 4])] += more
        left -= more
    lines = [f"{cell},{people}" for cell, people in found.items()]
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path
