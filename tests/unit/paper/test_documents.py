"""Documents that stand alone, and the smaller pieces of a page."""

import re
from base64 import b64encode
from hashlib import sha256

import html5lib
import pytest
from lxml import html

from opennrm.paper import blocks, charts, documents, tables
from opennrm.paper.charts import BarChart, Series
from opennrm.paper.documents import Document, Section
from opennrm.paper.furniture import ASSETS, PUBLISHED, SYNTHETIC
from opennrm.paper.tables import Column, PrintedTable, row

CHART = BarChart(
    title="Chart",
    description="d",
    categories=("a",),
    series=(Series(name="s", values=(1,)),),
    value_axis="v",
)
DOCUMENT = Document(
    title="Bulletin <2023>",
    kicker="Statistics",
    lead="What the figures say.",
    banner=SYNTHETIC,
    facts=(("As at", "4 May 2023"),),
    sections=(
        Section(
            title="Key results",
            body=blocks.joined(
                blocks.heading("Referrals", level=3),
                blocks.paragraph("A & B"),
                blocks.key_figures([blocks.KeyFigure(figure="9", words="things")]),
                blocks.bullets(["one", "two"]),
                blocks.inset("A caveat."),
                blocks.warning("Careful."),
                blocks.details("More", "text"),
                blocks.figure(charts.render(CHART), caption="Figure 1"),
                tables.render(
                    PrintedTable(
                        caption="t", columns=(Column(label="c"),), rows=(row("v"),)
                    )
                ),
                blocks.summary_list(
                    [
                        blocks.SummaryRow(
                            name="Status",
                            value=blocks.tag("Overdue", blocks.TagColour.RED),
                        )
                    ]
                ),
                blocks.timeline(
                    [
                        blocks.TimelineEntry(
                            title="Referral received",
                            dates=(("Happened", "1 May 2023"),),
                            byline="Police",
                            details=(blocks.SummaryRow(name="n", value="v"),),
                        ),
                        blocks.TimelineEntry(
                            title="Wrong", dates=(), tag="Replaced", replaced=True
                        ),
                    ]
                ),
            ),
        ),
    ),
    footer=("Nobody described here exists.",),
)


def test_a_document_is_valid_html() -> None:
    """A strict parser of HTML finds nothing to complain of."""
    html5lib.HTMLParser(strict=True).parse(documents.render(DOCUMENT))


def test_a_document_fetches_nothing() -> None:
    """Style and type are inside the file: it holds no address to load from."""
    written = documents.render(DOCUMENT)
    without_type = re.sub(r"data:font/woff2;base64,[\w+/=]+", "", written)
    assert not re.findall(r"(?:src|url)\s*[=(]\s*[\"']?(?!\")[\w./]", without_type)
    assert "<link" not in written
    assert "<script" not in written


def test_a_document_may_be_served_under_its_policy() -> None:
    """The policy allows the document's own style by digest and nothing else."""
    written = documents.render(DOCUMENT)
    style = re.search(r"<style>(.*?)</style>", written, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style.group(1).encode()).digest()).decode()
    policy = documents.content_security_policy(written)
    assert f"style-src 'sha256-{digest}';" in policy
    assert "default-src 'none'" in policy
    assert " style=" not in written.partition("<body")[2]


def test_a_document_of_an_earlier_version_keeps_its_own_style() -> None:
    """What is allowed is the style in the file, not the style of today."""
    digest = b64encode(sha256(b"p{color:red}").digest()).decode()
    old = documents.content_security_policy("<style>p{color:red}</style>")
    assert f"style-src 'sha256-{digest}';" in old
    assert "style-src 'none';" in documents.content_security_policy("<p>")


def test_a_document_says_what_kind_of_data_it_shows() -> None:
    """The banner stands in the header and in the title of the window."""
    shown = html.fromstring(documents.render(DOCUMENT))
    assert "Synthetic data" in shown.xpath("string(//header)")
    assert "(synthetic data)" in shown.xpath("string(//title)")


@pytest.mark.parametrize("banner", [SYNTHETIC, PUBLISHED])
def test_a_banner_is_a_tag_and_a_sentence(banner: object) -> None:
    """Each kind of invented or remade record is explained in one sentence."""
    assert banner in (SYNTHETIC, PUBLISHED)
    for each in (SYNTHETIC, PUBLISHED):
        assert each.text.endswith(".")


def test_the_contents_lead_to_the_sections() -> None:
    """Every entry of the contents names an element that is there."""
    shown = html.fromstring(documents.render(DOCUMENT))
    targets = [href.removeprefix("#") for href in shown.xpath("//nav//a/@href")]
    assert ["key-results"] == targets
    assert all(shown.get_element_by_id(each) is not None for each in targets)


def test_the_same_values_give_the_same_document() -> None:
    """Two documents of the same values are equal byte for byte."""
    assert documents.render(DOCUMENT) == documents.render(DOCUMENT)


def test_nothing_shipped_claims_to_be_govuk() -> None:
    """Crown, crest, logotype and GDS Transport may be used on GOV.UK only."""
    barred = re.compile(
        rb"crown|crest|logotype|gds transport|govuk-logo", re.IGNORECASE
    )
    shipped = [path for path in ASSETS.parent.rglob("*") if path.is_file()]
    templates = list((ASSETS.parents[1] / "templates").iterdir())
    assert len(shipped) > 5
    found = {
        path.name
        for path in [*shipped, *templates]
        if barred.search(path.read_bytes()) and path.suffix != ".woff2"
    }
    assert set() == found
