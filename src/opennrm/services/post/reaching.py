"""Whom a letter is for, from the vault: a name, an address, the reasons in full.

Read for one letter at a time, by the post room and for that purpose, and never kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from opennrm.cases.case import Case
from opennrm.cases.facts import LetterIssued
from opennrm.cases.history import RecordedFact
from opennrm.cases.permissions import Command
from opennrm.cases.reaching import contact_of
from opennrm.cases.references import reference
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import Family, OpenNRMError
from opennrm.letters.composing import Details, Office
from opennrm.services.post.actor import POST_ROOM, PURPOSE
from opennrm.store import accesses, vault
from opennrm.store.accesses import Access

_EMAIL: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+")
_TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 ()\-]{6,}")
_LABEL: Final = re.compile(
    r"(?:name|address|e-?mail|telephone|phone|tel)\s*:\s*", re.IGNORECASE
)
# What each channel cannot do without.
_NEEDED: Final = {
    "email": "an e-mail address",
    "post": "a postal address",
    "telephone_call": "a telephone number",
}


class NotReachable(OpenNRMError):
    """The vault does not hold what the letter's channel needs."""

    code: ClassVar[str] = "not-reachable"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What a letter is made from, and the ways to the one it is for."""

    details: Details = field(repr=False)
    email: str | None = field(repr=False)
    telephone: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How someone may be reached, as it was written down."""

    name: str = field(default="", repr=False)
    address: tuple[str, ...] = field(default=(), repr=False)
    email: str | None = field(default=None, repr=False)
    telephone: str | None = field(default=None, repr=False)


def reach(
    case: Case,
    issued: RecordedFact,
    *,
    office: Office,
    synthetic: bool,
    book: Rulebook,
    command_id: str,
    at: datetime,
) -> Reached:
    """Read what one letter needs; the reading is recorded, in this transaction.

    Raises: NotReachable; Erased where the person asked to be forgotten; SealBroken.
    """
    letter = issued.fact
    assert isinstance(letter, LetterIssued)
    accesses.record(
        Access(
            at=at,
            actor=POST_ROOM.id,
            organisation=POST_ROOM.organisation,
            action=Command.READ_IDENTITY.value,
            purpose=PURPOSE,
            case_id=case.case_id,
            command_id=command_id,
        )
    )
    member = book.codes.list("recipient").member(letter.recipient)
    is_body = member.attributes["audience"] == "body"
    contact = _contact(case, letter.recipient, named=letter.recipient != "person")
    name = _name(case, letter.recipient, contact) or (member.label if is_body else "")
    if not name:
        raise NotReachable(
            "A letter was to be addressed, and the vault holds no name for its "
            f"recipient ({letter.recipient.replace('_', ' ')}). Record one: for the "
            "person with the referral, for others as the first line of the contact."
        )
    _require_way(letter.channel, contact)
    told = next((r for r in case.history if r.version == letter.about), None)
    return Reached(
        details=Details(
            name=name,
            address=contact.address,
            reference=reference(case.case_id, case.route),
            office=office,
            minute=_paragraphs(_document(told, "minute").get("minute")),
            asked=_asked(letter, told),
            synthetic=synthetic,
        ),
        email=contact.email,
        telephone=contact.telephone,
    )


def read_contact(text: str, *, named: bool) -> Contact:
    """A contact as it is typed: a line each, an e-mail address and a number known.

    Where `named`, the first of the other lines is the name of who is reached.
    """
    email = telephone = None
    rest: list[str] = []
    for raw in text.splitlines():
        line = _LABEL.sub("", raw.strip(), count=1).strip()
        if email is None and _EMAIL.fullmatch(line):
            email = line
        elif telephone is None and _TELEPHONE.fullmatch(line):
            telephone = line
        elif line:
            rest.append(line)
    name = rest.pop(0) if named and rest else ""
    return Contact(name=name, address=tuple(rest), email=email, telephone=telephone)


def _contact(case: Case, recipient: str, *, named: bool) -> Contact:
    """The last contact recorded for a recipient, typed freely or by its parts."""
    fact = contact_of(case, recipient)
    if fact is None or fact.contact is None:
        return Contact()
    held = vault.get(fact.contact)
    text = held.get("contact")
    if isinstance(text, str):
        return read_contact(text, named=named)
    return Contact(
        name=str(held.get("named_person") or ""),
        address=_paragraphs(held.get("address")),
        email=held.get("email") or None,
        telephone=held.get("telephone") or None,
    )


def _name(case: Case, recipient: str, contact: Contact) -> str:
    if recipient == "first_responder" and not contact.name:
        return case.about.first_responder_label
    if recipient != "person":
        return contact.name
    token = case.about.subject
    held = {} if token is None else vault.get(token)
    parts = [held.get("given_name"), held.get("family_name")]
    return " ".join(str(part) for part in parts if part)


def _require_way(channel: str, contact: Contact) -> None:
    there = {
        "email": contact.email,
        "post": contact.address,
        "telephone_call": contact.telephone,
    }
    if channel in _NEEDED and not there[channel]:
        raise NotReachable(
            f"A letter was to go by {channel.replace('_', ' ')}, which was recorded as "
            f"safe, and the contact holds no {_NEEDED[channel].partition(' ')[2]}. "
            "Record the contact again, whole."
        )


def _asked(letter: LetterIssued, told: RecordedFact | None) -> tuple[str, ...]:
    """What exactly is asked for, where the letter asks for something."""
    if letter.letter != "information_request":
        return ()
    held = _document(told, "narrative")
    return _paragraphs(held.get("account") or held.get("narrative"))


def _document(told: RecordedFact | None, name: str) -> Mapping[str, Any]:
    token = None if told is None else getattr(told.fact, name, None)
    return vault.get(token) if isinstance(token, UUID) else {}


def _paragraphs(text: object) -> tuple[str, ...]:
    if not isinstance(text, str):
        return ()
    return tuple(line.strip() for line in text.splitlines() if line.strip())
