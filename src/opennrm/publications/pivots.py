"""Declared tables laid out for a page: members down, quarters across."""

from collections.abc import Sequence

from markupsafe import Markup

from opennrm.publications.page import Line, Page, short
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Cell, Mark, Table, Unit
from opennrm.statistics.shares import share

_COUNTED = "Measure"
_NOT_APPLICABLE = Cell(value=None, unit=Unit.PERCENT, mark=Mark.NOT_APPLICABLE, base=0)


def pivot(
    page: Page,
    key: str,
    *,
    caption: str = "",
    only: Sequence[str] | None = None,
    skip_empty: bool = False,
) -> Markup:
    """A declared table with one line for its members and one column for a quarter.

    `only` keeps the members of the last dimension that are named, in that order;
    `skip_empty` leaves out lines that are zero in every quarter shown (the CSV file
    holds them all).
    """
    table = page.tables[key]
    place = table.dimensions.index("quarter")
    down = [name for name in table.dimensions if name != "quarter"]
    quarters = page.shown
    lines = []
    for members, cells in _lines(page, table, place, quarters).items():
        if only is not None and (members[-1] or "").strip() not in only:
            continue
        counted = any(cell.base for cell in cells)
        in_force = any(cell.mark is not Mark.NOT_APPLICABLE for cell in cells)
        if not counted and (skip_empty or not in_force):
            continue
        names = named(page, down, members) or (table.measure.noun[1].capitalize(),)
        lines.append(Line(names=names, cells=tuple(cells)))
    if only is not None:
        lines.sort(key=lambda line: only.index(line.names[-1]))
    if down and table.adds_up and table.measure.is_count and only is None:
        totals = tuple(table.total(quarter=each.text) for each in quarters)
        blank = ("",) * (len(down) - 1)
        lines.append(Line(names=("Total", *blank), cells=totals, total=True))
    return page.grid(
        key,
        caption=caption or table.title,
        heads=[page.tables.catalogue.dimensions[name].title for name in down]
        or [_COUNTED],
        columns=[short(each) for each in quarters],
        lines=lines,
        notes=_notes(page, table),
    )


def by_quarter(page: Page, keys: Sequence[tuple[str, str]], caption: str) -> Markup:
    """Several tables of one figure a quarter, one line each."""
    quarters = page.shown
    lines = [
        Line(
            names=(name,),
            cells=tuple(page.tables[key].cell(quarter=each.text) for each in quarters),
        )
        for key, name in keys
    ]
    return page.grid(
        f"{keys[0][0]}-printed",
        caption=caption,
        heads=[_COUNTED],
        columns=[short(each) for each in quarters],
        lines=lines,
        notes=_notes(page, page.tables[keys[0][0]]),
    )


def shares(page: Page, key: str, dimension: str, caption: str) -> Markup:
    """Each member's share of all referrals of the quarter, unknown ones included."""
    table = page.tables[key]
    quarters = page.shown
    members = dict.fromkeys(
        row.members[table.dimensions.index(dimension)] for row in table
    )
    lines = []
    for member in members:
        cells = []
        for each in quarters:
            if not table.has(quarter=each.text, **{dimension: member}):
                cells.append(_NOT_APPLICABLE)
                continue
            part = table.total(quarter=each.text, **{dimension: member})
            cells.append(share(part, page.tables.total(each)))
        if all(cell is _NOT_APPLICABLE for cell in cells):
            continue
        lines.append(
            Line(names=named(page, [dimension], (member,)), cells=tuple(cells))
        )
    return page.grid(
        f"{key}-shares",
        caption=caption,
        heads=[page.tables.catalogue.dimensions[dimension].title],
        columns=[short(each) for each in quarters],
        lines=lines,
    )


def named(
    page: Page, dimensions: Sequence[str], members: Sequence[str | None]
) -> tuple[str, ...]:
    """Members in words, for a reader."""
    return tuple(
        page.tables.name_of(name, member)
        for name, member in zip(dimensions, members, strict=True)
    )


def _lines(
    page: Page, table: Table, place: int, quarters: Sequence[Quarter]
) -> dict[tuple[str | None, ...], list[Cell]]:
    """The figures of each combination of members, in the order of the quarters.

    A free crossing has no row where there was nothing: that is a zero here. A complete
    table has none where the member was not in force: that is not applicable.
    """
    columns = {each.text: number for number, each in enumerate(quarters)}
    unit = Unit(table.measure.unit)
    blank = Cell(value=0, unit=unit, base=0)
    if page.tables.catalogue.tables[table.key].complete:
        blank = Cell(value=None, unit=unit, mark=Mark.NOT_APPLICABLE, base=0)
    lines: dict[tuple[str | None, ...], list[Cell]] = {}
    for row in table:
        column = columns.get(row.members[place] or "")
        if column is not None:
            members = (*row.members[:place], *row.members[place + 1 :])
            cells = lines.setdefault(members, [blank] * len(quarters))
            cells[column] = row.cell
    return lines


def _notes(page: Page, table: Table) -> list[str]:
    """What a reader of the table must know: its own notes and what it leaves out."""
    own = [
        note
        for name in table.dimensions
        if (note := page.tables.catalogue.dimensions[name].note)
    ]
    out = [
        f"{each.count:,} left out: {each.reason}"
        for each in table.excluded
        if each.count
    ]
    return [*own, *out]
