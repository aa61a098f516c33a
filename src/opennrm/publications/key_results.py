"""The key results: the first thing that is read, in the publisher's order."""

from markupsafe import Markup

from opennrm.paper import blocks
from opennrm.publications.comparing import compared, listed
from opennrm.publications.page import Page, period_term
from opennrm.publications.prose import Term
from opennrm.publications.tables import TOTALS
from opennrm.statistics.cells import Cell
from opennrm.statistics.shares import share, standing

TOP = 3
QUARTERS_FOR_A_RECORD = 5
_STAGES = (
    ("reasonable-grounds-decisions", "reasonable grounds"),
    ("conclusive-grounds-decisions", "conclusive grounds"),
)


def key_results(page: Page) -> Markup:
    """One bullet a result; what the record does not hold is said at the end."""
    results = [
        _referrals(page),
        *_authorities(page),
        *_ages(page),
        *_genders(page),
        *_nationalities(page),
        *_exploitation(page),
        *_places(page),
        *_responders(page),
        *_decisions(page),
        *_notifications(page),
    ]
    return blocks.joined(
        blocks.bullets(results),
        *_not_held(page),
        page.inset("undercount"),
        page.paragraph("better_identification"),
    )


def _referrals(page: Page) -> Markup:
    made = page.tables.total(page.period)
    said = page.ledger.say(
        "In {period}, {count} potential victims of modern slavery were referred to the"
        " National Referral Mechanism: {compared}.",
        period=period_term(page.period),
        count=made,
        compared=compared(page, TOTALS, ("referral", "referrals")),
    )
    if len(page.tables.span.quarters) < QUARTERS_FOR_A_RECORD:
        return said
    stands = standing(page.tables[TOTALS], page.period)
    if not stands.highest:
        return said
    record = page.ledger.say(
        " It is the highest number in any quarter of this record, which begins with"
        " {first}.",
        first=period_term(stands.first),
    )
    return said + record


def _authorities(page: Page) -> list[Markup]:
    key, name = "referrals-by-competent-authority", "competent_authority"
    if not page.tables.tells(key, name):
        return []
    parts = _parts(page, key, name, page.tables.total(page.period))
    say = page.ledger.say
    return [say("By authority at referral: {parts}.", parts=listed(parts))]


def _ages(page: Page) -> list[Markup]:
    key, name = "referrals-by-age", "age_at_exploitation"
    if not page.tables.tells(key, name):
        return []
    parts = _parts(page, key, name, page.tables.total(page.period))
    say = page.ledger.say
    return [say("By age when exploited, as claimed: {parts}.", parts=listed(parts))]


def _genders(page: Page) -> list[Markup]:
    key, name = "referrals-by-gender", "gender"
    if not page.tables.tells(key, name):
        return []
    parts = _parts(page, key, name, page.tables.total(page.period))
    return [page.ledger.say("By gender: {parts}.", parts=listed(parts))]


def _nationalities(page: Page) -> list[Markup]:
    key, name = "referrals-by-nationality", "nationality"
    if not page.tables.tells(key, name):
        return []
    parts = _parts(page, key, name, page.tables.total(page.period))[:TOP]
    return [
        page.ledger.say(
            "The most common nationalities were {parts}. People of two nationalities"
            " are left out of this ranking.",
            parts=listed(parts),
        )
    ]


def _exploitation(page: Page) -> list[Markup]:
    """The most common type among adults and among children, in both readings."""
    alone = "referrals-by-exploitation-type"
    any_of = "referrals-by-exploitation-in-any-combination"
    if not page.tables.tells(alone, "exploitation_type"):
        return []
    results = []
    for age, people in (("adult", "adults"), ("child", "children")):
        whole = page.tables["referrals-by-age"].total(
            quarter=page.period.text, age_at_exploitation=age
        )
        top = page.tables.ranked(alone, "exploitation_type", age_at_exploitation=age)
        if not top:
            continue
        name, part = top[0]
        combined = dict(
            page.tables.ranked(
                any_of, "exploitation_in_any_combination", age_at_exploitation=age
            )
        )
        results.append(
            page.ledger.say(
                "Among {people}, the type most often recorded alone was {name}"
                " ({of}; {part}); in any combination it was recorded for {of_any}"
                " ({part_any}).",
                people=people,
                name=Term(name.lower()),
                of=share(part, whole),
                part=part,
                of_any=share(combined[name], whole),
                part_any=combined[name],
            )
        )
    return results


def _places(page: Page) -> list[Markup]:
    key, name = "referrals-by-age-and-location", "location_of_exploitation"
    if not page.tables.tells(key, name):
        return []
    parts = _parts(page, key, name, page.tables.total(page.period))
    return [
        page.ledger.say("By location of exploitation: {parts}.", parts=listed(parts))
    ]


def _responders(page: Page) -> list[Markup]:
    key, name = "referrals-by-first-responder-type", "first_responder_type"
    if not page.tables.tells(key, name):
        return []
    parts = _parts(page, key, name, page.tables.total(page.period))
    return [page.ledger.say("By first responder: {parts}.", parts=listed(parts))]


def _decisions(page: Page) -> list[Markup]:
    results = []
    for key, words in _STAGES:
        if not page.tables.any_in_period(key):
            continue
        table = page.tables[key]
        made = table.total(quarter=page.period.text)
        positive = table.total(quarter=page.period.text, outcome="positive")
        results.append(
            page.ledger.say(
                "{made} {words} decisions were made; {of} were positive ({positive}).",
                made=made,
                words=words,
                of=share(positive, made),
                positive=positive,
            )
        )
    return results


def _notifications(page: Page) -> list[Markup]:
    key = "notifications-by-quarter"
    if not page.tables.any_in_period(key):
        return []
    made = page.tables[key].total(quarter=page.period.text)
    return [
        page.ledger.say(
            "{made} reports of adults who did not consent to a referral were received"
            " under the Duty to Notify: {compared}.",
            made=made,
            compared=compared(page, key, ("report", "reports")),
        )
    ]


def _parts(page: Page, key: str, dimension: str, whole: Cell) -> list[Markup]:
    """Every known member with its share of all and its count, most frequent first."""
    return [
        page.ledger.say(
            "{name} {of} ({part})", name=Term(name), of=share(part, whole), part=part
        )
        for name, part in page.tables.ranked(key, dimension)
    ]


def _not_held(page: Page) -> list[Markup]:
    """One sentence on what the record cannot tell, and no number."""
    missing = [
        words
        for key, dimension, words in (
            ("referrals-by-competent-authority", "competent_authority", "authorities"),
            (
                "referrals-by-age-and-location",
                "location_of_exploitation",
                "locations of exploitation",
            ),
            ("referrals-by-nation", "nation", "nations of referral"),
        )
        if not page.tables.tells(key, dimension)
    ]
    missing += [
        f"{words} decisions"
        for key, words in _STAGES
        if not page.tables.any_in_period(key)
    ]
    if not page.tables.any_in_period("notifications-by-quarter"):
        missing.append("Duty to Notify reports")
    if not missing:
        return []
    words = ", ".join(missing[:-1]) + (" and " if missing[1:] else "") + missing[-1]
    return [
        page.say(
            "This record holds no {words} for {period}; the release says nothing of"
            " them.",
            words=words,
            period=period_term(page.period),
        )
    ]
