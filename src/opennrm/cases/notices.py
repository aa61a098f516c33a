"""Who must be told what, once a fact is recorded.

The list of letters says after which fact each is due and whom it tells; the list of
recipients says when a case has such a recipient. Both are data. Here are the
conditions that they name, and what never changes: nothing is served on a child.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from opennrm.cases.applying import applied
from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import (
    AdulthoodReached,
    ConsentRecorded,
    ContactRecorded,
    DecisionDelayAnswered,
    DecisionDelayRequested,
    InformationRequested,
    LetterIssued,
    ReconsiderationAccepted,
    ReconsiderationBarred,
    ReconsiderationRefused,
    ReferralReceived,
    SupportOffered,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.history import RecordedFact
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.code_lists import Attribute, Member

_SUPPORT = (SupportRequested, SupportOffered, SupportStarted)
_ANSWERS = (ReconsiderationAccepted, ReconsiderationRefused, ReconsiderationBarred)
# The circumstances that mean a live immigration matter.
_IMMIGRATION: Final = frozenset(
    {
        "eea_national_with_immigration_issue",
        "non_eea_national",
        "immigration_detention",
        "foreign_national_offender",
        "inadmissible_asylum_claim",
    }
)
# Those who ask or are asked, as recipients. Who is not here is told by nobody's letter.
_AS_RECIPIENT: Final = {
    "first_responder": "first_responder",
    "police": "police",
    "adult_safeguarding": "safeguarding",
    "childrens_services": "local_authority",
    "local_authority": "local_authority",
    "guardian": "guardian",
    "support_provider": "support_provider",
    "immigration_casework": "immigration_casework",
    "legal_representative": "representative",
    "prosecutor": "prosecution",
    "competent_authority": "competent_authority",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to be told to one recipient.

    `about` is the fact it tells of and `because` that fact's name; `minute` says that
    the reasoned minute of the decision goes with it.
    """

    letter: str
    recipient: str
    about: int
    because: str
    minute: bool


def notices(
    case: Case, recorded: RecordedFact, *, book: Rulebook
) -> tuple[Notice, ...]:
    """Everyone who must be told of a fact, and by which letter.

    The case is as it stands now: who has since died, gone missing or come of age is
    told accordingly. A recipient appears once for each letter.
    Source: child-papers; the code lists `letter` and `recipient`.
    """
    return tuple(
        Notice(
            letter=letter.code,
            recipient=recipient,
            about=recorded.version,
            because=recorded.name,
            minute=event_of(recorded) in texts(letter.attributes.get("minute")),
        )
        for letter in book.codes.list("letter").members
        if calls_for(letter, recorded)
        for recipient in dict.fromkeys(_told(case, letter, recorded, book=book))
    )


def outstanding(case: Case, *, book: Rulebook) -> tuple[Notice, ...]:
    """What is still to be told, of every fact that stands, in order of recording.

    A decision that was since replaced, taken up again or taken back is told no more.
    """
    told = {
        (issued.fact.letter, issued.fact.recipient, issued.fact.about)
        for issued in case.recorded(LetterIssued)
        if isinstance(issued.fact, LetterIssued)
    }
    past = {decision.version for decision in case.decisions if not decision.current}
    return tuple(
        notice
        for recorded in case.history
        if recorded.version not in past
        for notice in notices(case, recorded, book=book)
        if (notice.letter, notice.recipient, notice.about) not in told
    )


def event_of(recorded: RecordedFact) -> str:
    """The name of a fact without its version, as the list of letters writes it."""
    return recorded.name.partition("@")[0]


def calls_for(letter: Member, recorded: RecordedFact) -> bool:
    """Whether a fact calls for a letter, by its kind and by what it says."""
    if event_of(recorded) not in texts(letter.attributes.get("after")):
        return False
    condition = letter.attributes.get("when")
    if condition is None:
        return True
    field, _, value = str(condition).partition("=")
    return str(getattr(recorded.fact, field)) == value


def texts(attribute: Attribute | None) -> tuple[str, ...]:
    """An attribute that is a list, as a tuple; empty where the member has none."""
    if attribute is None:
        return ()
    return (attribute,) if isinstance(attribute, str) else attribute


def child_papers(case: Case, *, book: Rulebook) -> tuple[str, ...]:
    """Who is given what would go to the person, were the person not a child.

    Source: child-papers.
    """
    on = case.history[-1].occurred
    rule = applied(case, "child-papers", dated=on, book=book)
    named = () if rule is None else rule.codes
    wanted = [_AS_RECIPIENT.get(code, code) for code in named]
    held = {member.code: member for member in book.codes.list("recipient").members}
    return tuple(code for code in wanted if _is_told(case, held[code], None))


def reaches_the_person(case: Case) -> bool:
    """Whether anything may be sent to the person: alive, and not missing."""
    return case.tracks[Track.SUBJECT] not in (State.DECEASED, State.MISSING)


