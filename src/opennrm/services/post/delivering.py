"""From a letter on its way to its channel: once, or in a person's hands.

A worker takes a letter, asks whether it may still leave, makes it, notes that it is
about to hand it over, hands it over, and notes what came of it. Whatever stops it in
between, the note says so; the carrier is asked before anything is handed over again,
and where it cannot be asked the letter is uncertain and waits for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from opennrm.cases.addressing import deliver_letter
from opennrm.cases.case import Case
from opennrm.cases.fold import fold
from opennrm.cases.history import History, NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.transitions import Refused
from opennrm.errors import Family, OpenNRMError
from opennrm.letters.composing import Office, made_again
from opennrm.rules.dates import PartialDate, london_day
from opennrm.services.post import schedule
from opennrm.services.post.actor import POST_ROOM
from opennrm.services.post.carriers import Answer, Carrier, Outcome, Parcel
from opennrm.services.post.checking import may_still_leave
from opennrm.services.post.issuing import OWN, is_of_one_letter
from opennrm.services.post.reaching import reach
from opennrm.services.writing import Asked, book_of, decide_on
from opennrm.store import deliveries, log, outbox
from opennrm.store.deliveries import Delivery, DeliveryState
from opennrm.store.log import StaleCase
from opennrm.store.vault import Erased

_TRIES_AT_A_MOVING_CASE = 5
INTERRUPTED = "interrupted"


class NoCarrier(OpenNRMError):
    """Nothing that is set up takes letters of this channel."""

    code: ClassVar[str] = "no-carrier"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How letters leave this home: who writes, and who carries what.

    For a channel that several carriers serve, the first of them takes the letter.
    """

    office: Office = field(repr=False)
    carriers: tuple[Carrier, ...]
    synthetic: bool

    def carrier_of(self, channel: str) -> Carrier:
        """The carrier of a channel.

        Raises: NoCarrier.
        """
        for carrier in self.carriers:
            if channel in carrier.channels:
                return carrier
        raise NoCarrier(
            f"A letter was to leave by {channel.replace('_', ' ')}, and nothing that "
            "is set up carries that. Set OPENNRM_POST so that something does."
        )

    def named(self, name: str | None) -> Carrier | None:
        """The carrier of that name, where it is still set up."""
        return next((each for each in self.carriers if each.name == name), None)


def deliver_next(post: Post, *, at: datetime) -> Delivery | None:
    """Hand over the letter that is due first; how it stands then, None for none due."""
    with transaction.atomic():
        held = deliveries.claim(DeliveryState.WAITING, at=at, until=at + schedule.HOLD)
    if held is None:
        return None
    try:
        carrier = post.carrier_of(held.channel)
        parcel, version = _made(held, post, at=at)
        begun = _begun(held, carrier, version, at=at)
    except (Refused, Erased) as refusal:
        return _end(held, DeliveryState.STOPPED, code=refusal.code, at=at)
    except OpenNRMError as fault:
        if not is_of_one_letter(fault):
            raise
        return _end(held, DeliveryState.HELD, code=fault.code, at=at)
    if begun is None:
        return held
    return _finish(begun, _handed(begun, carrier, parcel), at=at)


def take_up_next(post: Post, *, at: datetime) -> Delivery | None:
    """See to a letter that a worker was about to hand over when it was stopped."""
    with transaction.atomic():
        held = deliveries.claim(DeliveryState.SENDING, at=at, until=at + schedule.HOLD)
    if held is None:
        return None
    carrier = post.named(held.carrier)
    if carrier is None or not carrier.can_tell:
        answer = Answer(outcome=Outcome.UNCERTAIN, code=INTERRUPTED)
    else:
        found = carrier.ask(held.letter_id)
        if found is not None and found.outcome is Outcome.UNCERTAIN:
            return held
        answer = found or Answer(outcome=Outcome.TRY_AGAIN, code=INTERRUPTED)
    return _finish(held, answer, at=at)


def ask_next(post: Post, *, at: datetime) -> Delivery | None:
    """Ask a carrier what became of the letter that it has had longest unasked."""
    with transaction.atomic():
        held = deliveries.claim(
            DeliveryState.ACCEPTED, at=at, until=at + schedule.ASK_AGAIN
        )
    if held is None:
        return None
    carrier = post.named(held.carrier)
    if carrier is None:
        return held
    found = carrier.ask(held.letter_id)
    if found is None:
        found = Answer(outcome=Outcome.UNCERTAIN, code="carrier-lost-it")
    elif found.outcome in (Outcome.UNCERTAIN, Outcome.ACCEPTED):
        return held
    return _finish(held, found, at=at)


