"""Volumes: how many of what arrive in each quarter, and on which days."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from opennrm.rules.dates import Quarter

# Referrals also arrive on Saturdays and Sundays, fewer: chosen, no figure was read.
_BY_WEEKDAY = (1.0, 1.05, 1.0, 1.0, 0.95, 0.35, 0.3)


def apportion(total: int, weights: Mapping[Quarter, int]) -> dict[Quarter, int]:
    """A total shared out over the quarters in proportion, by largest remainder.

    Counts: the parts add up to the total; ties go to the earlier quarter.
    """
    whole = sum(weights.values())
    exact = {quarter: total * weight / whole for quarter, weight in weights.items()}
    parts = {quarter: int(share) for quarter, share in exact.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(exact, key=lambda q: (parts[q] - exact[q], q))
    for quarter in by_remainder[:left]:
        parts[quarter] += 1
    return parts


def arrival_days(
    quarter: Quarter, number: int, rng: np.random.Generator, *, since: date
) -> list[date]:
    """So many days of a quarter, in order, spread as referrals are over a week.

    Dates: none before `since`, on which a duty may have begun inside the quarter.
    """
    first = max(quarter.first, since)
    days = [first + timedelta(days=n) for n in range((quarter.last - first).days + 1)]
    ends = np.cumsum([_BY_WEEKDAY[day.weekday()] for day in days])
    # Jittered rather than free: no quarter is lumpy for want of numbers.
    steps = np.sort((np.arange(number) + rng.random(number)) / max(number, 1))
    places = np.searchsorted(ends, steps * ends[-1], side="right")
    return [days[min(int(place), len(days) - 1)] for place in places]
