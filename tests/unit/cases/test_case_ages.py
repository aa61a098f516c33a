"""Who counts as a child, by what the referral said of their age."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.unit.cases.decided_cases import BOOK, case_of, day

from opennrm.cases.facts import Answer
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.reaching import record_contact, safe_channels

ADULT = case_of("on: 2026-03-02, do: refer")


def saying(**changed):
    """The case of a referral that says these things instead."""
    first = ADULT.history[0]
    fact = replace(first.fact, **changed)
    return fold([replace(first, fact=fact)])


@pytest.mark.parametrize(
    ("said", "child"),
    [
        ({"under_18_now": Answer.NO}, False),
        ({"under_18_now": Answer.NOT_ASKED, "age_at_referral_years": 17}, True),
        ({"under_18_now": Answer.NOT_RECORDED, "age_at_referral_years": 18}, False),
        ({"under_18_now": Answer.NOT_ASKED}, True),
        ({"under_18_now": Answer.NOT_RECORDED}, True),
        ({"under_18_now": Answer.NO, "age_at_referral_years": 15}, True),
    ],
)
def test_who_may_be_a_child_is_one(said, child):
    """An age in years counts, and an age that nobody gave leaves a child possible."""
    assert child is saying(**said).is_child


def test_a_published_cell_is_no_child_for_want_of_an_answer():
    told = saying(under_18_now=Answer.NOT_RECORDED, channel="published_cells")
    assert not told.is_child


def test_nobody_writes_to_someone_whose_age_was_not_given():
    made = saying(under_18_now=Answer.NOT_ASKED)
    on = day("2026-03-03")
    [contact] = record_contact(
        made,
        whose="person",
        channels=("post",),
        on=on,
        today=on.first,
        book=BOOK,
    )
    later = RecordedFact(
        case_id=UUID(int=0),
        version=made.version + 1,
        position=made.version + 1,
        fact=contact.fact,
        occurred=on,
        recorded_at=datetime(2026, 3, 3, 9, tzinfo=UTC),
        by="user-1",
        organisation="sca",
        command_id="later",
    )
    assert () == safe_channels(fold([*made.history, later]), "person", book=BOOK)
