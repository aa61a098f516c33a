"""Reconsideration beyond the stories: other readings of the rules, and vague dates."""

import pytest
from tests.unit.cases.decided_cases import (
    BOOK,
    NEGATIVE,
    asked,
    case_of,
    day,
    reading,
    when,
)

from opennrm.cases.more_time import (
    NotBarred,
    agree_reconsideration_extension,
    bar_reconsideration,
)
from opennrm.cases.negatives import agreed_until, last_day_for, negative_decision
from opennrm.cases.reconsidering import TooLateToAsk, request_reconsideration

BY_DECISION = "reconsideration-bar@2025-09-17.2"
BY_MONTH = "reconsideration-window@2024-02-22.2"


def asked_again(decided):
    """A request of 1 October 2025 about a negative of some day."""
    return case_of(
        "on: 2025-09-08, do: refer",
        asked("2025-09-10"),
        f"on: {decided}, do: decide reasonable grounds, with: {NEGATIVE}",
        "on: 2025-10-01, do: request reconsideration, with: {basis: [new_evidence], "
        "requested_by: first_responder, exceptional_circumstances: false}",
    )


@pytest.mark.parametrize(
    ("decided", "book", "barred"),
    [
        ("2025-09-16", BOOK, True),
        ("2025-09-16", reading(BY_DECISION), False),
        ("2025-09-17", reading(BY_DECISION), True),
    ],
    ids=["by request", "decided before", "decided on the day"],
)
def test_the_bar_looks_at_the_date_that_its_reading_names(decided, book, barred):
    case = asked_again(decided)
    given = {"country": "france", "book": book, **when("2025-10-02")}
    if barred:
        (fact,) = bar_reconsideration(case, **given)
        assert "france" == fact.fact.country
    else:
        with pytest.raises(NotBarred):
            bar_reconsideration(case, **given)


NEGATIVE_CASE = (
    "on: 2026-01-26, do: refer",
    asked("2026-01-28"),
    f"on: 2026-01-31, as: negative, do: decide reasonable grounds, with: {NEGATIVE}",
)


@pytest.mark.parametrize(
    ("book", "last"), [(BOOK, "2026-03-02"), (reading(BY_MONTH), "2026-02-28")]
)
def test_thirty_days_and_one_month_are_two_readings(book, last):
    """Both are in the rules, and one is in use."""
    case = case_of(*NEGATIVE_CASE)
    given = {
        "basis": ("new_evidence",),
        "requested_by": "individual",
        "exceptional_circumstances": False,
        "book": book,
    }
    decision = negative_decision(case)

    assert last == str(last_day_for(case, decision, basis=("guidance",), book=book)[0])
    assert request_reconsideration(case, **given, **when(last))
    with pytest.raises(TooLateToAsk):
        request_reconsideration(case, **given, **when("2026-03-03"))


def test_more_time_agreed_twice_counts_to_the_later_day():
    case = case_of(
        *NEGATIVE_CASE,
        "on: 2026-02-20, do: agree reconsideration extension, "
        "with: {decision: negative, until: 2026-03-20}",
    )
    decision = negative_decision(case)
    (again,) = agree_reconsideration_extension(
        case,
        decision=decision.version,
        until=day("2026-04-20").day,
        book=BOOK,
        **when("2026-03-19"),
    )

    assert "2026-03-20" == str(agreed_until(case, decision))
    assert "2026-04-20" == str(again.fact.until)


def test_without_an_agreement_there_is_no_more_time():
    case = case_of(*NEGATIVE_CASE)

    assert agreed_until(case, negative_decision(case)) is None
