"""What a table is counted from: the tables of one extract and where they came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from opennrm.extract.reading import Extract
from opennrm.statistics.cells import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The tables of an extract, each a Parquet file or held in memory."""

    tables: Mapping[str, Path | pa.Table]
    provenance: Provenance

    @classmethod
    def of(cls, extract: Extract) -> "Source":
        """The tables of an extract in a folder."""
        told = extract.manifest
        return cls(
            tables={name: extract.path(name) for name in told.tables},
            provenance=Provenance(
                kind=told.kind,
                extract=extract.digest,
                as_at=_moment(told.as_at),
                cut_off=_moment(told.cut_off),
                log_position=told.log_position,
                log_digest=told.log_digest,
                rules=told.rules,
                software=told.software,
            ),
        )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
