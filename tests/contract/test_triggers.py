"""An intruder with the database in hand cannot change what was recorded."""

import sqlite3
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections, models, transaction

from opennrm.cases.facts import AuthorityAssigned
from opennrm.cases.history import NewFact
from opennrm.rules.dates import PartialDate
from opennrm.store import accesses, commands, log, triggers
from opennrm.store.accesses import Access
from opennrm.store.commands import CarriedOut
from opennrm.store.models import LogEntry
from opennrm.store.trigger_sql import POSTGRESQL, SQLITE

AT = datetime(2023, 2, 1, 9, 30, tzinfo=UTC)
CASE = UUID(int=5)
REFUSED = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation)


@pytest.fixture
def filled(record):
    """A record with one fact, one command and one access."""
    with transaction.atomic():
        commands.record(
            CarriedOut(
                actor="user-1",
                command_id="c-1",
                name="refer",
                digest="d" * 64,
                result={"version": 1},
                at=AT,
            )
        )
        accesses.record(
            Access(
                at=AT,
                actor="user-1",
                organisation="police",
                action="refer",
                purpose="casework",
                case_id=CASE,
                command_id="c-1",
            )
        )
        append(CASE)
    return record


def append(case_id: UUID, after: int = 0) -> None:
    fact = AuthorityAssigned(authority="single_competent_authority", rule="r@2021.1")
    log.append(
        case_id=case_id,
        after=after,
        facts=[NewFact(fact=fact, occurred=PartialDate.on(date(2023, 2, 1)))],
        by="user-1",
        organisation="police",
        command_id="c-1",
        at=AT,
    )


def everything(raw) -> list[list[tuple[object, ...]]]:
    return [
        list(raw.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall())
        for table in ("store_log", "store_command", "store_access")
    ]


LOG_COLUMNS = (
    "(position, case_id, version, name, occurred_on, occurred_precision, recorded_at,"
    " by, organisation, command_id, payload)"
)


def entry(*, position: int, case_id: UUID, version: int, at: str) -> str:
    return (
        f"({position}, '{case_id.hex}', {version}, 'forged@1', '2023-02-01', 'day',"
        f" '{at}', 'user-9', 'police', 'c-9', '{{}}')"
    )


LATE = "2023-02-01 09:30:00.000000+00"


ATTACKS = [
    "UPDATE store_log SET payload = '{}'",
    "UPDATE store_log SET case_id = case_id WHERE position = 1",
    "DELETE FROM store_log",
    "DELETE FROM store_log WHERE position = 1",
    "UPDATE store_command SET result = '{}'",
    "DELETE FROM store_command",
    "UPDATE store_access SET actor = 'user-9'",
    "DELETE FROM store_access",
    # another entry's place, by position and by case and version
    f"INSERT INTO store_log {LOG_COLUMNS} VALUES "
    + entry(position=1, case_id=UUID(int=6), version=1, at=LATE)
    + " ON CONFLICT (position) DO UPDATE SET payload = excluded.payload",
    f"INSERT INTO store_log {LOG_COLUMNS} VALUES "
    + entry(position=2, case_id=CASE, version=1, at=LATE)
    + " ON CONFLICT (case_id, version) DO UPDATE SET payload = excluded.payload",
    # a gap in positions, a gap in versions, a moment before the last
    f"INSERT INTO store_log {LOG_COLUMNS} VALUES "
    + entry(position=3, case_id=UUID(int=6), version=1, at=LATE),
    f"INSERT INTO store_log {LOG_COLUMNS} VALUES "
    + entry(position=2, case_id=UUID(int=6), version=2, at=LATE),
    f"INSERT INTO store_log {LOG_COLUMNS} VALUES "
    + entry(
        position=2, case_id=UUID(int=6), version=1, at="2023-01-31 00:00:00.000000+00"
    ),
    "INSERT INTO store_command (actor, command_id, name, digest, result, at)"
    " VALUES ('user-1', 'c-1', 'forged', 'd', '{}', '2023-02-01')"
    " ON CONFLICT (actor, command_id) DO UPDATE SET result = excluded.result",
]
SQLITE_ATTACKS = [
    f"INSERT OR REPLACE INTO store_log {LOG_COLUMNS} VALUES "
    + entry(position=1, case_id=UUID(int=6), version=1, at=LATE),
    f"INSERT OR REPLACE INTO store_log {LOG_COLUMNS} VALUES "
    + entry(position=2, case_id=CASE, version=1, at=LATE),
    f"REPLACE INTO store_log {LOG_COLUMNS} VALUES "
    + entry(position=1, case_id=CASE, version=1, at=LATE),
    "UPDATE OR REPLACE store_log SET position = 1",
    "INSERT OR REPLACE INTO store_command"
    " (actor, command_id, name, digest, result, at)"
    " VALUES ('user-1', 'c-1', 'forged', 'd', '{}', '2023-02-01')",
    "INSERT OR REPLACE INTO store_command"
    " (id, actor, command_id, name, digest, result, at)"
    " VALUES (1, 'user-9', 'c-9', 'forged', 'd', '{}', '2023-02-01')",
    "INSERT OR REPLACE INTO store_access"
    " (id, at, actor, organisation, action, purpose)"
    " VALUES (1, '2023-02-01', 'user-9', 'police', 'read', 'none')",
]
POSTGRESQL_ATTACKS = [
    "TRUNCATE store_log",
    "TRUNCATE store_log CASCADE",
    "TRUNCATE store_command",
    "TRUNCATE store_access",
    "SET session_replication_role = replica; DELETE FROM store_log",
    "MERGE INTO store_log USING (SELECT 1 AS one) s ON position = one"
    " WHEN MATCHED THEN DELETE",
]


