"""The letters of a case: what waits and why, where each stands, and a person's part.

A letter that was held, or of which nobody knows whether it left, waits for a person:
they let it leave once more, or count it as sent once they have found out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from opennrm.cases.facts import LetterIssued
from opennrm.cases.history import RecordedFact
from opennrm.cases.permissions import Command
from opennrm.paper import wording
from opennrm.paper.blocks import TagColour
from opennrm.rules.codes import load_codes
from opennrm.rules.dates import london_day
from opennrm.services import access, reading
from opennrm.services.post import showing
from opennrm.store.deliveries import FOR_A_PERSON, Delivery, DeliveryState
from opennrm.web import telling
from opennrm.web.accounts import actor_of
from opennrm.web.clock import now
from opennrm.web.models import Account
from opennrm.web.signing_in import signed_in

STATES: Final[Mapping[DeliveryState, tuple[str, TagColour]]] = MappingProxyType(
    {
        DeliveryState.WAITING: ("Waiting to leave", TagColour.BLUE),
        DeliveryState.SENDING: ("Leaving", TagColour.BLUE),
        DeliveryState.ACCEPTED: ("With the carrier", TagColour.BLUE),
        DeliveryState.SENT: ("Sent", TagColour.GREEN),
        DeliveryState.DELIVERED: ("Delivered", TagColour.GREEN),
        DeliveryState.STOPPED: ("Stopped", TagColour.YELLOW),
        DeliveryState.HELD: ("Held for a person", TagColour.ORANGE),
        DeliveryState.UNCERTAIN: ("Perhaps sent", TagColour.ORANGE),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterShown:
    """A letter in words. `letter_id` is there where it waits for a person."""

    title: str
    recipient: str
    state: str
    colour: TagColour
    detail: str
    letter_id: UUID | None = None


def shown(page: reading.CasePage) -> tuple[LetterShown, ...]:
    """The letters of a case: what cannot leave, what will, and what was issued."""
    post = showing.waiting(page.case, today=london_day(now()))
    unsent = tuple(
        LetterShown(
            title=_named("letter", one.notice.letter),
            recipient=_named("recipient", one.notice.recipient),
            state="Cannot leave",
            colour=TagColour.ORANGE,
            detail=one.message,
        )
        for one in post.unsent
    )
    ready = tuple(
        LetterShown(
            title=_named("letter", notice.letter),
            recipient=_named("recipient", notice.recipient),
            state="Will leave",
            colour=TagColour.BLUE,
            detail="",
        )
        for notice in post.ready
    )
    issued = {each.version: each for each in page.history}
    return (
        *unsent,
        *ready,
        *(_delivery(one, issued[one.version]) for one in reversed(post.deliveries)),
    )


def _delivery(delivery: Delivery, issued: RecordedFact) -> LetterShown:
    fact = issued.fact
    assert isinstance(fact, LetterIssued), "a delivery is of a letter that was issued"
    state, colour = STATES[delivery.state]
    channel = _named("letter_channel", delivery.channel)
    why = f"; {delivery.code}" if delivery.code else ""
    return LetterShown(
        title=_named("letter", fact.letter),
        recipient=_named("recipient", fact.recipient),
        state=state,
        colour=colour,
        detail=f"{channel}, {wording.moment(delivery.changed_at)}{why}",
        letter_id=delivery.letter_id if delivery.state in FOR_A_PERSON else None,
    )


def _named(key: str, code: str) -> str:
    return telling.code_words(load_codes(), key, code)


@require_POST
@signed_in
def decide(
    request: HttpRequest, account: Account, reference: str, letter_id: UUID
) -> HttpResponse:
    """What a person says of a letter that waits for one."""
    by = actor_of(account)
    at = now()
    page = reading.case_page(reference=reference, by=by, at=at)
    said = request.POST.get("said")
    if said == "again":
        showing.send_again(letter_id, by=by, at=at)
    elif said == "sent":
        showing.count_as_sent(letter_id, by=by, at=at)
    else:
        raise access.refusal(Command.ISSUE_LETTER, by=by)
    return redirect(reverse("case", kwargs={"reference": page.reference}) + "#letters")
