"""Reading an extract back: its manifest, its files, and whether they are whole."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.extract.manifest import MANIFEST, Manifest, TableFile
from opennrm.extract.schema import extract_schema


class NotAnExtract(OpenNRMError):
    """A folder that is no extract, or one of another schema."""

    code: ClassVar[str] = "not-an-extract"
    family: ClassVar[Family] = Family.STATISTICS


class ExtractDamaged(OpenNRMError):
    """A file of the extract is missing or is not the one that was written."""

    code: ClassVar[str] = "extract-damaged"
    family: ClassVar[Family] = Family.STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """An extract in a folder."""

    directory: Path
    manifest: Manifest

    def path(self, table: str) -> Path:
        """The Parquet file of a table.

        Raises: NotAnExtract for a table that the schema does not have.
        """
        if table not in self.manifest.tables:
            raise NotAnExtract(
                f"An extract has no table {table!r}. "
                f"It has: {', '.join(self.manifest.tables)}."
            )
        return self.directory / self.manifest.tables[table].file

    @property
    def digest(self) -> str:
        """One digest for the whole extract: that of its manifest."""
        return hashlib.sha256((self.directory / MANIFEST).read_bytes()).hexdigest()


def open_extract(directory: Path) -> Extract:
    """Open an extract and check every file against the manifest.

    Raises: NotAnExtract without a readable manifest of this schema version;
        ExtractDamaged, naming every file that is missing or differs.
    """
    try:
        told = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        files = {name: TableFile(**file) for name, file in told.pop("tables").items()}
        manifest = Manifest(**told, tables=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NotAnExtract(
            f"{directory.name or directory} holds no readable {MANIFEST}. "
            "Name a folder that `opennrm extract` wrote."
        ) from fault
    known = extract_schema()
    if manifest.schema != known.version or set(files) != set(known.tables):
        raise NotAnExtract(
            f"The extract has schema {manifest.schema}, and this version of OpenNRM "
            f"reads schema {known.version}. Make the extract again."
        )
    damaged = [
        file.file
        for file in files.values()
        if not (directory / file.file).is_file()
        or hashlib.sha256((directory / file.file).read_bytes()).hexdigest()
        != file.sha256
    ]
    if damaged:
        raise ExtractDamaged(
            f"The extract is not the one that was written: {', '.join(damaged)} "
            "missing or different. Make the extract again."
        )
    return Extract(directory=directory, manifest=manifest)
