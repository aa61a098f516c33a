"""The fold: from a history to the case it tells.

Pure and total on every prefix of a history that the decision functions produced. It
takes what was recorded as it stands: it never re-decides, never asks what day it is,
and reads no rule.
"""

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

from opennrm.cases.case import (
    Assignment,
    Case,
    Decision,
    InformationRequest,
    Move,
    Reconsideration,
    Route,
    State,
    Suspension,
    Track,
    Withdrawal,
)
from opennrm.cases.facts import (
    AuthorityAssigned,
    CaseResumed,
    CaseSuspended,
    CaseTransferred,
    CaseWithdrawn,
    ConclusiveGroundsDecided,
    InformationReceived,
    InformationRequested,
    NotificationReceived,
    Outcome,
    ReasonableGroundsDecided,
    ReconsiderationAccepted,
    ReconsiderationRefused,
    ReconsiderationRequested,
    ReferralReceived,
    Stage,
)
from opennrm.cases.history import History, RecordedFact, as_known, in_effect
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate


class NoSuchCase(OpenNRMError):
    """A history that holds nothing yet, at the moment asked."""

    code: ClassVar[str] = "no-such-case"
    family: ClassVar[Family] = Family.NOT_FOUND


class BrokenHistory(OpenNRMError):
    """A history that no decision function can have produced."""

    code: ClassVar[str] = "broken-history"
    family: ClassVar[Family] = Family.STORE


_START = {
    Track.INTAKE: State.NONE,
    Track.ROUTE: State.UNASSIGNED,
    Track.REASONABLE_GROUNDS: State.NOT_OPEN,
    Track.CONCLUSIVE_GROUNDS: State.NOT_OPEN,
    Track.RECOVERY: State.NONE,
    Track.RECONSIDERATION: State.NONE,
    Track.SUSPENSION: State.NONE,
    Track.WITHDRAWAL: State.NONE,
}
_TRACK_OF = {
    Stage.REASONABLE_GROUNDS: Track.REASONABLE_GROUNDS,
    Stage.CONCLUSIVE_GROUNDS: Track.CONCLUSIVE_GROUNDS,
}


class _Reading:
    """What has been read so far. Lives inside `fold` only."""

    __slots__ = (
        "about",
        "assignments",
        "decisions",
        "moves",
        "pauses",
        "received",
        "reconsiderations",
        "recorded_at",
        "recovery",
        "requests",
        "route",
        "tracks",
        "withdrawal",
    )

    def __init__(self) -> None:
        self.about: ReferralReceived | NotificationReceived | None = None
        self.route = Route.NRM
        self.received: PartialDate | None = None
        self.recorded_at: datetime | None = None
        self.tracks = dict(_START)
        self.assignments: list[Assignment] = []
        # Drafts: the fields of what is frozen at the end, changed on the way.
        self.decisions: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.reconsiderations: list[dict[str, Any]] = []
        self.pauses: list[dict[str, Any]] = []
        self.withdrawal: Withdrawal | None = None
        self.recovery: PartialDate | None = None
        self.moves: list[Move] = []

    def move(self, track: Track, after: State, by: RecordedFact) -> None:
        """Note the step of one track, also from a state to itself."""
        authority = self.assignments[-1].authority if self.assignments else None
        self.moves.append((track, self.tracks[track], after, by, authority))
        self.tracks[track] = after


def _referral(reading: _Reading, by: RecordedFact, fact: ReferralReceived) -> None:
    reading.about, reading.route = fact, Route.NRM
    reading.received, reading.recorded_at = by.occurred, by.recorded_at
    reading.move(Track.INTAKE, State.RECEIVED, by)
    reading.move(Track.REASONABLE_GROUNDS, State.PENDING, by)


def _notification(
    reading: _Reading, by: RecordedFact, fact: NotificationReceived
) -> None:
    reading.about, reading.route = fact, Route.DTN
    reading.received, reading.recorded_at = by.occurred, by.recorded_at
    reading.move(Track.INTAKE, State.REPORTED, by)


def _assigned(reading: _Reading, by: RecordedFact, fact: AuthorityAssigned) -> None:
    reading.assignments.append(
        Assignment(
            authority=fact.authority, site=fact.site, since=by.occurred, rule=fact.rule
        )
    )
    reading.move(Track.ROUTE, State.ASSIGNED, by)


