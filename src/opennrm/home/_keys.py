"""The secret keys of a home: random, made once, readable by their owner only.

All keys are made when the home is, and never afterwards.
A key made later, in place of a lost one, would open nothing that the old one
locked, and the loss would show only when somebody needs a name.
"""

import os
import secrets
from pathlib import Path
from typing import Final, Literal, get_args

from opennrm.home._faults import HomeKeyMissing
from opennrm.home._files import write_once

KeyName = Literal["vault", "pseudonym", "record-key", "django"]

KEY_NAMES: Final[tuple[KeyName, ...]] = get_args(KeyName)
KEY_BYTES: Final = 32


def make_keys(folder: Path) -> None:
    """Make every key that is not there yet; one that is there stays as it is.

    The folder is closed to everyone but its owner before the first key is in it.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chmod(folder, 0o700)
    for name in KEY_NAMES:
        write_once(folder / name, secrets.token_bytes(KEY_BYTES), mode=0o600)


def read_key(folder: Path, name: KeyName) -> bytes:
    """The 32 bytes of one key.

    Raises: HomeKeyMissing when the file is absent, unreadable or not 32 bytes
    long, since then what it locked cannot be opened and must not be replaced.
    """
    path = folder / name
    try:
        held = path.read_bytes()
    except OSError as cause:
        raise HomeKeyMissing(
            f"The key {name!r} of the home was asked for, but {path} cannot be read"
            f" ({cause.strerror}). Restore the folder of keys from its backup;"
            " a new key would not open the record."
        ) from cause
    if len(held) != KEY_BYTES:
        raise HomeKeyMissing(
            f"The key {name!r} of the home was asked for, but {path} holds"
            f" {len(held)} bytes instead of {KEY_BYTES}. Restore the folder of keys"
            " from its backup; a new key would not open the record."
        )
    return held
