"""Charts as SVG."""

import itertools
from xml.etree import ElementTree as ET

import pytest

from opennrm.paper import charts
from opennrm.paper.charts import BarChart, Break, ChartRefused, LineChart, Series

SVG = "{http://www.w3.org/2000/svg}"
QUARTERS = ("2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1")
FEW = Series(name="Adult <all>", values=(10, 20, 30, 40))
LINES = LineChart(
    title="Referrals & quarters",
    description="Referrals rose in each quarter.",
    categories=QUARTERS,
    series=(FEW, Series(name="Child", values=(5, None, 8, 9))),
    value_axis="Referrals",
    breaks=(Break(category="2019-Q4", label="Recording changed"),),
    kind="Synthetic data",
    source="The register",
)
BARS = BarChart(
    title="Nationalities",
    description="Two of them.",
    categories=("Albanian", "A nationality whose name is long enough to be wrapped"),
    series=(Series(name="2023", values=(1200, None), labels=("1,200", "")),),
    value_axis="Referrals",
)


def drawn(chart: LineChart | BarChart) -> ET.Element:
    """The chart, parsed as XML."""
    return ET.fromstring(charts.render(chart))  # noqa: S314 - our own drawing


def words(chart: LineChart | BarChart) -> list[str]:
    """Every text on the chart."""
    return [each.text or "" for each in drawn(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", [LINES, BARS])
def test_a_chart_reads_without_seeing_it(chart: LineChart | BarChart) -> None:
    """A chart is one image, named by its title and told by its description."""
    root = drawn(chart)
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert "img" == root.get("role")
    assert f"{title.get('id')} {described.get('id')}" == root.get("aria-labelledby")
    assert chart.title == title.text
    assert chart.description in (described.text or "")


def test_a_chart_says_what_kind_of_data_it_shows() -> None:
    """A chart that leaves its page still says that its data are invented."""
    assert "Synthetic data" in words(LINES)
    told = drawn(LINES).findtext(f"{SVG}desc")
    assert told is not None
    assert told.endswith("Synthetic data.")


def test_a_line_is_not_drawn_across_a_break_or_a_gap() -> None:
    """Values that do not compare are not joined; a missing value leaves a gap."""
    strokes = [
        each.get("d", "")
        for each in drawn(LINES).iter(f"{SVG}path")
        if each.get("fill") == "none"
    ]
    assert [2, 2, 2] == [path.count(",") for path in strokes]
    assert "Recording changed" in words(LINES)
    assert 1 == sum(
        each.get("stroke-dasharray") is not None
        for each in drawn(LINES).iter(f"{SVG}line")
    )


def test_an_axis_begins_at_zero() -> None:
    """A cut axis makes a small change look large."""
    close = LineChart(
        title="t",
        description="d",
        categories=QUARTERS[:2],
        series=(Series(name="s", values=(4171, 4586)),),
        value_axis="v",
    )
    ticks = [word for word in words(close) if word.replace(",", "").isdigit()]
    assert ["0", "1,000", "2,000", "3,000", "4,000", "5,000"] == ticks


def test_a_bar_is_as_long_as_its_value_and_carries_it() -> None:
    """A bar twice as large is twice as long; a value that is absent has no bar."""
    pair = BarChart(
        title="t",
        description="d",
        categories=("a", "b", "c"),
        series=(Series(name="s", values=(40, 20, None), labels=("40", "20", "")),),
        value_axis="v",
    )
    long = [
        float(each.get("width", "0"))
        for each in drawn(pair).iter(f"{SVG}rect")
        if each.get("fill") == "#12436D"
    ]
    assert 2 == len(long)
    assert long[0] == pytest.approx(2 * long[1], abs=0.02)
    assert "40" in words(pair)


@pytest.mark.parametrize(
    "chart",
    [
        LINES,
        BARS,
        LineChart(
            title="A year of nothing",
            description="d",
            categories=QUARTERS,
            series=(Series(name="none", values=(0, 0, 0, 0)),),
            value_axis="v",
        ),
        LineChart(
            title="All end at the same value " * 4,
            description="d",
            categories=tuple(
                f"{y}-Q{q}" for y in range(2014, 2026) for q in range(1, 5)
            ),
            series=tuple(
                Series(name=f"A rather long name, number {n}", values=(1,) * 48)
                for n in range(6)
            ),
            value_axis="v",
        ),
    ],
)
def test_everything_drawn_is_on_the_sheet(chart: LineChart | BarChart) -> None:
    """No text or line falls outside the drawing, however awkward the data."""
    root = drawn(chart)
    height = float(root.get("height", "0"))
    for each in root.iter():
        for key, limit in (("x", 720.0), ("x1", 720.0), ("y", height), ("y2", height)):
            assert 0 <= float(each.get(key, "0")) <= limit, (each.tag, each.attrib)


def test_names_of_lines_that_end_together_do_not_overlap() -> None:
    """Six lines that end at one value have six readable names."""
    chart = LineChart(
        title="t",
        description="d",
        categories=QUARTERS[:2],
        series=tuple(Series(name=f"n{i}", values=(1, 1)) for i in range(6)),
        value_axis="v",
    )
    heights = sorted(
        float(each.get("y", "0"))
        for each in drawn(chart).iter(f"{SVG}text")
        if (each.text or "").startswith("n")
    )
    assert all(b - a >= 17 for a, b in itertools.pairwise(heights))


def test_the_same_values_give_the_same_bytes() -> None:
    """A drawing holds nothing of the machine: no clock, no font measure, no counter."""
    assert charts.render(LINES) == charts.render(LINES)
    assert "Adult &lt;all&gt;" in charts.render(LINES)


@pytest.mark.parametrize(
    ("said", "series"),
    [
        ("no category or no series", ()),
        ("3 values for 4", (Series(name="s", values=(1, 2, 3)),)),
        ("below zero", (Series(name="s", values=(1, 2, 3, -1)),)),
        ("one label", (Series(name="s", values=(1, 2, 3, 4), labels=("1",)),)),
        ("told apart", tuple(Series(name=str(n), values=(1,) * 4) for n in range(7))),
    ],
)
def test_what_cannot_be_drawn_truthfully_is_refused(
    said: str, series: tuple[Series, ...]
) -> None:
    """A chart that would mislead or cannot be read is not drawn."""
    with pytest.raises(ChartRefused, match=said):
        charts.render(
            LineChart(
                title="t",
                description="d",
                categories=QUARTERS,
                series=series,
                value_axis="v",
            )
        )


def test_a_break_outside_the_series_is_refused() -> None:
    """A break that nobody would see drawn is a mistake in what was asked."""
    with pytest.raises(ChartRefused, match="1999-Q1"):
        charts.render(
            LineChart(
                title="t",
                description="d",
                categories=QUARTERS,
                series=(FEW,),
                value_axis="v",
                breaks=(Break(category="1999-Q1", label="x"),),
            )
        )
