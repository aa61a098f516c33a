"""Routing: moving a case to another authority, and to the person who takes it there."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    CaseTransferred,
    DecisionMakerAssigned,
    ReferralReceived,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.pilots import (
    DEVOLVED_PANEL,
    is_site_of,
    regional_pilot,
    too_near_to_18,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion


class NotAnAuthority(Refused):
    """The body named did not decide cases on that day."""

    code: ClassVar[str] = "not-an-authority"


class AlreadyThere(Refused):
    """The case is with that authority, or with that person, already."""

    code: ClassVar[str] = "already-there"


class NotForAChild(Refused):
    """The authority decides for adults only."""

    code: ClassVar[str] = "not-for-a-child"


class OutsideThePilot(Refused):
    """The pilot or local panel does not reach this case."""

    code: ClassVar[str] = "outside-the-pilot"


class SiteNeeded(Refused):
    """A transfer to a local panel names its site."""

    code: ClassVar[str] = "site-needed"


class SiteNotExpected(Refused):
    """Only a local panel has a site."""

    code: ClassVar[str] = "site-not-expected"


def transfer(
    case: Case,
    *,
    authority: str,
    reason: str,
    site: str | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Move a case to another authority; receipt keeps its date.

    `site` is that of a local panel. A multi-disciplinary panel of a regional pilot gets
    a case after a positive reasonable grounds decision.
    Dates: the authorities are those of the day of the transfer; whether a pilot reaches
        the case is read for the day of receipt.
    Raises: NotAnAuthority for a body that did not decide then; NotForAChild;
        OutsideThePilot; SiteNeeded, SiteNotExpected; AlreadyThere; NotNow;
        NotYetHappened; OutOfOrder.
    Source: competent-authority; regional-pilot; devolved-panel.
    """
    require(case, Command.TRANSFER)
    happened(on, today=today, what="A transfer")
    held = case.assignments[-1]
    follows(on, held.since, what="A transfer", cause="the case came to its authority")
    if site is not None and authority != DEVOLVED_PANEL:
        raise SiteNotExpected(
            f"A transfer to {authority} was given with the site {site}, and only a "
            "local panel has one. Leave the site out, or name devolved_panel."
        )
    if (authority, site) == (held.authority, held.site):
        raise AlreadyThere(
            f"A transfer to {authority} was refused: the case is there already. "
            "Read the case again."
        )
    book.codes.checked("transfer_reason", reason, on=on)
    if authority == DEVOLVED_PANEL:
        rule = _local_panel(case, site, on=on, book=book)
    else:
        rule = _authority(case, authority, on=on, book=book)
    fact = CaseTransferred(authority=authority, site=site, reason=reason, rule=rule)
    return (NewFact(fact=fact, occurred=on),)


def assign_decision_maker(
    case: Case, *, decision_maker: str, on: PartialDate, today: date
) -> tuple[NewFact, ...]:
    """Give a case to a person at its authority.

    Raises: AlreadyThere where they have it; NotNow; NotYetHappened; OutOfOrder.
    """
    require(case, Command.ASSIGN_DECISION_MAKER)
    happened(on, today=today, what="An assignment")
    since = case.assignments[-1].since
    follows(on, since, what="An assignment", cause="the case came to its authority")
    if decision_maker == assigned_to(case):
        raise AlreadyThere(
            "An assignment was refused: that person has the case already. "
            "Read the case again."
        )
    return (
        NewFact(fact=DecisionMakerAssigned(decision_maker=decision_maker), occurred=on),
    )


def assigned_to(case: Case) -> str | None:
    """The person who has the case; None until someone at its authority takes it.

    A transfer leaves whoever had it behind.
    """
    last = case.last(CaseTransferred, DecisionMakerAssigned)
    if last is not None and isinstance(last.fact, DecisionMakerAssigned):
        return last.fact.decision_maker
    return None


