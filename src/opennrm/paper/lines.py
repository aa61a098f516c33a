"""A line chart: values over time, with its breaks marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from opennrm.paper import sheet, svg
from opennrm.paper.scales import Scale, scale, stride
from opennrm.paper.sheet import (
    COLOURS,
    EDGE,
    GRID,
    INK,
    QUIET,
    SIZE,
    WIDTH,
    Chart,
)
from opennrm.paper.svg import Point, element

MARKERS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((-4, -4), (4, -4), (4, 4), (-4, 4)),
    ((0, -5), (5, 4), (-5, 4)),
    ((0, -5), (5, 0), (0, 5), (-5, 0)),
    ((-5, -4), (5, -4), (0, 5)),
    ((-2, -5), (2, -5), (2, 5), (-2, 5)),
    ((-5, -2), (5, -2), (5, 2), (-5, 2)),
)
"""The corners of each series' marker, around its point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A break: values before `category` do not compare with those from it."""

    category: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart(Chart):
    """Values over time; a line is not drawn across a break."""

    breaks: tuple[Break, ...] = ()


def draw(chart: LineChart) -> str:
    """The line chart as an SVG document.

    Raises: ChartRefused, as `charts.render` says.
    """
    sheet.check(chart)
    for each in chart.breaks:
        if each.category not in chart.categories:
            raise sheet.ChartRefused(
                f"The chart “{chart.title}” cannot be drawn: its break at "
                f"{each.category} is not one of its categories."
            )
    parts, top = sheet.head(chart)
    parts.append(svg.words(chart.value_axis, Point(x=EDGE, y=top), size=13, fill=QUIET))
    top += 14 + _break_room(chart)
    height = 280.0
    axis = scale(sheet.largest(chart.series), length=height, whole=chart.whole)
    left = (
        EDGE
        + 8
        + max(svg.width(axis.written(tick, chart.unit), SIZE) for tick in axis.ticks())
    )
    name_room = min(
        170.0, max(svg.width(each.name, SIZE) for each in chart.series) + 19
    )
    right = WIDTH - EDGE - name_room - 12
    bottom = top + height
    _grid(parts, axis, chart.unit, left=left, right=right, bottom=bottom)
    gap = (right - left) / len(chart.categories)
    places = [left + gap * (index + 0.5) for index in range(len(chart.categories))]
    _category_labels(parts, chart.categories, places, bottom, room=right - left)
    starts = _break_marks(parts, chart, places, gap, top=top, bottom=bottom)
    _curves(parts, chart, axis, places, starts, bottom=bottom)
    _names(parts, chart, axis, Point(x=right + 12, y=bottom), room=name_room)
    return sheet.page(chart, parts, bottom + 40)


def _grid(
    parts: list[str],
    axis: Scale,
    unit: str,
    *,
    left: float,
    right: float,
    bottom: float,
) -> None:
    for tick in axis.ticks():
        y = bottom - axis.along(tick)
        parts.append(
            svg.line(
                Point(x=left, y=y),
                Point(x=right, y=y),
                stroke=GRID if tick else INK,
                stroke_width=1,
            )
        )
        parts.append(
            svg.words(
                axis.written(tick, unit),
                Point(x=left - 8, y=y + 5),
                size=SIZE,
                text_anchor="end",
                fill=INK,
            )
        )


def _category_labels(
    parts: list[str],
    categories: Sequence[str],
    places: Sequence[float],
    bottom: float,
    *,
    room: float,
) -> None:
    widest = max(svg.width(text, 13) for text in categories) + 10
    every = stride(len(categories), room=room, label=widest)
    for index in range(0, len(categories), every):
        at = Point(x=places[index], y=bottom)
        parts.append(svg.line(at, Point(x=at.x, y=bottom + 5), stroke=INK))
        parts.append(
            svg.words(
                categories[index],
                Point(x=at.x, y=bottom + 20),
                size=13,
                text_anchor="middle",
                fill=INK,
            )
        )


