"""Leaving the mechanism."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from opennrm.cases import pausing
from opennrm.cases.case import Case
from opennrm.cases.history import History, NewFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.rules.dates import PartialDate
from opennrm.services.writing import Asked, Done, decide_on


def withdraw(
    *,
    case_id: UUID,
    after: int,
    reason: str,
    requested_by: str,
    best_interests_determination: bool = False,
    on: PartialDate,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Record that the person leaves the mechanism.

    Raises: NotPermitted; StaleCase; the refusals of `cases.pausing.withdraw`.
    """
    asked = Asked(
        command=Command.WITHDRAW,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "reason": reason,
            "requested_by": requested_by,
            "best_interests_determination": best_interests_determination,
            "on": on,
        },
    )

    def decide(_: History, case: Case) -> Sequence[NewFact]:
        return pausing.withdraw(
            case,
            reason=reason,
            requested_by=requested_by,
            best_interests_determination=best_interests_determination,
            on=on,
            today=asked.today,
            book=asked.book,
        )

    return decide_on(asked, case_id=case_id, after=after, decide=decide)
