"""Writing an extract: one Parquet file a table and a manifest, all or nothing."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from opennrm.errors import Family, OpenNRMError
from opennrm.extract.manifest import MANIFEST, Manifest, TableFile
from opennrm.extract.schema import extract_schema


class FolderTaken(OpenNRMError):
    """The folder named for the extract holds something else already."""

    code: ClassVar[str] = "folder-taken"
    family: ClassVar[Family] = Family.CALL


def write_extract(
    directory: Path,
    tables: dict[str, pa.Table],
    *,
    kind: str,
    as_at: datetime | None,
    cut_off: datetime | None,
    log_position: int,
    log_digest: str,
    cases: int,
    rules: str,
    pseudonym_key: str,
    software: str,
) -> Manifest:
    """Write the tables and the manifest into a folder that appears whole.

    The same tables give the same bytes on any machine: rows in a total order, one
    writer, and neither clock, host nor path in any file.
    Raises: FolderTaken when the folder holds anything but an extract.
    """
    unfinished = _unfinished(directory)
    unfinished.mkdir(parents=True)
    files = {}
    for name in extract_schema().tables:
        path = unfinished / f"{name}.parquet"
        pq.write_table(
            tables[name],
            path,
            compression="zstd",
            use_dictionary=True,
            store_schema=False,
            write_statistics=True,
        )
        files[name] = TableFile(
            file=path.name,
            rows=tables[name].num_rows,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
    manifest = Manifest(
        schema=extract_schema().version,
        kind=kind,
        as_at=as_at.isoformat() if as_at else None,
        cut_off=cut_off.isoformat() if cut_off else None,
        log_position=log_position,
        log_digest=log_digest,
        cases=cases,
        rules=rules,
        pseudonym_key=pseudonym_key,
        tables=files,
        software=software,
    )
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n"
    (unfinished / MANIFEST).write_text(text, encoding="utf-8")
    _replace(directory, unfinished)
    return manifest


def copy_extract(source: Path, directory: Path) -> None:
    """Copy a written extract to another folder, which appears whole.

    Raises: FolderTaken when the folder holds anything but an extract.
    """
    unfinished = _unfinished(directory)
    shutil.copytree(source, unfinished)
    _replace(directory, unfinished)


def _unfinished(directory: Path) -> Path:
    """Where an extract is put together before it appears under its name."""
    taken = directory.exists() and any(directory.iterdir())
    if taken and not (directory / MANIFEST).exists():
        raise FolderTaken(
            f"The extract was to be written to {directory.name}, and that folder holds "
            "something else. Name a new or empty folder; nothing was written."
        )
    whole = directory.absolute()
    unfinished = whole.with_name(f".{whole.name}.{os.getpid()}.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    return unfinished


def _replace(directory: Path, unfinished: Path) -> None:
    """Put the finished folder in place; an older extract there is moved out first."""
    directory = directory.absolute()
    if directory.exists():
        old = directory.with_name(f".{directory.name}.{os.getpid()}.old")
        os.replace(directory, old)
        os.replace(unfinished, directory)
        shutil.rmtree(old)
    else:
        os.replace(unfinished, directory)
