"""The SQL of the triggers, as data: by name, the table and the statement."""

from typing import Final

_KEPT: Final = ("store_log", "store_command", "store_access")


def _refusing_on_sqlite(table: str, change: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
        " BEGIN SELECT"
        " RAISE(ABORT, 'append-only: nothing is changed or removed here'); END"
    )


def _refusing_on_postgresql(table: str, change: str) -> str:
    each = "STATEMENT" if change == "TRUNCATE" else "ROW"
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
        f" FOR EACH {each} EXECUTE FUNCTION opennrm_refuse_change()"
    )


SQLITE: Final[dict[str, tuple[str, str]]] = {
    **{
        f"{table}_no_{change.lower()}": (table, _refusing_on_sqlite(table, change))
        for table in _KEPT
        for change in ("UPDATE", "DELETE")
    },
    "store_log_in_order": (
        "store_log",
        "CREATE TRIGGER store_log_in_order BEFORE INSERT ON store_log"
        " BEGIN SELECT CASE"
        " WHEN NEW.position IS NOT"
        " (SELECT coalesce(max(position), 0) + 1 FROM store_log)"
        " THEN RAISE(ABORT, 'append-only: not the next position of the log')"
        " WHEN NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1"
        " FROM store_log WHERE case_id = NEW.case_id)"
        " THEN RAISE(ABORT, 'append-only: not the next version of the case')"
        " WHEN NEW.recorded_at <"
        " (SELECT recorded_at FROM store_log WHERE position = NEW.position - 1)"
        " THEN RAISE(ABORT, 'append-only: recorded before the entry that precedes it')"
        " END; END",
    ),
    "store_command_no_replace": (
        "store_command",
        "CREATE TRIGGER store_command_no_replace BEFORE INSERT ON store_command"
        " WHEN EXISTS (SELECT 1 FROM store_command WHERE id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM store_command"
        " WHERE actor = NEW.actor AND command_id = NEW.command_id)"
        " BEGIN SELECT"
        " RAISE(ABORT, 'append-only: this would take the place of another entry'); END",
    ),
    "store_access_no_replace": (
        "store_access",
        "CREATE TRIGGER store_access_no_replace BEFORE INSERT ON store_access"
        " WHEN EXISTS (SELECT 1 FROM store_access WHERE id = NEW.id)"
        " BEGIN SELECT"
        " RAISE(ABORT, 'append-only: this would take the place of another entry'); END",
    ),
}

POSTGRESQL_FUNCTIONS: Final[dict[str, str]] = {
    "opennrm_refuse_change": """
CREATE OR REPLACE FUNCTION opennrm_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'append-only: nothing is changed or removed here'
            USING ERRCODE = 'restrict_violation';
END
$body$
""",
    "opennrm_log_in_order": """
CREATE OR REPLACE FUNCTION opennrm_log_in_order() RETURNS trigger
LANGUAGE plpgsql AS $body$
DECLARE
    last_position bigint;
    last_moment timestamptz;
BEGIN
    SELECT position, recorded_at INTO last_position, last_moment
    FROM store_log ORDER BY position DESC LIMIT 1;
    IF NEW.position IS DISTINCT FROM coalesce(last_position, 0) + 1 THEN
        RAISE EXCEPTION 'append-only: not the next position of the log'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.version IS DISTINCT FROM (
        SELECT coalesce(max(version), 0) + 1 FROM store_log
        WHERE case_id = NEW.case_id
    ) THEN
        RAISE EXCEPTION 'append-only: not the next version of the case'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.recorded_at < last_moment THEN
        RAISE EXCEPTION 'append-only: recorded before the entry that precedes it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$body$
""",
}

POSTGRESQL: Final[dict[str, tuple[str, str]]] = {
    **{
        f"{table}_no_{change.lower()}": (table, _refusing_on_postgresql(table, change))
        for table in _KEPT
        for change in ("UPDATE", "DELETE", "TRUNCATE")
    },
    "store_log_in_order": (
        "store_log",
        "CREATE TRIGGER store_log_in_order BEFORE INSERT ON store_log"
        " FOR EACH ROW EXECUTE FUNCTION opennrm_log_in_order()",
    ),
}
