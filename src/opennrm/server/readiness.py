"""Whether the service may start: a record of the right shape, and protected."""

from typing import ClassVar

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from opennrm.errors import Family, OpenNRMError
from opennrm.store import triggers


class RecordNotMigrated(OpenNRMError):
    """The database lacks tables or columns that this version needs."""

    code: ClassVar[str] = "record-not-migrated"
    family: ClassVar[Family] = Family.STORE


def require_ready() -> None:
    """Let the service start, or say why not and what to do.

    Raises: RecordNotMigrated before `opennrm migrate`; LogUnprotected where the
        triggers that keep the log from being changed are not all in place;
        RecordUnsafe where a commit could be lost.
    """
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise RecordNotMigrated(
            f"The service was to start, but {len(waiting)} changes of the database "
            "are waiting. Make a backup, run `opennrm migrate`, and start again."
        )
    triggers.check(connection)
