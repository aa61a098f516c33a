"""Deciding beyond the stories: what is missing from a mechanism, and what adds up."""

import pytest
from tests.unit.cases.decided_cases import (
    BOOK,
    POSITIVE,
    REFERRED,
    asked,
    case_of,
    when,
    without,
)

from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.grounds import decide_conclusive_grounds, decide_reasonable_grounds
from opennrm.cases.negative_controls import (
    InformationAwaited,
    InformationNotRequested,
    still_awaited,
    to_be_asked,
)
from opennrm.cases.waiting import RecoveryNotOver, minimum_recovery
from opennrm.rules.dates import DayUnknown

KEPT = "00000000-0000-4000-8000-000000000001"
LINKED = (
    "on: 2026-03-03, do: link duplicate, "
    f"with: {{kept: {KEPT}, kind: re_referral, wholly_earlier: %s}}"
)


def negative(case, decide, on, book=BOOK, reviewed_by="reviewer", **more):
    return decide(
        case,
        outcome=Outcome.NEGATIVE,
        reasons=("credibility",),
        reviewed_by=reviewed_by,
        by="caseworker",
        book=book,
        **when(on),
        **more,
    )


def on(text):
    return {"on": when(text)["on"]}


def test_who_is_to_be_asked_shrinks_with_each_request():
    """A request for the other decision, or dated later, is none for this one."""
    case = case_of(
        REFERRED,
        "on: 2026-03-03, do: request information, "
        "with: {asked_of: [police], due_on: null}",
        "on: 2026-03-06, do: request information, "
        "with: {asked_of: [first_responder], due_on: null}",
    )
    first = {"stage": Stage.REASONABLE_GROUNDS, "book": BOOK}

    assert ("adult_safeguarding",) == to_be_asked(case, **first, **on("2026-03-06"))
    assert ("first_responder", "adult_safeguarding") == to_be_asked(
        case, **first, **on("2026-03-05")
    )
    assert ("first_responder", "police", "adult_safeguarding") == to_be_asked(
        case, stage=Stage.CONCLUSIVE_GROUNDS, book=BOOK, **on("2026-03-06")
    )


def test_an_answer_is_awaited_to_the_end_of_its_day():
    case = case_of(REFERRED, asked("2026-03-04"))
    with pytest.raises(InformationAwaited, match="first responder, police"):
        negative(case, decide_reasonable_grounds, "2026-03-04")

    assert negative(case, decide_reasonable_grounds, "2026-03-05")
    assert () == still_awaited(
        case, Stage.REASONABLE_GROUNDS, book=BOOK, **on("2026-03-05")
    )


def test_the_refusal_names_the_rule_and_who_is_missing():
    with pytest.raises(
        InformationNotRequested,
        match=r"first responder, police.*information-before-negative@2020-03-24\.1",
    ):
        negative(case_of(REFERRED), decide_reasonable_grounds, "2026-03-05")


def test_a_mechanism_without_these_rules_asks_for_neither():
    book = without("information-before-negative", "second-reviewer", "decision-panel")
    (decided,) = negative(
        case_of(REFERRED),
        decide_reasonable_grounds,
        "2026-03-05",
        book=book,
        reviewed_by=None,
    )

    assert decided.fact.reviewed_by is None


def test_a_mechanism_without_a_minimum_lets_a_negative_come_at_once():
    case = case_of(REFERRED, POSITIVE, asked("2026-03-06"))
    book = without("recovery-minimum")

    assert minimum_recovery(case, book=book) is None
    assert negative(case, decide_conclusive_grounds, "2026-03-07", book=book)


@pytest.mark.parametrize(
    ("events", "recovery"),
    [
        ((LINKED % "true",), "withheld"),
        ((LINKED % "false",), "started"),
        (
            (
                LINKED % "true",
                f"on: 2026-03-04, do: unlink duplicate, with: {{kept: {KEPT}}}",
            ),
            "started",
        ),
    ],
    ids=["wholly earlier", "not wholly", "unlinked again"],
)
def test_only_a_standing_link_to_earlier_events_withholds_recovery(events, recovery):
    case = case_of(REFERRED, *events, POSITIVE)

    assert recovery == case.tracks["recovery"]


def test_a_rule_that_is_gone_withholds_nothing():
    (decided,) = decide_reasonable_grounds(
        case_of(REFERRED, LINKED % "true"),
        outcome=Outcome.POSITIVE,
        by="caseworker",
        book=without("further-recovery"),
        **when("2026-03-05"),
    )

    assert "positive" == decided.fact.outcome


@pytest.mark.parametrize(
    ("granted", "until", "ends"),
    [
        ("2026-03-06", "2026-03-10", "2026-04-03"),
        ("2026-03-06", "2026-06-01", "2026-06-01"),
    ],
    ids=["shorter", "longer"],
)
def test_a_granted_period_takes_nothing_from_the_minimum(granted, until, ends):
    case = case_of(
        REFERRED,
        POSITIVE,
        f"on: {granted}, do: grant recovery period, with: {{until: {until}}}",
    )
    last, _ = minimum_recovery(case, book=BOOK)

    assert ends == str(last)


def test_a_period_granted_after_one_was_withheld_holds_a_negative_back():
    case = case_of(
        REFERRED,
        LINKED % "true",
        POSITIVE,
        "on: 2026-03-06, do: grant recovery period, with: {until: 2026-03-20}",
        asked("2026-03-09"),
    )
    with pytest.raises(RecoveryNotOver, match="runs to 2026-03-20"):
        negative(case, decide_conclusive_grounds, "2026-03-20")

    assert negative(case, decide_conclusive_grounds, "2026-03-21")


def test_a_vague_positive_leaves_open_when_a_negative_may_come():
    case = case_of(
        REFERRED,
        "on: 2026-03, do: decide reasonable grounds, with: {outcome: positive}",
        asked("2026-04-01"),
    )
    with pytest.raises(DayUnknown):
        negative(case, decide_conclusive_grounds, "2026-07-01")
