"""What an estimate of the uncounted is: a method, a total, an interval or a reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from opennrm.research.undercount.existence import Existence
from opennrm.research.undercount.resampling import Limits

ASSUMES: Final = (
    "One population, closed while the lists were kept: nobody entered or left it.",
    "People are matched across lists without error; a missed match raises every"
    " estimate, a false one lowers it.",
    "Everyone had some chance of being on each list, or whoever had none is not part of"
    " what is estimated.",
    "What ties lists together is among the overlaps that the model has. What ties all"
    " of them together at once cannot be seen in any table.",
    "Within a model people are alike; people hard to find for every list make the"
    " estimate too low.",
)


class Method(StrEnum):
    """The methods that are told side by side, in the order of telling."""

    MAIN_EFFECTS = "main_effects"
    STEPWISE_0_001 = "stepwise_p0.001"
    STEPWISE_0_02 = "stepwise_p0.02"
    STEPWISE_0_05 = "stepwise_p0.05"
    BEST_BIC_PAIRWISE = "best_bic_pairwise"
    BEST_BIC_HIERARCHICAL = "best_bic_hierarchical"
    THRESHOLD_PROPER = "bayesian_threshold_proper"
    THRESHOLD_IMPROPER = "bayesian_threshold_improper"
    LATENT_CLASS = "latent_class"


class IntervalKind(StrEnum):
    """How an interval was made."""

    BCA = "bca_bootstrap"
    PERCENTILE = "percentile_bootstrap"
    PROFILE = "profile_likelihood"
    POSTERIOR = "posterior"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Two limits and how they were made; an infinite limit is no limit."""

    kind: IntervalKind
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What one method says of the total, or the reason why it says nothing.

    Counts: people, those observed and those not.
    `intervals` holds the one to quote first; `no_interval` says why there is none.
    """

    method: Method
    point: float | None = None
    intervals: tuple[Interval, ...] = ()
    model: str | None = None
    overlaps: tuple[str, ...] = ()
    never_seen: tuple[str, ...] = ()
    aic: float | None = None
    bic: float | None = None
    deviance: float | None = None
    reason: str | None = None
    no_interval: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def limits(self) -> Limits | None:
        """The limits to quote, if there are any."""
        return self.intervals[0].limits if self.intervals else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """What the point would be on the same people with lists merged or left out."""

    change: str
    lists: tuple[str, ...]
    observed: int
    points: tuple[tuple[Method, float | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undercount:
    """Every estimate of one table, with what to know before reading any."""

    lists: tuple[str, ...]
    observed: int
    seed: int
    draws: int
    estimates: tuple[Estimate, ...]
    variations: tuple[Variation, ...] = ()
    findings: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ASSUMES

    @property
    def points(self) -> tuple[float, ...]:
        """The points of the methods that have one."""
        return tuple(each.point for each in self.estimates if each.point is not None)


NO_ESTIMATE: Final = {
    Existence.DOES_NOT_EXIST: (
        "The model has no estimate on this table: some number it needs would have to be"
        " infinite."
    ),
    Existence.NOT_IDENTIFIABLE: (
        "The model cannot be told from others on this table: too few overlaps hold"
        " anybody."
    ),
    Existence.NEITHER: (
        "The model has no estimate on this table and could not be told from others:"
        " too few overlaps hold anybody."
    ),
}
