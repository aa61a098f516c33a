"""What kind of record this home holds, and what may be written into it."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from opennrm.home import Home, HomeOfAnotherKind, Kind


def require_people() -> None:
    """Let cases of people be recorded: in live and synthetic homes only.

    Raises: HomeOfAnotherKind.
    """
    kind = _kind()
    if kind is Kind.PUBLISHED_CELLS:
        raise HomeOfAnotherKind(
            f"A case was to be recorded in a home that holds {kind} records. Published "
            "counts and cases of people are never mixed: choose another home with "
            "--home."
        )


def require(wanted: Kind) -> None:
    """Let records of one kind be written only where that kind is held.

    Raises: HomeOfAnotherKind.
    """
    kind = _kind()
    if kind is not wanted:
        raise HomeOfAnotherKind(
            f"Records of the kind {wanted} were to be written into a home that holds "
            f"{kind} records. Kinds are never mixed: choose another home with --home."
        )


def _kind() -> Kind:
    return _kind_of(str(settings.OPENNRM_HOME))


@lru_cache(maxsize=8)
def _kind_of(path: str) -> Kind:
    # A home never changes its kind, so one look is enough.
    return Home(Path(path)).kind
