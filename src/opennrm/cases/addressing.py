"""Letters as commands: what was sent to whom, and what arrived.

No letter leaves for a child, for a channel that nobody said was safe, or for the place
of the exploitation; and nobody is told who is not to be told. `notices` says who is.
"""

import re
from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    LetterDelivered,
    LetterIssued,
)
from opennrm.cases.history import NewFact, RecordedFact
from opennrm.cases.notices import Notice, calls_for, notices, reaches_the_person, texts
from opennrm.cases.permissions import Command
from opennrm.cases.reaching import (
    ENGLISH,
    contact_of,
    record_contact,
    safe_channels,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.serving import is_served, serve_decision, standing_decision
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.code_lists import Member
from opennrm.rules.dates import PartialDate


class LetterToAChild(Refused):
    """Nothing is served on a child, or on someone who may be one."""

    code: ClassVar[str] = "letter-to-a-child"


class UnsafeChannel(Refused):
    """Nobody said that this channel is safe for this recipient."""

    code: ClassVar[str] = "unsafe-channel"


class PlaceOfExploitation(Refused):
    """The recorded address is one where the person was exploited."""

    code: ClassVar[str] = "place-of-exploitation"


class AlreadyTold(Refused):
    """This letter about this fact went to this recipient before."""

    code: ClassVar[str] = "already-told"


class NotTheirs(Refused):
    """The rules do not tell this recipient of that."""

    code: ClassVar[str] = "not-theirs"


class NothingToTell(Refused):
    """No fact of the case calls for this letter."""

    code: ClassVar[str] = "nothing-to-tell"


class OutOfReach(Refused):
    """The person died or is missing; nothing is sent to them."""

    code: ClassVar[str] = "person-out-of-reach"


class NotInThatLanguage(Refused):
    """The letter is not written in that language."""

    code: ClassVar[str] = "not-in-that-language"


class TextNotOfThisLetter(Refused):
    """The wording named is not one of this letter."""

    code: ClassVar[str] = "text-not-of-this-letter"


class NoSuchLetter(Refused):
    """No letter of that number was issued, or its delivery is recorded already."""

    code: ClassVar[str] = "no-such-letter"


def issue_letter(
    case: Case,
    *,
    letter: str,
    recipient: str,
    channel: str | None = None,
    language: str | None = None,
    about: int | None = None,
    text_version: str | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Hand one letter to its channel.

    Without `about` it is the last fact that calls for the letter; without a channel the
    best safe one; without a language the recipient's own if the letter has it, else
    English. `text_version` is what the room of letters named; without it the letter is
    named with the day whose text it has, that of the fact it tells of.
    Raises: LetterToAChild; UnsafeChannel; PlaceOfExploitation; AlreadyTold; NotTheirs;
        NothingToTell; OutOfReach; NotInThatLanguage; TextNotOfThisLetter;
        NotYetHappened; OutOfOrder; and for a decision
        DecisionSuperseded, ServiceWaits or NotAssured.
    Source: child-papers; service-of-decision; assurance-panel.
    """
    require(case, Command.ISSUE_LETTER)
    happened(on, today=today, what="A letter")
    member = book.codes.list("letter").checked(letter, on)
    book.codes.checked("recipient", recipient, on=on)
    told = _fact_told(case, member, about)
    _text_of_this(letter, text_version)
    follows(on, told.occurred, what="A letter", cause="what it tells of happened")
    _addressee(case, recipient)
    _may_be_served(case, told, on=on, today=today, book=book)
    _is_due(case, member, recipient, told, book=book)
    fact = LetterIssued(
        letter=letter,
        recipient=recipient,
        channel=_channel(case, recipient, channel, on=on, book=book),
        language=_language(case, member, recipient, language),
        about=told.version,
        text_version=text_version or f"{letter}@{told.occurred.first.isoformat()}",
    )
    return (NewFact(fact=fact, occurred=on),)


def deliver_letter(
    case: Case,
    *,
    letter: int | None = None,
    on: PartialDate,
    today: date,
) -> tuple[NewFact, ...]:
    """Record that the channel reported delivery, of the last letter without a number.

    Raises: NoSuchLetter; NotYetHappened; OutOfOrder.
    """
    require(case, Command.DELIVER_LETTER)
    happened(on, today=today, what="A delivery")
    delivered = {
        recorded.fact.letter
        for recorded in case.recorded(LetterDelivered)
        if isinstance(recorded.fact, LetterDelivered)
    }
    waiting = [r for r in case.recorded(LetterIssued) if r.version not in delivered]
    found = [r for r in waiting if letter in (None, r.version)]
    if not found:
        raise NoSuchLetter(
            f"A delivery of {'a letter' if letter is None else f'letter {letter}'} was "
            "reported, and none of that number waits to be delivered. "
            "Name the number of a letter that was issued."
        )
    issued = found[-1]
    follows(on, issued.occurred, what="A delivery", cause="the letter was issued")
    return (NewFact(fact=LetterDelivered(letter=issued.version), occurred=on),)


def _text_of_this(letter: str, text_version: str | None) -> None:
    """Refuse to keep, as the name of a wording, anything that is not one."""
    named = rf"{re.escape(letter)}(\.[a-z]{{2,3}})?@\d{{4}}-\d{{2}}-\d{{2}}"
    if text_version is not None and not re.fullmatch(named, text_version):
        raise TextNotOfThisLetter(
            f"The letter '{_word(letter)}' was given a text version that names no "
            f"wording of it. Give one such as {letter}.en@2026-04-27, or none."
        )


def _fact_told(case: Case, letter: Member, about: int | None) -> RecordedFact:
    """The fact that the letter tells of: the one named, else the last that calls."""
    for recorded in reversed(case.history):
        if about in (None, recorded.version) and calls_for(letter, recorded):
            return recorded
    after = " or ".join(_word(fact) for fact in texts(letter.attributes["after"]))
    asked = f"fact {about} of the case" if about is not None else "the case"
    condition = letter.attributes.get("when")
    rest = f" with {str(condition).replace('=', ' ')}" if condition else ""
    raise NothingToTell(
        f"The letter '{_word(letter.code)}' was asked for, and {asked} holds no "
        f"{after}{rest} for it to tell of. Record that first, or choose the letter "
        "that fits."
    )


def _addressee(case: Case, recipient: str) -> None:
    if recipient != "person":
        return
    if case.is_child:
        raise LetterToAChild(
            "A letter was addressed to the person, who is a child or may be one, and "
            "nothing is served on a child. Address it to the local authority, the "
            "guardian or the representative."
        )
    if not reaches_the_person(case):
        state = case.tracks[Track.SUBJECT].value
        raise OutOfReach(
            f"A letter was addressed to the person, who is recorded as {state}. "
            "Nothing is sent to them now; tell those who act for them, if any."
        )


def _may_be_served(
    case: Case, told: RecordedFact, *, on: PartialDate, today: date, book: Rulebook
) -> None:
    """Refuse to tell of a decision that stands no more, or may not be served yet."""
    decision = next((d for d in case.decisions if d.version == told.version), None)
    if decision is None:
        return
    standing_decision(case, decision.version)
    if not is_served(case, decision):
        serve_decision(case, decision=decision.version, on=on, today=today, book=book)


def _is_due(
    case: Case,
    letter: Member,
    recipient: str,
    told: RecordedFact,
    *,
    book: Rulebook,
) -> Notice:
    """The notice that this letter fulfils."""
    for recorded in case.recorded(LetterIssued):
        sent = recorded.fact
        assert isinstance(sent, LetterIssued)
        if (sent.letter, sent.recipient, sent.about) == (
            letter.code,
            recipient,
            told.version,
        ):
            raise AlreadyTold(
                f"The letter '{_word(letter.code)}' went to {_word(recipient)} on "
                f"{recorded.occurred} already. One letter is sent for each decision "
                "and recipient; make the same one again from its record."
            )
    due = notices(case, told, book=book)
    for notice in due:
        if (notice.letter, notice.recipient) == (letter.code, recipient):
            return notice
    others = [_word(n.recipient) for n in due if n.letter == letter.code]
    raise NotTheirs(
        f"The letter '{_word(letter.code)}' was addressed to {_word(recipient)}, who "
        "is not to be told. It goes to "
        f"{', '.join(others) or 'nobody on this case'}."
    )


def _channel(
    case: Case,
    recipient: str,
    channel: str | None,
    *,
    on: PartialDate,
    book: Rulebook,
) -> str:
    """The channel asked for if it is safe, else the best safe one."""
    safe = safe_channels(case, recipient, book=book)
    if channel is not None:
        book.codes.checked("letter_channel", channel, on=on)
        if channel in safe:
            return channel
    elif safe:
        return safe[0]
    asked = _word(channel) if channel else "any channel"
    contact = contact_of(case, recipient)
    if contact is not None and contact.place_of_exploitation:
        raise PlaceOfExploitation(
            f"A letter to {_word(recipient)} by {asked} was refused: the contact on "
            "record is a place where the person was exploited. Record another one "
            "that is safe, or tell someone who acts for them."
        )
    known = ", ".join(_word(code) for code in safe) or "none"
    raise UnsafeChannel(
        f"A letter to {_word(recipient)} by {asked} was refused: no record says that "
        f"it is safe (safe: {known}). Use a channel said to be safe, or record with "
        "the recipient which one is."
    )


def _language(case: Case, letter: Member, recipient: str, language: str | None) -> str:
    """The language asked for, or the recipient's own where the letter has it."""
    written = texts(letter.attributes["languages"])
    if language is None:
        contact = contact_of(case, recipient)
        own = ENGLISH if contact is None else contact.language
        return own if own in written else ENGLISH
    if language in written:
        return language
    raise NotInThatLanguage(
        f"The letter '{_word(letter.code)}' was asked for in '{language}', and it is "
        f"written in {', '.join(written)}. Choose one of these; an interpreter can "
        "read the English letter out."
    )


def _word(code: str) -> str:
    return code.replace("_", " ").replace("-", " ")


WAYS: dict[str, Way] = {
    "record contact": Way(
        command=Command.RECORD_CONTACT, decide=record_contact, text="contact"
    ),
    "issue letter": Way(command=Command.ISSUE_LETTER, decide=issue_letter),
    "deliver letter": Way(command=Command.DELIVER_LETTER, decide=deliver_letter),
}
