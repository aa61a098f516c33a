"""Receiving: a referral, or a Duty to Notify report, becomes facts or is refused."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from opennrm.cases.assigning import route_facts
from opennrm.cases.dating import happened
from opennrm.cases.describing import (
    ADULT_YEARS,
    PersonDetails,
    ages_agree,
    labelled,
    own_fields,
)
from opennrm.cases.facts import (
    Answer,
    Consent,
    NotificationReceived,
    ReferralReceived,
)
from opennrm.cases.history import NewFact
from opennrm.cases.identifiers import check_ids
from opennrm.cases.periods import eighteenth_birthday
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate


class ConsentNeeded(Refused):
    """An adult is referred only with informed consent."""

    code: ClassVar[str] = "consent-needed"


class ConsentNotAsked(Refused):
    """For a child, or someone who may be one, consent is not asked."""

    code: ClassVar[str] = "consent-not-asked"


class AgeAgainstBirthDate(Refused):
    """The age that is said and the birth date that is given contradict each other."""

    code: ClassVar[str] = "age-against-birth-date"


class LocalAuthorityNeeded(Refused):
    """A child's referral names the council or trust that was told."""

    code: ClassVar[str] = "local-authority-needed"


class NoDutyThen(Refused):
    """There was no duty to notify in that nation on that day."""

    code: ClassVar[str] = "no-duty-then"


class IdentityWithoutConsent(Refused):
    """A Duty to Notify report carries identity only where the adult agreed."""

    code: ClassVar[str] = "identity-without-consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDetails(PersonDetails):
    """A referral as it comes in, in codes."""

    under_18_now: Answer
    nrm_consent: Consent
    support_wanted: Answer = Answer.NOT_ASKED
    local_authority: str | None = None
    routing_circumstance: str = "not_recorded"
    interpreter_language: str | None = None
    external_id: str | None = None
    notification: UUID | None = None
    subject: UUID | None = None
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationDetails(PersonDetails):
    """A Duty to Notify report as it comes in, in codes."""

    consent_to_identify: bool
    subject: UUID | None = None
    narrative: UUID | None = None


def receive_referral(
    details: ReferralDetails,
    *,
    received: PartialDate,
    born: PartialDate | None = None,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """The facts of a referral that may be received.

    `born` is the birth date that goes to the vault; it decides on a local panel.

    Dates: `received` is the day it reached the mechanism, day 0 of the first clock.
    Raises: ConsentNeeded, ConsentNotAsked, LocalAuthorityNeeded, AgeAgainstBirthDate,
        AgeContradictsItself, NotAnId, NotYetHappened, and the errors of the code lists
        and rules in force on that day.
    Source: consent-and-age; decision-stages; first-receiver; competent-authority;
        regional-pilot; devolved-panel.
    """
    happened(received, today=today, what="A referral")
    check_ids("external_id", details.external_id)
    ages_agree(details.under_18_now, details.age_at_referral_years)
    if born is not None:
        _ages_agree(details.under_18_now, received=received, born=born)
    consent = book.rules.in_force(
        "consent-and-age",
        anchors={"referral-received": received},
        nation=details.nation,
    )
    years = details.age_at_referral_years
    young = years is not None and years < ADULT_YEARS
    if young or details.under_18_now in (Answer.YES, Answer.NOT_SURE):
        if details.nrm_consent is not Consent.NOT_NEEDED:
            raise ConsentNotAsked(
                "A referral of a child, or of someone who may be one, was given with "
                f"an answer on consent. {consent.id} asks for none: refer without it."
            )
        if details.local_authority is None:
            raise LocalAuthorityNeeded(
                "A referral of a child, or of someone who may be one, names no local "
                f"authority. {consent.id} needs the council or trust that was told."
            )
    elif details.nrm_consent is not Consent.GIVEN:
        raise ConsentNeeded(
            "An adult cannot be referred without informed consent "
            f"({consent.id}). Explain the mechanism and ask; if the adult refuses, "
            "send a Duty to Notify report."
        )
    for listed, given in (
        ("routing_circumstance", details.routing_circumstance),
        ("local_authority", details.local_authority),
        ("language", details.interpreter_language),
    ):
        if given is not None:
            book.codes.checked(listed, given, on=received)
    fact = ReferralReceived(
        **labelled(details, on=received, book=book), **own_fields(details)
    )
    follow = route_facts(fact, received=received, born=born, book=book)
    return tuple([NewFact(fact=each, occurred=received) for each in (fact, *follow)])


def _ages_agree(under_18: Answer, *, received: PartialDate, born: PartialDate) -> None:
    """Refuse an adult who is surely under 18, and a child who surely is not.

    Who may be a child, or was not asked, is neither.
    """
    surely_child = received.last < eighteenth_birthday(PartialDate.on(born.first))
    surely_adult = received.first >= eighteenth_birthday(PartialDate.on(born.last))
    if (under_18 is Answer.NO and surely_child) or (
        under_18 is Answer.YES and surely_adult
    ):
        said = "an adult" if surely_child else "a child"
        raise AgeAgainstBirthDate(
            f"A referral received on {received} says that the person is {said}, and "
            "the birth date given with it says otherwise. Mend the one or the other; "
            "where the age is in doubt, answer not sure."
        )


def receive_notification(
    details: NotificationDetails, *, received: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """The fact of a Duty to Notify report that may be received.

    Raises: IdentityWithoutConsent, NotYetHappened, and the errors of the code lists
        and of `duty-to-notify`, which covers England and Wales from November 2015.
    Source: duty-to-notify.
    """
    happened(received, today=today, what="A Duty to Notify report")
    duty = book.rules.in_force(
        "duty-to-notify",
        anchors={"notification-received": received},
        nation=details.nation,
    )
    if not duty.applies:
        raise NoDutyThen(
            f"A Duty to Notify report from {details.nation.replace('_', ' ').title()} "
            f"on {received} was refused: {duty.id} has no such duty there and then. "
            "Refer the adult with their consent, or keep no record here."
        )
    identified = details.subject is not None or details.narrative is not None
    if identified and not details.consent_to_identify:
        raise IdentityWithoutConsent(
            "A Duty to Notify report was given with identifying details, and the adult "
            f"did not agree to that ({duty.id}). Send it without them."
        )
    fact = NotificationReceived(
        **labelled(details, on=received, book=book), **own_fields(details)
    )
    return (NewFact(fact=fact, occurred=received),)