def _made(held: Delivery, post: Post, *, at: datetime) -> tuple[Parcel, int]:
    """The letter itself, made from what the vault holds now, if it may still leave.

    Also the version of the case on which that was found.
    """
    today = london_day(at)
    book = book_of(today)
    with transaction.atomic():
        history = log.history(held.case_id)
        case, issued = may_still_leave(history, held.version, today=today, book=book)
        reached = reach(
            case,
            issued,
            office=post.office,
            synthetic=post.synthetic,
            book=book,
            command_id=f"letter-{held.letter_id}",
            at=at,
        )
    letter = made_again(case, issued, book, details=reached.details)
    parcel = Parcel(
        letter_id=held.letter_id,
        case_id=held.case_id,
        channel=held.channel,
        letter=letter,
        codes={
            "letter": letter.letter,
            "recipient": letter.recipient,
            "language": letter.language,
            "text_version": letter.text_version,
            "written_on": letter.written_on.isoformat(),
            "version": held.version,
        },
        email=reached.email,
        telephone=reached.telephone,
    )
    return parcel, history[-1].version


def _begun(
    held: Delivery, carrier: Carrier, version: int, *, at: datetime
) -> Delivery | None:
    """Note that the letter is about to be handed over, unless it may not be now.

    The case may have moved on while the letter was made; then it is asked once more.
    """
    with transaction.atomic():
        history = log.history(held.case_id)
        if history[-1].version != version:
            today = london_day(at)
            may_still_leave(history, held.version, today=today, book=book_of(today))
        return deliveries.begin(held, carrier=carrier.name, at=at)


def _handed(begun: Delivery, carrier: Carrier, parcel: Parcel) -> Answer:
    """What the carrier says, asked first where it may have the letter already."""
    if begun.attempts > 1 and carrier.can_tell:
        found = carrier.ask(begun.letter_id)
        if found is not None and found.outcome is Outcome.UNCERTAIN:
            return Answer(outcome=Outcome.TRY_AGAIN, code=found.code)
        if found is not None and found.outcome is not Outcome.TRY_AGAIN:
            return found
    try:
        return carrier.send(parcel)
    except OSError:
        outcome = Outcome.TRY_AGAIN if carrier.can_tell else Outcome.UNCERTAIN
        return Answer(outcome=outcome, code="carrier-failed")


_AFTER = {
    Outcome.DELIVERED: DeliveryState.DELIVERED,
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.SENT: DeliveryState.SENT,
    Outcome.REFUSED: DeliveryState.HELD,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}


def _finish(held: Delivery, answer: Answer, *, at: datetime) -> Delivery:
    """Note what came of an attempt; a delivery is recorded on the case with it."""
    due_at = None
    if answer.outcome is Outcome.TRY_AGAIN:
        due_at = schedule.next_try(held.letter_id, attempts=held.attempts, at=at)
        to = DeliveryState.HELD if due_at is None else DeliveryState.WAITING
    else:
        to = _AFTER[answer.outcome]
    if to is DeliveryState.ACCEPTED:
        due_at = at + schedule.ASK_AGAIN
    for _ in range(_TRIES_AT_A_MOVING_CASE):
        try:
            with transaction.atomic():
                changed = deliveries.change(
                    held,
                    to=to,
                    at=at,
                    due_at=due_at,
                    code=answer.code,
                    carrier_id=answer.carrier_id,
                )
                if changed is None:
                    return held
                deliveries.end(
                    held, outcome=answer.outcome.value, code=answer.code, at=at
                )
                if to is DeliveryState.DELIVERED:
                    _record_delivery(held, at=at)
                return changed
        except StaleCase:
            continue
    return held


def _record_delivery(held: Delivery, *, at: datetime) -> None:
    """Record on the case that the letter arrived, where the case still takes that."""
    asked = Asked(
        command=Command.DELIVER_LETTER,
        by=POST_ROOM,
        at=at,
        command_id=f"delivered-{held.letter_id}",
        content={"case_id": held.case_id, "letter": held.version},
    )

    def decide(_: History, case: Case) -> Sequence[NewFact]:
        return deliver_letter(
            case,
            letter=held.version,
            on=PartialDate.on(asked.today),
            today=asked.today,
        )

    after = fold(log.history(held.case_id)).version
    try:
        decide_on(asked, case_id=held.case_id, after=after, decide=decide)
        outbox.settle(held.case_id, kinds=OWN, at=at)
    except Refused:
        # The record of the letter was withdrawn meanwhile; it did arrive.
        return


def _end(held: Delivery, to: DeliveryState, *, code: str, at: datetime) -> Delivery:
    """A letter that goes no further, with the code that says why."""
    with transaction.atomic():
        return deliveries.change(held, to=to, at=at, code=code) or held
