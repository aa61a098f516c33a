"""Dates that a command may name: nothing still to come, nothing before its cause."""

from datetime import date
from typing import ClassVar

from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate


class NotYetHappened(Refused):
    """A date that lies after the day on which it is recorded."""

    code: ClassVar[str] = "not-yet-happened"


class OutOfOrder(Refused):
    """A date that lies before what it must follow."""

    code: ClassVar[str] = "out-of-order"


def happened(when: PartialDate, *, today: date, what: str) -> None:
    """Refuse a date that is still to come.

    Raises: NotYetHappened.
    """
    if when.first > today:
        raise NotYetHappened(
            f"{what} dated {when} was given on {today}. "
            "Check the date; what has not happened cannot be recorded."
        )


def follows(when: PartialDate, earlier: PartialDate, *, what: str, cause: str) -> None:
    """Refuse a date that lies wholly before what it must follow.

    Raises: OutOfOrder.
    """
    if when.last < earlier.first:
        raise OutOfOrder(
            f"{what} dated {when} was given, and {cause} on {earlier}. Check both "
            "dates; a wrong date of receipt is mended by a correction."
        )
