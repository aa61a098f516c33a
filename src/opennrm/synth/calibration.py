"""The published figures that the invented register is calibrated on.

They are typed once in `data/calibration.yaml`, each block with its sources; what no
publication gives says there how it was derived, or that it was chosen. Nothing in
the generator's code is a figure of the world.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from opennrm.rules.dates import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSource:
    """The publication in which figures were read: title, table and vintage."""

    key: str
    title: str
    table: str
    vintage: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts by quarter.

    `derived` says of each quarter that no publication gives how it was worked out.
    """

    name: str
    meaning: str
    sources: tuple[str, ...]
    derived: Mapping[str, str]
    by_quarter: Mapping[Quarter, int]

    def year(self, year: int) -> int:
        """The sum of a year's quarters."""
        return sum(n for quarter, n in self.by_quarter.items() if quarter.year == year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares of one by named columns, each set holding until the next begins."""

    name: str
    meaning: str
    columns: tuple[str, ...]
    sources: tuple[str, ...]
    derived: Mapping[str, str]
    since: Mapping[Quarter, tuple[float, ...]]
    _found: dict[Quarter, Mapping[str, float]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def at(self, quarter: Quarter) -> Mapping[str, float]:
        """The shares that hold in a quarter, by column.

        Dates: those of the last period that had begun; before the first, the first.
        """
        found = self._found.get(quarter)
        if found is None:
            begun = [first for first in self.since if first <= quarter]
            first = max(begun) if begun else min(self.since)
            found = dict(zip(self.columns, self.since[first], strict=True))
            self._found[quarter] = found
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of the simulation, as a share of one, with where it comes from."""

    name: str
    value: float
    unit: str
    meaning: str
    sources: tuple[str, ...]
    derived: str | None
    assumption: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Figures that the finished register is compared with and is not made from."""

    name: str
    meaning: str
    unit: str
    sources: tuple[str, ...]
    on: Mapping[date, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Everything typed in the calibration file, by name."""

    read_on: date
    licence: str
    sources: Mapping[str, FigureSource]
    counts: Mapping[str, Counts]
    shares: Mapping[str, Shares]
    parameters: Mapping[str, Parameter]
    observed: Mapping[str, Observed]

    def share(self, name: str, quarter: Quarter) -> Mapping[str, float]:
        """The shares of one block that hold in a quarter, by column."""
        return self.shares[name].at(quarter)

    def parameter(self, name: str) -> float:
        """One parameter, as a share of one."""
        return self.parameters[name].value

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters that the register covers, in order."""
        return tuple(self.counts["referrals"].by_quarter)

    @property
    def referrals(self) -> int:
        """The published referrals of all quarters together."""
        return sum(self.counts["referrals"].by_quarter.values())
