"""Moving a case from one competent authority to another."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from opennrm.cases import routing
from opennrm.cases.case import Case
from opennrm.cases.history import History, NewFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.rules.dates import PartialDate
from opennrm.services.writing import Asked, Done, decide_on


def transfer(
    *,
    case_id: UUID,
    after: int,
    authority: str,
    reason: str,
    on: PartialDate,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Move a case to another authority; the date of receipt stays.

    Raises: NotPermitted; StaleCase; the refusals of `cases.routing.transfer`.
    """
    asked = Asked(
        command=Command.TRANSFER,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "authority": authority,
            "reason": reason,
            "on": on,
        },
    )

    def decide(_: History, case: Case) -> Sequence[NewFact]:
        return routing.transfer(
            case,
            authority=authority,
            reason=reason,
            on=on,
            today=asked.today,
            book=asked.book,
        )

    return decide_on(asked, case_id=case_id, after=after, decide=decide)
