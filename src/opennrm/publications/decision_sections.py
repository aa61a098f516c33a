"""The sections on decisions, on the time they took, and on the Duty to Notify."""

from markupsafe import Markup

from opennrm.paper import blocks
from opennrm.paper.documents import Section
from opennrm.publications.comparing import compared
from opennrm.publications.drawing import over_time
from opennrm.publications.page import Line, Page, period_term, short
from opennrm.publications.pivots import by_quarter, pivot
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Cell
from opennrm.statistics.shares import share

_NOTIFICATIONS = "notifications-by-quarter"


def decision_sections(page: Page) -> list[Section]:
    """Both stages, the times, and the reports of adults who did not consent."""
    return [
        _stage(page, "reasonable"),
        _stage(page, "conclusive"),
        _times(page),
        _reports(page),
    ]


def _stage(page: Page, stage: str) -> Section:
    key = f"{stage}-grounds-decisions"
    title = f"{stage.capitalize()} grounds decisions"
    if not page.tables.any_in_period(key):
        return _empty(page, title, f"{stage} grounds decisions")
    positive = [_share(page, key, each) for each in page.tables.span.quarters]
    over_time(
        page,
        key,
        title=f"Positive {stage} grounds decisions, share of those made",
        axis="Positive decisions, per cent of decisions made",
        series=[("Positive", positive)],
        quarters=page.tables.span.quarters,
        broken=(page.tables[key].measure.key, ("outcome",)),
        unit="%",
    )
    body = [
        page.figure(key, "Share of the decisions of each quarter that were positive."),
        pivot(page, key, skip_empty=True),
        page.grid(
            f"{key}-shares",
            caption=f"Positive share of {stage} grounds decisions",
            heads=["Outcome"],
            columns=[short(each) for each in page.shown],
            lines=[
                Line(
                    names=("Positive",),
                    cells=tuple(_share(page, key, each) for each in page.shown),
                )
            ],
        ),
    ]
    if stage == "reasonable":
        body += [page.paragraph("decisions_flow"), page.inset("process_change_2023")]
    return Section(title=title, key=f"{stage}-grounds", body=blocks.joined(*body))


def _share(page: Page, key: str, quarter: Quarter) -> Cell:
    table = page.tables[key]
    return share(
        table.total(quarter=quarter.text, outcome="positive"),
        table.total(quarter=quarter.text),
    )


def _times(page: Page) -> Section:
    title = "Time to decision"
    body: list[Markup] = []
    for stage in ("reasonable", "conclusive"):
        median, mean = (
            f"time-to-{stage}-grounds-{each}" for each in ("median", "mean")
        )
        if not page.tables.any_in_period(median):
            continue
        cell = page.tables[median].cell(quarter=page.period.text)
        body += [
            page.say(
                "The median time from referral to the {stage} grounds decisions made in"
                " {period} was {median} days, and the mean was {mean} days, over"
                " {base} decisions.",
                stage=stage,
                period=period_term(page.period),
                median=cell,
                mean=page.tables[mean].cell(quarter=page.period.text),
                base=page.tables.base_of(median),
            ),
            by_quarter(
                page,
                [(median, "Median days"), (mean, "Mean days")],
                f"Days from referral to the {stage} grounds decision",
            ),
        ]
    if not body:
        return _empty(page, title, "decisions whose days are known")
    return Section(title=title, body=blocks.joined(*body, page.paragraph("waiting")))


def _reports(page: Page) -> Section:
    title = "Duty to Notify"
    if not page.tables.any_in_period(_NOTIFICATIONS):
        return _empty(page, title, "Duty to Notify reports")
    made = page.tables[_NOTIFICATIONS].total(quarter=page.period.text)
    return Section(
        title=title,
        body=blocks.joined(
            page.say(
                "{made} reports were received in {period}: {compared}. They concern"
                " adults who did not consent to a referral, and are never counted as"
                " referrals.",
                made=made,
                period=period_term(page.period),
                compared=compared(page, _NOTIFICATIONS, ("report", "reports")),
            ),
            pivot(page, _NOTIFICATIONS),
        ),
    )


def _empty(page: Page, title: str, words: str) -> Section:
    """A section that the record cannot fill: it says so and prints no number."""
    return Section(
        title=title,
        body=page.say(
            "The record behind this release holds no {words} for {period}, so no figure"
            " is printed.",
            words=words,
            period=period_term(page.period),
        ),
    )