def _transferred(reading: _Reading, by: RecordedFact, fact: CaseTransferred) -> None:
    reading.assignments.append(
        Assignment(
            authority=fact.authority, site=fact.site, since=by.occurred, rule=fact.rule
        )
    )
    reading.move(Track.ROUTE, State.TRANSFERRED, by)


def _asked(reading: _Reading, by: RecordedFact, fact: InformationRequested) -> None:
    reading.requests.append(
        {
            "version": by.version,
            "stage": fact.stage,
            "asked_of": fact.asked_of,
            "asked": by.occurred,
            "answered": None,
        }
    )
    track = _TRACK_OF[fact.stage]
    if reading.tracks[track] is State.PENDING:
        reading.move(track, State.INFORMATION_REQUESTED, by)


def _answered(reading: _Reading, by: RecordedFact, fact: InformationReceived) -> None:
    answered = set(fact.received_from)
    for request in reading.requests:
        if request["answered"] is None and answered & set(request["asked_of"]):
            request["answered"] = by.occurred
    track = _TRACK_OF[fact.stage]
    waiting = any(
        request["answered"] is None and request["stage"] is fact.stage
        for request in reading.requests
    )
    if reading.tracks[track] is State.INFORMATION_REQUESTED and not waiting:
        reading.move(track, State.PENDING, by)


def _decided(
    reading: _Reading,
    by: RecordedFact,
    fact: ReasonableGroundsDecided | ConclusiveGroundsDecided,
    stage: Stage,
) -> None:
    number = 1
    for earlier in reading.decisions:
        if earlier["stage"] is stage:
            number = earlier["number"] + 1
            earlier["current"] = False
    reading.decisions.append(
        {
            "version": by.version,
            "number": number,
            "stage": stage,
            "outcome": fact.outcome,
            "finding": getattr(fact, "finding", None),
            "reasons": fact.reasons or (),
            "decided": by.occurred,
            "recorded_at": by.recorded_at,
            "decided_by": fact.decided_by,
            "reviewed_by": fact.reviewed_by,
            "authority": fact.authority,
            "rule": fact.rule,
            "after_reconsideration": fact.follows_reconsideration is not None,
            "current": True,
        }
    )
    positive = fact.outcome is Outcome.POSITIVE
    reading.move(_TRACK_OF[stage], State.POSITIVE if positive else State.NEGATIVE, by)
    for request in reading.reconsiderations:
        if request["stage"] is stage and request["state"] is State.ACCEPTED:
            request["state"] = State.REDETERMINED
            request["redetermined_by"] = by.version
            reading.move(Track.RECONSIDERATION, State.REDETERMINED, by)


def _reasonable_grounds(
    reading: _Reading, by: RecordedFact, fact: ReasonableGroundsDecided
) -> None:
    _decided(reading, by, fact, Stage.REASONABLE_GROUNDS)
    if fact.outcome is Outcome.POSITIVE:
        reading.recovery = by.occurred
        reading.move(Track.RECOVERY, State.STARTED, by)
        reading.move(Track.CONCLUSIVE_GROUNDS, State.PENDING, by)


def _conclusive_grounds(
    reading: _Reading, by: RecordedFact, fact: ConclusiveGroundsDecided
) -> None:
    _decided(reading, by, fact, Stage.CONCLUSIVE_GROUNDS)


def _requested(
    reading: _Reading, by: RecordedFact, fact: ReconsiderationRequested
) -> None:
    decision = next(d for d in reading.decisions if d["version"] == fact.decision)
    reading.reconsiderations.append(
        {
            "version": by.version,
            "number": len(reading.reconsiderations) + 1,
            "decision": fact.decision,
            "stage": decision["stage"],
            "requested": by.occurred,
            "basis": fact.basis,
            "requested_by": fact.requested_by,
            "exceptional_circumstances": fact.exceptional_circumstances,
            "rule": fact.rule,
            "state": State.REQUESTED,
            "answered": None,
            "refusal": None,
            "redetermined_by": None,
        }
    )
    reading.move(Track.RECONSIDERATION, State.REQUESTED, by)


def _request_of(reading: _Reading, version: int) -> dict[str, Any]:
    return next(r for r in reading.reconsiderations if r["version"] == version)