@pytest.mark.parametrize("attack", [*ATTACKS, *SQLITE_ATTACKS, *POSTGRESQL_ATTACKS])
def test_the_record_refuses_to_be_changed(filled, attack):
    """No statement changes, removes, replaces or slips in an entry."""
    other = POSTGRESQL_ATTACKS if filled.engine == "sqlite" else SQLITE_ATTACKS
    if attack in other:
        return  # not a statement of this engine
    with filled.raw() as raw:
        before = everything(raw)
        with pytest.raises(REFUSED, match="append-only"):
            raw.execute(attack)
        assert before == everything(raw)


def test_the_next_entry_is_let_in(filled):
    """What refuses the forged entries lets the true next one through."""
    with transaction.atomic():
        append(CASE, after=1)
        append(uuid4())
    assert 3 == log.head().position


@pytest.mark.parametrize("name", sorted({*SQLITE, *POSTGRESQL}))
def test_a_log_without_a_trigger_is_refused(filled, name):
    """A process that finds a trigger missing writes nothing and says what to do."""
    wanted = SQLITE if filled.engine == "sqlite" else POSTGRESQL
    if name not in wanted:
        return
    with connection.cursor() as cursor:
        on = "" if filled.engine == "sqlite" else f" ON {wanted[name][0]}"
        cursor.execute(f"DROP TRIGGER {name}{on}")
    triggers.forget_checks()
    with (
        pytest.raises(triggers.LogUnprotected, match=rf"{name}.*opennrm migrate"),
        transaction.atomic(),
    ):
        append(uuid4())
    assert 1 == log.head().position


def test_an_altered_trigger_is_refused(filled):
    """A trigger of the right name that does something else does not count."""
    with connection.cursor() as cursor:
        if filled.engine == "sqlite":
            cursor.execute("DROP TRIGGER store_log_no_update")
            cursor.execute(
                "CREATE TRIGGER store_log_no_update BEFORE UPDATE ON store_log"
                " BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION opennrm_refuse_change() RETURNS trigger"
                " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            )
    with pytest.raises(triggers.LogUnprotected):
        triggers.check(connection)


def test_a_trigger_switched_off_is_refused(filled):
    """PostgreSQL's owner can switch a trigger off; the record is then refused."""
    if filled.engine == "sqlite":
        return  # SQLite has no such switch
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE store_log DISABLE TRIGGER store_log_no_update")
    with pytest.raises(triggers.LogUnprotected, match="store_log_no_update"):
        triggers.check(connection)


def remake_the_log(using) -> None:
    """Change a column as a migration would, which on SQLite remakes the table."""
    old = LogEntry._meta.get_field("name")
    new = models.CharField(max_length=120)
    new.set_attributes_from_name("name")
    new.model = LogEntry
    with using.schema_editor() as editor:
        editor.alter_field(LogEntry, old, new)


def test_triggers_are_made_again_after_a_migration(filled):
    """A migration that remakes the log leaves it unguarded only until it ends."""
    remake_the_log(connection)
    if filled.engine == "sqlite":
        with pytest.raises(triggers.LogUnprotected):
            triggers.check(connection)
    call_command("migrate", verbosity=0)
    triggers.check(connection)
    with filled.raw() as raw, pytest.raises(REFUSED, match="append-only"):
        raw.execute("DELETE FROM store_log")


def test_migrations_go_back_and_forth(record):
    """Every migration of the record can be undone and done again."""
    call_command("migrate", "store", "zero", verbosity=0)
    with connection.cursor() as cursor:
        assert [] == [
            name
            for name in connection.introspection.table_names(cursor)
            if name.startswith("store_")
        ]
    call_command("migrate", verbosity=0)
    triggers.check(connection)


def test_models_and_migrations_agree(record):
    """No change of a model is without its migration."""
    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_sqlite_without_full_synchronisation_is_refused(record):
    """A record that a power cut could shorten is not written."""
    if record.engine != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = NORMAL")
    with pytest.raises(triggers.RecordUnsafe, match="synchronous=FULL"):
        triggers.check(connection)


def test_sqlite_with_deferred_transactions_is_refused(record, monkeypatch):
    """A record that lets two writers start at once is not written."""
    if record.engine != "sqlite":
        return
    connection.ensure_connection()
    monkeypatch.setattr(connections["default"], "transaction_mode", "DEFERRED")
    with pytest.raises(triggers.RecordUnsafe, match="immediate transactions"):
        triggers.check(connection)
