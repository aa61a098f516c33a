"""The manifest of an extract: what was cut, where, and the digest of every file."""

from dataclasses import dataclass

MANIFEST = "extract.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """One table's file, the number of its rows and its SHA-256."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `schema.yaml` says of the manifest. Moments are ISO text in UTC."""

    schema: int
    kind: str
    as_at: str | None
    cut_off: str | None
    log_position: int
    log_digest: str
    cases: int
    rules: str
    pseudonym_key: str
    tables: dict[str, TableFile]
    software: str
