"""Timing for `opennrm bench`: seconds, the rows of the report, and fresh records."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from opennrm.cli.migrate import bring_up_to_date
from opennrm.home import Home, Kind

Row = dict[str, Any]


class Took(NamedTuple):
    """Seconds on the wall and of this process's CPU."""

    wall: float
    cpu: float


@contextmanager
def timed() -> Iterator[list[Took]]:
    """Time what is inside; the list holds one `Took` afterwards."""
    found: list[Took] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield found
    found.append(Took(time.perf_counter() - wall, time.process_time() - cpu))


def best(runs: Sequence[Took]) -> Took:
    """The least of each: what disturbs a run only ever adds."""
    return Took(min(run.wall for run in runs), min(run.cpu for run in runs))


def row(
    what: str, *, measured: str, against: str, result: str, bar: str, met: bool | None
) -> Row:
    """A line of the report."""
    return {
        "what": what,
        "measured": measured,
        "against": against,
        "result": result,
        "bar": bar,
        "met": met,
    }


def middle(runs: Sequence[Took]) -> Took:
    """The median of each."""
    half = len(runs) // 2
    return Took(
        sorted(run.wall for run in runs)[half], sorted(run.cpu for run in runs)[half]
    )


def fresh_record(home: Home, kind: Kind) -> None:
    """A new empty record in the home."""
    from django.db import connection

    from opennrm.store import triggers

    connection.close()
    for file in home.path.glob("record.sqlite3*"):
        file.unlink()
    triggers.forget_checks()
    home.claim(kind)
    bring_up_to_date(home)


def plain_connection(path: Path) -> sqlite3.Connection:
    """A connection without Django, as durable as ours."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA mmap_size=134217728")
    raw.execute("PRAGMA cache_size=-20000")
    return raw
