"""Tables as HTML."""

import pytest
from lxml import html

from opennrm.paper import tables
from opennrm.paper.tables import Column, Entry, Group, Note, PrintedTable, Row, row

COLUMNS = (
    Column(label="Quarter"),
    Column(label="Adult", numeric=True),
    Column(label="Child", numeric=True),
)


def test_a_table_tells_assistive_technology_its_structure() -> None:
    """The caption names the table; columns, groups and rows have scoped headers."""
    table = PrintedTable(
        caption="Referrals by quarter",
        columns=COLUMNS,
        groups=(Group(label="", columns=1), Group(label="Age", columns=2)),
        rows=(row("2023-Q1", "2,000", "1,998"), row("Total", "9", "9", total=True)),
    )
    drawn = html.fromstring(tables.render(table))
    assert ["Referrals by quarter"] == drawn.xpath("//caption/text()")
    assert ["Age"] == drawn.xpath("//th[@scope='colgroup']/text()")
    assert ["Quarter", "Adult", "Child"] == drawn.xpath("//th[@scope='col']/text()")
    assert ["2023-Q1", "Total"] == drawn.xpath("//th[@scope='row']/text()")
    assert 4 == len(drawn.xpath("//td[contains(@class, 'cell--numeric')]"))
    region = drawn.xpath("//div[@role='region']")[0]
    assert drawn.xpath("//caption/@id") == [region.get("aria-labelledby")]
    assert "0" == region.get("tabindex")


def test_a_mark_stands_beside_its_value_and_is_explained() -> None:
    """A revised figure carries its mark; the notes say what it means."""
    table = PrintedTable(
        caption="Referrals",
        columns=COLUMNS[:2],
        rows=(Row(entries=(Entry(text="2023-Q1"), Entry(text="4,738", marks=("r",)))),),
        notes=(Note(mark="r", text="Revised."), Note(mark="", text="Whole numbers.")),
        source="The register",
    )
    drawn = html.fromstring(f"<div>{tables.render(table)}</div>")
    text = " ".join(drawn.itertext())
    assert "4,738 [r]" == drawn.xpath("string(//td)")
    assert "[r] Revised." in " ".join(text.split())
    assert "Source: The register" in text


def test_text_is_never_taken_for_markup() -> None:
    """A label that looks like HTML is printed as typed."""
    table = PrintedTable(
        caption="<b>x</b>",
        columns=COLUMNS[:1],
        rows=(row("<script>alert(1)</script>"),),
    )
    assert "<script>" not in tables.render(table)
    assert "&lt;script&gt;" in tables.render(table)


def test_a_row_that_does_not_fit_is_refused() -> None:
    """A missing entry would silently move every number one column to the left."""
    with pytest.raises(tables.TableMisshapen, match="row 2 has 2 entries"):
        tables.render(
            PrintedTable(
                caption="t", columns=COLUMNS, rows=(row("a", "1", "2"), row("b", "1"))
            )
        )
    with pytest.raises(tables.TableMisshapen, match="groups cover 2"):
        tables.render(
            PrintedTable(
                caption="t",
                columns=COLUMNS,
                rows=(),
                groups=(Group(label="Age", columns=2),),
            )
        )
