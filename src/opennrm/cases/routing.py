"""Routing: which competent authority gets a referral, and moving it to another."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.dating import happened
from opennrm.cases.facts import Answer, CaseTransferred, ReferralReceived
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_NOTHING_SAID = ("not_recorded", "none_of_these")


class NotAnAuthority(Refused):
    """The body named did not decide cases on that day."""

    code: ClassVar[str] = "not-an-authority"


class AlreadyThere(Refused):
    """The case is with that authority already."""

    code: ClassVar[str] = "already-there"


def circumstance_of(about: ReferralReceived) -> str:
    """What decides between the authorities, from what the referral says.

    A child comes before every other circumstance, then the circumstance recorded,
    then British nationality; the rest is none of these.
    """
    if about.under_18_now in (Answer.YES, Answer.NOT_SURE):
        return "child"
    return _circumstance_of_an_adult(about)


def _circumstance_of_an_adult(about: ReferralReceived) -> str:
    if about.routing_circumstance not in _NOTHING_SAID:
        return about.routing_circumstance
    return "uk_national" if "uk" in about.nationality else "none_of_these"


def authority_for(
    about: ReferralReceived,
    *,
    received: PartialDate,
    born: PartialDate | None = None,
    book: Rulebook,
) -> tuple[str, str]:
    """The authority that gets a referral, and the rule version that says so.

    Dates: the version in force on the day of receipt.
    Source: competent-authority.
    """
    rule = book.rules.in_force(
        "competent-authority",
        anchors={"referral-received": received},
        nation=about.nation,
    )
    authority = rule.parameter(circumstance_of(about))
    if authority is None:
        # The rule of that day routes a child like anyone else.
        authority = rule.parameter(_circumstance_of_an_adult(about))
    return str(authority), rule.id


def transfer(
    case: Case,
    *,
    authority: str,
    reason: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Move a case to another authority; receipt keeps its date.

    Raises: NotAnAuthority for a body that did not decide then; AlreadyThere;
        NotNow; NotYetHappened.
    """
    require(case, Command.TRANSFER)
    happened(on, today=today, what="A transfer")
    rule = book.rules.in_force(
        "competent-authority",
        anchors={"referral-received": on},
        nation=case.about.nation,
    )
    if authority not in rule.codes:
        raise NotAnAuthority(
            f"A transfer to {authority} on {on} was refused: {rule.id} has "
            f"{', '.join(rule.codes)}. Name one of these."
        )
    if authority == case.authority:
        raise AlreadyThere(
            f"A transfer to {authority} was refused: the case is there already. "
            "Read the case again."
        )
    book.codes.checked("transfer_reason", reason, on=on)
    fact = CaseTransferred(authority=authority, reason=reason, rule=rule.id)
    return (NewFact(fact=fact, occurred=on),)


WAYS: dict[str, Way] = {"transfer": Way(command=Command.TRANSFER, decide=transfer)}
