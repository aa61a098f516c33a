"""Cells and parameters of a table of overlapping lists, both as sets of lists.

A set of lists is a whole number: bit i stands for list i. A cell is the set of lists
that a person is on, a parameter of a log-linear model the set of lists that it is
about, so that a parameter bears on a cell when its set is contained in the cell's.
The empty cell is never observed; its logarithm is the empty parameter, the intercept.
"""

from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_LISTS: Final = 9
"""So that a list's number is one digit in the name of a model, as published."""

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]


@cache
def containment(lists: int) -> Numbers:
    """Which parameters each cell contains, as 0 and 1.

    Shape: one row per set as a cell, one column per set as a parameter; square,
        2 to the power of the number of lists. Row 0 is the cell nobody is seen in.
    """
    sets = np.arange(2**lists)
    found: Numbers = ((sets[:, None] & sets[None, :]) == sets[None, :]).astype(float)
    found.setflags(write=False)
    return found


@cache
def singles(lists: int) -> tuple[int, ...]:
    """The set of each list alone."""
    return tuple(1 << place for place in range(lists))


@cache
def pairs(lists: int) -> tuple[int, ...]:
    """Every set of two lists, in the order 12, 13, 23, 14, 24, 34 and so on."""
    return tuple(
        (1 << one) | (1 << other) for other in range(lists) for one in range(other)
    )


def members(lists: int) -> tuple[int, ...]:
    """The places of the lists in a set, from 0."""
    return tuple(place for place in range(lists.bit_length()) if lists >> place & 1)


def subsets(of: int) -> frozenset[int]:
    """Every set contained in a set, itself and the empty one included."""
    places = members(of)
    return frozenset(
        sum(1 << place for place in chosen)
        for size in range(len(places) + 1)
        for chosen in combinations(places, size)
    )