def _break_room(chart: LineChart) -> float:
    """Room above the plot for the labels of breaks, one line each."""
    return 18.0 * len(chart.breaks)


def _break_marks(
    parts: list[str],
    chart: LineChart,
    places: Sequence[float],
    gap: float,
    *,
    top: float,
    bottom: float,
) -> frozenset[int]:
    """Draw the breaks; the categories at which a line begins anew."""
    starts = set()
    for number, each in enumerate(chart.breaks):
        index = chart.categories.index(each.category)
        starts.add(index)
        x = places[index] - gap / 2
        y = top - 8 - 18 * (len(chart.breaks) - 1 - number)
        parts.append(
            svg.line(
                Point(x=x, y=y + 4),
                Point(x=x, y=bottom),
                stroke=QUIET,
                stroke_width=1.5,
                stroke_dasharray="5 4",
            )
        )
        after = x + svg.width(each.label, 12) < WIDTH - EDGE
        parts.append(
            svg.words(
                each.label,
                Point(x=x, y=y),
                size=12,
                text_anchor="start" if after else "end",
                fill=QUIET,
            )
        )
    return frozenset(starts)


def _curves(
    parts: list[str],
    chart: LineChart,
    axis: Scale,
    places: Sequence[float],
    starts: frozenset[int],
    *,
    bottom: float,
) -> None:
    for number, each in enumerate(chart.series):
        runs: list[list[Point]] = [[]]
        for index, value in enumerate(each.values):
            if value is None or index in starts:
                runs.append([])
            if value is not None:
                runs[-1].append(Point(x=places[index], y=bottom - axis.along(value)))
        colour = COLOURS[number]
        for run in runs:
            if len(run) > 1:
                parts.append(
                    element(
                        "path",
                        d=svg.path(run),
                        fill="none",
                        stroke=colour,
                        stroke_width=2.5,
                        stroke_linejoin="round",
                    )
                )
            if len(places) <= 24 or len(run) == 1:
                parts.extend(_marker(number, point, colour) for point in run)


def _marker(number: int, at: Point, colour: str) -> str:
    """A mark whose shape tells the series, for readers who cannot tell colours."""
    corners = [Point(x=at.x + dx, y=at.y + dy) for dx, dy in MARKERS[number]]
    return element("path", d=f"{svg.path(corners)}Z", fill=colour)


def _names(
    parts: list[str], chart: LineChart, axis: Scale, at: Point, *, room: float
) -> None:
    """Each line's name beside its last value, moved apart where they would touch."""
    wanted: list[tuple[float, int, tuple[str, ...]]] = []
    for number, each in enumerate(chart.series):
        last = next((v for v in reversed(each.values) if v is not None), None)
        if last is not None:
            lines = svg.wrapped(each.name, SIZE, room - 15)
            wanted.append((at.y - axis.along(last), number, lines))
    wanted.sort(key=lambda each: (each[0], each[1]))
    placed: list[float] = []
    floor = float("-inf")
    for y, _, lines in wanted:
        placed.append(max(y, floor))
        floor = placed[-1] + 17 * len(lines) + 3
    over = max(0.0, floor - 17 - at.y)
    for index in reversed(range(len(placed))):
        limit = (
            placed[index + 1] - 17 * len(wanted[index][2]) - 3
            if index + 1 < len(placed)
            else placed[index] - over
        )
        placed[index] = min(placed[index], limit)
    for (_, number, lines), y in zip(wanted, placed, strict=True):
        parts.append(_marker(number, Point(x=at.x + 5, y=y), COLOURS[number]))
        for offset, text in enumerate(lines):
            parts.append(
                svg.words(
                    text,
                    Point(x=at.x + 15, y=y + 5 + 17 * offset),
                    size=SIZE,
                    font_weight="bold",
                    fill=INK,
                )
            )
