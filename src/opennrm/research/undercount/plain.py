"""An undercount as plain values, for a program that reads it."""

from math import isfinite

from opennrm.research.undercount.estimates import Estimate, Undercount
from opennrm.research.undercount.resampling import LEVEL, Limits


def as_json(found: Undercount) -> dict[str, object]:
    """The one document of the command: results first, then how to read them.

    Shape: `results` has one row per method; `lower` and `upper` are null where there is
        no such limit, and `no_interval` or a note then says why.
    """
    points = found.points
    return {
        "results": [_estimate(each) for each in found.estimates],
        "observed": found.observed,
        "lists": list(found.lists),
        "level": LEVEL,
        "spread_of_points": (
            {"least": min(points), "greatest": max(points)} if points else None
        ),
        "findings": list(found.findings),
        "sensitivity": [
            {
                "change": each.change,
                "lists": list(each.lists),
                "observed": each.observed,
                "points": {method.value: point for method, point in each.points},
            }
            for each in found.variations
        ],
        "assumes": list(found.assumes),
        "seed": found.seed,
        "draws": found.draws,
    }


def _estimate(each: Estimate) -> dict[str, object]:
    quoted = each.intervals[0] if each.intervals else None
    lower, upper = _limits(quoted.limits) if quoted else (None, None)
    notes = list(each.notes)
    if quoted and upper is None:
        notes.append("There is no upper limit: too many of the draws are infinite.")
    return {
        "method": each.method.value,
        "point": each.point,
        "lower": lower,
        "upper": upper,
        "interval": quoted.kind.value if quoted else None,
        "model": each.model,
        "overlaps": list(each.overlaps),
        "overlaps_of_nobody": list(each.never_seen),
        "intervals": {
            interval.kind.value: dict(
                zip(("lower", "upper"), _limits(interval.limits), strict=True)
            )
            for interval in each.intervals
        },
        "aic": each.aic,
        "bic": each.bic,
        "deviance": each.deviance,
        "reason": each.reason,
        "no_interval": each.no_interval,
        "notes": notes,
    }


def _limits(limits: Limits) -> tuple[float | None, float | None]:
    return (
        limits.lower if isfinite(limits.lower) else None,
        limits.upper if isfinite(limits.upper) else None,
    )
