"""Comparisons in the publisher's words: an increase of, a decrease of, similar to."""

from dataclasses import replace
from fractions import Fraction
from typing import Final

from markupsafe import Markup

from opennrm.publications.page import Page, period_term
from opennrm.rules.dates import Quarter
from opennrm.statistics.shares import change

SIMILAR_BELOW: Final = Fraction(1, 2)
"""Changes of less than half a per cent are called similar."""


def compared(page: Page, key: str, noun: tuple[str, str]) -> Markup:
    """The period's total of a table beside the quarter before and the year before."""
    before, year = page.period.previous(), page.period.back(4)
    if page.tables.covers(before) and page.tables.covers(year):
        return page.ledger.say(
            "{first}, and {second}",
            first=_against(page, key, before, "the previous quarter"),
            second=_against(page, key, year, "the same quarter of the year before"),
        )
    held = [
        (quarter, words)
        for quarter, words in (
            (before, "the previous quarter"),
            (year, "the same quarter of the year before"),
        )
        if page.tables.covers(quarter)
    ]
    if not held:
        return page.ledger.say(
            "The record holds no earlier quarter to compare these {noun} with",
            noun=noun[1],
        )
    quarter, words = held[0]
    missing = year if quarter == before else before
    return page.ledger.say(
        "{told}; the record does not reach back to {missing}, so there is no comparison"
        " with that quarter",
        told=_against(page, key, quarter, words),
        missing=period_term(missing),
    )


def _against(page: Page, key: str, quarter: Quarter, words: str) -> Markup:
    table = page.tables[key]
    now = table.total(quarter=page.period.text)
    before = table.total(quarter=quarter.text)
    changed = change(now, before)
    say = page.ledger.say
    if changed.value is None:
        return say("{words} had none", words=words)
    points = Fraction(changed.value)
    size = replace(changed, value=abs(points))
    if abs(points) < SIMILAR_BELOW:
        return say("similar to {words} ({before})", words=words, before=before)
    kind = "an increase of" if points > 0 else "a decrease of"
    return say(
        "{kind} {size} on {words} ({before})",
        kind=kind,
        size=size,
        words=words,
        before=before,
    )


def listed(parts: list[Markup]) -> Markup:
    """Parts of a sentence as a list: a, b and c."""
    if len(parts) < 2:
        return parts[0] if parts else Markup("")
    return Markup(", ").join(parts[:-1]) + Markup(" and ") + parts[-1]
