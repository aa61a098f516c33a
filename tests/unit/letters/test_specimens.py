"""Invented cases: one for each letter, in codes that exist."""

import re
from pathlib import Path

import pytest
import yaml

import opennrm.cases
from opennrm.cases.rulebook import load_rulebook
from opennrm.letters.specimens import specimen

BOOK = load_rulebook()
LETTERS = [member.code for member in BOOK.codes.list("letter").members]
VOCABULARY = yaml.safe_load(
    (Path(opennrm.cases.__file__).parent / "vocabulary.yaml").read_text("utf-8")
)


def coded(name):
    """The coded fields of a fact, with the list of each."""
    fact = VOCABULARY["facts"][name]
    groups = [VOCABULARY["groups"][group] for group in fact.get("groups", ())]
    for fields in (*groups, fact["fields"]):
        for field, told in fields.items():
            if found := re.match(r"codes?\((\w+)\)", told["type"]):
                yield field, found[1]


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("child", [False, True])
def test_a_specimen_holds_only_codes_that_exist(letter, child):
    """What a translator reads could be a case."""
    made = specimen(letter, book=BOOK, child=child)
    for recorded in made.case.history:
        for field, key in coded(recorded.name):
            value = getattr(recorded.fact, field)
            for code in (
                () if value is None else (value,) if isinstance(value, str) else value
            ):
                assert BOOK.codes.list(key).member(code)


def test_a_specimen_is_marked_as_invented():
    assert specimen("move_on", book=BOOK).details.synthetic
