"""The home: one workspace directory that holds one kind of record."""

from opennrm.home._faults import (
    HomeError,
    HomeKeyMissing,
    HomeNotMade,
    HomeOfAnotherKind,
    HomeUnreadable,
)
from opennrm.home._home import DEFAULT_HOME, FORMAT, Home, Kind
from opennrm.home._keys import KEY_NAMES

__all__ = [
    "DEFAULT_HOME",
    "FORMAT",
    "KEY_NAMES",
    "Home",
    "HomeError",
    "HomeKeyMissing",
    "HomeNotMade",
    "HomeOfAnotherKind",
    "HomeUnreadable",
    "Kind",
]
