"""Disqualification beyond the stories: days of change, and other readings."""

import pytest
from tests.unit.cases.decided_cases import (
    BOOK,
    case_of,
    reading,
    when,
    without,
)

from opennrm.cases.disqualifying import (
    NoDisqualificationThen,
    RecoveryNeedsNotWeighed,
    RiskNotAssessed,
    consider_disqualification,
    decide_disqualification,
    quash_disqualification,
)
from opennrm.cases.facts import Outcome
from opennrm.cases.grounds import decide_conclusive_grounds
from opennrm.cases.transitions import NotNow
from opennrm.cases.waiting import ConclusiveDecisionStopped, minimum_recovery

IF_SET_ASIDE = "conclusive-after-disqualification@2025-12-17.2"


def considered(year):
    return (
        f"on: {year}-03-02, do: refer",
        f"on: {year}-03-05, do: decide reasonable grounds, with: {{outcome: positive}}",
        f"on: {year}-03-09, do: consider disqualification, "
        "with: {ground: public_order, requested_by: immigration_casework}",
    )


def decided(year):
    return (
        *considered(year),
        f"on: {year}-04-02, as: out, do: decide disqualification, with: {{outcome: "
        "disqualified, ground: public_order, re_trafficking_risk_assessed: true, "
        "recovery_needs_weighed: true, reviewed_by: reviewer}",
    )


WEIGHED = {
    "outcome": "disqualified",
    "ground": "public_order",
    "re_trafficking_risk_assessed": True,
    "recovery_needs_weighed": True,
    "reviewed_by": "reviewer",
    "by": "caseworker",
    "book": BOOK,
}


def conclude(case, book, on):
    return decide_conclusive_grounds(
        case,
        outcome=Outcome.POSITIVE,
        finding="trafficking",
        by="caseworker",
        book=book,
        **when(on),
    )


UNDER_THE_ORDER = "disqualification@2023-07-26.2"
NOTHING_WEIGHED = {
    "re_trafficking_risk_assessed": False,
    "recovery_needs_weighed": False,
}


def test_what_must_be_weighed_changes_on_8_january_2024():
    case = case_of(*considered(2023))
    given = WEIGHED | NOTHING_WEIGHED

    assert decide_disqualification(case, **given, **when("2024-01-07"))
    with pytest.raises(RecoveryNeedsNotWeighed):
        decide_disqualification(case, **given, **when("2024-01-08"))
    given |= {"recovery_needs_weighed": True}
    with pytest.raises(RiskNotAssessed):
        decide_disqualification(case, **given, **when("2024-01-08"))


def test_under_the_order_of_july_2023_the_risk_was_assessed_too():
    """The other reading of the months between the order and the new guidance."""
    case = case_of(*considered(2023))
    given = WEIGHED | NOTHING_WEIGHED | {"recovery_needs_weighed": True}

    assert decide_disqualification(case, **given, **when("2023-08-01"))
    given |= {"book": reading(UNDER_THE_ORDER)}
    with pytest.raises(RiskNotAssessed):
        decide_disqualification(case, **given, **when("2023-08-01"))


def test_if_the_judgment_is_set_aside_identification_stops_again():
    case = case_of(*decided(2026))

    assert conclude(case, BOOK, "2026-05-05")
    with pytest.raises(ConclusiveDecisionStopped, match=IF_SET_ASIDE):
        conclude(case, reading(IF_SET_ASIDE), "2026-05-05")


def test_no_minimum_runs_once_someone_is_disqualified():
    assert minimum_recovery(case_of(*considered(2026)), book=BOOK) is not None
    assert minimum_recovery(case_of(*decided(2026)), book=BOOK) is None


def test_a_mechanism_without_the_rule_disqualifies_nobody():
    case = case_of(*considered(2026)[:2])
    with pytest.raises(NoDisqualificationThen):
        consider_disqualification(
            case,
            ground="public_order",
            requested_by="competent_authority",
            book=without("disqualification"),
            **when("2026-03-09"),
        )


def test_quashing_names_the_disqualification_that_stands():
    case = case_of(*decided(2026))
    with pytest.raises(NotNow, match="Name the last one"):
        quash_disqualification(case, decision=2, **when("2026-05-01"))

    assert quash_disqualification(case, decision=case.version, **when("2026-05-01"))
