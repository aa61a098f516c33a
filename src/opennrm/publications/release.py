"""Building a release: a folder that appears whole, or not at all."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from opennrm.errors import Family, OpenNRMError
from opennrm.extract.reading import Extract
from opennrm.publications.bulletin import PAGE, bulletin
from opennrm.publications.manifest import (
    FORMAT,
    MANIFEST,
    Manifest,
    Predecessor,
    digest_of,
    read_manifest,
)
from opennrm.publications.page import Page
from opennrm.publications.paragraphs import Paragraphs, load_paragraphs
from opennrm.publications.policy import AS_PUBLISHED, Policy
from opennrm.publications.tables import TOTALS, release_tables
from opennrm.rules.dates import Quarter
from opennrm.statistics.plain import table_as_csv


class FolderNotARelease(OpenNRMError):
    """The folder named for a release holds something else."""

    code: ClassVar[str] = "folder-not-a-release"
    family: ClassVar[Family] = Family.CALL


EXTRACT_FOLDER: Final = "extract"
"""Where a registered release keeps the extract behind it; not one of its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release in memory: its manifest and the content of its files."""

    manifest: Manifest
    files: Mapping[str, bytes]


def make_release(
    extract: Extract,
    period: Quarter,
    *,
    software: str,
    predecessors: Sequence[Predecessor] = (),
    paragraphs: Paragraphs | None = None,
    policy: Policy = AS_PUBLISHED,
) -> Release:
    """Everything that a release of a quarter consists of, from one extract.

    The same arguments give the same bytes.
    Raises: PeriodNotHeld, TablesDisagree, ParagraphsMissing, DigitsUnaccounted.
    """
    words = paragraphs or load_paragraphs()
    tables = release_tables(extract, period)
    page = Page(tables=tables, paragraphs=words, predecessors=tuple(predecessors))
    files = {PAGE: bulletin(page, policy).encode()}
    for key, table in tables.tables.items():
        files[f"tables/{key}.csv"] = table_as_csv(table).encode()
    for key, drawn in page.drawn.items():
        files[f"charts/{key}.svg"] = drawn.svg.encode()
        files[f"charts/{key}.csv"] = drawn.csv.encode()
    told = tables[TOTALS].provenance
    manifest = Manifest(
        format=FORMAT,
        period=period.text,
        first_quarter=tables.span.first.text,
        kind=told.kind,
        as_at=told.as_at.isoformat() if told.as_at else None,
        cut_off=told.cut_off.isoformat() if told.cut_off else None,
        log_position=told.log_position,
        log_digest=told.log_digest,
        extract=told.extract,
        rules=told.rules,
        measures=tables.catalogue.digest,
        paragraphs=words.digest,
        software=software,
        policy=policy.key,
        policy_risk=policy.risk,
        predecessors=tuple(predecessors),
        files={name: digest_of(files[name]) for name in sorted(files)},
    )
    return Release(manifest=manifest, files=files)


def check_folder(directory: Path, period: Quarter) -> None:
    """Hold a folder free for the release of a quarter: new, empty, or the same one's.

    Raises: FolderNotARelease when it holds anything else; NotARelease for a manifest
        that cannot be read.
    """
    directory = directory.absolute()
    if not directory.exists() or not any(directory.iterdir()):
        return
    if not (directory / MANIFEST).is_file():
        held = "something else"
    else:
        told = read_manifest(directory).period
        if told == period.text:
            return
        held = f"the release of {told}"
    raise FolderNotARelease(
        f"The release of {period} was to be written to {directory.name}, and that"
        f" folder holds {held}. Name a new or empty folder; nothing was written."
    )


def write_release(release: Release, directory: Path) -> None:
    """Write a release into a folder that appears whole.

    Raises: FolderNotARelease when the folder holds anything but a release of the same
        quarter.
    """
    directory = directory.absolute()
    check_folder(directory, Quarter.parse(release.manifest.period))
    draft = directory.with_name(f".{directory.name}.{os.getpid()}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    for name, content in release.files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (draft / MANIFEST).write_text(release.manifest.as_text(), encoding="utf-8")
    put_in_place(draft, directory)


def put_in_place(draft: Path, directory: Path) -> None:
    """Give a finished folder its name; an older one there is moved out first."""
    if not directory.exists():
        os.replace(draft, directory)
        return
    old = directory.with_name(f".{directory.name}.{os.getpid()}.old")
    os.replace(directory, old)
    os.replace(draft, directory)
    shutil.rmtree(old)
