"""From the outbox to letters: what is to be told becomes a letter, or says why not.

A message only says that something was recorded on a case. The case itself says what is
to be told now; each letter is a command of the post room, so that twice is once, and
its delivery is put on its way in the same transaction. What is refused is looked at
again each day and with every new fact; it is never sent elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from opennrm.cases.addressing import issue_letter
from opennrm.cases.case import Case
from opennrm.cases.facts import LetterIssued
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.history import History, NewFact
from opennrm.cases.notices import Notice, outstanding
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import Family, OpenNRMError
from opennrm.letters.composing import text_version
from opennrm.rules.dates import PartialDate, london_day
from opennrm.services import access
from opennrm.services.post import schedule
from opennrm.services.post.actor import POST_ROOM, letter_id
from opennrm.services.writing import Asked, Done, book_of, once, record
from opennrm.store import deliveries, log, outbox, told

OWN: Final = ("letter-issued", "letter-delivered")
"""The facts of the post room itself, which call for no letter."""

# What stands against one letter only; anything else is a fault of the whole.
_OF_ONE_LETTER: Final = frozenset(
    {Family.REFUSED, Family.RULES, Family.INPUT, Family.DATES}
)


class CannotLook(Exception):
    """A case could not be looked at just now; `number` is the message that waits on."""

    def __init__(self, case_id: UUID | None, number: int) -> None:
        super().__init__()
        self.case_id = case_id
        self.number = number


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """Something that is to be told and cannot be now; `message` says what to do."""

    notice: Notice
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at a case did. `last` is the message that it began from."""

    case_id: UUID | None
    last: int
    issued: int
    unsent: tuple[Unsent, ...]


def look_at_next_message(*, at: datetime, beyond: int = 0) -> Looked | None:
    """Write what the oldest waiting message calls for; None where none waits.

    Raises: CannotLook, from whatever keeps the case from being read; nothing is stored
    and the message waits on.
    """
    with transaction.atomic():
        claimed = outbox.claim(beyond=beyond)
        if claimed is None:
            return None
        issued: int = 0
        unsent: tuple[Unsent, ...] = ()
        try:
            if claimed.case_id is not None:
                issued, unsent = _look_at(claimed.case_id, at=at)
        except Exception as fault:
            raise CannotLook(claimed.case_id, claimed.ids[0]) from fault
        for number in claimed.ids:
            outbox.delivered(number, at=at)
    return Looked(
        case_id=claimed.case_id, last=claimed.ids[0], issued=issued, unsent=unsent
    )


def look_again_at_next_case(*, at: datetime) -> Looked | None:
    """Look once more at a case of which something could not be told; None for none.

    Raises: CannotLook, from whatever keeps the case from being read.
    """
    with transaction.atomic():
        case_id = told.claim_due(at=at)
        if case_id is None:
            return None
        try:
            issued, unsent = _look_at(case_id, at=at)
        except Exception as fault:
            raise CannotLook(case_id, 0) from fault
    return Looked(case_id=case_id, last=0, issued=issued, unsent=unsent)


def put_off(case_id: UUID, *, at: datetime) -> None:
    """Leave a case that could not be read until the next day."""
    with transaction.atomic():
        told.look_again(case_id, at=schedule.next_look(at=at))


def due(case: Case, *, book: Rulebook) -> tuple[Notice, ...]:
    """What is to be told of a case beyond what counts as told."""
    through = told.told_through(case.case_id)
    return tuple(
        notice for notice in outstanding(case, book=book) if notice.about > through
    )


def as_letter(
    case: Case, notice: Notice, *, today: date, book: Rulebook
) -> Sequence[NewFact]:
    """The letter that fulfils a notice, under the wording in force for it.

    Raises: the refusals of `cases.addressing`; NoSuchText.
    """
    (new,) = issue_letter(
        case,
        letter=notice.letter,
        recipient=notice.recipient,
        about=notice.about,
        on=PartialDate.on(today),
        today=today,
        book=book,
    )
    fact = new.fact
    assert isinstance(fact, LetterIssued)
    happened_on = next(r for r in case.history if r.version == notice.about).occurred
    wording = text_version(
        fact.letter, fact.language, on=happened_on.day_for("A letter")
    )
    return (replace(new, fact=replace(fact, text_version=wording)),)


def is_of_one_letter(fault: OpenNRMError) -> bool:
    """Whether a fault stands against one letter and not against the work itself."""
    return fault.family in _OF_ONE_LETTER


def _look_at(case_id: UUID, *, at: datetime) -> tuple[int, tuple[Unsent, ...]]:
    """Issue every letter that a case calls for and that may leave."""
    try:
        history = log.history(case_id)
        case = fold(history)
    except NoSuchCase:
        told.look_again(case_id, at=None)
        return 0, ()
    issued, unsent = 0, []
    for notice in due(case, book=book_of(london_day(at))):
        try:
            done = _issue(history, notice, at=at)
        except OpenNRMError as refusal:
            if not is_of_one_letter(refusal):
                raise
            unsent.append(
                Unsent(notice=notice, code=refusal.code, message=str(refusal))
            )
        else:
            issued += not done.repeated
    outbox.settle(case_id, kinds=OWN, at=at)
    told.look_again(case_id, at=schedule.next_look(at=at) if unsent else None)
    return issued, tuple(unsent)


def _issue(history: History, notice: Notice, *, at: datetime) -> Done:
    """Issue one letter and put it on its way, or find that this was done before."""
    case_id = history[0].case_id
    wanted = (notice.letter, notice.recipient, notice.about)
    number = letter_id(
        case_id,
        about=notice.about,
        letter=notice.letter,
        recipient=notice.recipient,
        taken_back=sum(
            wanted == (old.fact.letter, old.fact.recipient, old.fact.about)
            for old in history
            if isinstance(old.fact, LetterIssued)
        ),
    )
    asked = Asked(
        command=Command.ISSUE_LETTER,
        by=POST_ROOM,
        at=at,
        command_id=f"letter-{number}",
        content={
            "case_id": case_id,
            "about": notice.about,
            "letter": notice.letter,
            "recipient": notice.recipient,
        },
    )

    def carry_out() -> Done:
        history, case = access.case_for(case_id, asked.command, by=POST_ROOM)
        facts = as_letter(case, notice, today=asked.today, book=asked.book)
        done = record(asked, case_id=case_id, history=history, case=case, facts=facts)
        issued = facts[0].fact
        assert isinstance(issued, LetterIssued)
        deliveries.add(
            letter_id=number,
            case_id=case_id,
            version=done.version,
            channel=issued.channel,
            at=at,
        )
        return done

    return once(asked, carry_out)
