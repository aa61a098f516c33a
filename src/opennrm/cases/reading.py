"""Reading facts: what each adds to what the history has told so far.

Each takes its fact as it stands: nothing is decided again, no rule is read, and no day
is asked for. `moves` has the facts that only move tracks.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from opennrm.cases.case import (
    Assignment,
    Move,
    Route,
    State,
    Track,
    Withdrawal,
)
from opennrm.cases.facts import (
    Answer,
    AuthorityAssigned,
    CaseResumed,
    CaseSuspended,
    CaseTransferred,
    CaseWithdrawn,
    ConclusiveGroundsDecided,
    ConclusiveGroundsRevoked,
    DisqualificationDecided,
    DisqualificationQuashed,
    InformationReceived,
    InformationRequested,
    NotificationReceived,
    Outcome,
    PanelDisagreementSettled,
    ProcedureSet,
    ReasonableGroundsDecided,
    ReconsiderationAccepted,
    ReconsiderationBarred,
    ReconsiderationRefused,
    ReconsiderationRequested,
    RecoveryPeriodGranted,
    RecoveryPeriodWithheld,
    ReferralReceived,
    Stage,
)
from opennrm.cases.history import RecordedFact
from opennrm.rules.dates import PartialDate

START = dict.fromkeys(Track, State.NONE) | {
    Track.ROUTE: State.UNASSIGNED,
    Track.REASONABLE_GROUNDS: State.NOT_OPEN,
    Track.CONCLUSIVE_GROUNDS: State.NOT_OPEN,
    Track.SUBJECT: State.PRESENT,
}
"""Where every track stands before the first fact."""

IMPROPER_CLAIM = "improper_claim"
"""The reason, under the law before 2023, that ended the recovery period at once."""

_TRACK_OF = {
    Stage.REASONABLE_GROUNDS: Track.REASONABLE_GROUNDS,
    Stage.CONCLUSIVE_GROUNDS: Track.CONCLUSIVE_GROUNDS,
}


class Reading:
    """What has been read so far. Lives inside one fold only."""

    __slots__ = (
        "about",
        "assignments",
        "before_disqualification",
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
        self.tracks = dict(START)
        self.assignments: list[Assignment] = []
        # Drafts: the fields of what is frozen at the end, changed on the way.
        self.decisions: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.reconsiderations: list[dict[str, Any]] = []
        self.pauses: list[dict[str, Any]] = []
        self.withdrawal: Withdrawal | None = None
        self.recovery: PartialDate | None = None
        self.before_disqualification: dict[Track, State] = {}
        self.moves: list[Move] = []

    def move(self, track: Track, after: State, by: RecordedFact) -> None:
        """Note the step of one track, also from a state to itself."""
        authority = self.assignments[-1].authority if self.assignments else None
        self.moves.append((track, self.tracks[track], after, by, authority))
        self.tracks[track] = after


def _referral(reading: Reading, by: RecordedFact, fact: ReferralReceived) -> None:
    reading.about, reading.route = fact, Route.NRM
    reading.received, reading.recorded_at = by.occurred, by.recorded_at
    reading.move(Track.INTAKE, State.RECEIVED, by)
    reading.move(Track.REASONABLE_GROUNDS, State.PENDING, by)
    years = fact.age_at_referral_years
    if fact.under_18_now is Answer.NOT_SURE:
        reading.move(Track.AGE, State.PRESUMED_CHILD, by)
    elif fact.under_18_now is Answer.YES or (years is not None and years < 18):
        reading.move(Track.AGE, State.CLAIMED, by)


def _procedure(reading: Reading, by: RecordedFact, fact: ProcedureSet) -> None:
    if Stage.REASONABLE_GROUNDS not in fact.stages:
        reading.move(Track.REASONABLE_GROUNDS, State.NOT_OPEN, by)
        reading.move(Track.CONCLUSIVE_GROUNDS, State.PENDING, by)
        reading.recovery = reading.received
        reading.move(Track.RECOVERY, State.STARTED, by)


def _notification(
    reading: Reading, by: RecordedFact, fact: NotificationReceived
) -> None:
    reading.about, reading.route = fact, Route.DTN
    reading.received, reading.recorded_at = by.occurred, by.recorded_at
    reading.move(Track.INTAKE, State.REPORTED, by)


def _assigned(reading: Reading, by: RecordedFact, fact: AuthorityAssigned) -> None:
    reading.assignments.append(
        Assignment(
            authority=fact.authority, site=fact.site, since=by.occurred, rule=fact.rule
        )
    )
    reading.move(Track.ROUTE, State.ASSIGNED, by)


def _transferred(reading: Reading, by: RecordedFact, fact: CaseTransferred) -> None:
    reading.assignments.append(
        Assignment(
            authority=fact.authority, site=fact.site, since=by.occurred, rule=fact.rule
        )
    )
    reading.move(Track.ROUTE, State.TRANSFERRED, by)


def _asked(reading: Reading, by: RecordedFact, fact: InformationRequested) -> None:
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


def _answered(reading: Reading, by: RecordedFact, fact: InformationReceived) -> None:
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
    reading: Reading,
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
    if reading.tracks[Track.REVIEW] is not State.NONE:
        reading.move(Track.REVIEW, State.NONE, by)
    for request in reading.reconsiderations:
        if request["stage"] is stage and request["state"] is State.ACCEPTED:
            request["state"] = State.REDETERMINED
            request["redetermined_by"] = by.version
            reading.move(Track.RECONSIDERATION, State.REDETERMINED, by)


def _reasonable_grounds(
    reading: Reading, by: RecordedFact, fact: ReasonableGroundsDecided
) -> None:
    _decided(reading, by, fact, Stage.REASONABLE_GROUNDS)
    if fact.outcome is Outcome.POSITIVE:
        reading.recovery = by.occurred
        reading.move(Track.RECOVERY, State.STARTED, by)
        reading.move(Track.CONCLUSIVE_GROUNDS, State.PENDING, by)


def _conclusive_grounds(
    reading: Reading, by: RecordedFact, fact: ConclusiveGroundsDecided
) -> None:
    _decided(reading, by, fact, Stage.CONCLUSIVE_GROUNDS)
    if IMPROPER_CLAIM in (fact.reasons or ()):
        reading.move(Track.RECOVERY, State.ENDED, by)


def _settled(
    reading: Reading, by: RecordedFact, fact: PanelDisagreementSettled
) -> None:
    reading.move(Track.PANEL, State.SETTLED, by)
    if fact.settled_as == "upheld":
        return
    for decision in reading.decisions:
        if decision["stage"] is Stage.CONCLUSIVE_GROUNDS and decision["current"]:
            decision["current"] = False
            reading.move(Track.CONCLUSIVE_GROUNDS, State.PENDING, by)


def _withheld(
    reading: Reading, by: RecordedFact, _fact: RecoveryPeriodWithheld
) -> None:
    reading.recovery = None
    reading.move(Track.RECOVERY, State.WITHHELD, by)


def _granted(reading: Reading, by: RecordedFact, _fact: RecoveryPeriodGranted) -> None:
    reading.recovery = by.occurred
    reading.move(Track.RECOVERY, State.GRANTED, by)


def _revoked(
    reading: Reading, by: RecordedFact, fact: ConclusiveGroundsRevoked
) -> None:
    for decision in reading.decisions:
        if decision["version"] == fact.decision:
            decision["current"] = False
    reading.move(Track.CONCLUSIVE_GROUNDS, State.REVOKED, by)


def _disqualified(
    reading: Reading, by: RecordedFact, fact: DisqualificationDecided
) -> None:
    if fact.outcome != "disqualified":
        reading.move(Track.DISQUALIFICATION, State.NOT_DISQUALIFIED, by)
        return
    reading.move(Track.DISQUALIFICATION, State.DISQUALIFIED, by)
    for track in (Track.RECOVERY, Track.SUPPORT):
        stood = reading.tracks[track]
        if stood not in (State.NONE, State.ENDED, State.DECLINED):
            reading.before_disqualification[track] = stood
            reading.move(track, State.ENDED, by)


def _quashed(
    reading: Reading, by: RecordedFact, _fact: DisqualificationQuashed
) -> None:
    reading.move(Track.DISQUALIFICATION, State.QUASHED, by)
    for track, stood in reading.before_disqualification.items():
        reading.move(track, stood, by)
    reading.before_disqualification = {}


def _requested(
    reading: Reading, by: RecordedFact, fact: ReconsiderationRequested
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


def _request_of(reading: Reading, version: int) -> dict[str, Any]:
    return next(r for r in reading.reconsiderations if r["version"] == version)


def _accepted(
    reading: Reading, by: RecordedFact, fact: ReconsiderationAccepted
) -> None:
    request = _request_of(reading, fact.request)
    request["state"], request["answered"] = State.ACCEPTED, by.occurred
    reading.move(Track.RECONSIDERATION, State.ACCEPTED, by)
    reading.move(_TRACK_OF[request["stage"]], State.REOPENED, by)
    for decision in reading.decisions:
        if decision["version"] == request["decision"]:
            decision["current"] = False


def _refused(reading: Reading, by: RecordedFact, fact: ReconsiderationRefused) -> None:
    request = _request_of(reading, fact.request)
    request["state"], request["answered"] = State.REFUSED, by.occurred
    request["refusal"] = fact.reason
    reading.move(Track.RECONSIDERATION, State.REFUSED, by)


def _barred(reading: Reading, by: RecordedFact, fact: ReconsiderationBarred) -> None:
    request = _request_of(reading, fact.request)
    request["state"], request["answered"] = State.BARRED, by.occurred
    reading.move(Track.RECONSIDERATION, State.BARRED, by)


def _suspended(reading: Reading, by: RecordedFact, fact: CaseSuspended) -> None:
    reading.pauses.append({"reason": fact.reason, "since": by.occurred, "until": None})
    reading.move(Track.SUSPENSION, State.SUSPENDED, by)


def _resumed(reading: Reading, by: RecordedFact, _fact: CaseResumed) -> None:
    reading.pauses[-1]["until"] = by.occurred
    reading.move(Track.SUSPENSION, State.NONE, by)


def _withdrawn(reading: Reading, by: RecordedFact, fact: CaseWithdrawn) -> None:
    reading.withdrawal = Withdrawal(
        reason=fact.reason, requested_by=fact.requested_by, on=by.occurred
    )
    reading.move(Track.WITHDRAWAL, State.WITHDRAWN, by)


# Any: each function takes exactly the class that it is keyed by.
READ: dict[type[Any], Callable[[Reading, RecordedFact, Any], None]] = {
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
    ProcedureSet: _procedure,
    PanelDisagreementSettled: _settled,
    RecoveryPeriodWithheld: _withheld,
    RecoveryPeriodGranted: _granted,
    ConclusiveGroundsRevoked: _revoked,
    DisqualificationDecided: _disqualified,
    DisqualificationQuashed: _quashed,
    ReconsiderationBarred: _barred,
}
