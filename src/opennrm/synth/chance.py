"""Weighted chance: picks that are quick, and the same for the same seed."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Generic, TypeVar
from uuid import UUID

import numpy as np

T = TypeVar("T")


class Wheel(Generic[T]):
    """Values to pick from, each as often as its weight says."""

    __slots__ = ("_ends", "_values")

    def __init__(self, weights: Mapping[T, float] | Iterable[tuple[T, float]]) -> None:
        pairs = weights.items() if isinstance(weights, Mapping) else weights
        kept = [(value, weight) for value, weight in pairs if weight > 0]
        if not kept:
            raise ValueError("a wheel needs at least one value with a weight")
        self._values = [value for value, _ in kept]
        self._ends = list(accumulate(weight for _, weight in kept))

    def spin(self, rng: np.random.Generator) -> T:
        """One value."""
        place = bisect_right(self._ends, rng.random() * self._ends[-1])
        return self._values[min(place, len(self._values) - 1)]


def happens(share: float, rng: np.random.Generator) -> bool:
    """Whether something of this share happens, this time."""
    return bool(rng.random() < share)


def days_between(least: int, most: int, rng: np.random.Generator) -> int:
    """A number of days, both ends included, each as likely."""
    return least + int(rng.random() * (most - least + 1))


def new_id(rng: np.random.Generator) -> UUID:
    """A random id that the same seed gives again."""
    return UUID(bytes=rng.bytes(16), version=4)
