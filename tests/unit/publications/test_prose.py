"""Prose that takes numbers from cells, and the guard that reads the page again."""

import pytest
from markupsafe import Markup

from opennrm.publications.guard import DigitsUnaccounted, check_page
from opennrm.publications.prose import Ledger, NumberOutOfNowhere, Term
from opennrm.statistics.cells import Cell, Unit


def cell(value):
    return Cell(value=value, unit=Unit.REFERRALS, base=value)


def page(body):
    return f"<html><body><p>{body}</p></body></html>"


def test_a_slot_takes_a_cell_a_term_or_words():
    """The figure is printed with its exact value, and kept in the ledger."""
    ledger = Ledger()
    said = ledger.say(
        "In {period}, {count} {noun}.",
        period=Term("January to March 2023"),
        count=cell(4746),
        noun="referrals",
    )
    assert (
        "In <span data-term>January to March 2023</span>, "
        '<data id="figure-1" value="4746">4,746</data> referrals.'
    ) == said
    assert {"figure-1": "4,746"} == ledger.figures


@pytest.mark.parametrize("value", [4746, 47.5, None])
def test_a_bare_number_is_refused(value):
    """Only a cell of a table may stand where a number is wanted."""
    with pytest.raises(TypeError, match="takes a cell"):
        Ledger().say("{count} referrals", count=value)


def test_a_digit_among_the_words_is_refused():
    """Neither the template nor plain words may carry a number."""
    with pytest.raises(NumberOutOfNowhere):
        Ledger().say("4,746 referrals")
    with pytest.raises(NumberOutOfNowhere):
        Ledger().say("{words}", words="some 12 referrals")


def test_words_are_escaped():
    """A label is text, never markup."""
    assert "&lt;b&gt;" in Ledger().say("{name}", name=Term("<b>"))


def test_a_page_whose_digits_are_all_accounted_for_passes():
    """Figures, terms and declared texts may hold digits."""
    ledger = Ledger()
    said = ledger.say("{n} in {q}", n=cell(7), q=Term("2023-Q1"))
    ledger.declare("From 1 October 2019")
    html = page(said + Markup("</p><p>From 1 October 2019</p><p>and so on"))
    check_page(html, ledger, name="index.html")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda html: html.replace("7</data>", "8</data>"),
        lambda html: html.replace("<p>", "<p>About 7 "),
        lambda html: html.replace("2023-Q1</span>", "2023-Q2</span>"),
        lambda html: html.replace("figure-1", "figure-2"),
        lambda html: html.replace("<p>", '<p title="12 more">'),
        lambda html: html.replace("<p>", "<table><tr><td>9</td></tr></table><p>"),
    ],
)
def test_a_digit_that_no_table_gave_stops_the_page(spoil):
    """A changed figure, a stray number, another term, an unknown table."""
    ledger = Ledger()
    html = page(ledger.say("{n} in {q}", n=cell(7), q=Term("2023-Q1")))
    check_page(html, ledger, name="index.html")
    with pytest.raises(DigitsUnaccounted):
        check_page(spoil(html), ledger, name="index.html")


def test_a_table_must_stand_on_the_page_as_its_figures_are():
    """A registered table is compared cell by cell, and may not be missing."""
    ledger = Ledger()
    ledger.tables["by-gender"] = (("Gender", "2023 Q1"), ("Male", "7"))
    html = (
        '<table id="by-gender"><tr><th>Gender</th><th>2023 Q1</th></tr>'
        "<tr><th>Male</th><td>7</td></tr></table>"
    )
    check_page(html, ledger, name="index.html")
    with pytest.raises(DigitsUnaccounted, match="differs"):
        check_page(html.replace("7", "8"), ledger, name="index.html")
    with pytest.raises(DigitsUnaccounted, match="not on the page"):
        check_page("<p></p>", ledger, name="index.html")
