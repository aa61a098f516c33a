"""The fold at its edges: nothing recorded, nothing left, a pointer into nowhere."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests.unit.cases.test_importing import CELL

from opennrm.cases.case import State, Status, Track
from opennrm.cases.clocks import last_day_to_ask, next_due, reconsideration_window
from opennrm.cases.correcting import AnotherKindOfFact, correct, withdraw_fact
from opennrm.cases.facts import (
    AuthorityAssigned,
    CaseResumed,
    CaseTransferred,
    CaseWithdrawn,
    FactWithdrawn,
    InformationReceived,
    InformationRequested,
    NotificationReceived,
    Outcome,
    Person,
    ReasonableGroundsDecided,
    ReconsiderationAccepted,
    ReconsiderationRefused,
    ReconsiderationRequested,
    Stage,
)
from opennrm.cases.fold import BrokenHistory, NoSuchCase, fold
from opennrm.cases.grounds import decide_conclusive_grounds, decide_reasonable_grounds
from opennrm.cases.history import RecordedFact, in_effect
from opennrm.cases.importing import receive_published
from opennrm.cases.permissions import Command
from opennrm.cases.reconsidering import negative_decision
from opennrm.cases.rulebook import load_rulebook
from opennrm.cases.transitions import NotAReferral, why_not
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()
CASE = UUID("00000000-0000-4000-8000-0000000000aa")
AT = datetime(2023, 1, 3, 9, tzinfo=UTC)
ON = PartialDate.on(date(2023, 1, 3))
REFERRAL = replace(receive_published(CELL).fact, nation="england")


def history(*facts):
    return [
        RecordedFact(
            case_id=CASE,
            version=place,
            position=place,
            fact=fact,
            occurred=ON,
            recorded_at=AT + timedelta(days=place),
            by="user-1",
            organisation="sca",
            command_id=f"c-{place}",
        )
        for place, fact in enumerate(facts, 1)
    ]


ASSIGNED = AuthorityAssigned(authority="sca", rule="competent-authority@2021-11-08.1")


def decided(known, decide, **more):
    facts = decide(
        fold(known),
        outcome=Outcome.POSITIVE,
        on=ON,
        by="user-1",
        today=date(2023, 2, 1),
        book=BOOK,
        **more,
    )
    return history(*[r.fact for r in known], *[new.fact for new in facts])


def test_nothing_recorded_is_no_case():
    with pytest.raises(NoSuchCase):
        fold([])


def test_before_its_first_fact_there_is_no_case():
    with pytest.raises(NoSuchCase):
        fold(history(REFERRAL), at=AT)


def test_a_case_whose_only_fact_was_withdrawn_is_none():
    with pytest.raises(NoSuchCase):
        fold(history(REFERRAL, FactWithdrawn(fact=1)))


@pytest.mark.parametrize(
    "fact",
    [ReconsiderationAccepted(request=7), CaseResumed(reason="other")],
    ids=["no such request", "never suspended"],
)
def test_a_pointer_into_nowhere_is_a_broken_history(fact):
    with pytest.raises(BrokenHistory, match="fact 2"):
        fold(history(REFERRAL, fact))


def test_a_history_without_its_first_fact_is_broken():
    with pytest.raises(BrokenHistory):
        fold(history(ASSIGNED))


def test_status_follows_the_decisions():
    known = history(REFERRAL, ASSIGNED)
    received = fold(known)
    known = decided(known, decide_reasonable_grounds)
    awaiting = fold(known)
    known = decided(known, decide_conclusive_grounds, finding="trafficking")

    assert Status.AWAITING_REASONABLE_GROUNDS is received.status
    assert Status.AWAITING_CONCLUSIVE_GROUNDS is awaiting.status
    assert Status.CONCLUSIVE_GROUNDS_POSITIVE is fold(known).status


def test_what_is_due_next_follows_the_decisions():
    known = history(REFERRAL, ASSIGNED)
    on = date(2023, 1, 5)
    first = next_due(fold(known), on=on, book=BOOK)
    known = decided(known, decide_reasonable_grounds)
    second = next_due(fold(known), on=on, book=BOOK)
    known = decided(known, decide_conclusive_grounds, finding="trafficking")

    assert date(2023, 1, 10) == first.due_on
    assert date(2023, 2, 1) == second.due_on
    assert next_due(fold(known), on=on, book=BOOK) is None


def test_a_clock_outside_the_calendars_is_unknown():
    late = [
        replace(recorded, occurred=PartialDate.on(date(2028, 12, 29)))
        for recorded in history(REFERRAL, ASSIGNED)
    ]
    clock = next_due(fold(late), on=date(2028, 12, 29), book=BOOK)

    assert "outside-calendar" == clock.unknown_code


def test_a_report_has_no_status_and_nothing_is_due():
    shared = {name: getattr(REFERRAL, name) for name in Person.__dataclass_fields__}
    report = fold(history(NotificationReceived(**shared, consent_to_identify=False)))

    assert report.status is None
    assert report.decision(Stage.REASONABLE_GROUNDS) is None
    assert next_due(report, on=date(2023, 1, 5), book=BOOK) is None
    assert isinstance(why_not(report, Command.SUSPEND), NotAReferral)


def test_an_answer_to_nothing_leaves_the_tracks_alone():
    answer = InformationReceived(
        stage=Stage.REASONABLE_GROUNDS, received_from=("police",), answered=True
    )

    assert fold(history(REFERRAL)).tracks == fold(history(REFERRAL, answer)).tracks


def test_a_fact_is_corrected_by_one_of_its_own_name():
    moved = CaseTransferred(authority="ieca", reason="other", rule="x")
    with pytest.raises(AnotherKindOfFact, match="referral-received@1"):
        correct(
            history(REFERRAL, ASSIGNED),
            version=1,
            fact=moved,
            occurred=ON,
            cause="correction",
            today=date(2023, 1, 5),
            book=BOOK,
        )


def test_withdrawing_the_only_fact_leaves_no_case_and_may_be_done():
    facts = withdraw_fact(
        history(REFERRAL),
        version=1,
        cause="correction",
        today=date(2023, 1, 5),
        book=BOOK,
    )

    assert FactWithdrawn(fact=1) == facts[0].fact


def test_a_correction_of_a_withdrawn_fact_stands_for_nothing():
    """Such a history is never written; read, it does not bring the fact back."""
    known = history(REFERRAL, ASSIGNED, FactWithdrawn(fact=2), ASSIGNED)
    known[3] = replace(known[3], corrects=2, cause="correction")

    assert [1] == [recorded.version for recorded in in_effect(known)]


def test_nothing_is_due_for_someone_who_left():
    left = CaseWithdrawn(
        reason="adult_choice",
        requested_by="individual",
        best_interests_determination=False,
    )

    assert next_due(fold(history(REFERRAL, left)), on=ON.first, book=BOOK) is None


def test_without_a_negative_there_is_none_to_ask_about():
    assert negative_decision(fold(history(REFERRAL))) is None


def test_a_vague_decision_leaves_the_window_unknown():
    known = history(REFERRAL, ASSIGNED, negative())
    known[2] = replace(known[2], occurred=PartialDate.parse("2025-03"))
    window = reconsideration_window(fold(known), on=date(2025, 4, 1), book=BOOK)

    assert "day-unknown" == window.unknown_code


def test_a_window_that_counts_the_day_of_the_decision_ends_a_day_earlier():
    known = history(REFERRAL, ASSIGNED, negative())
    known[2] = replace(known[2], occurred=PartialDate.on(date(2026, 1, 31)))
    decision = fold(known).decisions[0]
    ask = {"basis": ("new_evidence",), "nation": "england"}
    as_it_is, window = last_day_to_ask(decision, book=BOOK, **ask)
    inclusive = replace(
        window, parameters={**window.parameters, "counting": "inclusive"}
    )

    class CountedFromTheDay:
        def in_force(self, *_, **__):
            return inclusive

    overlaid = replace(BOOK, rules=CountedFromTheDay())

    assert date(2026, 3, 2) == as_it_is
    assert date(2026, 3, 1) == last_day_to_ask(decision, book=overlaid, **ask)[0]


def test_an_answer_closes_the_requests_it_belongs_to():
    known = history(
        REFERRAL,
        InformationRequested(stage=Stage.REASONABLE_GROUNDS, asked_of=("police",)),
        InformationRequested(stage=Stage.REASONABLE_GROUNDS, asked_of=("guardian",)),
        InformationReceived(
            stage=Stage.REASONABLE_GROUNDS, received_from=("police",), answered=True
        ),
    )
    case = fold(known)

    assert [True, False] == [r.answered is not None for r in case.information_requests]
    assert State.INFORMATION_REQUESTED is case.tracks[Track.REASONABLE_GROUNDS]


def test_a_fresh_decision_answers_the_accepted_request_of_its_own_stage():
    """A conclusive decision does not answer a request about reasonable grounds."""
    asked = ReconsiderationRequested(
        decision=3,
        basis=("new_evidence",),
        requested_by="first_responder",
        exceptional_circumstances=False,
        rule="reconsideration-window@2020-03-24.1",
    )
    positive = replace(negative(), outcome=Outcome.POSITIVE, reasons=None)
    known = history(
        REFERRAL,
        ASSIGNED,
        negative(),
        asked,
        ReconsiderationRefused(request=4, reason="other"),
        asked,
        ReconsiderationAccepted(request=6),
        positive,
    )
    known = decided(known, decide_conclusive_grounds, finding="trafficking")

    assert known[-1].fact.follows_reconsideration is None
    assert ["refused", "redetermined"] == [
        request.state.value for request in fold(known).reconsiderations
    ]


def negative():
    return ReasonableGroundsDecided(
        outcome=Outcome.NEGATIVE,
        reasons=("credibility",),
        decided_by="user-1",
        reviewed_by="user-2",
        authority="sca",
        rule="reasonable-grounds-test@2009-04-01.1",
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (Command.RESUME, "there is no suspension now, and the case must be suspended"),
        (Command.DECIDE_CONCLUSIVE_GROUNDS, "conclusive grounds is not open yet"),
        (Command.REQUEST_RECONSIDERATION, "reasonable grounds is pending"),
    ],
)
def test_what_stands_against_a_step_is_said_in_words(command, said):
    assert said in str(why_not(fold(history(REFERRAL, ASSIGNED)), command))
