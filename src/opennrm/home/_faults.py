"""What can be wrong with a home, each said with what to do next."""

from typing import ClassVar

from opennrm.errors import Family, OpenNRMError


class HomeError(OpenNRMError):
    """The home cannot be used as asked."""

    code: ClassVar[str] = "home-unfit"
    family: ClassVar[Family] = Family.HOME


class HomeNotMade(HomeError):
    """There is no home there yet, and the step only reads."""

    code: ClassVar[str] = "home-not-made"


class HomeOfAnotherKind(HomeError):
    """The home holds one kind of record and another was asked for."""

    code: ClassVar[str] = "home-of-another-kind"


class HomeUnreadable(HomeError):
    """`home.json` is not one that this version wrote or understands."""

    code: ClassVar[str] = "home-unreadable"


class HomeKeyMissing(HomeError):
    """A key of the home is lost or damaged; a new one would not open the record."""

    code: ClassVar[str] = "home-key-missing"
