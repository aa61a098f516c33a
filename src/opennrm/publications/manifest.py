"""The manifest of a release: what it was made from, and the digest of every file.

It holds no clock, host or path, so that the same inputs give the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from opennrm.errors import Family, OpenNRMError

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1


class NotARelease(OpenNRMError):
    """A folder that is no release, or one of another format."""

    code: ClassVar[str] = "not-a-release"
    family: ClassVar[Family] = Family.PUBLICATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDigest:
    """One file of a release: its size and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Predecessor:
    """An earlier release of the same home, by the digest of its manifest.

    `referrals` are the referrals that it printed for each quarter, so that a release
    can say what it revised and still be built again from its own manifest.
    """

    period: str
    log_position: int
    release: str
    referrals: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a release says of itself. Moments are ISO text in UTC."""

    format: int
    period: str
    first_quarter: str
    kind: str
    as_at: str | None
    cut_off: str | None
    log_position: int
    log_digest: str
    extract: str
    rules: str
    measures: str
    paragraphs: str
    software: str
    policy: str
    policy_risk: str
    predecessors: tuple[Predecessor, ...]
    files: Mapping[str, FileDigest]

    def as_text(self) -> str:
        """The manifest as it is written."""
        told = {
            **asdict_flat(self),
            "predecessors": [asdict(each) for each in self.predecessors],
            "files": {name: asdict(each) for name, each in self.files.items()},
        }
        return json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @property
    def digest(self) -> str:
        """One digest for the whole release: that of its manifest."""
        return sha256(self.as_text().encode()).hexdigest()


def asdict_flat(manifest: Manifest) -> dict[str, object]:
    """The plain values of a manifest."""
    nested = ("predecessors", "files")
    names = [name for name in Manifest.__dataclass_fields__ if name not in nested]
    return {name: getattr(manifest, name) for name in names}


def digest_of(content: bytes) -> FileDigest:
    """The size and digest of a file's content."""
    return FileDigest(bytes=len(content), sha256=sha256(content).hexdigest())


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a release.

    Raises: NotARelease without a readable manifest of this format.
    """
    try:
        told = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise NotARelease(
                f"{directory.name} is a release of format {told['format']!r}, and this"
                f" version of OpenNRM reads format {FORMAT}. Build it again."
            )
        earlier = tuple(Predecessor(**each) for each in told.pop("predecessors"))
        files = {name: FileDigest(**each) for name, each in told.pop("files").items()}
        return Manifest(**told, predecessors=earlier, files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NotARelease(
            f"{directory.name or directory} holds no readable {MANIFEST}. Name a folder"
            " that `opennrm release build` wrote."
        ) from fault