def _told(
    case: Case, letter: Member, recorded: RecordedFact, *, book: Rulebook
) -> Iterator[str]:
    """The recipients of one letter about one fact; one may come more than once."""
    recipients = book.codes.list("recipient").members
    held = {member.code: member for member in recipients}
    for tells in texts(letter.attributes["tells"]):
        if tells == "standard":
            yield from (
                member.code
                for member in recipients
                if member.attributes.get("standard") == "yes"
                and _is_told(case, member, recorded)
            )
        elif tells in ("asked", "requester"):
            yield from (
                code
                for code in _those(case, tells, recorded)
                if held[code].attributes["audience"] == "body" or tells == "asked"
            )
        elif tells in ("person", "named_person") and case.is_child:
            yield from child_papers(case, book=book)
        elif _is_told(case, held[tells], recorded):
            yield tells


def _those(case: Case, tells: str, recorded: RecordedFact) -> tuple[str, ...]:
    """Those whom the fact itself names: who was asked, or who had asked."""
    fact = recorded.fact
    codes: tuple[str, ...] = ()
    if tells == "asked":
        assert isinstance(fact, InformationRequested), "only it asks others"
        codes = fact.asked_of
    elif isinstance(fact, DecisionDelayAnswered):
        codes = tuple(
            asked.fact.requested_by
            for asked in case.recorded(DecisionDelayRequested)
            if asked.version == fact.request
            and isinstance(asked.fact, DecisionDelayRequested)
        )
    else:
        assert isinstance(fact, _ANSWERS), "only these answer someone"
        codes = tuple(
            request.requested_by
            for request in case.reconsiderations
            if request.version == fact.request
        )
    return tuple(_AS_RECIPIENT[code] for code in codes if code in _AS_RECIPIENT)


def _is_told(case: Case, recipient: Member, recorded: RecordedFact | None) -> bool:
    """Whether the case has this recipient now."""
    condition = str(recipient.attributes["told_when"])
    if recipient.code == "person":
        return reaches_the_person(case) and not case.is_child
    return _CONDITIONS[condition](case, recorded)


Condition = Callable[[Case, RecordedFact | None], bool]


def _contact_recorded(case: Case, _: RecordedFact | None) -> bool:
    return any(
        isinstance(contact.fact, ContactRecorded)
        and contact.fact.whose == "representative"
        for contact in case.recorded(ContactRecorded)
    )


def _named_with_consent(case: Case, _: RecordedFact | None) -> bool:
    """The adult's last word on a decision recipient was that one may be told."""
    answers = [
        consent.fact.answer
        for consent in case.recorded(ConsentRecorded)
        if isinstance(consent.fact, ConsentRecorded)
        and consent.fact.purpose == "decision_recipient"
    ]
    return bool(answers) and answers[-1] == "given" and not case.is_child


def _supported(case: Case, _: RecordedFact | None) -> bool:
    """Support was asked for or given, and the person has not said no to it since."""
    if _said_no_to_support(case) or case.tracks[Track.SUPPORT] is State.DECLINED:
        return False
    about = case.about
    wanted = isinstance(about, ReferralReceived) and about.support_wanted == "yes"
    return (wanted and not case.is_child) or bool(case.recorded(*_SUPPORT))


def _said_no_to_support(case: Case) -> bool:
    """The last word on support, whether in a consent of its own or at 18, was no."""
    said = None
    for recorded in case.recorded(ConsentRecorded, AdulthoodReached):
        fact = recorded.fact
        if isinstance(fact, AdulthoodReached):
            said = fact.support_consent == "yes"
        elif isinstance(fact, ConsentRecorded) and fact.purpose == "support":
            said = fact.answer == "given"
    return said is False


def _engaged(case: Case, _: RecordedFact | None) -> bool:
    about = case.about
    named = isinstance(about, ReferralReceived) and about.local_authority is not None
    return case.is_child or named


def _guardian(case: Case, recorded: RecordedFact | None) -> bool:
    """One was appointed; of a child's referral the service is told before that."""
    referred = recorded is not None and isinstance(recorded.fact, ReferralReceived)
    appointed = case.tracks[Track.GUARDIANSHIP] is State.APPOINTED
    return appointed or (referred and case.is_child)


def _immigration(case: Case, _: RecordedFact | None) -> bool:
    about = case.about
    return (
        isinstance(about, ReferralReceived)
        and about.routing_circumstance in _IMMIGRATION
    )


_CONDITIONS: Final[dict[str, Condition]] = {
    "always": lambda _case, _recorded: True,
    "contact_recorded": _contact_recorded,
    "named_with_consent": _named_with_consent,
    "supported": _supported,
    "engaged": _engaged,
    "guardian_appointed": _guardian,
    "immigration_matter": _immigration,
    "adult": lambda case, _recorded: not case.is_child,
    "never_directly": lambda _case, _recorded: False,
}
