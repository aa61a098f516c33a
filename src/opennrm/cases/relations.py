"""How a person stands to a case, read from its facts."""

from collections.abc import Iterator

from opennrm.cases.case import Case, Route, State, Track
from opennrm.cases.facts import (
    GuardianAppointed,
    PanelConflictDeclared,
    PanelConvened,
    PoliceInformed,
    ReferralReceived,
    SupportOffered,
    SupportStarted,
)
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Relation


def relations_to_new(actor: Actor, *, first_responder: str) -> frozenset[Relation]:
    """How an actor stands to a referral that is only coming in."""
    own = actor.organisation == first_responder
    return frozenset({Relation.OWN_ORGANISATION} if own else ())


def relations_to(actor: Actor, case: Case) -> frozenset[Relation]:
    """How an actor stands to a case.

    A case that came from published cells is about nobody: what the publisher revises
    may be corrected by the service that imported it.
    """
    return frozenset(_held(actor, case))


def _held(actor: Actor, case: Case) -> Iterator[Relation]:
    about, own = case.about, actor.organisation
    if own == about.first_responder:
        yield Relation.OWN_ORGANISATION
    if own == case.authority:
        yield Relation.OWN_AUTHORITY
    if case.route is Route.DTN:
        yield Relation.REPORT
    if about.channel == "published_cells":
        yield Relation.PUBLISHED_CELL
    if isinstance(about, ReferralReceived) and own == about.local_authority:
        yield Relation.OWN_LOCAL_AUTHORITY
    if case.is_child:
        yield Relation.CHILD_CASE
    if _is_on_the_panel(actor, case):
        yield Relation.ON_PANEL
    informed = case.last(PoliceInformed)
    told = informed.fact if informed is not None else None
    force = (
        told.police_force if isinstance(told, PoliceInformed) else about.police_force
    )
    if own == force:
        yield Relation.OWN_FORCE
    yield from _by_support(own, case)
    guardian = case.last(GuardianAppointed)
    if (
        guardian is not None
        and isinstance(guardian.fact, GuardianAppointed)
        and own == guardian.fact.service
    ):
        yield Relation.OWN_GUARDIANSHIP


def _by_support(own: str, case: Case) -> Iterator[Relation]:
    for recorded in case.recorded(SupportOffered, SupportStarted):
        fact = recorded.fact
        if isinstance(fact, SupportOffered | SupportStarted) and own == fact.provider:
            yield Relation.OWN_PROVIDER
    if case.tracks[Track.SUPPORT] is State.REQUESTED:
        yield Relation.SUPPORT_SOUGHT


def _is_on_the_panel(actor: Actor, case: Case) -> bool:
    """A member of the last panel, unless they declared a conflict since."""
    convened = case.last(PanelConvened)
    if convened is None or not isinstance(convened.fact, PanelConvened):
        return False
    conflicts = {
        recorded.fact.member
        for recorded in case.recorded(PanelConflictDeclared)
        if isinstance(recorded.fact, PanelConflictDeclared)
        and recorded.fact.panel == convened.version
    }
    members = {*convened.fact.members, convened.fact.chair}
    return actor.id in members - conflicts
