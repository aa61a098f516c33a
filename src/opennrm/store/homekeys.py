"""The keys that the store takes from its home, each for one purpose."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from opennrm.home import Home

_LENGTH: Final = 32


def wrapping_key() -> bytes:
    """The key that wraps the keys of persons."""
    return _vault_key(str(settings.OPENNRM_HOME))


def command_key() -> bytes:
    """The key behind the digests of commands.

    A command may hold a name. A plain digest of it would outlive an erasure, and let
    anyone who guesses the name confirm it.
    """
    return _derived(str(settings.OPENNRM_HOME), b"opennrm digests of commands")


def case_key() -> bytes:
    """The key behind case ids that are made from what the sender calls a referral."""
    return _derived(str(settings.OPENNRM_HOME), b"opennrm ids of cases")


@lru_cache(maxsize=8)
def _vault_key(path: str) -> bytes:
    return Home(Path(path)).key("vault")


@lru_cache(maxsize=8)
def _derived(path: str, purpose: bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=_LENGTH, salt=None, info=purpose)
    return derivation.derive(_vault_key(path))
