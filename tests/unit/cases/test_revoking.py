"""Revocation beyond the stories: what it leaves standing."""

import pytest
from tests.unit.cases.decided_cases import BOOK, POSITIVE, REFERRED, case_of, when

from opennrm.cases.case import Status
from opennrm.cases.facts import Stage
from opennrm.cases.revoking import revoke_decision
from opennrm.cases.serving import DecisionSuperseded, NoSuchDecision, standing_decision

CONCLUDED = (
    "on: 2026-05-05, as: second, do: decide conclusive grounds, "
    "with: {outcome: positive, finding: trafficking}"
)
REVOKED = (
    "on: 2026-06-02, do: revoke decision, "
    "with: {decision: second, reasons: [credibility], reviewed_by: reviewer}"
)


def test_a_revoked_decision_is_kept_and_stands_no_more():
    case = case_of(REFERRED, POSITIVE, CONCLUDED, REVOKED)

    assert Status.REVOKED is case.status
    assert case.decision(Stage.CONCLUSIVE_GROUNDS) is None
    assert [True, False] == [decision.current for decision in case.decisions]
    with pytest.raises(DecisionSuperseded):
        standing_decision(case, case.decisions[-1].version)


def test_a_revocation_names_a_decision_of_the_case():
    with pytest.raises(NoSuchDecision):
        revoke_decision(
            case_of(REFERRED, POSITIVE, CONCLUDED),
            decision=1,
            reasons=("credibility",),
            reviewed_by="reviewer",
            by="caseworker",
            book=BOOK,
            **when("2026-06-02"),
        )
