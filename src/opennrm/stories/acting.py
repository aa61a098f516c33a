"""Who acts in a story: the people it names, or the usual ones for a command."""

from collections.abc import Mapping
from typing import Any, Final

from opennrm.cases.case import Case
from opennrm.cases.facts import (
    GuardianAppointed,
    PoliceInformed,
    ReferralReceived,
    SupportOffered,
    SupportStarted,
)
from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import PERMISSIONS, Command
from opennrm.rules.codes import Codes
from opennrm.stories.form import StoryPerson

USUAL: Final[dict[str, Role]] = {
    "officer": Role.FIRST_RESPONDER,
    "caseworker": Role.DECISION_MAKER,
    "reviewer": Role.REVIEWER,
    "technical lead": Role.TECHNICAL_LEAD,
    "panel member": Role.PANEL_MEMBER,
    "provider": Role.SUPPORT_PROVIDER,
    "council": Role.LOCAL_AUTHORITY,
    "guardian": Role.GUARDIAN,
    "police officer": Role.POLICE,
    "immigration officer": Role.IMMIGRATION,
    "post room": Role.POST_ROOM,
    "overseer": Role.OVERSEER,
}
"""Whom a story need not introduce, in the order in which a command looks for one."""

_BY_OFFICERS: Final = (
    Command.RECEIVE_REFERRAL,
    Command.RECEIVE_NOTIFICATION,
    Command.REQUEST_RECONSIDERATION,
    Command.COMPLETE_REFERRAL,
    Command.ADD_DETAIL,
    Command.RECORD_CONSENT,
    Command.RECORD_CONTACT,
    Command.REQUEST_SUPPORT,
    Command.DECLINE_TO_ASK,
)
_BY_PROVIDERS: Final = (
    Command.OFFER_SUPPORT,
    Command.START_SUPPORT,
    Command.DECLINE_SUPPORT,
    Command.ASSESS_NEEDS,
    Command.END_SUPPORT,
)


def usual_actor(command: Command) -> str:
    """Who gives a command where a story does not say."""
    if command in _BY_OFFICERS:
        return "officer"
    if command in _BY_PROVIDERS:
        return "provider"
    allowed = PERMISSIONS[command]
    if Role.DECISION_MAKER in allowed:
        return "caseworker"
    return next(name for name, role in USUAL.items() if role in allowed)


def actor_of(
    name: str,
    person: StoryPerson | None,
    *,
    case: Case | None,
    values: Mapping[str, Any],
    codes: Codes,
) -> Actor:
    """The actor of that name, with the organisation that the story leaves unsaid."""
    role = Role(person.role) if person else USUAL[name]
    organisation = person.organisation if person else None
    return Actor(
        id=name,
        roles=frozenset({role}),
        organisation=organisation or _organisation(role, case, values, codes),
    )


def _organisation(
    role: Role, case: Case | None, values: Mapping[str, Any], codes: Codes
) -> str:
    """The body for which someone of that role usually acts on this case."""
    if case is None:
        return str(values.get("first_responder", "not_recorded"))
    about = case.about
    if role is Role.FIRST_RESPONDER:
        return about.first_responder
    if role is Role.SUPPORT_PROVIDER:
        last = case.last(SupportOffered, SupportStarted)
        given = values.get("provider")
        if given or last is None:
            return str(given or _first_provider(case, codes))
        return str(getattr(last.fact, "provider", given))
    if role is Role.LOCAL_AUTHORITY:
        council = about.local_authority if isinstance(about, ReferralReceived) else None
        return council or "not_recorded"
    if role is Role.GUARDIAN:
        appointed = case.last(GuardianAppointed)
        told = appointed.fact if appointed else None
        return str(values.get("service") or getattr(told, "service", "not_recorded"))
    if role is Role.POLICE:
        informed = case.last(PoliceInformed)
        told = informed.fact if informed else None
        return str(getattr(told, "police_force", about.police_force))
    return case.authority or "not_recorded"


def _first_provider(case: Case, codes: Codes) -> str:
    """The first provider of the list that supports people in the case's nation."""
    for member in codes.list("support_provider").members_in_force(case.received.last):
        nations = member.attributes.get("nations") or ()
        if not nations or case.about.nation in nations:
            return member.code
    return "not_recorded"
