"""Assigning: which unit a form reaches first, and which authority decides it."""

from dataclasses import dataclass

from opennrm.cases.facts import (
    Answer,
    AuthorityAssigned,
    FormFirstReceived,
    ProcedureSet,
    ReferralReceived,
    Stage,
)
from opennrm.cases.pilots import (
    BY_NATIONALITY,
    DEVOLVED_PANEL,
    regional_pilot,
    site_of,
    too_near_to_18,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate

_NOTHING_SAID = ("not_recorded", "none_of_these")
_CHILD = "child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """Where a referral goes, by which rule version, and why in words."""

    authority: str
    site: str | None = None
    rule: str
    because: str


def circumstance_of(about: ReferralReceived) -> str:
    """What decides between the authorities, from what the referral says.

    A child comes before every other circumstance, then the circumstance recorded,
    then British nationality; the rest is none of these.
    """
    return _CHILD if _is_a_child(about) else _circumstance_of_an_adult(about)


def _is_a_child(about: ReferralReceived) -> bool:
    years = about.age_at_referral_years
    young = years is not None and years < 18
    return young or about.under_18_now in (Answer.YES, Answer.NOT_SURE)


def _circumstance_of_an_adult(about: ReferralReceived) -> str:
    if about.routing_circumstance not in _NOTHING_SAID:
        return about.routing_circumstance
    return "uk_national" if "uk" in about.nationality else "none_of_these"


def routed(
    about: ReferralReceived,
    *,
    received: PartialDate,
    born: PartialDate | None = None,
    book: Rulebook,
) -> Routed:
    """The authority that decides a referral first.

    A local panel comes first for a child of its area, then a regional pilot of the
    police force area, then what the circumstances say.
    Dates: the versions in force on the day of receipt.
    Source: competent-authority; regional-pilot; devolved-panel.
    """
    why_no_panel = None
    site = site_of(about.local_authority, on=received, book=book)
    if site is not None and _is_a_child(about):
        why_no_panel, panel = too_near_to_18(
            received=received, born=born, nation=about.nation, book=book
        )
        if why_no_panel is None and panel is not None:
            return Routed(
                authority=DEVOLVED_PANEL,
                site=site,
                rule=panel,
                because=f"a child of the panel site {site}, far enough from 18",
            )
    pilot = regional_pilot(about, on=received, book=book)
    if pilot is not None:
        authority = str(pilot.parameter("reasonable_grounds_authority"))
        if authority != BY_NATIONALITY:
            return Routed(
                authority=authority,
                rule=pilot.id,
                because=f"the referral is from the pilot area of {about.police_force}",
            )
    return _by_circumstance(
        about, received=received, why_no_panel=why_no_panel, book=book
    )


def _by_circumstance(
    about: ReferralReceived,
    *,
    received: PartialDate,
    why_no_panel: str | None,
    book: Rulebook,
) -> Routed:
    rule = book.rules.in_force(
        "competent-authority",
        anchors={"referral-received": received},
        nation=about.nation,
    )
    circumstance = circumstance_of(about)
    authority = rule.parameter(circumstance)
    if authority is None:
        # The rule of that day routes a child like anyone else.
        circumstance = _circumstance_of_an_adult(about)
        authority = rule.parameter(circumstance)
    because = f"the circumstance is {circumstance}"
    if why_no_panel is not None:
        because = f"{because}; no local panel, as {why_no_panel}"
    return Routed(authority=str(authority), rule=rule.id, because=because)


def route_facts(
    about: ReferralReceived,
    *,
    received: PartialDate,
    born: PartialDate | None,
    book: Rulebook,
) -> tuple[ProcedureSet | FormFirstReceived | AuthorityAssigned, ...]:
    """What follows receipt at once: the procedure, first receipt, the authority.

    The procedure is recorded only where it is not the one of two decisions.
    Source: decision-stages; first-receiver.
    """
    anchors = {"referral-received": received}
    found: list[ProcedureSet | FormFirstReceived | AuthorityAssigned] = []
    stages = book.rules.in_force(
        "decision-stages", anchors=anchors, nation=about.nation
    )
    if stages.codes and set(stages.codes) != set(Stage):
        found.append(ProcedureSet(stages=stages.codes, rule=stages.id))
    first = book.rules.in_force("first-receiver", anchors=anchors, nation=about.nation)
    if first.applies:
        found.append(FormFirstReceived(receiver=first.codes[0], rule=first.id))
    goes = routed(about, received=received, born=born, book=book)
    found.append(
        AuthorityAssigned(authority=goes.authority, site=goes.site, rule=goes.rule)
    )
    return tuple(found)
