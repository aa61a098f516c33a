"""The charts of a bulletin, each drawn from the cells of a table."""

import csv
import io
from collections.abc import Sequence

from opennrm.paper.bars import BarChart
from opennrm.paper.lines import Break, LineChart
from opennrm.paper.sheet import Series
from opennrm.publications.page import Page, short
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Cell
from opennrm.statistics.plain import kind_column

SOURCE = "OpenNRM"


def over_time(
    page: Page,
    key: str,
    *,
    title: str,
    axis: str,
    series: Sequence[tuple[str, Sequence[Cell]]],
    quarters: Sequence[Quarter],
    broken: tuple[str, tuple[str, ...]] | None = None,
    unit: str = "",
) -> None:
    """Draw figures over quarters, with the breaks of a measure and its dimensions.

    `broken` names the measure and dimensions whose breaks are shown.
    """
    categories = tuple(short(each) for each in quarters)
    breaks = []
    if broken is not None:
        breaks = [
            Break(category=short(each.quarter), label=each.title)
            for each in page.tables.catalogue.breaks.values()
            if each.touches(*broken) and quarters[0] < each.quarter <= quarters[-1]
        ]
    page.draw(
        key,
        LineChart(
            key=f"{key}-chart",
            title=title,
            description=_told(categories, series),
            categories=categories,
            series=tuple(_series(name, cells) for name, cells in series),
            value_axis=axis,
            unit=unit,
            kind=page.kind_mark,
            source=SOURCE,
            breaks=tuple(breaks),
        ),
        _csv(page, "quarter", [each.text for each in quarters], series),
    )


def ranking(
    page: Page,
    key: str,
    *,
    title: str,
    axis: str,
    heading: str,
    categories: Sequence[str],
    series: Sequence[tuple[str, Sequence[Cell]]],
) -> None:
    """Draw figures of members side by side."""
    page.draw(
        key,
        BarChart(
            key=f"{key}-chart",
            title=title,
            description=_told(categories, series),
            categories=tuple(categories),
            series=tuple(_series(name, cells) for name, cells in series),
            value_axis=axis,
            kind=page.kind_mark,
            source=SOURCE,
        ),
        _csv(page, heading, categories, series),
    )


def _series(name: str, cells: Sequence[Cell]) -> Series:
    return Series(
        name=name,
        values=tuple(
            None if each.value is None else float(each.value) for each in cells
        ),
        labels=tuple(each.printed for each in cells),
    )


def _told(
    categories: Sequence[str], series: Sequence[tuple[str, Sequence[Cell]]]
) -> str:
    """The chart in words, from first to last and with its extremes."""
    told = []
    for name, cells in series:
        held = [
            (each.value, each.printed, category)
            for category, each in zip(categories, cells, strict=True)
            if each.value is not None
        ]
        if not held:
            continue
        low = min(held, key=lambda one: one[0])
        high = max(held, key=lambda one: one[0])
        told.append(
            f"{name}: {held[0][1]} for {held[0][2]} to {held[-1][1]} for {held[-1][2]};"
            f" lowest {low[1]} for {low[2]}, highest {high[1]} for {high[2]}."
        )
    return " ".join(told)


def _csv(
    page: Page,
    heading: str,
    categories: Sequence[str],
    series: Sequence[tuple[str, Sequence[Cell]]],
) -> str:
    """The figures behind a chart, one a line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    kind = kind_column(page.tables.kind)
    writer.writerow(["series", heading, "value", "unit", *kind])
    for name, cells in series:
        for category, each in zip(categories, cells, strict=True):
            value = "" if each.data is None else each.data
            writer.writerow([name, category, value, each.unit.value, *kind.values()])
    return out.getvalue()
