"""The releases that are registered in a home, read from their folders alone.

The window never opens the live record: what it shows is what was published.
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar

from opennrm.errors import Family, OpenNRMError

# Names are matched before they meet the disk: nothing of an address is a path.
_PERIOD = re.compile(r"\d{4}(-Q[1-4])?")
_KEY = re.compile(r"\d{1,6}-[0-9a-f]{6,64}")
_FILE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\.(csv|svg)")
_KINDS = {"csv": "tables", "svg": "charts"}


class NoSuchRelease(OpenNRMError):
    """No release, table or chart of that name is registered here."""

    code: ClassVar[str] = "no-such-release"
    family: ClassVar[Family] = Family.NOT_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release of one period; `number` counts those of the period from 1."""

    period: str
    key: str
    number: int
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def bulletin(self) -> str:
        """The bulletin, as published."""
        return (self.folder / "index.html").read_text(encoding="utf-8")

    @property
    def tables(self) -> tuple[str, ...]:
        """The keys of its tables."""
        return self._names("csv")

    @property
    def charts(self) -> tuple[str, ...]:
        """The keys of its charts."""
        return self._names("svg")

    def file(self, name: str) -> Path:
        """One of its tables or charts.

        Raises: NoSuchRelease for any other name.
        """
        if not _FILE.fullmatch(name):
            raise _no_such()
        path = self.folder / _KINDS[name.rpartition(".")[2]] / name
        if not path.is_file():
            raise _no_such()
        return path

    def _names(self, ending: str) -> tuple[str, ...]:
        folder = self.folder / _KINDS[ending]
        return tuple(sorted(path.stem for path in folder.glob(f"*.{ending}")))


def releases(shelf: Path) -> tuple[Release, ...]:
    """Every registered release, the latest period first, its latest release first."""
    found = [
        _release(folder)
        for folder in shelf.glob("*/*/")
        if _PERIOD.fullmatch(folder.parent.name)
        and _KEY.fullmatch(folder.name)
        and (folder / "manifest.json").is_file()
    ]
    return tuple(
        sorted(found, key=lambda each: (each.period, each.number), reverse=True)
    )


def release(shelf: Path, *, period: str, key: str) -> Release:
    """One registered release.

    Raises: NoSuchRelease.
    """
    if not (_PERIOD.fullmatch(period) and _KEY.fullmatch(key)):
        raise _no_such()
    folder = shelf / period / key
    if not (folder / "manifest.json").is_file():
        raise _no_such()
    return _release(folder)


def rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """A table as published: its column names and its rows."""
    reader = csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    names, *lines = list(reader) or [[]]
    return names, lines


def _release(folder: Path) -> Release:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Release(
        period=folder.parent.name,
        key=folder.name,
        number=int(folder.name.partition("-")[0]),
        folder=folder,
        manifest=manifest,
    )


def _no_such() -> NoSuchRelease:
    return NoSuchRelease(
        "That release, table or chart was asked for, and none of that name is "
        "registered in this home. Choose one from the list of releases."
    )
