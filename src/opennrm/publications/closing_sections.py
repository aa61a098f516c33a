"""The last sections: how the figures were made, and where the data are."""

from markupsafe import Markup

from opennrm.paper import blocks, wording
from opennrm.paper.documents import Section
from opennrm.publications.page import Page
from opennrm.publications.policy import Policy
from opennrm.publications.tables import TOTALS
from opennrm.statistics.measures import Measure


def about(page: Page, policy: Policy) -> Section:
    """What a reader must know before using the figures."""
    return Section(
        title="About these figures",
        key="about",
        body=blocks.joined(
            page.paragraph("what_is_counted"),
            page.paragraph("provisional"),
            page.paragraph("decisions_flow"),
            page.inset("break_october_2019"),
            page.inset("process_change_2023"),
            blocks.heading("Small numbers", level=3),
            blocks.paragraph(page.ledger.declare(f"{policy.title}.")),
            page.paragraph("small_numbers"),
            blocks.heading("What each measure counts", level=3),
            *(_measure(page, each) for each in _measures(page)),
        ),
    )


def data(page: Page) -> Section:
    """The files of the release, one a table."""
    lines = [
        Markup("{}: {}").format(
            page.ledger.declare(table.title),
            blocks.link(f"{table.key}.csv", f"tables/{table.key}.csv"),
        )
        for table in page.tables.tables.values()
    ]
    for table in page.tables.tables.values():
        page.ledger.declare(f"{table.title}:")
    return Section(
        title="Data tables",
        key="data",
        body=blocks.joined(
            page.say(
                "Each table is a file of comma-separated values with one figure a line,"
                " over every quarter that the record holds. The manifest lists each"
                " file with its digest."
            ),
            blocks.bullets([*lines, blocks.link("manifest.json", "manifest.json")]),
            *_not_held(page),
        ),
    )


def _not_held(page: Page) -> list[Markup]:
    """The tables that this record cannot fill, by their titles."""
    if not page.tables.not_held:
        return []
    titles = [page.tables.catalogue.tables[key].title for key in page.tables.not_held]
    return [
        page.say(
            "The record cannot fill the following tables. A table of zeros would say"
            " something else, so they are left out."
        ),
        blocks.bullets(page.ledger.declare(title) for title in titles),
    ]


def _measures(page: Page) -> list[Measure]:
    """The measures of the release, once each, in the order of its tables."""
    found = {table.measure.key: table.measure for table in page.tables.tables.values()}
    return list(found.values())


def _measure(page: Page, measure: Measure) -> Markup:
    """A measure's definition, for a reader who opens it."""
    declare = page.ledger.declare
    rows = [
        blocks.SummaryRow(name="Counts", value=declare(measure.one_unit)),
        blocks.SummaryRow(name="Dated by", value=declare(measure.dated_by.meaning)),
        blocks.SummaryRow(name="Population", value=declare(measure.population)),
        blocks.SummaryRow(name="Counting rule", value=declare(measure.rule_text)),
    ]
    for each in _excluded(page, measure):
        rows.append(blocks.SummaryRow(name="Left out", value=declare(each)))
    return blocks.details(declare(measure.title), blocks.summary_list(rows))


def _excluded(page: Page, measure: Measure) -> list[str]:
    """Each declared exclusion with what it left out of the release's quarters."""
    table = next(
        one for one in page.tables.tables.values() if one.measure.key == measure.key
    )
    return [f"{wording.count(each.count)}: {each.reason}" for each in table.excluded]


def facts(page: Page) -> tuple[tuple[str, str], ...]:
    """What stands under the title: period, cut-off, log position."""
    told = page.tables[TOTALS].provenance
    rows = [("Quarters", f"{page.tables.span.first} to {page.tables.period}")]
    if told.as_at is not None:
        rows.append(("As known at", wording.moment(told.as_at)))
    if told.cut_off is not None:
        rows.append(("Last recorded", wording.moment(told.cut_off)))
    rows.append(("Position of the log", wording.count(told.log_position)))
    rows.append(("Extract", told.extract[:12]))
    for _, value in rows:
        page.ledger.declare(value)
    return tuple(rows)
