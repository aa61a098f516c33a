"""Deciding: reasonable grounds and conclusive grounds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from opennrm.cases import grounds
from opennrm.cases.case import Case
from opennrm.cases.facts import Outcome
from opennrm.cases.history import History, NewFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.rules.dates import PartialDate
from opennrm.services.writing import Asked, Done, decide_on, keep_beside, with_token
from opennrm.store.vault import ItemKind


def decide_reasonable_grounds(
    *,
    case_id: UUID,
    after: int,
    outcome: Outcome,
    decided: PartialDate,
    reasons: tuple[str, ...] = (),
    reviewed_by: str | None = None,
    minute: str | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Record the reasonable grounds decision of the person who gives the command.

    `after` is the version of the case that this person has read; `minute`, the
    reasons in words, goes to the vault.

    Raises: NotPermitted; StaleCase; the refusals of `cases.grounds`; CommandReused.
    """
    asked = Asked(
        command=Command.DECIDE_REASONABLE_GROUNDS,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "outcome": outcome,
            "decided": decided,
            "reasons": reasons,
            "reviewed_by": reviewed_by,
            "minute": minute,
        },
    )

    def decide(history: History, case: Case) -> Sequence[NewFact]:
        facts = grounds.decide_reasonable_grounds(
            case,
            outcome=outcome,
            reasons=reasons,
            on=decided,
            by=by.id,
            reviewed_by=reviewed_by,
            today=asked.today,
            book=asked.book,
        )
        return _with_minute(facts, history, minute, at=at)

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def decide_conclusive_grounds(
    *,
    case_id: UUID,
    after: int,
    outcome: Outcome,
    decided: PartialDate,
    finding: str | None = None,
    reasons: tuple[str, ...] = (),
    reviewed_by: str | None = None,
    minute: str | None = None,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Record the conclusive grounds decision of the person who gives the command.

    Raises: NotPermitted; StaleCase; the refusals of `cases.grounds`; CommandReused.
    """
    asked = Asked(
        command=Command.DECIDE_CONCLUSIVE_GROUNDS,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "outcome": outcome,
            "decided": decided,
            "finding": finding,
            "reasons": reasons,
            "reviewed_by": reviewed_by,
            "minute": minute,
        },
    )

    def decide(history: History, case: Case) -> Sequence[NewFact]:
        facts = grounds.decide_conclusive_grounds(
            case,
            outcome=outcome,
            finding=finding,
            reasons=reasons,
            on=decided,
            by=by.id,
            reviewed_by=reviewed_by,
            today=asked.today,
            book=asked.book,
        )
        return _with_minute(facts, history, minute, at=at)

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def _with_minute(
    facts: Sequence[NewFact], history: History, minute: str | None, *, at: datetime
) -> Sequence[NewFact]:
    """The decision with its minute sealed beside the person's other documents."""
    if minute is None:
        return facts
    token = keep_beside(history, ItemKind.NARRATIVE, {"minute": minute}, at=at)
    return with_token(facts, "minute", token)
