"""A home: where one record, its keys, extracts and releases live.

A home holds one kind of record, chosen on the first write and never changed.
So a synthetic person can not end up among live ones, and a count of published
cells can not be taken for a count of cases.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from opennrm.home._faults import (
    HomeError,
    HomeNotMade,
    HomeOfAnotherKind,
    HomeUnreadable,
)
from opennrm.home._files import write_once
from opennrm.home._keys import KeyName, make_keys, read_key

DEFAULT_HOME: Final = "opennrm-home"
ENVIRONMENT: Final = "OPENNRM_HOME"
FORMAT: Final = 1

_MARK: Final = "home.json"
_MADE_BEFORE_THE_MARK: Final = frozenset({"keys", "releases", "extracts"})


class Kind(StrEnum):
    """What kind of record a home holds."""

    LIVE = "live"
    SYNTHETIC = "synthetic"
    PUBLISHED_CELLS = "published_cells"


@dataclass(frozen=True, slots=True)
class Home:
    """The workspace directory of a command; it need not exist yet."""

    path: Path

    @classmethod
    def find(
        cls, option: str | Path | None = None, *, environ: Mapping[str, str]
    ) -> "Home":
        """The home meant: `--home`, else `OPENNRM_HOME`, else `./opennrm-home`.

        An empty value counts as none, so `OPENNRM_HOME=` means the default.
        """
        chosen = option or environ.get(ENVIRONMENT) or DEFAULT_HOME
        return cls(Path(chosen).expanduser().absolute())

    @property
    def record(self) -> Path:
        """The SQLite database of the record."""
        return self.path / "record.sqlite3"

    @property
    def keys(self) -> Path:
        """The folder of secret keys."""
        return self.path / "keys"

    @property
    def extracts(self) -> Path:
        """The folder of extracts."""
        return self.path / "extracts"

    @property
    def releases(self) -> Path:
        """The folder in which releases register, so that later ones find them."""
        return self.path / "releases"

    @property
    def is_made(self) -> bool:
        """Whether something was ever written here as a home."""
        return self._mark.exists()

    @property
    def kind(self) -> Kind:
        """The kind of record this home holds.

        Raises: HomeNotMade when nothing was written here yet; HomeUnreadable
        when `home.json` is damaged or of a later format.
        """
        try:
            text = self._mark.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError) as cause:
            raise HomeNotMade(
                f"There is no home at {self.path} yet. Name another with --home or"
                f" {ENVIRONMENT}, or fill this one: `opennrm demo` or"
                " `opennrm import cells PATH`; `opennrm migrate` begins an empty"
                " live record."
            ) from cause
        except (OSError, UnicodeDecodeError) as cause:
            raise self._unreadable("cannot be read") from cause
        return self._kind_in(text)

    def claim(self, kind: Kind) -> "Home":
        """Make this home for one kind of record, or confirm that it holds it.

        Safe to repeat and safe when two processes do it at once: one makes the
        home and the other finds it made.

        Raises: HomeOfAnotherKind when it holds another kind; HomeError when the
        directory holds something else, or a record without its `home.json`.
        """
        if not self.is_made:
            self._refuse_foreign_files()
            try:
                self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
                make_keys(self.keys)
                self.extracts.mkdir(exist_ok=True)
                self.releases.mkdir(exist_ok=True)
                mark = json.dumps({"format": FORMAT, "kind": kind.value}) + "\n"
                write_once(self._mark, mark.encode(), mode=0o644)
            except OSError as cause:
                raise HomeError(
                    f"A home for {kind} records was to be made at {self.path}, but"
                    f" the disk refused ({cause.strerror}). Choose a directory that"
                    " can be written, with --home."
                ) from cause
        held = self.kind
        if held is not kind:
            raise HomeOfAnotherKind(
                f"The home {self.path} holds {held} records and never mixes them;"
                f" {kind} records were to be written. Choose another home with"
                f" --home, for instance --home ./{kind.value.replace('_', '-')}-home."
            )
        return self

    def key(self, name: KeyName) -> bytes:
        """The 32 bytes of a secret key of this home.

        Raises: HomeNotMade before the first write; HomeKeyMissing when the key
        is lost.
        """
        _ = self.kind
        return read_key(self.keys, name)

    @property
    def _mark(self) -> Path:
        return self.path / _MARK

    def _kind_in(self, text: str) -> Kind:
        """The kind that the text of `home.json` names."""
        try:
            held = json.loads(text)
        except ValueError as cause:
            raise self._unreadable("is not JSON") from cause
        if not isinstance(held, dict) or set(held) != {"format", "kind"}:
            raise self._unreadable("must have the keys `format` and `kind` only")
        if held["format"] != FORMAT:
            raise self._unreadable(
                f"has format {held['format']!r} and this version knows {FORMAT}"
            )
        try:
            return Kind(held["kind"])
        except ValueError as cause:
            raise self._unreadable(
                f"names a kind that is none of {', '.join(Kind)}"
            ) from cause

    def _unreadable(self, what: str) -> HomeUnreadable:
        return HomeUnreadable(
            f"The home {self.path} was to be opened, but its {_MARK} {what}. Use the"
            " version of OpenNRM that wrote it, or restore it from a backup."
        )

    def _refuse_foreign_files(self) -> None:
        """Refuse a directory that is something else, before writing into it."""
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise HomeError(
                f"A home was to be made at {self.path}, but that is a file. Choose"
                " another path with --home."
            )
        names = {entry.name for entry in self.path.iterdir()}
        # A draft is what a process that died while writing left behind.
        drafts = {name for name in names if name.startswith(f".{_MARK}.")}
        # The mark may have been written by another process a moment ago.
        foreign = sorted(names - drafts - _MADE_BEFORE_THE_MARK - {_MARK})
        if foreign and not self.is_made:
            shown = ", ".join(foreign[:3]) + (", …" if len(foreign) > 3 else "")
            raise HomeError(
                f"A home was to be made at {self.path}, but that directory holds"
                f" other files ({shown}) and no {_MARK}. Choose an empty or new"
                " directory with --home, or restore the home from a backup."
            )
