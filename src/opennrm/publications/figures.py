"""The name of one figure: `2023-Q1/referrals/nation=wales`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import Quarter, UnreadableDate

_BEFORE_A_DIMENSION: Final = re.compile(r"[,/](?=[a-z_]+=)")


class FigureUnreadable(OpenNRMError):
    """A figure was named in another form than period/measure/dimension=member."""

    code: ClassVar[str] = "figure-unreadable"
    family: ClassVar[Family] = Family.CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureName:
    """One figure: its quarter, its measure, and its member of each dimension named."""

    period: Quarter
    measure: str
    where: Mapping[str, str]

    @property
    def conditions(self) -> dict[str, str]:
        """The figure as conditions on its measure."""
        return {"quarter": self.period.text, **self.where}

    def __str__(self) -> str:
        members = ",".join(f"{name}={value}" for name, value in self.where.items())
        return "/".join(
            part for part in (self.period.text, self.measure, members) if part
        )


def read_figure(text: str) -> FigureName:
    """Read the name of a figure.

    Members follow the measure as `dimension=member`, parted by commas or slashes; a
    member may hold both, since a part begins only where a dimension does.
    Raises: FigureUnreadable for anything else.
    """
    period, _, rest = text.partition("/")
    measure, _, members = rest.partition("/")
    where: dict[str, str] = {}
    try:
        quarter = Quarter.parse(period.upper())
    except UnreadableDate as fault:
        raise _unreadable(text, str(fault)) from fault
    if not measure:
        raise _unreadable(text, "It names no measure.")
    for part in _BEFORE_A_DIMENSION.split(members) if members else ():
        name, equals, value = part.partition("=")
        if not equals or not name or not value:
            raise _unreadable(text, f"{part!r} is not dimension=member.")
        if name in where or name == "quarter":
            raise _unreadable(text, f"{name} is named twice.")
        where[name] = value
    return FigureName(period=quarter, measure=measure, where=MappingProxyType(where))


def _unreadable(text: str, why: str) -> FigureUnreadable:
    return FigureUnreadable(
        f"{text!r} does not name a figure. {why} Write period/measure, and members as"
        " dimension=member: 2023-Q1/referrals/nation=wales,gender=female."
    )
