"""The register of a home: every release built from it, with the extract behind it.

A registered release is a folder `releases/<period>/<number>-<short digest>/` that
holds the release as it was built (`index.html`, `manifest.json`, `tables/`,
`charts/`) and, beside it, `extract/`.
Nothing there is ever changed: it is what explains a figure later.
"""

import csv
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from opennrm.extract.reading import Extract, open_extract
from opennrm.extract.writing import copy_extract
from opennrm.publications.manifest import Manifest, Predecessor, read_manifest
from opennrm.publications.release import EXTRACT_FOLDER, Release, write_release
from opennrm.publications.tables import TOTALS
from opennrm.rules.dates import Quarter

_NAME: Final = re.compile(r"([0-9]+)-([0-9a-f]{12})", re.ASCII)
_SHORT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One registered release: its folder, number within its period, and manifest."""

    directory: Path
    number: int
    manifest: Manifest

    @property
    def period(self) -> Quarter:
        """The quarter that the release is of."""
        return Quarter.parse(self.manifest.period)

    def referrals(self) -> dict[str, int]:
        """The referrals that the release printed for each quarter."""
        path = self.directory / "tables" / f"{TOTALS}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return {row["quarter"]: int(row["value"]) for row in csv.DictReader(file)}

    def extract(self) -> Extract:
        """The extract behind the release, checked against its digests."""
        return open_extract(self.directory / EXTRACT_FOLDER)


def registered(releases: Path) -> tuple[Registered, ...]:
    """Every registered release, in the order in which their extracts were cut.

    Raises: NotARelease for a folder of the register without a readable manifest.
    """
    found = []
    for directory in sorted(releases.glob("*/*")):
        name = _NAME.fullmatch(directory.name)
        if name is not None and directory.is_dir():
            manifest = read_manifest(directory)
            found.append(
                Registered(directory=directory, number=int(name[1]), manifest=manifest)
            )
    return tuple(sorted(found, key=_by_cut))


def predecessors(
    releases: Sequence[Registered], *, log_position: int
) -> tuple[Predecessor, ...]:
    """The latest release of each period that was cut earlier in the log.

    Releases of the same cut are no predecessors of each other, so that building one
    again after it was registered gives the same bytes.
    """
    latest: dict[str, Predecessor] = {}
    for each in releases:
        told = each.manifest
        if told.log_position < log_position:
            latest[told.period] = Predecessor(
                period=told.period,
                log_position=told.log_position,
                release=told.digest,
                referrals=each.referrals(),
            )
    return tuple(latest[period] for period in sorted(latest))


def register(release: Release, extract: Extract, releases: Path) -> Registered:
    """Keep a release and its extract; one that is there already is not kept twice."""
    manifest = release.manifest
    short = manifest.digest[:_SHORT]
    folder = releases / manifest.period
    numbers = [0]
    for directory in folder.glob("*"):
        name = _NAME.fullmatch(directory.name)
        if name is None:
            continue
        if name[2] == short:
            return Registered(
                directory=directory,
                number=int(name[1]),
                manifest=read_manifest(directory),
            )
        numbers.append(int(name[1]))
    number = max(numbers) + 1
    draft = folder / f".{short}.{os.getpid()}.unfinished"
    shutil.rmtree(draft, ignore_errors=True)
    write_release(release, draft)
    copy_extract(extract.directory, draft / EXTRACT_FOLDER)
    directory = folder / f"{number}-{short}"
    os.replace(draft, directory)
    return Registered(directory=directory, number=number, manifest=manifest)


def _by_cut(one: Registered) -> tuple[int, str, str, int]:
    told = one.manifest
    return (told.log_position, told.as_at or "", told.period, one.number)
