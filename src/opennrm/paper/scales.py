"""Axes: round steps from zero, and which labels there is room for."""

from dataclasses import dataclass
from decimal import Decimal

STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
STRIDES = (1, 2, 4, 8, 12, 16, 20, 40)
"""How many categories a label may stand for: quarters group by years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis from zero to `top` over `length` pixels, with a tick at each step."""

    top: Decimal
    step: Decimal
    length: float

    def along(self, value: float | Decimal) -> float:
        """How many pixels from zero a value stands."""
        return float(value) / float(self.top) * self.length

    def ticks(self) -> tuple[Decimal, ...]:
        """The values with a grid line, zero first."""
        return tuple(
            self.step * index for index in range(int(self.top / self.step) + 1)
        )

    def written(self, tick: Decimal, unit: str = "") -> str:
        """A tick as text, with as many decimals as the step has."""
        places = max(0, -int(self.step.normalize().as_tuple().exponent))
        return f"{tick:,.{places}f}{unit}"


def scale(
    largest: float, *, length: float, ticks: int = 5, whole: bool = True
) -> Scale:
    """The axis that holds the largest value in about so many round steps.

    An axis begins at zero, always: a cut axis makes a small change look large.
    With `whole`, steps are whole numbers, as counts are.
    """
    wanted = Decimal(repr(float(largest))) if largest > 0 else Decimal(1)
    rough = wanted / ticks
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * each for each in STEPS if power * each >= rough)
    if whole:
        step = max(step, Decimal(1))
    top = step * -(-wanted // step)
    if top < wanted:
        top += step
    return Scale(top=top, step=step, length=length)


def stride(categories: int, *, room: float, label: float) -> int:
    """Every how many categories a label fits, given its width in pixels."""
    for each in STRIDES:
        if room / max(categories, 1) * each >= label:
            return each
    return max(categories, 1)
