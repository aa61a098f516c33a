"""The sections on referrals: how many, whom, where, and who referred them."""

from collections.abc import Callable

from markupsafe import Markup

from opennrm.paper import blocks
from opennrm.paper.documents import Section
from opennrm.publications.drawing import over_time, ranking
from opennrm.publications.page import Page, period_term, short
from opennrm.publications.pivots import pivot, shares
from opennrm.publications.tables import TOTALS

TOP = 10
_ONE = "referrals-by-exploitation-type"
_ANY = "referrals-by-exploitation-in-any-combination"


def referral_sections(page: Page) -> list[Section]:
    """Every section on referrals, each with what the record can tell."""
    return [
        _numbers(page),
        _authority(page),
        _age_and_gender(page),
        _place(page),
        _nationality(page),
        _exploitation(page),
        _responders(page),
    ]


def _numbers(page: Page) -> Section:
    quarters = page.tables.span.quarters
    table = page.tables[TOTALS]
    over_time(
        page,
        TOTALS,
        title="Referrals to the National Referral Mechanism by quarter",
        axis="Referrals",
        series=[("Referrals", [table.cell(quarter=each.text) for each in quarters])],
        quarters=quarters,
        broken=("referrals", table.dimensions),
    )
    return Section(
        title="Referrals",
        key="referrals",
        body=blocks.joined(
            page.figure(TOTALS, "Referrals by quarter in which they were received."),
            pivot(page, TOTALS),
            page.inset("undercount"),
        ),
    )


def _authority(page: Page) -> Section:
    key = "referrals-by-competent-authority"
    return _section(
        page,
        "Competent authority",
        key,
        "competent_authority",
        lambda: [
            pivot(page, key),
            shares(
                page,
                key,
                "competent_authority",
                "Share of referrals by competent authority at referral",
            ),
        ],
    )


def _age_and_gender(page: Page) -> Section:
    return Section(
        title="Age and gender",
        key="age-and-gender",
        body=blocks.joined(
            pivot(page, "referrals-by-age"),
            shares(
                page,
                "referrals-by-age",
                "age_at_exploitation",
                "Share of referrals by age at exploitation",
            ),
            pivot(page, "referrals-by-gender"),
            shares(
                page,
                "referrals-by-gender",
                "gender",
                "Share of referrals by gender",
            ),
        ),
    )


def _place(page: Page) -> Section:
    key = "referrals-by-age-and-location"
    where = _told(
        page,
        key,
        "location_of_exploitation",
        lambda: [pivot(page, key, skip_empty=True)],
    )
    nation = _told(
        page,
        "referrals-by-nation",
        "nation",
        lambda: [pivot(page, "referrals-by-nation")],
    )
    return Section(
        title="Location of exploitation and nation of referral",
        key="location-and-nation",
        body=blocks.joined(*where, *nation),
    )


def _nationality(page: Page) -> Section:
    key = "referrals-by-nationality"

    def told() -> list[Markup]:
        top = page.tables.ranked(key, "nationality")[:TOP]
        ranking(
            page,
            key,
            title=f"Most common nationalities, {short(page.period)}",
            axis="Referrals",
            heading="nationality",
            categories=[name for name, _ in top],
            series=[("Referrals", [cell for _, cell in top])],
        )
        return [
            page.say(
                "The chart and the table show the most common nationalities in"
                " {period}; the data file holds them all.",
                period=period_term(page.period),
            ),
            page.figure(key, "Referrals of people of one nationality."),
            pivot(
                page,
                key,
                caption="Referrals by quarter, most common nationalities",
                only=[name for name, _ in top],
            ),
            page.paragraph("nationality"),
        ]

    return _section(page, "Nationality", key, "nationality", told)


def _exploitation(page: Page) -> Section:
    def told() -> list[Markup]:
        alone = dict(page.tables.ranked(_ONE, "exploitation_type"))
        any_of = page.tables.ranked(_ANY, "exploitation_in_any_combination")
        names = [name for name, _ in any_of]
        zero = page.tables.zero
        ranking(
            page,
            _ANY,
            title=f"Exploitation types, {short(page.period)}",
            axis="Referrals",
            heading="exploitation_type",
            categories=names,
            series=[
                ("In any combination", [cell for _, cell in any_of]),
                ("Alone", [alone.get(name, zero) for name in names]),
            ],
        )
        return [
            page.figure(_ANY, "Referrals that name a type, alone and with others."),
            page.paragraph("exploitation_alone"),
            pivot(
                page,
                _ANY,
                caption="Referrals by age and exploitation type in any combination",
                skip_empty=True,
            ),
            pivot(
                page,
                _ONE,
                caption="Referrals by age and exploitation type as published: alone or"
                " joined",
                skip_empty=True,
            ),
        ]

    return _section(page, "Exploitation type", _ONE, "exploitation_type", told)


def _responders(page: Page) -> Section:
    key = "referrals-by-first-responder-type"

    def told() -> list[Markup]:
        name = "referrals-by-first-responder"
        top = [one for one, _ in page.tables.ranked(name, "first_responder")[:TOP]]
        return [
            pivot(page, key),
            shares(
                page,
                key,
                "first_responder_type",
                "Share of referrals by first responder type",
            ),
            pivot(
                page,
                name,
                caption="Referrals by the first responders with most referrals",
                only=top,
            ),
        ]

    return _section(page, "First responders", key, "first_responder_type", told)


def _section(
    page: Page,
    title: str,
    key: str,
    dimension: str,
    told: Callable[[], list[Markup]],
) -> Section:
    """A section, or one sentence where the record cannot fill it."""
    return Section(title=title, body=blocks.joined(*_told(page, key, dimension, told)))


def _told(
    page: Page, key: str, dimension: str, told: Callable[[], list[Markup]]
) -> list[Markup]:
    if page.tables.tells(key, dimension):
        return told()
    name = page.tables.catalogue.dimensions[dimension].title.lower()
    return [
        page.say(
            "The record behind this release does not hold the {name} of the referrals"
            " of {period}, so no figure is printed.",
            name=name,
            period=period_term(page.period),
        )
    ]
