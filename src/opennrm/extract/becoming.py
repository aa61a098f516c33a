"""What became of a referral beside its two decisions: columns of its row."""

from collections.abc import Callable
from typing import Any, Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import (
    ConclusiveGroundsRevoked,
    DisqualificationDecided,
    DuplicateLinked,
    GuardianAppointed,
    LeaveDecided,
    PoliceOutcomeRecorded,
    PoliceRecorded,
)
from opennrm.cases.history import RecordedFact
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.extract.rows import Latest, Row, known_day

DUPLICATE: Final = "duplicate"
REJECTED: Final = "rejected"
_EXCLUDED: Final = {
    State.DUPLICATE_LINKED: DUPLICATE,
    State.REJECTED: REJECTED,
}
_STANDS: Final = (State.DISQUALIFIED, State.NOT_DISQUALIFIED)


def excluded(case: Case) -> str | None:
    """Why a referral is not counted as one; None where it is."""
    return _EXCLUDED.get(case.tracks[Track.INTAKE])


def what_became(case: Case, *, latest: Latest, keys: ExtractKeys) -> Row:
    """The columns that facts of other families fill, for most cases few.

    A disqualification that a court quashed, and a revocation after which the decision
    was taken again, are no longer told here; the steps keep them.
    """
    age = case.tracks[Track.AGE]
    row: Row = {
        "subject_state": case.tracks[Track.SUBJECT].value,
        "age_state": State.CLAIMED.value if age is State.NONE else age.value,
        "excluded": excluded(case),
    }
    for kind in latest.keys() & _READ.keys():
        recorded = latest[kind]
        row |= _READ[kind](case, recorded, recorded.fact)
    if row["excluded"] == DUPLICATE:
        row["duplicate_of"] = keys.pseudonym_of(_kept(latest))
    return row


def _kept(latest: Latest) -> Any:
    linked = latest[DuplicateLinked].fact
    assert isinstance(linked, DuplicateLinked), "looked up by its class"
    return linked.kept


def _disqualified(case: Case, by: RecordedFact, fact: DisqualificationDecided) -> Row:
    if case.tracks[Track.DISQUALIFICATION] not in _STANDS:
        return {}
    return {
        "disqualification": fact.outcome,
        "disqualification_ground": fact.ground,
        "disqualification_decided_on": known_day(by.occurred),
    }


def _revoked(case: Case, by: RecordedFact, _fact: ConclusiveGroundsRevoked) -> Row:
    if case.tracks[Track.CONCLUSIVE_GROUNDS] is not State.REVOKED:
        return {}
    return {"revoked_on": known_day(by.occurred)}


def _guarded(_case: Case, _by: RecordedFact, fact: GuardianAppointed) -> Row:
    return {"guardianship": fact.mode}


def _leave(_case: Case, by: RecordedFact, fact: LeaveDecided) -> Row:
    return {
        "leave_outcome": fact.outcome,
        "leave_ground": fact.ground,
        "leave_decided_on": known_day(by.occurred),
    }


def _police_record(_case: Case, _by: RecordedFact, fact: PoliceRecorded) -> Row:
    return {"police_record": fact.record}


def _police_outcome(_case: Case, _by: RecordedFact, fact: PoliceOutcomeRecorded) -> Row:
    return {"police_outcome": fact.outcome}


# Any: each function takes exactly the class that it is keyed by.
_READ: dict[type[Any], Callable[[Case, RecordedFact, Any], Row]] = {
    DisqualificationDecided: _disqualified,
    ConclusiveGroundsRevoked: _revoked,
    GuardianAppointed: _guarded,
    LeaveDecided: _leave,
    PoliceRecorded: _police_record,
    PoliceOutcomeRecorded: _police_outcome,
}
