"""The page of the language: no field of a command is left without its meaning."""

import sys
from pathlib import Path

import pytest

from opennrm.stories.words import fields_of, words

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def page(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    import language_page

    yield language_page
    for name in ("language_page", "story_words", "markdown_rows"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("do", words())
def test_every_field_says_what_it_holds_and_means(page, do):
    known = page.fact_fields(do)
    told = [page.field_told(do, name, known) for name in fields_of(do)]

    assert [] == [one for one in told if not all(part.strip("` ") for part in one)]


def test_the_table_of_words_names_only_fields_that_there_are(page):
    named = {*page.NO_FACT_HOLDS, *page.ALSO}

    assert set() == {(do, name) for do, name in named if name not in fields_of(do)}


def test_the_limits_are_those_that_are_held(page):
    told = "\n".join(page.limits_part())

    assert "1,000,000 bytes" in told
    assert "2,000 events" in told
