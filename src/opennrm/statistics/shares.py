"""Shares, changes and records: figures computed from counts, exact until printed.

The rule, which reproduces the published pairs: a whole per cent, half away from
zero, from unrounded counts; the base of a share is every referral of the period,
those with unknown members included; a change is measured from the earlier count as
this same extract has it, never from what was printed at the time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Cell, Mark, Table, Unit
from opennrm.statistics.measures import Break


class SeriesBroken(OpenNRMError):
    """A change was asked for between quarters that are not comparable."""

    code: ClassVar[str] = "series-broken"
    family: ClassVar[Family] = Family.STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a quarter's figure stands among the quarters of a table.

    `highest` and `lowest` say that it is above, or below, every earlier quarter;
    `higher_before` is the latest earlier quarter that was as high, None without one;
    `first` is the quarter from which on the table could look.
    """

    highest: bool
    lowest: bool
    higher_before: Quarter | None
    first: Quarter


def share(part: Cell, whole: Cell) -> Cell:
    """A count as a per cent of another, unrounded.

    Where the whole is zero there is no share, and the cell says so.
    """
    counted, base = _count(part), _count(whole)
    if base == 0:
        return Cell(value=None, unit=Unit.PERCENT, mark=Mark.NOT_APPLICABLE, base=0)
    return Cell(value=Fraction(counted * 100, base), unit=Unit.PERCENT, base=base)


def change(now: Cell, before: Cell) -> Cell:
    """The change between two counts in per cent of the earlier, unrounded.

    Where the earlier count is zero there is no change in per cent.
    """
    later, earlier = _count(now), _count(before)
    if earlier == 0:
        unit = Unit.PERCENT_CHANGE
        return Cell(value=None, unit=unit, mark=Mark.NOT_APPLICABLE, base=0)
    value = Fraction((later - earlier) * 100, earlier)
    return Cell(value=value, unit=Unit.PERCENT_CHANGE, base=earlier)


def growth(
    table: Table,
    *,
    of: Quarter,
    since: Quarter,
    breaks: Mapping[str, Break],
    across: Collection[str] = (),
    **members: str | None,
) -> Cell:
    """The change of a table's figure from one quarter to a later one.

    `across` names the breaks that the caller knowingly compares over; the cell
    then carries the mark of a break.
    Raises: SeriesBroken when a break that is not named lies between.
    """
    between = [
        each
        for each in breaks.values()
        if each.touches(table.measure.key, table.dimensions)
        and since < each.quarter <= of
    ]
    refused = [each for each in between if each.key not in across]
    if refused:
        keys = ", ".join(each.key for each in refused)
        raise SeriesBroken(
            f"The change of {table.key} from {since} to {of} was asked for, but the"
            f" series is broken between them: {keys}. {refused[0].text}"
            " Compare quarters on one side, or name the break to compare across it."
        )
    changed = change(
        table.total(quarter=of.text, **members),
        table.total(quarter=since.text, **members),
    )
    if not between or changed.value is None:
        return changed
    return Cell(
        value=changed.value, unit=changed.unit, mark=Mark.BREAK, base=changed.base
    )


def standing(table: Table, quarter: Quarter, **members: str | None) -> Standing:
    """Where a quarter stands among all earlier quarters of the table.

    Raises: CellMissing when the table has no row of the quarter.
    """
    assert table.span is not None
    here = _count(table.total(quarter=quarter.text, **members))
    earlier = [each for each in table.span.quarters if each < quarter]
    counts = {
        each: _count(table.total(quarter=each.text, **members)) for each in earlier
    }
    as_high = [each for each in earlier if counts[each] >= here]
    return Standing(
        highest=bool(earlier) and not as_high,
        lowest=bool(earlier) and all(count > here for count in counts.values()),
        higher_before=as_high[-1] if as_high else None,
        first=table.span.first,
    )


def _count(cell: Cell) -> int:
    """The count in a cell.

    Raises: TypeError for a figure that is no count: a share of a share or of a
        median is a slip of the program, not of the data.
    """
    if not isinstance(cell.value, int):
        raise TypeError(f"a count was needed, not {cell.unit}")
    return cell.value
