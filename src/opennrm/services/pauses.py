"""Suspending a case that cannot be decided, and taking it up again."""

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


def suspend(
    *,
    case_id: UUID,
    after: int,
    reason: str,
    on: PartialDate,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Pause a case, such as that of a missing person.

    Raises: NotPermitted; StaleCase; the refusals of `cases.pausing`.
    """
    asked = _asked(Command.SUSPEND, case_id, after, reason, on, by, at, command_id)

    def decide(_: History, case: Case) -> Sequence[NewFact]:
        return pausing.suspend(
            case, reason=reason, on=on, today=asked.today, book=asked.book
        )

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def resume(
    *,
    case_id: UUID,
    after: int,
    reason: str,
    on: PartialDate,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Take a suspended case up again.

    Raises: NotPermitted; StaleCase; NotNow unless it is suspended.
    """
    asked = _asked(Command.RESUME, case_id, after, reason, on, by, at, command_id)

    def decide(_: History, case: Case) -> Sequence[NewFact]:
        return pausing.resume(
            case, reason=reason, on=on, today=asked.today, book=asked.book
        )

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def _asked(
    command: Command,
    case_id: UUID,
    after: int,
    reason: str,
    on: PartialDate,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Asked:
    content = {"case_id": case_id, "after": after, "reason": reason, "on": on}
    return Asked(command=command, by=by, at=at, command_id=command_id, content=content)
