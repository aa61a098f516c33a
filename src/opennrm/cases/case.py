"""A case as its history tells it: parallel tracks, decisions, spells and steps.

Nothing here is stored. A `Case` is what the fold makes of a history, and it holds no
clock: what is due depends on the day on which one asks, and is told by `clocks`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from opennrm.cases.facts import (
    Answer,
    Fact,
    NotificationReceived,
    Outcome,
    ReferralReceived,
    Stage,
)
from opennrm.cases.history import RecordedFact
from opennrm.rules.dates import PartialDate

_ADULT_YEARS: Final = 18
_UNANSWERED: Final = (Answer.NOT_RECORDED, Answer.NOT_ASKED)
_PUBLISHED: Final = "published_cells"


class Track(StrEnum):
    """The independent tracks of a case. No single status could hold them."""

    INTAKE = "intake"
    ROUTE = "route"
    REASONABLE_GROUNDS = "reasonable_grounds"
    CONCLUSIVE_GROUNDS = "conclusive_grounds"
    REVIEW = "review"
    PANEL = "panel"
    DELAY = "delay"
    RECOVERY = "recovery"
    RECONSIDERATION = "reconsideration"
    DISQUALIFICATION = "disqualification"
    SUPPORT = "support"
    GUARDIANSHIP = "guardianship"
    LEAVE = "leave"
    POLICE = "police"
    AGE = "age"
    SUBJECT = "subject"
    SUSPENSION = "suspension"
    WITHDRAWAL = "withdrawal"


class State(StrEnum):
    """Every state of every track."""

    NONE = "none"
    # intake and route
    RECEIVED = "received"
    REPORTED = "reported"
    RETURNED = "returned"
    REJECTED = "rejected"
    DUPLICATE_LINKED = "duplicate_linked"
    UNASSIGNED = "unassigned"
    FIRST_RECEIVED = "first_received"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    # the two decisions, and what leads to one
    NOT_OPEN = "not_open"
    PENDING = "pending"
    INFORMATION_REQUESTED = "information_requested"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    REOPENED = "reopened"
    REVOKED = "revoked"
    PROPOSED = "proposed"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    CONVENED = "convened"
    CONCLUDED = "concluded"
    SETTLED = "settled"
    # requests and their answers
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BARRED = "barred"
    REDETERMINED = "redetermined"
    UNDER_CONSIDERATION = "under_consideration"
    DISQUALIFIED = "disqualified"
    NOT_DISQUALIFIED = "not_disqualified"
    QUASHED = "quashed"
    # recovery, support, leave, police
    STARTED = "started"
    WITHHELD = "withheld"
    GRANTED = "granted"
    ENDED = "ended"
    OFFERED = "offered"
    EXTENDED = "extended"
    ASSESSED = "assessed"
    MOVING_ON = "moving_on"
    DECLINED = "declined"
    APPOINTED = "appointed"
    CONSIDERED = "considered"
    CURTAILED = "curtailed"
    RETURNED_HOME = "returned_home"
    INFORMED = "informed"
    RECORDED = "recorded"
    OUTCOME_RECORDED = "outcome_recorded"
    # the person
    CLAIMED = "claimed"
    PRESUMED_CHILD = "presumed_child"
    ASSESSED_CHILD = "assessed_child"
    ASSESSED_ADULT = "assessed_adult"
    TURNED_18 = "turned_18"
    PRESENT = "present"
    MISSING = "missing"
    LEFT_COUNTRY = "left_country"
    DECEASED = "deceased"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Route(StrEnum):
    """The two ways into the mechanism."""

    NRM = "nrm"
    DTN = "dtn"


class Status(StrEnum):
    """The publisher's outcome groups: where a referral stands, in one word."""

    AWAITING_REASONABLE_GROUNDS = "awaiting_reasonable_grounds"
    AWAITING_CONCLUSIVE_GROUNDS = "awaiting_conclusive_grounds"
    AWAITING_RECONSIDERATION = "awaiting_reconsideration"
    REASONABLE_GROUNDS_NEGATIVE = "reasonable_grounds_negative"
    CONCLUSIVE_GROUNDS_POSITIVE = "conclusive_grounds_positive"
    CONCLUSIVE_GROUNDS_NEGATIVE = "conclusive_grounds_negative"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision as made. `number` counts the decisions of its stage from 1."""

    version: int
    number: int
    stage: Stage
    outcome: Outcome
    finding: str | None
    reasons: tuple[str, ...]
    decided: PartialDate
    recorded_at: datetime
    decided_by: str
    reviewed_by: str | None
    authority: str
    rule: str
    after_reconsideration: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconsideration:
    """One request that a decision be looked at again, and what came of it."""

    version: int
    number: int
    decision: int
    stage: Stage
    requested: PartialDate
    basis: tuple[str, ...]
    requested_by: str
    exceptional_circumstances: bool
    rule: str
    state: State
    answered: PartialDate | None
    refusal: str | None
    redetermined_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An authority that held the case, from a date on."""

    authority: str
    site: str | None
    since: PartialDate
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A pause; `until` is None while it lasts."""

    reason: str
    since: PartialDate
    until: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The person left the mechanism."""

    reason: str
    requested_by: str
    on: PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequest:
    """What was asked of whom before a decision, and whether an answer came."""

    version: int
    stage: Stage
    asked_of: tuple[str, ...]
    asked: PartialDate
    answered: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One transition of one track, by the fact that caused it."""

    number: int
    track: Track
    before: State
    after: State
    version: int
    fact: str
    happened: PartialDate
    recorded_at: datetime
    authority: str | None
    rule: str | None


def _said_of(about: ReferralReceived | NotificationReceived) -> bool:
    """Whether what came in says a child, or leaves open that it is one.

    A published cell has no person behind it, and nobody writes to one.
    """
    years = about.age_at_referral_years
    if years is not None and years < _ADULT_YEARS:
        return True
    if not isinstance(about, ReferralReceived):
        return False
    if about.under_18_now in _UNANSWERED:
        return years is None and about.channel != _PUBLISHED
    return about.under_18_now is Answer.YES


Move = tuple[Track, State, State, RecordedFact, str | None]
"""A step as the fold notes it: track, before, after, the fact, who held the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a history says, as far as it was read.

    `version` is the last version read, corrections included: a writer must name it.
    `history` holds the facts that stand, each correction in its place. `born` is the
    birth date that the reader had from the vault; without it the clocks that need it
    are unknown.
    """

    case_id: UUID
    version: int
    route: Route
    received: PartialDate
    received_recorded_at: datetime
    about: ReferralReceived | NotificationReceived
    tracks: Mapping[Track, State]
    assignments: tuple[Assignment, ...]
    decisions: tuple[Decision, ...]
    information_requests: tuple[InformationRequest, ...]
    reconsiderations: tuple[Reconsideration, ...]
    suspensions: tuple[Suspension, ...]
    withdrawal: Withdrawal | None
    recovery_started: PartialDate | None
    moves: tuple[Move, ...]
    history: tuple[RecordedFact, ...]
    born: PartialDate | None = None

    def recorded(self, *kinds: type[Fact]) -> tuple[RecordedFact, ...]:
        """The facts of these kinds that stand, in the order of recording."""
        return tuple([r for r in self.history if type(r.fact) in kinds])

    def last(self, *kinds: type[Fact]) -> RecordedFact | None:
        """The last fact of these kinds that stands; None where there is none."""
        for recorded in reversed(self.history):
            if type(recorded.fact) in kinds:
                return recorded
        return None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every transition of every track, in order."""
        return tuple(
            Step(
                number=number,
                track=track,
                before=before,
                after=after,
                version=by.version,
                fact=by.name,
                happened=by.occurred,
                recorded_at=by.recorded_at,
                authority=authority,
                rule=getattr(by.fact, "rule", None),
            )
            for number, (track, before, after, by, authority) in enumerate(
                self.moves, 1
            )
        )

    @property
    def authority(self) -> str | None:
        """The authority that holds the case now; None before it is assigned."""
        return self.assignments[-1].authority if self.assignments else None

    @property
    def is_suspended(self) -> bool:
        """Whether the case is paused now."""
        return self.tracks[Track.SUSPENSION] is State.SUSPENDED

    @property
    def is_child(self) -> bool:
        """Whether the person is a child, or might be and is treated as one."""
        age = self.tracks[Track.AGE]
        if age in (State.ASSESSED_ADULT, State.TURNED_18):
            return False
        if age in (State.ASSESSED_CHILD, State.PRESUMED_CHILD):
            return True
        return _said_of(self.about)

    @property
    def ended(self) -> str | None:
        """In words, why nothing more is decided here; None while it may be."""
        intake = self.tracks[Track.INTAKE]
        if self.withdrawal is not None:
            return f"the case was withdrawn on {self.withdrawal.on}"
        if intake is State.REJECTED:
            return "the referral was rejected"
        if intake is State.DUPLICATE_LINKED:
            return "it is a duplicate of another referral, which was kept"
        return None

    def decision(self, stage: Stage) -> Decision | None:
        """The current decision of a stage: the last one, unless it was reopened."""
        for decision in reversed(self.decisions):
            if decision.stage is stage and decision.current:
                return decision
        return None

    @property
    def status(self) -> Status | None:
        """Where a referral stands; None for a Duty to Notify report."""
        if self.route is Route.DTN:
            return None
        if self.withdrawal is not None:
            return Status.WITHDRAWN
        if self.is_suspended:
            return Status.SUSPENDED
        grounds = self.tracks[Track.REASONABLE_GROUNDS]
        conclusive = self.tracks[Track.CONCLUSIVE_GROUNDS]
        if State.REOPENED in (grounds, conclusive):
            return Status.AWAITING_RECONSIDERATION
        if conclusive is State.POSITIVE:
            return Status.CONCLUSIVE_GROUNDS_POSITIVE
        if conclusive is State.NEGATIVE:
            return Status.CONCLUSIVE_GROUNDS_NEGATIVE
        if conclusive is State.REVOKED:
            return Status.REVOKED
        if grounds in (State.POSITIVE, State.NOT_OPEN):
            return Status.AWAITING_CONCLUSIVE_GROUNDS
        if grounds is State.NEGATIVE:
            return Status.REASONABLE_GROUNDS_NEGATIVE
        return Status.AWAITING_REASONABLE_GROUNDS
