"""Asking others for what is needed to decide, and recording what they answer."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from opennrm.cases import informing
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
    asked_of: tuple[str, ...],
    due_on: date | None = None,
    on: PartialDate,
    account: str | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Record that others were asked; `account`, what was asked, goes to the vault.

    Raises: NotPermitted; StaleCase; the refusals of `cases.informing`.
    """
    asked = Asked(
        command=Command.REQUEST_INFORMATION,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "asked_of": asked_of,
            "due_on": due_on,
            "on": on,
            "account": account,
        },
    )

    def decide(history: History, case: Case) -> Sequence[NewFact]:
        facts = informing.request_information(
            case,
            asked_of=asked_of,
            due_on=due_on,
            on=on,
            today=asked.today,
            book=asked.book,
        )
        return _with_account(facts, history, account, at=at)

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def receive(
    *,
    case_id: UUID,
    after: int,
    received_from: tuple[str, ...],
    answered: bool,
    on: PartialDate,
    account: str | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Record an answer, or that none will come; `account` goes to the vault.

    Raises: NotPermitted; StaleCase; the refusals of `cases.informing`.
    """
    asked = Asked(
        command=Command.RECEIVE_INFORMATION,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "received_from": received_from,
            "answered": answered,
            "on": on,
            "account": account,
        },
    )

    def decide(history: History, case: Case) -> Sequence[NewFact]:
        facts = informing.receive_information(
            case,
            received_from=received_from,
            answered=answered,
            on=on,
            today=asked.today,
            book=asked.book,
        )
        return _with_account(facts, history, account, at=at)

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def _with_account(
    facts: Sequence[NewFact], history: History, account: str | None, *, at: datetime
) -> Sequence[NewFact]:
    if account is None:
        return facts
    token = keep_beside(history, ItemKind.NARRATIVE, {"account": account}, at=at)
    return with_token(facts, "narrative", token)
