"""From rows counted to figures: a count, an exact median, an exact mean."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction

from opennrm.statistics.cells import Cell, Excluded, Mark, Unit
from opennrm.statistics.counting import Key, Tally
from opennrm.statistics.measures import Counting, Measure


def cells_of(measure: Measure, tallies: Sequence[Tally]) -> dict[Key, Cell]:
    """The figure of each combination of members that has rows."""
    grouped: dict[Key, Counter[int]] = defaultdict(Counter)
    for one in tallies:
        if one.excluded is None:
            grouped[one.members][one.days or 0] += one.count
    return {members: cell_of(measure, found) for members, found in grouped.items()}


def cell_of(measure: Measure, found: Counter[int]) -> Cell:
    """The figure of rows counted by their whole days."""
    base = found.total()
    unit = Unit(measure.unit)
    if measure.counting is Counting.ROWS:
        return Cell(value=base, unit=unit, base=base)
    if base == 0:
        return Cell(value=None, unit=unit, mark=Mark.NOT_APPLICABLE, base=0)
    if measure.counting is Counting.MEAN:
        total = sum(days * count for days, count in found.items())
        return Cell(value=Fraction(total, base), unit=unit, base=base)
    return Cell(value=_median(found, base), unit=unit, base=base)


def _median(found: Counter[int], base: int) -> Fraction:
    """The exact median: the middle value, or half way between the middle two."""
    lower, upper = (base - 1) // 2, base // 2
    middle, passed = [], 0
    for days in sorted(found):
        until = passed + found[days]
        middle += [days for place in (lower, upper) if passed <= place < until]
        passed = until
    return Fraction(sum(middle), 2)


def excluded_by(measure: Measure, tallies: Sequence[Tally]) -> tuple[Excluded, ...]:
    """Every declared exclusion with the number of rows that it left out."""
    counts: Counter[str] = Counter()
    for one in tallies:
        if one.excluded is not None:
            counts[one.excluded] += one.count
    return tuple(
        Excluded(key=each.key, reason=each.reason, count=counts[each.key])
        for each in measure.exclusions
    )
