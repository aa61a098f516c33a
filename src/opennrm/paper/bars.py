"""A bar chart: horizontal bars, one group of bars a category."""

from collections.abc import Sequence
from dataclasses import dataclass

from opennrm.paper import sheet, svg
from opennrm.paper.scales import Scale, scale
from opennrm.paper.sheet import (
    COLOURS,
    EDGE,
    GRID,
    INK,
    QUIET,
    SIZE,
    WIDTH,
    Chart,
    Series,
)
from opennrm.paper.svg import Point, element


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(Chart):
    """Values side by side, as horizontal bars; one group of bars a category."""


def draw(chart: BarChart) -> str:
    """The bar chart as an SVG document.

    Raises: ChartRefused, as `charts.render` says.
    """
    sheet.check(chart)
    parts, top = sheet.head(chart)
    if len(chart.series) > 1:
        top = _legend(parts, chart.series, top)
    label_room = min(240.0, max(svg.width(text, SIZE) for text in chart.categories) + 4)
    left = EDGE + label_room + 10
    value_room = max(
        (svg.width(text, 13) for each in chart.series for text in each.labels),
        default=0,
    )
    right = WIDTH - EDGE - value_room - 10
    axis = scale(sheet.largest(chart.series), length=right - left, whole=chart.whole)
    thick = 22.0 if len(chart.series) == 1 else 16.0
    y = top
    bars: list[str] = []
    for index, category in enumerate(chart.categories):
        lines = svg.wrapped(category, SIZE, label_room)
        block = max(thick * len(chart.series), 17.0 * len(lines)) + 12
        middle = y + block / 2
        for offset, text in enumerate(lines):
            drop = middle + 5 - 17 * (len(lines) - 1) / 2 + 17 * offset
            bars.append(
                svg.words(text, Point(x=left - 8, y=drop), text_anchor="end", fill=INK)
            )
        start = middle - thick * len(chart.series) / 2
        for number, each in enumerate(chart.series):
            at = Point(x=left, y=start + thick * number)
            bars.extend(_bar(each, index, number, at, thick, axis))
        y += block
    for tick in axis.ticks():
        x = left + axis.along(tick)
        parts.append(
            svg.line(Point(x=x, y=top), Point(x=x, y=y), stroke=GRID if tick else INK)
        )
        parts.append(
            svg.words(
                axis.written(tick, chart.unit),
                Point(x=x, y=y + 18),
                size=13,
                text_anchor="middle",
                fill=INK,
            )
        )
    parts.extend(bars)
    parts.append(
        svg.words(
            chart.value_axis,
            Point(x=(left + right) / 2, y=y + 38),
            size=13,
            text_anchor="middle",
            fill=QUIET,
        )
    )
    return sheet.page(chart, parts, y + 54)


def _bar(
    series: Series, index: int, number: int, at: Point, thick: float, axis: Scale
) -> list[str]:
    value = series.values[index]
    if value is None:
        return []
    long = axis.along(value)
    drawn = [
        element(
            "rect",
            x=at.x,
            y=at.y + 1,
            width=long,
            height=thick - 2,
            fill=COLOURS[number],
        )
    ]
    if series.labels:
        drawn.append(
            svg.words(
                series.labels[index],
                Point(x=at.x + long + 5, y=at.y + thick / 2 + 4.5),
                size=13,
                fill=INK,
            )
        )
    return drawn


def _legend(parts: list[str], series: Sequence[Series], top: float) -> float:
    x = EDGE
    for number, each in enumerate(series):
        room = 26 + svg.width(each.name, SIZE) + 16
        if x > EDGE and x + room > WIDTH - EDGE:
            x, top = EDGE, top + 22
        parts.append(
            element("rect", x=x, y=top - 11, width=16, height=12, fill=COLOURS[number])
        )
        parts.append(svg.words(each.name, Point(x=x + 22, y=top), fill=INK))
        x += room
    return top + 16
