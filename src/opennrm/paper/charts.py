"""Line and bar charts as SVG that reads without seeing it.

A chart is one image with a title and a description for assistive technology; the
table beside it carries the values. Series differ by colour, marker and a label at
the line itself, never by colour alone.

Charts are drawn here and not by Altair: its text is measured with whatever fonts
the machine has (one specification gave four digests under four fonts), and its
bytes change with each version of the engine, so that a release could not be
rebuilt to the same bytes years later.
"""

from opennrm.paper import bars, lines
from opennrm.paper.bars import BarChart
from opennrm.paper.lines import Break, LineChart
from opennrm.paper.sheet import ChartRefused, Series

__all__ = ["BarChart", "Break", "ChartRefused", "LineChart", "Series", "render"]


def render(chart: LineChart | BarChart) -> str:
    """The chart as an SVG document, the same bytes for the same values.

    Raises: ChartRefused when there is nothing to draw, a value is negative, the
        values do not fit the categories, or there are more series than colours.
    """
    if isinstance(chart, LineChart):
        return lines.draw(chart)
    return bars.draw(chart)
