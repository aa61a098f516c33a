"""The triggers that make the log, the commands and the access record append-only.

They refuse every change and removal, on PostgreSQL also TRUNCATE, and every entry
that would take the place of another (SQLite's INSERT OR REPLACE removes the old row
without telling any DELETE trigger). On the log they also hold what the rest relies
on: positions and versions without gaps, and moments that never go back.

Django drops a table's triggers on SQLite whenever a migration remakes the table, so
they are made again after every migration, and a process that finds them missing or
altered refuses to write.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from opennrm.errors import Family, OpenNRMError
from opennrm.store.trigger_sql import POSTGRESQL, POSTGRESQL_FUNCTIONS, SQLITE


class LogUnprotected(OpenNRMError):
    """The triggers that keep the log from being changed are not all in place."""

    code: ClassVar[str] = "log-unprotected"
    family: ClassVar[Family] = Family.STORE


class RecordUnsafe(OpenNRMError):
    """The database is set up so that a recorded decision could be lost."""

    code: ClassVar[str] = "record-unsafe"
    family: ClassVar[Family] = Family.STORE


_FULL: Final = 2
_checked: set[str] = set()


def make(connection: Any) -> None:
    """Make every trigger of the record, in place of any of the same name."""
    forget_checks()
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            for statement in POSTGRESQL_FUNCTIONS.values():
                cursor.execute(statement)
        for name, (table, statement) in _wanted(connection).items():
            if table not in present:
                continue  # migrated back to before this table was made
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(statement)
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)


def drop(connection: Any) -> None:
    """Take every trigger away, so that a migration can go back past the tables."""
    forget_checks()
    with connection.cursor() as cursor:
        for name, (table, _) in _wanted(connection).items():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def require(connection: Any) -> None:
    """Check, once a process and database, that the record may be written.

    Raises: LogUnprotected, RecordUnsafe; each says what to do.
    """
    name = f"{connection.vendor}:{connection.settings_dict['NAME']}"
    if name not in _checked:
        check(connection)
        _checked.add(name)


def forget_checks() -> None:
    """Have the next write of this process look again."""
    _checked.clear()


def check(connection: Any) -> None:
    """Check now that every trigger is in place and that commits are durable.

    Raises:
        LogUnprotected: a trigger is missing, switched off or not the one we made.
        RecordUnsafe: SQLite would lose a commit, or let two writers in at once.
    """
    if connection.vendor == "sqlite":
        _require_durable(connection)
        found = _found_on_sqlite(connection)
    else:
        found = _found_on_postgresql(connection)
    wrong = sorted(
        name
        for name, expected in _expected(connection).items()
        if found.get(name) != expected
    )
    if wrong:
        raise LogUnprotected(
            "The record was to be opened, but the triggers that keep it from being "
            f"changed are missing or altered: {', '.join(wrong)}. Find out who changed "
            "the database, compare the log with its last sealed digest or backup, and "
            "make the triggers again with `opennrm migrate`."
        )


def _wanted(connection: Any) -> Mapping[str, tuple[str, str]]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def _expected(connection: Any) -> dict[str, str]:
    if connection.vendor == "sqlite":
        return {name: statement for name, (_, statement) in SQLITE.items()}
    functions = {
        f"function {name}": _body(statement)
        for name, statement in POSTGRESQL_FUNCTIONS.items()
    }
    return functions | {
        name: f"{table} always {_function_of(statement)}"
        for name, (table, statement) in POSTGRESQL.items()
    }


def _found_on_sqlite(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _found_on_postgresql(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgenabled, p.proname FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
        )
        found = {
            name: f"{table} {'always' if enabled == 'A' else enabled} {function}"
            for name, table, enabled, function in cursor.fetchall()
        }
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)",
            [list(POSTGRESQL_FUNCTIONS)],
        )
        bodies = {f"function {name}": body for name, body in cursor.fetchall()}
    return found | bodies


def _body(statement: str) -> str:
    return statement.split("$body$")[1]


def _function_of(statement: str) -> str:
    return statement.rsplit(" ", 1)[1].removesuffix("()")


def _require_durable(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (synchronous,) = cursor.fetchone()
    if synchronous < _FULL or connection.transaction_mode != "IMMEDIATE":
        raise RecordUnsafe(
            "The record was to be opened, but its SQLite connection is not set to "
            "synchronous=FULL and immediate transactions, without which a power cut "
            "or a second writer could cost a decision. Use the settings of "
            "`opennrm.server.settings`."
        )
