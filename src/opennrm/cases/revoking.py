"""Revoking a positive conclusive decision that later proved flawed."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import ConclusiveGroundsRevoked, Outcome, Stage
from opennrm.cases.history import NewFact
from opennrm.cases.negative_controls import (
    check_reasons,
    second_person,
    without_conflict,
)
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.serving import standing_decision
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate


class NotToBeRevoked(Refused):
    """Only a positive conclusive decision is revoked."""

    code: ClassVar[str] = "not-to-be-revoked"


def revoke_decision(
    case: Case,
    *,
    decision: int,
    reasons: tuple[str, ...],
    reviewed_by: str,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Take a positive conclusive decision back, with reasons and a second person.

    Raises: NotNow; NoSuchDecision; DecisionSuperseded; NotToBeRevoked; ReasonsNeeded;
        ReviewerNeeded; ReviewerIsTheMaker; OutOfOrder; NotYetHappened.
    """
    require(case, Command.REVOKE_DECISION)
    happened(on, today=today, what="A revocation")
    revoked = standing_decision(case, decision)
    if (
        revoked.stage is not Stage.CONCLUSIVE_GROUNDS
        or revoked.outcome is not Outcome.POSITIVE
    ):
        raise NotToBeRevoked(
            f"To revoke the {revoked.outcome.value} decision on "
            f"{revoked.stage.value.replace('_', ' ')} of {revoked.decided} was "
            "refused: only a positive conclusive decision is revoked. A negative "
            "one is reconsidered."
        )
    follows(on, revoked.decided, what="A revocation", cause="the decision was made")
    second_person(reviewed_by, maker=by, what="The revocation")
    without_conflict(case, reviewed_by)
    check_reasons(Outcome.NEGATIVE, reasons, on=on, book=book)
    fact = ConclusiveGroundsRevoked(
        decision=decision, reasons=reasons, decided_by=by, reviewed_by=reviewed_by
    )
    return (NewFact(fact=fact, occurred=on),)


WAYS: dict[str, Way] = {
    "revoke decision": Way(command=Command.REVOKE_DECISION, decide=revoke_decision),
}
