"""How far a fact moves the tracks: one table, read by the fold and by the diagrams.

Here are the facts that only move tracks. The few that change more of a case than its
tracks (decisions, requests for another look, pauses) are read by the fold itself.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from opennrm.cases.case import State, Track
from opennrm.cases.facts import (
    AdulthoodReached,
    AgeAssessed,
    DeathRecorded,
    DecisionDelayAnswered,
    DecisionDelayRequested,
    DecisionProposed,
    DecisionReviewed,
    DisqualificationConsidered,
    DuplicateLinked,
    DuplicateUnlinked,
    Fact,
    FormFirstReceived,
    FoundAgain,
    GuardianAppointed,
    GuardianEnded,
    LeaveConsidered,
    LeaveCurtailed,
    LeaveDecided,
    LeftCountry,
    MoveOnStarted,
    NeedsAssessed,
    PanelConcluded,
    PanelConvened,
    PoliceInformed,
    PoliceOutcomeRecorded,
    PoliceRecorded,
    ReferralCompleted,
    ReferralRejected,
    ReferralReturned,
    SupportDeclined,
    SupportEnded,
    SupportExtended,
    SupportOffered,
    SupportRequested,
    SupportStarted,
    VoluntaryReturnMade,
    WentMissing,
)

Moves = tuple[tuple[Track, State], ...]

PLAIN: Final[dict[type[Fact], Moves]] = {
    FormFirstReceived: ((Track.ROUTE, State.FIRST_RECEIVED),),
    ReferralReturned: ((Track.INTAKE, State.RETURNED),),
    ReferralCompleted: ((Track.INTAKE, State.RECEIVED),),
    ReferralRejected: ((Track.INTAKE, State.REJECTED),),
    DuplicateUnlinked: ((Track.INTAKE, State.RECEIVED),),
    DecisionProposed: ((Track.REVIEW, State.PROPOSED),),
    PanelConvened: ((Track.PANEL, State.CONVENED),),
    PanelConcluded: ((Track.PANEL, State.CONCLUDED),),
    DecisionDelayRequested: ((Track.DELAY, State.REQUESTED),),
    DisqualificationConsidered: ((Track.DISQUALIFICATION, State.UNDER_CONSIDERATION),),
    SupportRequested: ((Track.SUPPORT, State.REQUESTED),),
    SupportOffered: ((Track.SUPPORT, State.OFFERED),),
    SupportStarted: ((Track.SUPPORT, State.STARTED),),
    SupportDeclined: ((Track.SUPPORT, State.DECLINED),),
    SupportExtended: ((Track.SUPPORT, State.EXTENDED),),
    NeedsAssessed: ((Track.SUPPORT, State.ASSESSED),),
    MoveOnStarted: ((Track.SUPPORT, State.MOVING_ON),),
    SupportEnded: ((Track.SUPPORT, State.ENDED),),
    GuardianAppointed: ((Track.GUARDIANSHIP, State.APPOINTED),),
    GuardianEnded: ((Track.GUARDIANSHIP, State.ENDED),),
    LeaveConsidered: ((Track.LEAVE, State.CONSIDERED),),
    LeaveCurtailed: ((Track.LEAVE, State.CURTAILED),),
    VoluntaryReturnMade: ((Track.LEAVE, State.RETURNED_HOME),),
    PoliceInformed: ((Track.POLICE, State.INFORMED),),
    PoliceRecorded: ((Track.POLICE, State.RECORDED),),
    PoliceOutcomeRecorded: ((Track.POLICE, State.OUTCOME_RECORDED),),
    AdulthoodReached: ((Track.AGE, State.TURNED_18),),
    WentMissing: ((Track.SUBJECT, State.MISSING),),
    FoundAgain: ((Track.SUBJECT, State.PRESENT),),
    LeftCountry: ((Track.SUBJECT, State.LEFT_COUNTRY),),
    DeathRecorded: ((Track.SUBJECT, State.DECEASED),),
}


def _linked(fact: DuplicateLinked) -> Moves:
    if fact.kind == "duplicate":
        return ((Track.INTAKE, State.DUPLICATE_LINKED),)
    return ()


def _reviewed(fact: DecisionReviewed) -> Moves:
    return ((Track.REVIEW, State.AGREED if fact.agreed else State.NOT_AGREED),)


def _delay_answered(fact: DecisionDelayAnswered) -> Moves:
    return ((Track.DELAY, State.AGREED if fact.agreed else State.REFUSED),)


def _leave_decided(fact: LeaveDecided) -> Moves:
    granted = fact.outcome == "granted"
    return ((Track.LEAVE, State.GRANTED if granted else State.REFUSED),)


def _age_assessed(fact: AgeAssessed) -> Moves:
    adult = fact.outcome == "adult"
    return ((Track.AGE, State.ASSESSED_ADULT if adult else State.ASSESSED_CHILD),)


# Any: each function takes exactly the class that it is keyed by.
BY_CONTENT: Final[Mapping[type[Any], Callable[[Any], Moves]]] = {
    DuplicateLinked: _linked,
    DecisionReviewed: _reviewed,
    DecisionDelayAnswered: _delay_answered,
    LeaveDecided: _leave_decided,
    AgeAssessed: _age_assessed,
}


def moves_of(fact: Fact) -> Moves:
    """The tracks that a fact moves by itself, with the states it moves them to."""
    plain = PLAIN.get(type(fact))
    if plain is not None:
        return plain
    by_content = BY_CONTENT.get(type(fact))
    return () if by_content is None else by_content(fact)
