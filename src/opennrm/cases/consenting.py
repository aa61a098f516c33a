"""The ledger of consents, each for one purpose and each withdrawable."""

import re
from datetime import date
from typing import ClassVar, Final

from opennrm.cases.case import Case, Route
from opennrm.cases.dating import happened
from opennrm.cases.facts import (
    AdulthoodReached,
    Answer,
    ConsentRecorded,
    NotificationReceived,
    ReferralReceived,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.referring import ConsentNotAsked
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotAReferral, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

NRM: Final = "nrm"
SUPPORT: Final = "support"
POLICE_CONTACT: Final = "police_contact"
DECISION_RECIPIENT: Final = "decision_recipient"
IDENTITY: Final = "identity_in_notification"

GIVEN: Final = "given"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"
NOT_NEEDED: Final = "not_needed"
NOT_RECORDED: Final = "not_recorded"

_ANSWERS: Final = (GIVEN, REFUSED, WITHDRAWN)
_OF_REPORTS: Final = (NRM, POLICE_CONTACT, IDENTITY)
_BY_ANSWER: Final = {Answer.YES: GIVEN, Answer.NO: REFUSED}
# It is kept in the log, so it names a text and cannot be one.
_TEXT_VERSION: Final = re.compile(r"[a-z0-9][a-z0-9@._-]{0,63}")


class NotAnAnswer(Refused):
    """A consent is given, refused or withdrawn; it is nothing else."""

    code: ClassVar[str] = "not-an-answer"


class NothingToWithdraw(Refused):
    """Only a consent that was given is withdrawn."""

    code: ClassVar[str] = "nothing-to-withdraw"


class ConsentWithdrawn(Refused):
    """An adult who does not agree to the mechanism is not decided on."""

    code: ClassVar[str] = "consent-withdrawn"


class PurposeNotHere(Refused):
    """A consent for this purpose is not asked on this kind of case."""

    code: ClassVar[str] = "purpose-not-here"


class TextVersionUnfit(Refused):
    """The text that was agreed to is named by its version, not repeated."""

    code: ClassVar[str] = "text-version-unfit"


def record_consent(
    case: Case,
    *,
    purpose: str,
    answer: str,
    text_version: str,
    language: str,
    interpreter: bool,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record one consent: for what, under which text, in which language.

    When an adult withdraws the consent to the mechanism itself, a withdrawal of the
    case follows; `withdrawal_follows` says so until it is recorded.

    Raises: ConsentNotAsked of a child for the mechanism; NotAnAnswer;
        NothingToWithdraw; PurposeNotHere; NotAReferral for an adult of a report who now
        agrees to a referral; TextVersionUnfit; NotYetHappened.
    Source: consent-and-age; duty-to-notify.
    """
    require(case, Command.RECORD_CONSENT)
    happened(on, today=today, what="A consent")
    book.codes.checked("consent_purpose", purpose, on=on)
    book.codes.checked("consent", answer, on=on)
    book.codes.checked("language", language, on=on)
    if answer not in _ANSWERS:
        raise NotAnAnswer(
            f"A consent ({purpose}) was given as {answer}. "
            f"Say what the person said: {', '.join(_ANSWERS)}."
        )
    if not _TEXT_VERSION.fullmatch(text_version):
        raise TextVersionUnfit(
            f"A consent ({purpose}) was given with a text version that names no text. "
            "Give its short name and day, such as nrm-consent@2026-04-27."
        )
    _asked_here(case, purpose, answer)
    if answer == WITHDRAWN and standing(case, purpose) != GIVEN:
        raise NothingToWithdraw(
            f"A consent ({purpose}) was to be withdrawn, and it is "
            f"{standing(case, purpose).replace('_', ' ')}. "
            "Only a consent that was given is withdrawn; record a refusal instead."
        )
    fact = ConsentRecorded(
        purpose=purpose,
        answer=answer,
        text_version=text_version,
        language=language,
        interpreter=interpreter,
    )
    return (NewFact(fact=fact, occurred=on),)


def standing(case: Case, purpose: str) -> str:
    """How a consent stands: given, refused, withdrawn, not needed or not recorded.

    The answers of the referral or report are the first entries of the ledger. A child
    is not asked about the mechanism; what was said of a child binds no adult.
    Dates: the answer of the latest day counts, and of one day the one recorded last.
    """
    if purpose == NRM and case.route is Route.NRM and case.is_child:
        return NOT_NEEDED
    found, said = _at_first(case, purpose), None
    for recorded in case.recorded(ConsentRecorded, AdulthoodReached):
        fact = recorded.fact
        if isinstance(fact, ConsentRecorded) and fact.purpose == purpose:
            answer = fact.answer
        elif isinstance(fact, AdulthoodReached) and purpose in (NRM, SUPPORT):
            asked = fact.stays if purpose == NRM else fact.support_consent
            answer = _BY_ANSWER.get(asked, NOT_RECORDED)
        else:
            continue
        if said is None or recorded.occurred.first >= said:
            found, said = answer, recorded.occurred.first
    return found


def check_consent(case: Case, what: str) -> None:
    """Refuse to decide on an adult who no longer agrees to be in the mechanism.

    Raises: ConsentWithdrawn.
    Source: consent-and-age.
    """
    if not withdrawal_follows(case):
        return
    stands = standing(case, NRM)
    raise ConsentWithdrawn(
        f"To {what} was refused: the adult's consent to the mechanism stands "
        f"{stands}, and nobody is decided on without it. Record the withdrawal from "
        "the mechanism first; if the adult thought again, record that consent."
    )


def consents(case: Case) -> dict[str, str]:
    """Every consent that is asked on this kind of case, as it stands."""
    asked = (
        _OF_REPORTS
        if case.route is Route.DTN
        else (NRM, SUPPORT, POLICE_CONTACT, DECISION_RECIPIENT)
    )
    return {purpose: standing(case, purpose) for purpose in asked}


def withdrawal_follows(case: Case) -> bool:
    """Whether an adult no longer agrees to be in the mechanism, and still is.

    So it is after a withdrawn consent, and after a no at 18. Whoever has the case then
    withdraws it, or records that the person thought again.
    """
    return (
        case.route is Route.NRM
        and case.ended is None
        and standing(case, NRM) in (WITHDRAWN, REFUSED)
    )


def consent_is_due(case: Case) -> bool:
    """Whether an adult is in the mechanism who was never asked as an adult.

    So it is after an age assessment, and for one who turned 18 unasked.
    """
    return (
        case.route is Route.NRM
        and case.ended is None
        and standing(case, NRM) == NOT_RECORDED
        and case.about.channel != "published_cells"
    )


def _at_first(case: Case, purpose: str) -> str:
    """What the referral or the report itself said."""
    about = case.about
    if isinstance(about, NotificationReceived):
        if purpose == IDENTITY:
            return GIVEN if about.consent_to_identify else REFUSED
        return REFUSED if purpose == NRM else NOT_RECORDED
    if purpose == NRM:
        told = str(about.nrm_consent)
        return NOT_RECORDED if told == NOT_NEEDED else told
    if purpose == SUPPORT and about.under_18_now is Answer.NO:
        return _BY_ANSWER.get(about.support_wanted, NOT_RECORDED)
    return NOT_RECORDED


def _asked_here(case: Case, purpose: str, answer: str) -> None:
    """Refuse a consent that this kind of case has no place for."""
    if isinstance(case.about, ReferralReceived):
        if purpose == IDENTITY:
            raise PurposeNotHere(
                "A consent to identity in a report was given on a referral, which "
                "has the identity anyway. Leave it out."
            )
        if purpose == NRM and case.is_child:
            raise ConsentNotAsked(
                "A consent to the mechanism was given for a child, or for someone who "
                "may be one. None is asked of a child; at 18 they are asked to stay."
            )
        return
    if purpose not in _OF_REPORTS:
        raise PurposeNotHere(
            f"A consent ({purpose}) was given on a Duty to Notify report, which leads "
            "to no support and no decision. If the adult agrees to a referral, make "
            "one that names this report."
        )
    if purpose == NRM and answer == GIVEN:
        raise NotAReferral(
            "A consent to the mechanism was given on a Duty to Notify report, which "
            "stays as it is. Make a referral that names this report."
        )


WAYS: dict[str, Way] = {
    "record consent": Way(command=Command.RECORD_CONSENT, decide=record_consent),
}
