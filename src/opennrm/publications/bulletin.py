"""The bulletin: one HTML page, every digit of it accounted for."""

from opennrm.paper import blocks, documents
from opennrm.paper.documents import Document, Section
from opennrm.paper.furniture import BANNERS
from opennrm.publications.closing_sections import about, data, facts
from opennrm.publications.decision_sections import decision_sections
from opennrm.publications.guard import check_page
from opennrm.publications.key_results import key_results
from opennrm.publications.page import Page, quarter_words
from opennrm.publications.policy import Policy
from opennrm.publications.referral_sections import referral_sections
from opennrm.publications.revision_section import revision_sections

PAGE = "index.html"


def bulletin(page: Page, policy: Policy) -> str:
    """The bulletin of a release as a standalone HTML page.

    Raises: DigitsUnaccounted when the finished page shows a digit that no table gave.
    """
    kind = page.tables.kind
    declare = page.ledger.declare
    title = f"National Referral Mechanism statistics, {quarter_words(page.period)}"
    banner = BANNERS.get(kind)
    said = [blocks.warning(text) for text in page.paragraphs.of_kind(kind)]
    for text in page.paragraphs.of_kind(kind):
        declare(text)
    document = Document(
        title=declare(title),
        banner=banner,
        kicker="Modern slavery",
        lead="Referrals of potential victims, decisions, and Duty to Notify reports.",
        facts=facts(page),
        sections=(
            Section(
                title="Key results",
                body=blocks.joined(*said, key_results(page)),
            ),
            *referral_sections(page),
            *decision_sections(page),
            *revision_sections(page),
            about(page, policy),
            data(page),
        ),
        footer=tuple(page.paragraphs.of_kind(kind)),
    )
    html = documents.render(document)
    tag = f" ({banner.tag.lower()})" if banner else ""
    declare(f"{title}{tag}")
    check_page(html, page.ledger, name=PAGE)
    return html
