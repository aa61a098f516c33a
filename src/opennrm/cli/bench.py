"""`opennrm bench`: how fast, told as ratios measured in one run.

An absolute rate of durable writes says more about the disk, and the hour, than about
the software. So each figure is held against something plain done with the same rows in
the same run, and the disk's own rate is measured beside it.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar, Final

import click

from opennrm.cli.options import json_option
from opennrm.cli.output import print_json
from opennrm.cli.progress import progress
from opennrm.errors import Family, OpenNRMError

SECTIONS: Final = ("import", "referral", "fold", "release")
_PROBES: Final = 200
_BLOCK: Final = b"\x00" * 4096


class BenchFailed(OpenNRMError):
    """A part of the benchmark did not end as it should."""

    code: ClassVar[str] = "bench-failed"
    family: ClassVar[Family] = Family.STORE


@click.group()
def bench() -> None:
    """Measure speed; print ratios."""


@bench.command()
@click.argument(
    "path", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(SECTIONS),
    help="Only this part; may be given again.",
)
@click.option(
    "--scratch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder on the disk to be measured; the system's own for scratch without it.",
)
@json_option
def spine(
    path: Path | None, only: tuple[str, ...], scratch: Path | None, as_json: bool
) -> None:
    """Measure import, one referral, the fold and a release.

    PATH is a file of published referral cells; without one, a made-up file of the same
    size and shape is used.
    """
    rows: list[dict[str, Any]] = []
    wanted = [name for name in SECTIONS if not only or name in only]
    with (
        tempfile.TemporaryDirectory(prefix="opennrm-bench-", dir=scratch) as folder,
        progress("Measuring") as report,
    ):
        for done, name in enumerate(wanted):
            report(done, len(wanted))
            probe = fsync_rate(Path(folder))
            for row in _measured(name, Path(folder), path):
                rows.append({**row, "fsyncs_a_second": probe})
    document = {
        "machine": machine(),
        "cells": "published" if path else "made up, of the same shape",
        "rows": rows,
    }
    if as_json:
        print_json(document)
    else:
        _tell(document)


def machine() -> dict[str, str | int]:
    """What was measured on, by versions and kind."""
    import sqlite3

    return {
        "system": platform.system(),
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "django": version("django"),
        "duckdb": version("duckdb"),
        "opennrm": version("opennrm"),
    }


def fsync_rate(folder: Path) -> int:
    """How many blocks of 4 kB this disk makes durable in a second, one by one."""
    path = folder / "probe"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        started = time.perf_counter()
        for number in range(_PROBES):
            os.pwrite(handle, _BLOCK, number * len(_BLOCK))
            os.fdatasync(handle)
        took = time.perf_counter() - started
    finally:
        os.close(handle)
        path.unlink()
    return round(_PROBES / took)


def _measured(name: str, folder: Path, path: Path | None) -> list[dict[str, Any]]:
    """One part, in a process of its own, since each has a home of its own."""
    home = folder / name
    given = [str(path)] if path else []
    run = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "opennrm.cli.bench_spine", name, *given],
        env={
            **os.environ,
            "OPENNRM_HOME": str(home),
            "OPENNRM_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "opennrm.server.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise BenchFailed(
            f"The part {name} of the benchmark was to be measured and ended with "
            f"status {run.returncode}. It said:\n{run.stderr.strip()}"
        )
    rows: list[dict[str, Any]] = json.loads(run.stdout)
    return rows


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "unknown"
    for line in told.splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _tell(document: dict[str, Any]) -> None:
    on = document["machine"]
    click.echo(
        f"{on['system']}, {on['processor']}, {on['cores']} cores; Python"
        f" {on['python']}, SQLite {on['sqlite']}, Django {on['django']}, DuckDB"
        f" {on['duckdb']}; OpenNRM {on['opennrm']}; cells {document['cells']}"
    )
    for row in document["rows"]:
        click.echo(f"\n{row['what']}")
        click.echo(f"  measured  {row['measured']}")
        click.echo(f"  against   {row['against']}")
        verdict = {True: "met", False: "NOT met", None: "for information"}[row["met"]]
        click.echo(f"  result    {row['result']}  (bar: {row['bar']}; {verdict})")
        click.echo(
            f"  disk      {row['fsyncs_a_second']:,} fsyncs a second just before"
        )
