"""The folder: letters laid out as files, for a person or a program to carry on.

One file a letter and a slip beside it, in a folder a channel. The slip is written
last and names no person, so a letter is there when its slip is. What is laid down
counts as delivered: this folder is where the letter was to arrive.
"""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from opennrm.letters.page import to_html
from opennrm.letters.pdf import to_pdf
from opennrm.letters.plain import to_text
from opennrm.services.post.carriers import Answer, Outcome, Parcel

# A name of a channel from the code list becomes the name of a folder.
FORMS: Final[dict[str, str]] = {
    "post": "pdf",
    "by_hand": "pdf",
    "secure_transfer": "pdf",
    "email": "txt",
    "telephone_call": "txt",
    "portal": "html",
}


class Folder:
    """Lays letters down under a folder that only its owner can read."""

    name: Final = "folder"
    channels: Final = frozenset(FORMS)
    can_tell: Final = True

    def __init__(self, path: Path, *, synthetic: bool) -> None:
        self._path = path
        self._synthetic = synthetic

    def send(self, parcel: Parcel) -> Answer:
        """Write the letter, then its slip; once more changes nothing."""
        slip = self._slip(parcel.channel, parcel.letter_id)
        if not slip.exists():
            form = FORMS[parcel.channel]
            self._make(slip.parent)
            content = _WRITTEN[form](parcel)
            _write(slip.with_suffix(f".{form}"), content)
            _write(slip, self._told(parcel, form))
        return Answer(outcome=Outcome.DELIVERED)

    def ask(self, letter_id: UUID) -> Answer | None:
        """Whether the letter was laid down."""
        if any(self._slip(channel, letter_id).exists() for channel in FORMS):
            return Answer(outcome=Outcome.DELIVERED)
        return None

    def _slip(self, channel: str, letter_id: UUID) -> Path:
        return self._path / channel / f"{letter_id}.json"

    def _make(self, folder: Path) -> None:
        for each in (self._path, folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            each.chmod(0o700)

    def _told(self, parcel: Parcel, form: str) -> bytes:
        slip: dict[str, object] = {
            **parcel.codes,
            "letter_id": str(parcel.letter_id),
            "case_id": str(parcel.case_id),
            "channel": parcel.channel,
            "file": f"{parcel.letter_id}.{form}",
        }
        if self._synthetic:
            slip["synthetic"] = "Synthetic data: about nobody."
        return (json.dumps(slip, indent=2, sort_keys=True) + "\n").encode()


def _text(parcel: Parcel) -> bytes:
    """The letter to be sent or read out, under the way to reach the one it is for."""
    head = [f"Subject: {parcel.letter.subject}"]
    if parcel.channel == "email" and parcel.email:
        head.insert(0, f"To: {parcel.email}")
    if parcel.channel == "telephone_call" and parcel.telephone:
        head.insert(0, f"Telephone: {parcel.telephone}")
    return ("\n".join(head) + "\n\n" + to_text(parcel.letter)).encode()


_WRITTEN: Final[dict[str, Callable[[Parcel], bytes]]] = {
    "pdf": lambda parcel: to_pdf(parcel.letter),
    "html": lambda parcel: to_html(parcel.letter).encode(),
    "txt": _text,
}


def _write(path: Path, content: bytes) -> None:
    """Put a file on the disk whole, in the place of one from an earlier attempt."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
