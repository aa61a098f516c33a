"""What the pages show: a case, a work list, one's own referrals. Readings are recorded.

A reading is recorded in the transaction in which it is made, so nothing is shown that
the access record does not tell of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from opennrm.cases.case import Case, State
from opennrm.cases.clock import Clock
from opennrm.cases.clocks import clocks
from opennrm.cases.commands import COMMANDS
from opennrm.cases.history import History
from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import Command
from opennrm.cases.references import UnreadableReference, read_reference
from opennrm.cases.transitions import Refused, why_not
from opennrm.rules.dates import london_day
from opennrm.services import access
from opennrm.services.birth_dates import with_birth_date
from opennrm.services.writing import CASEWORK, book_of
from opennrm.services.writing import tokens as tokens_in
from opennrm.store import accesses, vault, worklist
from opennrm.store.accesses import Access
from opennrm.store.projection import WorkLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something this person may do on the case; `refusal` says why not just now.

    `words` are those of the command in `cases.commands`.
    """

    words: str
    command: Command
    refusal: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case as one person sees it at a moment.

    `offers` holds what this person's role reaches, in the order of the mechanism;
    `history` every fact, the corrected ones included.
    """

    reference: str
    case: Case
    history: History
    clocks: tuple[Clock, ...]
    offers: tuple[Offer, ...]
    may_correct: bool
    may_read_identity: bool
    may_send_letters: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """An authority's cases, first due first; every authority's for who oversees all.

    Duty to Notify reports are no cases to decide and are neither listed nor counted.
    `counts` are of all its cases by stage and whether they are closed, whatever the
    list itself was narrowed to. `more` says that there are lines beyond the limit.
    """

    authority: str | None
    lines: tuple[WorkLine, ...]
    counts: tuple[tuple[str, bool, int], ...]
    more: bool


def case_page(*, reference: str, by: Actor, at: datetime) -> CasePage:
    """A case with its clocks as they stand on the London day of `at`.

    Raises: NotPermitted, in the same words for a case that does not exist.
    """
    with transaction.atomic():
        case_id = _found(reference, Command.READ_CASE, by=by)
        history, case = access.case_for(case_id, Command.READ_CASE, by=by)
        _record(Command.READ_CASE, by=by, at=at, case_id=case_id)
        if access.may_on(by, Command.READ_BIRTH_DATE, case):
            case = with_birth_date(history, case)
            if case.born is not None:
                _record(Command.READ_BIRTH_DATE, by=by, at=at, case_id=case_id)
    today = london_day(at)
    return CasePage(
        reference=read_reference(reference),
        case=case,
        history=history,
        clocks=clocks(case, on=today, book=book_of(today)),
        offers=tuple(
            Offer(words=words, command=way.command, refusal=why_not(case, way.command))
            for words, way in COMMANDS.items()
            if access.may_on(by, way.command, case)
        ),
        may_correct=access.may_on(by, Command.CORRECT, case),
        may_read_identity=access.may_on(by, Command.READ_IDENTITY, case),
        may_send_letters=access.may_on(by, Command.ISSUE_LETTER, case),
    )


def documents(
    *, reference: str, tokens: Sequence[UUID], by: Actor, at: datetime
) -> dict[UUID, dict[str, Any]]:
    """What the vault holds of a case under these tokens; the erased are left out.

    Raises: NotPermitted, also for a token that is none of the case's.
    """
    with transaction.atomic():
        case_id = _found(reference, Command.READ_IDENTITY, by=by)
        history, _ = access.case_for(case_id, Command.READ_IDENTITY, by=by)
        if not set(tokens_in(history)).issuperset(tokens):
            raise access.refusal(Command.READ_IDENTITY, by=by)
        _record(Command.READ_IDENTITY, by=by, at=at, case_id=case_id)
        found = {}
        for token in tokens:
            try:
                found[token] = vault.get(token)
            except vault.Erased:
                continue
    return found


def work_list(
    *,
    by: Actor,
    at: datetime,
    stage: str | None = None,
    closed: bool = False,
    limit: int,
    skip: int = 0,
) -> WorkList:
    """The cases that this person's authority works on, after the first `skip`.

    Raises: NotPermitted for who has no work list.
    """
    access.permit_everywhere(Command.READ_WORK_LIST, by=by)
    authority = None if Role.OVERSEER in by.roles else by.organisation
    with transaction.atomic():
        lines = worklist.by_authority(
            authority, closed=closed, stage=stage, limit=limit + 1, skip=skip
        )
        counts = worklist.counts(authority)
        _record(Command.READ_WORK_LIST, by=by, at=at)
    return WorkList(
        authority=authority,
        lines=tuple(lines[:limit]),
        counts=tuple(each for each in counts if each[0] != State.REPORTED.value),
        more=len(lines) > limit,
    )


def own_referrals(
    *, by: Actor, at: datetime, limit: int, skip: int = 0
) -> tuple[WorkLine, ...]:
    """What this person's organisation has referred or notified, the latest first.

    Raises: NotPermitted for who does not refer.
    """
    access.permit_everywhere(Command.READ_OWN_REFERRALS, by=by)
    with transaction.atomic():
        lines = worklist.by_first_responder(by.organisation, limit=limit, skip=skip)
        _record(Command.READ_OWN_REFERRALS, by=by, at=at)
    return tuple(lines)


def status(*, reference: str, by: Actor, at: datetime) -> WorkLine:
    """Where a referral of one's own organisation stands, and no more than that.

    Raises: NotPermitted, in the same words for a case that does not exist.
    """
    with transaction.atomic():
        case_id = _found(reference, Command.READ_STATUS, by=by)
        access.case_for(case_id, Command.READ_STATUS, by=by)
        _record(Command.READ_STATUS, by=by, at=at, case_id=case_id)
        line = worklist.of_case(case_id)
    assert line is not None
    return line


def named_case(reference: str, *, by: Actor) -> UUID:
    """The case of another reference that someone types into a form.

    Raises: NotPermitted, in the same words for a case that does not exist.
    """
    case_id = _found(reference, Command.READ_CASE, by=by)
    access.case_for(case_id, Command.READ_CASE, by=by)
    return case_id


def _found(reference: str, command: Command, *, by: Actor) -> UUID:
    """The case of a reference as typed.

    Raises: NotPermitted where there is none, as where there is one not to be seen.
    """
    try:
        line = worklist.of_reference(read_reference(reference))
    except UnreadableReference:
        line = None
    if line is None:
        raise access.refusal(command, by=by)
    return line.case_id


def _record(
    command: Command, *, by: Actor, at: datetime, case_id: UUID | None = None
) -> None:
    accesses.record(
        Access(
            at=at,
            actor=by.id,
            organisation=by.organisation,
            action=command.value,
            purpose=CASEWORK,
            case_id=case_id,
        )
    )
