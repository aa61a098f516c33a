"""The sheet that every chart is drawn on: its series, title, axis and source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.paper import svg
from opennrm.paper.svg import Point, element
from opennrm.paper.wording import slug

WIDTH = 720.0
EDGE = 12.0
SIZE = 14.0
INK = "#0b0c0c"
QUIET = "#484949"
GRID = "#cecece"
COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
"""Six colours told apart by most readers, in the order they are used."""


class ChartRefused(OpenNRMError):
    """What was given cannot be drawn truthfully or legibly."""

    code: ClassVar[str] = "chart-refused"
    family: ClassVar[Family] = Family.PUBLICATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A named row of values, one a category; None leaves a gap.

    `labels` are the values as text, drawn at the ends of bars where given.
    """

    name: str
    values: tuple[float | None, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What every kind of chart says about itself.

    `description` says in words what the chart shows, for readers who do not see
    it; `kind` (“Synthetic data”) is printed on the drawing; `value_axis` names what
    is measured, `unit` follows each tick (“%”); `whole` keeps ticks whole numbers;
    `key` becomes the element's id.
    """

    title: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    value_axis: str
    unit: str = ""
    whole: bool = True
    kind: str = ""
    source: str = ""
    key: str = ""


def check(chart: Chart) -> None:
    """Refuse what cannot be drawn truthfully or legibly."""
    said = f"The chart “{chart.title}” cannot be drawn: "
    if not chart.categories or not chart.series:
        raise ChartRefused(f"{said}it has no category or no series. Leave it out.")
    if len(chart.series) > len(COLOURS):
        raise ChartRefused(
            f"{said}{len(chart.series)} series are more than the {len(COLOURS)} that "
            "can be told apart. Draw several charts."
        )
    for each in chart.series:
        if len(each.values) != len(chart.categories):
            raise ChartRefused(
                f"{said}{len(each.values)} values for {len(chart.categories)} "
                "categories. Give one value or None for each."
            )
        if each.labels and len(each.labels) != len(each.values):
            raise ChartRefused(f"{said}one label is needed for each value, or none.")
        if any(value is not None and value < 0 for value in each.values):
            raise ChartRefused(f"{said}a value is below zero, where the axis begins.")


def largest(series: Sequence[Series]) -> float:
    """The largest value of all series, zero where there is none."""
    return max((v for each in series for v in each.values if v is not None), default=0)


def head(chart: Chart) -> tuple[list[str], float]:
    """The title, the kind of data and the axis name, and where they end."""
    parts: list[str] = []
    y = EDGE + 16
    for text in svg.wrapped(chart.title, 17, WIDTH - 2 * EDGE):
        parts.append(
            svg.words(text, Point(x=EDGE, y=y), size=16, font_weight="bold", fill=INK)
        )
        y += 22
    if chart.kind:
        parts.append(
            svg.words(
                chart.kind,
                Point(x=EDGE, y=y),
                size=13,
                font_weight="bold",
                fill="#801650",
            )
        )
        y += 20
    return parts, y


def page(chart: Chart, parts: list[str], height: float) -> str:
    """The finished drawing: `parts` on white, the source at the foot."""
    if chart.source:
        for text in svg.wrapped(f"Source: {chart.source}", 12, WIDTH - 2 * EDGE):
            parts.append(
                svg.words(text, Point(x=EDGE, y=height + 8), size=12, fill=QUIET)
            )
            height += 17
    height += EDGE
    key = chart.key or f"chart-{slug(chart.title)}"
    kind = f" {chart.kind}." if chart.kind else ""
    drawing = element(
        "svg",
        [
            svg.texted("title", chart.title, id=f"{key}-title"),
            svg.texted("desc", f"{chart.description}{kind}", id=f"{key}-desc"),
            element("rect", width=WIDTH, height=height, fill="#ffffff"),
            *parts,
        ],
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        id=key,
        viewBox=f"0 0 {svg.coordinate(WIDTH)} {svg.coordinate(height)}",
        width=WIDTH,
        height=height,
        font_family=svg.FONT,
    )
    return f"{drawing}\n"
