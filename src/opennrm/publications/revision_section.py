"""The section on revisions: what earlier releases printed, and what it is now."""

from dataclasses import replace

from opennrm.paper import blocks
from opennrm.paper.documents import Section
from opennrm.publications.manifest import Predecessor
from opennrm.publications.page import Line, Page, short
from opennrm.publications.tables import TOTALS
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Cell, Mark, Unit

RELEASES_SHOWN = 3


def revision_sections(page: Page) -> list[Section]:
    """Referrals as printed earlier beside this release; none without an earlier one."""
    earlier = sorted(page.predecessors, key=lambda one: one.log_position)
    earlier = earlier[-RELEASES_SHOWN:]
    if not earlier:
        return []
    columns = [f"Release of {short(Quarter.parse(one.period))}" for one in earlier]
    body = [
        page.say(
            "The table shows the referrals of each quarter as printed in earlier"
            " releases and in this one. The command that explains a figure tells which"
            " rows came in or went out since, and why."
        ),
        page.grid(
            "revisions-table",
            caption="Referrals by quarter as printed in successive releases",
            heads=["Quarter"],
            columns=[*columns, "This release"],
            lines=[_line(page, each, earlier) for each in page.shown],
        ),
    ]
    return [Section(title="Revisions", key="revisions", body=blocks.joined(*body))]


def _line(page: Page, quarter: Quarter, earlier: list[Predecessor]) -> Line:
    now = page.tables[TOTALS].cell(quarter=quarter.text)
    printed = [_printed(one, quarter) for one in earlier]
    held = [cell for cell in printed if cell is not None]
    if held and held[-1].value != now.value:
        now = replace(now, mark=Mark.REVISED)
    return Line(names=(short(quarter),), cells=(*printed, now))


def _printed(one: Predecessor, quarter: Quarter) -> Cell | None:
    """What an earlier release printed for a quarter, None where it did not reach it."""
    value = one.referrals.get(quarter.text)
    if value is None:
        return None
    return Cell(value=value, unit=Unit.REFERRALS, base=value)
