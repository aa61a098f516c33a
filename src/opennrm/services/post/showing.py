"""What pages show of the post: what waits and why, and where each letter stands.

And the two things that a person may do with a letter that waits for one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from opennrm.cases.case import Case
from opennrm.cases.notices import Notice
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.cases.transitions import Refused
from opennrm.errors import OpenNRMError
from opennrm.services import access
from opennrm.services.post.actor import PURPOSE
from opennrm.services.post.issuing import Unsent, as_letter, due, is_of_one_letter
from opennrm.services.writing import book_of
from opennrm.store import accesses, deliveries
from opennrm.store.accesses import Access
from opennrm.store.deliveries import Delivery, DeliveryState


class NotForAPerson(Refused):
    """The letter does not wait for a person, or that is not what it waits for."""

    code: ClassVar[str] = "letter-not-waiting-for-a-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOfCase:
    """The post of one case.

    `unsent` cannot leave just now, each with the code and the words of what stands
    against it; `ready` leaves by itself; `deliveries` are the letters that were issued.
    """

    unsent: tuple[Unsent, ...]
    ready: tuple[Notice, ...]
    deliveries: tuple[Delivery, ...]


def waiting(case: Case, *, today: date) -> PostOfCase:
    """What is to be told of a case, and where its letters stand.

    The case was read by who asks, so the reading is recorded there.
    """
    book = book_of(today)
    unsent, ready = [], []
    for notice in due(case, book=book):
        try:
            as_letter(case, notice, today=today, book=book)
        except OpenNRMError as refusal:
            if not is_of_one_letter(refusal):
                raise
            unsent.append(
                Unsent(notice=notice, code=refusal.code, message=str(refusal))
            )
        else:
            ready.append(notice)
    return PostOfCase(
        unsent=tuple(unsent),
        ready=tuple(ready),
        deliveries=tuple(deliveries.of_case(case.case_id)),
    )


def send_again(letter_id: UUID, *, by: Actor, at: datetime) -> Delivery:
    """Let a letter that was held or is uncertain leave once more.

    For an uncertain one the person has found out that it did not arrive.
    Raises: NotPermitted; NotForAPerson.
    """
    return _decided(letter_id, DeliveryState.WAITING, by=by, at=at)


def count_as_sent(letter_id: UUID, *, by: Actor, at: datetime) -> Delivery:
    """Let a letter that is uncertain, or was handed over by hand, rest as sent.

    Raises: NotPermitted; NotForAPerson.
    """
    return _decided(letter_id, DeliveryState.SENT, by=by, at=at)


def _decided(
    letter_id: UUID, to: DeliveryState, *, by: Actor, at: datetime
) -> Delivery:
    with transaction.atomic():
        held = deliveries.of_letter(letter_id)
        if held is None:
            raise access.refusal(Command.ISSUE_LETTER, by=by)
        access.case_for(held.case_id, Command.ISSUE_LETTER, by=by)
        changed = None
        if held.state in deliveries.FOR_A_PERSON:
            changed = deliveries.change(
                held,
                to=to,
                at=at,
                due_at=at if to is DeliveryState.WAITING else None,
                # A new beginning: the attempts so far are kept, and not counted on.
                code=None,
            )
        if changed is None:
            raise NotForAPerson(
                f"Letter {letter_id} was to be seen to by hand, and it is "
                f"{held.state.value}. Only what is held or uncertain waits for a "
                "person; read the post of the case again."
            )
        accesses.record(
            Access(
                at=at,
                actor=by.id,
                organisation=by.organisation,
                action=Command.ISSUE_LETTER.value,
                purpose=PURPOSE,
                case_id=held.case_id,
                command_id=f"letter-{letter_id}-{to.value}",
            )
        )
    return changed
