"""Sealing what the vault holds: one data key a person, wrapped by the home's key.

Everything is AES-256-GCM under the person's own key; that key is wrapped (RFC 3394)
by the key of the home. Each sealed value says how and by which key it was sealed, and
is bound to its table, column and token, so that a value moved to another row does not
open there.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import ClassVar, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from opennrm.errors import Family, OpenNRMError

_VERSION: Final = b"\x01"
_KEY_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class SealBroken(OpenNRMError):
    """A sealed value does not open: another key, or another place, or damage."""

    code: ClassVar[str] = "seal-broken"
    family: ClassVar[Family] = Family.STORE


def new_key() -> bytes:
    """A fresh data key for one person."""
    return secrets.token_bytes(_KEY_BYTES)


def wrap(key: bytes, *, by: bytes) -> bytes:
    """A data key, wrapped by the key of the home."""
    return _VERSION + _key_id(by) + aes_key_wrap(by, key)


def unwrap(wrapped: bytes, *, by: Mapping[bytes, bytes]) -> bytes:
    """The data key again; `by` are the keys of the home by their ids.

    Raises: SealBroken when none of them wrapped it.
    """
    version, key_id, rest = _parts(wrapped)
    key = by.get(key_id)
    if version != _VERSION or key is None:
        raise _broken("a person's key was wrapped by a key that this home lacks")
    try:
        return aes_key_unwrap(key, rest)
    except (InvalidUnwrap, ValueError) as fault:
        raise _broken("a person's wrapped key is damaged") from fault


def keyring(*keys: bytes) -> dict[bytes, bytes]:
    """The keys of a home by the ids that wrapped keys carry."""
    return {_key_id(key): key for key in keys}


def seal(content: bytes, *, key: bytes, place: bytes) -> bytes:
    """Content, sealed under a person's key and bound to its place."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    head = _VERSION + _key_id(key)
    return head + nonce + AESGCM(key).encrypt(nonce, content, head + place)


def unseal(sealed: bytes, *, key: bytes, place: bytes) -> bytes:
    """The content again.

    Raises: SealBroken when it was sealed by another key, for another place, or is
    damaged.
    """
    version, key_id, rest = _parts(sealed)
    if version != _VERSION or key_id != _key_id(key):
        raise _broken("it was sealed by another key")
    nonce, text = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, text, version + key_id + place)
    except (InvalidTag, ValueError) as fault:
        raise _broken("it is damaged, or was moved from another place") from fault


def place(table: str, column: str, token: UUID) -> bytes:
    """What a sealed value is bound to."""
    return f"{table}.{column}.{token}".encode()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"opennrm key id\x00" + key).digest()[:_KEY_ID_BYTES]


def _parts(value: bytes) -> tuple[bytes, bytes, bytes]:
    return value[:1], value[1 : 1 + _KEY_ID_BYTES], value[1 + _KEY_ID_BYTES :]


def _broken(why: str) -> SealBroken:
    return SealBroken(
        f"Something in the vault was to be opened, and {why}. Nothing of it can be "
        "shown. Check the home's keys against their backup, and the record against its "
        "own."
    )
