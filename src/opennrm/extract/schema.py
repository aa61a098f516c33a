"""The extract's schema, read from `schema.yaml` and turned into Arrow types."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import pyarrow as pa
import yaml

_ARROW = {
    "code": pa.dictionary(pa.int32(), pa.string()),
    "label": pa.dictionary(pa.int32(), pa.string()),
    "quarter": pa.dictionary(pa.int32(), pa.string()),
    "text": pa.string(),
    "day": pa.date32(),
    "integer": pa.int32(),
    "boolean": pa.bool_(),
    "moment": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its kind, the code list behind it, and what it means."""

    name: str
    kind: str
    code_list: str | None
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One table: what a row is, the order of rows, and the columns."""

    name: str
    row: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The same as an Arrow schema, columns in order."""
        return pa.schema([(c.name, _ARROW[c.kind]) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractSchema:
    """All tables of one version of the extract."""

    version: int
    tables: dict[str, TableSchema]


@lru_cache(maxsize=1)
def extract_schema() -> ExtractSchema:
    """The schema that this version of OpenNRM writes and reads."""
    text = resources.files("opennrm.extract").joinpath("schema.yaml").read_text("utf-8")
    raw = yaml.safe_load(text)
    shared = [_column(name, told) for name, told in raw["shared"].items()]
    tables = {
        name: TableSchema(
            name=name,
            row=told["row"],
            order=tuple(told["order"]),
            columns=(
                *shared,
                *(_column(key, column) for key, column in told["columns"].items()),
            ),
        )
        for name, told in raw["tables"].items()
    }
    return ExtractSchema(version=raw["version"], tables=tables)


def _column(name: str, told: dict[str, Any]) -> Column:
    return Column(
        name=name,
        kind=told["type"],
        code_list=told.get("list"),
        meaning=told.get("meaning", ""),
    )
