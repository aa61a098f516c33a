"""Two people, one decision: drafts, reviews and delays as views."""

import pytest
from tests.unit.cases.decided_cases import (
    POSITIVE,
    REFERRED,
    asked,
    case_of,
    day,
    when,
)

from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.negative_controls import ReviewerHasConflict, ReviewerIsTheMaker
from opennrm.cases.proposals import proposals, standing_proposal
from opennrm.cases.reviewing import NothingToReview, review_decision
from opennrm.cases.waiting import agreed_delay

DRAFT = (
    "on: 2026-03-04, as: draft, do: propose decision, with: "
    "{stage: reasonable_grounds, outcome: negative, reasons: [credibility]}"
)
AGREED = (
    "on: 2026-03-05, by: reviewer, do: review decision, "
    "with: {proposal: draft, agreed: true}"
)


def test_a_draft_tells_who_made_it_and_who_agreed():
    (draft,) = proposals(case_of(REFERRED, asked("2026-03-03"), DRAFT, AGREED))

    assert ("caseworker", Outcome.NEGATIVE, ("credibility",)) == (
        draft.proposed_by,
        draft.outcome,
        draft.reasons,
    )
    assert (True, day("2026-03-05"), "reviewer") == (
        draft.agreed,
        draft.reviewed,
        draft.reviewed_by,
    )


def test_a_draft_stands_until_its_decision_is_made():
    before = (REFERRED, asked("2026-03-03"), DRAFT, AGREED)
    decided = "on: 2026-03-05, do: decide reasonable grounds, with: {outcome: negative}"
    stage = Stage.REASONABLE_GROUNDS

    assert standing_proposal(case_of(*before), stage) is not None
    assert standing_proposal(case_of(*before), Stage.CONCLUSIVE_GROUNDS) is None
    assert standing_proposal(case_of(*before, decided), stage) is None


def test_a_decision_left_bare_takes_what_was_agreed():
    case = case_of(
        REFERRED,
        asked("2026-03-03"),
        DRAFT,
        AGREED,
        "on: 2026-03-05, do: decide reasonable grounds, with: {outcome: negative}",
    )

    assert (("credibility",), "reviewer") == (
        case.decisions[0].reasons,
        case.decisions[0].reviewed_by,
    )


@pytest.mark.parametrize(
    ("proposal", "by", "refusal"),
    [(3, "caseworker", ReviewerIsTheMaker), (1, "reviewer", NothingToReview)],
)
def test_a_review_is_of_the_draft_that_waits_by_someone_else(proposal, by, refusal):
    with pytest.raises(refusal):
        review_decision(
            case_of(REFERRED, DRAFT),
            proposal=proposal,
            agreed=True,
            by=by,
            **when("2026-03-05"),
        )


def test_nobody_reviews_who_stepped_back_from_the_panel():
    people = "people:\n" + "".join(
        f"  {who}: {{role: panel_member, organisation: not_recorded}}\n"
        for who in ("carer", "detective", "nurse")
    )
    case = case_of(
        "on: 2026-03-02, do: refer, with: {under_18_now: 'yes', "
        "nrm_consent: not_needed, local_authority: hull_city_council, "
        "age_at_exploitation: child, born_on: 2010-05-01}",
        "on: 2026-03-03, as: panel, do: convene panel, with: {kind: devolved, "
        "stage: reasonable_grounds, members: [carer, detective, nurse], "
        "agencies: [social_care, police, health], chair: carer, "
        "papers_on: 2026-03-03, sits_on: 2026-03-09, lead_social_worker: none}",
        "on: 2026-03-03, by: nurse, do: declare conflict, with: {panel: panel}",
        DRAFT,
        people=people,
    )
    with pytest.raises(ReviewerHasConflict):
        review_decision(
            case,
            proposal=case.version,
            agreed=True,
            by="nurse",
            **when("2026-03-05"),
        )


def delayed(*answers):
    asked_to_wait = (
        "on: 2026-03-10, as: asked, do: request delay, "
        "with: {requested_by: police, until: 2026-06-01}"
    )
    return agreed_delay(case_of(REFERRED, POSITIVE, asked_to_wait, *answers))


def test_a_delay_counts_once_it_is_agreed_and_to_the_day_agreed():
    answer = "on: 2026-03-11, do: answer delay, with: {request: asked, agreed: %s}"

    assert delayed() is None
    assert delayed(answer % "false") is None
    assert day("2026-06-01").day == delayed(answer % "true")
    assert day("2026-05-01").day == delayed(answer % "true, until: 2026-05-01")


def test_a_delay_is_over_with_the_decision_that_waited():
    case = case_of(
        REFERRED,
        POSITIVE,
        "on: 2026-03-10, as: asked, do: request delay, "
        "with: {requested_by: police, until: 2026-06-01}",
        "on: 2026-03-11, do: answer delay, with: {request: asked, agreed: true}",
        "on: 2026-06-01, do: decide conclusive grounds, "
        "with: {outcome: positive, finding: trafficking}",
    )

    assert agreed_delay(case) is None
