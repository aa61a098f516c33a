"""The Django app of the record, which guards its tables after every migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class StoreConfig(AppConfig):
    """The record: log, vault, commands, access record, outbox and work list."""

    name = "opennrm.store"
    label = "store"
    verbose_name = "Record"

    def ready(self) -> None:
        """Have the triggers made again whenever migrations have run."""
        post_migrate.connect(_make_triggers_again, sender=self)


def _make_triggers_again(*, using: str, **_: Any) -> None:
    # SQLite drops a table's triggers when Django remakes the table.
    from opennrm.store import triggers

    triggers.make(connections[using])
