"""Correcting what was recorded wrongly: by adding, never by changing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from opennrm.cases import correcting
from opennrm.cases.case import Case
from opennrm.cases.facts import Fact
from opennrm.cases.history import History, NewFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.rules.dates import PartialDate
from opennrm.services import access
from opennrm.services.writing import Asked, Done, decide_on, tokens, tokens_of


def correct(
    *,
    case_id: UUID,
    after: int,
    version: int,
    fact: Fact,
    occurred: PartialDate,
    cause: str,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Put a whole new fact in the place of an earlier one, from now on.

    `version` is that of the fact which stands now and was wrong; `after` that of the
    case as it was read. The new fact may hold tokens of this case, and no others.

    Raises: NotPermitted; StaleCase; the refusals of `cases.correcting`.
    """
    asked = Asked(
        command=Command.CORRECT,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "version": version,
            "fact": fact,
            "occurred": occurred,
            "cause": cause,
        },
    )

    def decide(history: History, _: Case) -> Sequence[NewFact]:
        if not set(tokens(history)).issuperset(tokens_of(fact)):
            # A correction may not lead to what the vault holds of someone else.
            raise access.refusal(Command.CORRECT, by=by)
        return correcting.correct(
            history,
            version=version,
            fact=fact,
            occurred=occurred,
            cause=cause,
            today=asked.today,
            book=asked.book,
        )

    return decide_on(asked, case_id=case_id, after=after, decide=decide)


def withdraw_fact(
    *,
    case_id: UUID,
    after: int,
    version: int,
    cause: str,
    by: Actor,
    at: datetime,
    command_id: str,
) -> Done:
    """Let a fact that was recorded in error count as never recorded, from now on.

    Raises: NotPermitted; StaleCase; the refusals of `cases.correcting`.
    """
    asked = Asked(
        command=Command.CORRECT,
        by=by,
        at=at,
        command_id=command_id,
        content={
            "case_id": case_id,
            "after": after,
            "withdraw": version,
            "cause": cause,
        },
    )

    def decide(history: History, _: Case) -> Sequence[NewFact]:
        return correcting.withdraw_fact(
            history, version=version, cause=cause, today=asked.today, book=asked.book
        )

    return decide_on(asked, case_id=case_id, after=after, decide=decide)
