"""The three forms of a letter: text, page and PDF."""

import re

import html5lib
import pytest

from opennrm.cases.rulebook import load_rulebook
from opennrm.letters.composing import compose
from opennrm.letters.page import to_html
from opennrm.letters.pdf import CannotBeSet, to_pdf
from opennrm.letters.plain import to_text
from opennrm.letters.specimens import specimen

BOOK = load_rulebook()


def composed(letter="reasonable_grounds_negative", language="en", **changed):
    made = specimen(letter, book=BOOK)
    details = made.details
    for name, value in changed.items():
        object.__setattr__(details, name, value)
    return compose(
        made.case,
        letter,
        "person",
        language,
        made.about,
        BOOK,
        on=made.on,
        details=details,
    )


def page(letter):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(
        to_html(letter)
    )


def test_a_page_marks_the_language_and_direction_of_each_part():
    """A screen reader changes its voice; a browser writes from the right."""
    root = page(composed(language="ar"))
    parts = [(p.get("lang"), p.get("dir")) for p in root.iter("section")]
    assert [("ar", "rtl"), ("en", "ltr"), ("en", "ltr")] == parts
    assert ("ar", "rtl") == (root.get("lang"), root.get("dir"))
    assert ["en"] == [
        p.get("lang") for p in root.find(".//section").iter("p") if p.get("lang")
    ]


def test_a_page_has_one_first_heading_and_a_neutral_title():
    root = page(composed())
    assert 1 == len(list(root.iter("h1")))
    assert "A letter for you. Reference EXAMPLE-2026-0001" == root.find(".//title").text


def test_a_page_fetches_nothing():
    """Opened from a mail it asks no server for anything."""
    written = to_html(composed())
    assert [] == re.findall(r"""(?:src|href)=["'](?!#)""", written)
    assert "@import" not in written


def test_a_name_is_never_markup():
    """What comes from the vault is text, whatever it holds."""
    name = "<b>O'Neil & Sons</b>"
    assert name not in to_html(composed(name=name))
    assert "&lt;b&gt;" in to_html(composed(name=name))
    assert to_pdf(composed(name="#panic() *x* $y$ @z")).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "cy", "ar", "ti", "vi"])
def test_a_pdf_is_tagged_and_the_same_each_time(language):
    """PDF/UA-1: tagged, titled, and the same bytes for the same letter."""
    letter = composed(language=language)
    made = to_pdf(letter)
    assert made == to_pdf(letter)
    for mark in (
        b"/StructTreeRoot",
        b"/Marked true",
        b"pdfuaid",
        b"/DisplayDocTitle true",
    ):
        assert mark in made


def test_a_pdf_is_dated_with_its_letter():
    """Not with the day on which it was made."""
    made = to_pdf(composed())
    assert {b"20260304"} == set(re.findall(rb"D:(\d{8})", made))


def test_a_character_that_cannot_be_drawn_is_refused():
    """An empty box on an envelope reaches nobody; the refusal names no character."""
    for name in ("Łucja Nguyễn", "Олена", "فاطمة", "ሰላም"):
        assert to_pdf(composed(name=name)).startswith(b"%PDF")
    with pytest.raises(CannotBeSet, match="Write it in one of these") as refused:
        to_pdf(composed(name="Example 王"))
    assert "王" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_text_has_the_parts_in_order():
    said = to_text(composed(language="ro"))
    assert said.index("Nu am găsit") < said.index("WE DID NOT FIND")
    assert said.index("WE DID NOT FIND") < said.index("THE REASONS IN FULL")
    assert "[Draft translation, to be checked by a translator.]" in said
    assert said.startswith("Synthetic data.")


def test_a_text_keeps_within_its_width():
    assert 72 >= max(len(line) for line in to_text(composed()).splitlines())


def test_a_live_letter_is_not_called_synthetic():
    letter = composed(synthetic=False)
    for said in (to_text(letter), to_html(letter)):
        assert "ynthetic" not in re.sub(
            r"<style>.*?</style>", "", said, flags=re.DOTALL
        )