def _accepted(
    reading: _Reading, by: RecordedFact, fact: ReconsiderationAccepted
) -> None:
    request = _request_of(reading, fact.request)
    request["state"], request["answered"] = State.ACCEPTED, by.occurred
    reading.move(Track.RECONSIDERATION, State.ACCEPTED, by)
    reading.move(_TRACK_OF[request["stage"]], State.REOPENED, by)
    for decision in reading.decisions:
        if decision["version"] == request["decision"]:
            decision["current"] = False


def _refused(reading: _Reading, by: RecordedFact, fact: ReconsiderationRefused) -> None:
    request = _request_of(reading, fact.request)
    request["state"], request["answered"] = State.REFUSED, by.occurred
    request["refusal"] = fact.reason
    reading.move(Track.RECONSIDERATION, State.REFUSED, by)


def _suspended(reading: _Reading, by: RecordedFact, fact: CaseSuspended) -> None:
    reading.pauses.append({"reason": fact.reason, "since": by.occurred, "until": None})
    reading.move(Track.SUSPENSION, State.SUSPENDED, by)


def _resumed(reading: _Reading, by: RecordedFact, _fact: CaseResumed) -> None:
    reading.pauses[-1]["until"] = by.occurred
    reading.move(Track.SUSPENSION, State.NONE, by)


def _withdrawn(reading: _Reading, by: RecordedFact, fact: CaseWithdrawn) -> None:
    reading.withdrawal = Withdrawal(
        reason=fact.reason, requested_by=fact.requested_by, on=by.occurred
    )
    reading.move(Track.WITHDRAWAL, State.WITHDRAWN, by)


# Any: each function takes exactly the class that it is keyed by.
_READ: dict[type[Any], Callable[[_Reading, RecordedFact, Any], None]] = {
    ReferralReceived: _referral,
    NotificationReceived: _notification,
    AuthorityAssigned: _assigned,
    CaseTransferred: _transferred,
    InformationRequested: _asked,
    InformationReceived: _answered,
    ReasonableGroundsDecided: _reasonable_grounds,
    ConclusiveGroundsDecided: _conclusive_grounds,
    ReconsiderationRequested: _requested,
    ReconsiderationAccepted: _accepted,
    ReconsiderationRefused: _refused,
    CaseSuspended: _suspended,
    CaseResumed: _resumed,
    CaseWithdrawn: _withdrawn,
}


def fold(history: History, *, at: datetime | None = None) -> Case:
    """The case that a history tells, with what was recorded by a moment.

    Raises:
        NoSuchCase: nothing was recorded by then, or all of it was withdrawn since.
        BrokenHistory: a fact points at something that the history does not hold.
    """
    known = as_known(history, at=at)
    effective = in_effect(known)
    if not effective:
        raise NoSuchCase("No such case is known at that moment.")
    reading = _Reading()
    for recorded in effective:
        try:
            _READ[type(recorded.fact)](reading, recorded, recorded.fact)
        except (StopIteration, IndexError) as fault:
            raise _broken(recorded.case_id, recorded.version) from fault
    about, received, recorded_at = reading.about, reading.received, reading.recorded_at
    if about is None or received is None or recorded_at is None:
        raise _broken(known[0].case_id, known[0].version)
    return Case(
        case_id=known[0].case_id,
        version=known[-1].version,
        route=reading.route,
        received=received,
        received_recorded_at=recorded_at,
        about=about,
        tracks=MappingProxyType(reading.tracks),
        assignments=tuple(reading.assignments),
        decisions=tuple([Decision(**d) for d in reading.decisions]),
        information_requests=tuple([InformationRequest(**r) for r in reading.requests]),
        reconsiderations=tuple(
            [Reconsideration(**r) for r in reading.reconsiderations]
        ),
        suspensions=tuple([Suspension(**p) for p in reading.pauses]),
        withdrawal=reading.withdrawal,
        recovery_started=reading.recovery,
        moves=tuple(reading.moves),
    )


def _broken(case_id: UUID, version: int) -> BrokenHistory:
    return BrokenHistory(
        f"The history of case {case_id} does not hold what its fact {version} "
        "points at. Check the log; nothing was changed."
    )
