"""Reconsideration: asking that a decision be looked at again, and answering."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from opennrm.cases import reconsidering
from opennrm.cases.case import Case
from opennrm.cases.history import History, NewFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.rules.dates import PartialDate
from opennrm.services.writing import Asked, Done, decide_on, keep_beside, with_token
from opennrm.store.vault import ItemKind


def request(
    *,
    case_id: UUID,
    after: int,
    basis: tuple[str, ...],
    requested_by: str,
    exceptional_circumstances: bool = False,
    on: PartialDate,
    account: str | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Record a request to look again at the negative decision that stands.

    Raises: NotPermitted; StaleCase; the refusals of `cases.reconsidering`.
    """
    asked = Asked(
        command=Command.REQUEST_RECONSIDERATION,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "basis": basis,
            "requested_by": requested_by,
            "exceptional_circumstances": exceptional_circumstances,
            "on": on,
            "account": account,
        },
    )

    def decide(history: History, case: Case) -> Sequence[NewFact]:
        facts = reconsidering.request_reconsideration(
            case,
            basis=basis,
            requested_by=requested_by,
            exceptional_circumstances=exceptional_circumstances,
            on=on,
            today=asked.today,
            book=asked.book,
        )
        if account is None:
            return facts
        token = keep_beside(history, ItemKind.NARRATIVE, {"account": account}, at=at)
        return with_token(facts, "narrative", token)

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def accept(
    *,
    case_id: UUID,
    after: int,
    on: PartialDate,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Take the decision up again.

    Raises: NotPermitted; StaleCase; NotNow unless a request waits.
    """
    asked = Asked(
        command=Command.ANSWER_RECONSIDERATION,
        by=by,
        at=at,
        command_id=command_id,
        content={"case_id": case_id, "after": after, "answer": "accept", "on": on},
    )

    def decide(_: History, case: Case) -> Sequence[NewFact]:
        return reconsidering.accept_reconsideration(case, on=on, today=asked.today)

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def refuse(
    *,
    case_id: UUID,
    after: int,
    reason: str,
    on: PartialDate,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Decline to look again, with the reason.

    Raises: NotPermitted; StaleCase; NotNow unless a request waits.
    """
    asked = Asked(
        command=Command.ANSWER_RECONSIDERATION,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "answer": "refuse",
            "reason": reason,
            "on": on,
        },
    )

    def decide(_: History, case: Case) -> Sequence[NewFact]:
        return reconsidering.refuse_reconsideration(
            case, reason=reason, on=on, today=asked.today, book=asked.book
        )

    return decide_on(asked, case_id=case_id, after=after, decide=decide)
