"""The random numbers of the published walks, made again in their order.

The library behind the published studies draws from the Mersenne Twister with one
constant off by one: it mixes word i with word i + 398 where the authors of the
generator have i + 397. Both are sound streams; only the former gives the published
answers, so that is the one here.

Source: Matsumoto and Nishimura, ACM Transactions on Modeling and Computer Simulation 8
    (1998) 3-30, for the generator; Marsaglia and Bray, SIAM Review 6 (1964) 260-264,
    for normal numbers two at a time; the constant as the library is distributed.
"""

from collections.abc import Iterator
from math import log, sqrt
from typing import Final

import numpy as np

from opennrm.research.undercount.cells import Numbers

_WORDS: Final = 624
_MIXED_WITH: Final = 398
_TOP: Final = 0x80000000
_REST: Final = 0x7FFFFFFF
_TWIST: Final = 0x9908B0DF
_SPREAD: Final = 1812433253
_ALL: Final = 0xFFFFFFFF
_SCALE: Final = 1 / 4294967296.0


def published_numbers(seed: int, steps: int, size: int) -> tuple[Numbers, Numbers]:
    """The normal and uniform numbers of a walk of so many steps.

    Every step takes `size` normals, made two at a time and carried over, and then one
    uniform.

    Shape: normals have a row per step and a column per parameter; uniforms one number
        per step, above 0 and below 1.
    """
    uniform = uniforms(seed)
    normals = np.empty((steps, size))
    deciding = np.empty(steps)
    waiting: float | None = None
    for step in range(steps):
        for place in range(size):
            if waiting is not None:
                normals[step, place], waiting = waiting, None
                continue
            while True:
                one, other = 2 * next(uniform) - 1, 2 * next(uniform) - 1
                square = one * one + other * other
                if 0 < square < 1:
                    break
            factor = sqrt(-2 * log(square) / square)
            normals[step, place], waiting = one * factor, other * factor
        deciding[step] = next(uniform)
    return normals, deciding


def uniforms(seed: int) -> Iterator[float]:
    """Numbers between 0 and 1, both excluded, without end."""
    state = [seed & _ALL]
    for place in range(1, _WORDS):
        before = state[-1]
        state.append((_SPREAD * (before ^ (before >> 30)) + place) & _ALL)
    while True:
        for place in range(_WORDS):
            joined = (state[place] & _TOP) | (state[(place + 1) % _WORDS] & _REST)
            mixed = state[(place + _MIXED_WITH) % _WORDS] ^ (joined >> 1)
            state[place] = mixed ^ _TWIST if joined & 1 else mixed
        for word in state:
            word ^= word >> 11
            word ^= (word << 7) & 0x9D2C5680
            word ^= (word << 15) & 0xEFC60000
            yield ((word ^ (word >> 18)) + 0.5) * _SCALE
