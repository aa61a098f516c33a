"""How someone may be reached: the channels that were said to be safe.

The address itself is in the vault. A channel counts as safe only where a record says
so; bodies alone have channels of their own.
"""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.dating import happened
from opennrm.cases.facts import ContactRecorded
from opennrm.cases.history import NewFact
from opennrm.cases.notices import reaches_the_person
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.rules.dates import PartialDate

ENGLISH = "en"


class NotAWayToReach(Refused):
    """The channel does not lead to that kind of recipient."""

    code: ClassVar[str] = "not-a-way-to-reach"


def contact_of(case: Case, recipient: str) -> ContactRecorded | None:
    """How a recipient may be reached, as last recorded; None where nothing was."""
    for recorded in reversed(case.recorded(ContactRecorded)):
        fact = recorded.fact
        if isinstance(fact, ContactRecorded) and fact.whose == recipient:
            return fact
    return None


def safe_channels(case: Case, recipient: str, *, book: Rulebook) -> tuple[str, ...]:
    """The channels by which a recipient may be written to now, the best first.

    Bodies write to each other by channels of their own. Anyone else is reached only
    where that was said to be safe, and a child not at all; an address that is a place
    of exploitation makes every channel unsafe.
    """
    member = book.codes.list("recipient").member(recipient)
    contact = contact_of(case, recipient)
    said = contact.channels or () if contact is not None else ()
    if contact is not None and contact.place_of_exploitation:
        said = ()
    if member.attributes["audience"] == "body":
        between = tuple(
            channel.code
            for channel in book.codes.list("letter_channel").members
            if channel.attributes.get("between_bodies") == "yes"
        )
        return tuple(sorted(between, key=lambda code: code not in said))
    if recipient == "person" and (case.is_child or not reaches_the_person(case)):
        return ()
    return tuple(said)


def record_contact(
    case: Case,
    *,
    whose: str,
    channels: tuple[str, ...] | None = None,
    language: str = ENGLISH,
    place_of_exploitation: bool = False,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record how someone may be reached: which channels were said to be safe.

    Raises: NotAWayToReach where a channel does not lead to them; NotYetHappened;
        UnknownCode.
    """
    require(case, Command.RECORD_CONTACT)
    happened(on, today=today, what="A record of contact")
    member = book.codes.list("recipient").checked(whose, on)
    book.codes.checked("language", language, on=on)
    for code in channels or ():
        channel = book.codes.list("letter_channel").checked(code, on)
        personal = channel.attributes.get("needs_contact") == "yes"
        if member.attributes["audience"] != "body" and not personal:
            raise NotAWayToReach(
                f"{channel.name} was given as a safe way to reach "
                f"{whose.replace('_', ' ')}, and only bodies use it. "
                "Name a way that leads to them, or none."
            )
    fact = ContactRecorded(
        whose=whose,
        channels=tuple(channels) if channels else None,
        language=language,
        place_of_exploitation=place_of_exploitation,
    )
    return (NewFact(fact=fact, occurred=on),)