def _authority(case: Case, authority: str, *, on: PartialDate, book: Rulebook) -> str:
    """The rule version under which an authority without a site may get the case."""
    pilot = _pilot_of(case, on=on, book=book)
    if pilot is not None and authority in (
        pilot.parameter("reasonable_grounds_authority"),
        pilot.parameter("conclusive_grounds_authority"),
    ):
        _in_turn(case, authority, pilot)
        return pilot.id
    rule = book.rules.in_force(
        "competent-authority",
        anchors={"referral-received": on},
        nation=case.about.nation,
    )
    if authority in _of_any_pilot(book):
        raise OutsideThePilot(
            f"A transfer to {authority} on {on} was refused: no pilot reaches a "
            f"referral received on {case.received} from that police force area. "
            f"{rule.id} has {', '.join(rule.codes)}; name one of these."
        )
    if authority not in rule.codes:
        raise NotAnAuthority(
            f"A transfer to {authority} on {on} was refused: {rule.id} has "
            f"{', '.join(rule.codes)}. Name one of these."
        )
    for_children = rule.parameters.get("child")
    if case.is_child and for_children is not None and authority != for_children:
        raise NotForAChild(
            f"A transfer of a child, or of someone who may be one, to {authority} was "
            f"refused: {rule.id} gives children to {for_children}. If the person is "
            "an adult, record the age assessment first."
        )
    return rule.id


def _pilot_of(case: Case, *, on: PartialDate, book: Rulebook) -> RuleVersion | None:
    """The regional pilot that took the referral and is still there on a date."""
    if regional_pilot(case.about, on=on, book=book) is None:
        return None
    return regional_pilot(case.about, on=case.received, book=book)


def _of_any_pilot(book: Rulebook) -> set[object]:
    """Every authority that a regional pilot ever had."""
    return {
        version.parameters.get(f"{stage}_authority")
        for version in book.rules.rule("regional-pilot").versions
        for stage in ("reasonable_grounds", "conclusive_grounds")
        if version.applies
    }


def _in_turn(case: Case, authority: str, pilot: RuleVersion) -> None:
    """A panel of a pilot makes the second decision, so the first must be positive."""
    if authority != pilot.parameter("conclusive_grounds_authority"):
        return
    if case.tracks[Track.REASONABLE_GROUNDS] is not State.POSITIVE:
        raise NotNow(
            f"A transfer to {authority} was refused: there is no positive reasonable "
            f"grounds decision, and the panel makes the conclusive one ({pilot.id}). "
            "Decide reasonable grounds first."
        )


def _local_panel(
    case: Case, site: str | None, *, on: PartialDate, book: Rulebook
) -> str:
    """The rule version under which a local panel may get a child's case."""
    if site is None:
        raise SiteNeeded(
            "A transfer to a local panel names no site. "
            "Name the site whose area the child's council is in."
        )
    book.codes.checked("panel_site", site, on=on)
    refused = f"A transfer to the panel site {site} on {on} was refused"
    if not case.is_child:
        raise OutsideThePilot(
            f"{refused}: local panels decide for children, and the person is an "
            "adult. Name another authority."
        )
    about = case.about
    council = about.local_authority if isinstance(about, ReferralReceived) else None
    if not is_site_of(site, council, on=on, book=book):
        raise OutsideThePilot(
            f"{refused}: the child's council is {council or 'not recorded'}, which is "
            "not of that site. Name the site of that council, or correct the council."
        )
    why_not, rule = too_near_to_18(
        received=case.received, born=case.born, nation=about.nation, book=book
    )
    if why_not is not None or rule is None:
        raise OutsideThePilot(
            f"{refused}: {why_not}. The case stays with the national authority."
        )
    return rule


WAYS: dict[str, Way] = {
    "transfer": Way(command=Command.TRANSFER, decide=transfer),
    "assign decision maker": Way(
        command=Command.ASSIGN_DECISION_MAKER, decide=assign_decision_maker
    ),
}
