"""The append-only log: every fact of every case, in the order it was recorded."""

from opennrm.store.log._entries import Batch, Entry, entry_of
from opennrm.store.log._reading import (
    BEGINNING,
    Head,
    cut,
    digest,
    head,
    histories,
    histories_of,
    history,
)
from opennrm.store.log._writing import (
    ClockWentBack,
    NotInTransaction,
    StaleCase,
    append,
    append_many,
    stale,
)

__all__ = [
    "BEGINNING",
    "Batch",
    "ClockWentBack",
    "Entry",
    "Head",
    "NotInTransaction",
    "StaleCase",
    "append",
    "append_many",
    "cut",
    "digest",
    "entry_of",
    "head",
    "histories",
    "histories_of",
    "history",
    "stale",
]
