"""The changes of a case: what touched a figure after the event, when, and why."""

from collections.abc import Iterator

from opennrm.cases.case import Case
from opennrm.cases.correcting import changed_fields
from opennrm.cases.facts import (
    AuthorityAssigned,
    CaseTransferred,
    CaseWithdrawn,
    ConclusiveGroundsDecided,
    ConclusiveGroundsRevoked,
    DuplicateLinked,
    DuplicateUnlinked,
    Fact,
    FactWithdrawn,
    NotificationReceived,
    ReasonableGroundsDecided,
    ReferralReceived,
    ReferralRejected,
)
from opennrm.cases.history import History, RecordedFact
from opennrm.extract.becoming import DUPLICATE, REJECTED
from opennrm.extract.rows import Row, quarter

# A field of a fact is felt in this column where their names differ.
_COLUMN = {"exploitation_types": "exploitation_type", "reviewed_by": "reviewed"}
_DATED: dict[type[Fact], str] = {
    ReferralReceived: "received_on",
    NotificationReceived: "received_on",
    ReasonableGroundsDecided: "decided_on",
    ConclusiveGroundsDecided: "decided_on",
}
_COLUMN_OF: dict[tuple[type[Fact], str], str] = {
    (AuthorityAssigned, "authority"): "authority_at_referral",
    (CaseTransferred, "authority"): "authority_now",
    (DuplicateLinked, "kind"): "excluded",
}


def change_rows(history: History, case: Case) -> Iterator[Row]:
    """One row per field of a correction, and per later fact that moves a figure.

    Those are: a fact withdrawn, a decision reopened, taken again or revoked, a
    transfer, a referral merged, parted or rejected, and a case that left.
    Dates: `touches_quarter` is the quarter of the fact touched, as it stood before.
    """
    standing: dict[int, RecordedFact] = {}
    place: dict[int, int] = {}
    number = 0
    for recorded in history:
        place[recorded.version] = recorded.version
        for row in _touched(recorded, standing, place, case):
            number += 1
            yield {"change_number": number, "recorded_at": recorded.recorded_at, **row}
        standing[place[recorded.version]] = recorded


def _touched(
    recorded: RecordedFact,
    standing: dict[int, RecordedFact],
    place: dict[int, int],
    case: Case,
) -> Iterator[Row]:
    if recorded.corrects is not None:
        place[recorded.version] = place[recorded.corrects]
        yield from _corrected(standing[place[recorded.corrects]], recorded)
    elif isinstance(recorded.fact, FactWithdrawn):
        touched = standing[place[recorded.fact.fact]]
        yield {
            "cause": recorded.cause,
            "fact": touched.name,
            "touches_quarter": quarter(touched.occurred),
        }
    elif type(recorded.fact) in _MOVES:
        yield from _moved(recorded, standing, case)
    else:
        yield from _taken_again(recorded, case)


_MOVES = (
    CaseTransferred,
    CaseWithdrawn,
    ConclusiveGroundsRevoked,
    DuplicateLinked,
    DuplicateUnlinked,
    ReferralRejected,
)


def _moved(
    recorded: RecordedFact, standing: dict[int, RecordedFact], case: Case
) -> Iterator[Row]:
    """A step that moves the case between groups in which its receipt is counted."""
    shared = {"fact": recorded.name, "touches_quarter": quarter(case.received)}
    match recorded.fact:
        case CaseTransferred(authority=authority):
            yield {
                **shared,
                "cause": "case_moved",
                "field": "authority_now",
                "before": _authority_in(standing),
                "after": authority,
            }
        case CaseWithdrawn():
            yield {
                **shared,
                "cause": "left_the_mechanism",
                "field": "status",
                "after": "withdrawn",
            }
        case DuplicateLinked(kind="duplicate"):
            yield {**shared, **_EXCLUDED, "cause": "merged", "after": DUPLICATE}
        case DuplicateUnlinked() if _was_duplicate(standing):
            yield {**shared, **_EXCLUDED, "cause": "unmerged", "before": DUPLICATE}
        case ReferralRejected():
            yield {**shared, **_EXCLUDED, "cause": "rejected", "after": REJECTED}
        case ConclusiveGroundsRevoked(decision=version):
            for old in case.decisions:
                if old.version == version:
                    yield {
                        "cause": "decision_revoked",
                        "fact": recorded.name,
                        "field": "current",
                        "before": "true",
                        "after": "false",
                        "touches_quarter": quarter(old.decided),
                    }


_EXCLUDED = {"field": "excluded"}


def _authority_in(standing: dict[int, RecordedFact]) -> str | None:
    """The authority that held the case, by the facts that stood."""
    for recorded in reversed(standing.values()):
        fact = recorded.fact
        if isinstance(fact, AuthorityAssigned | CaseTransferred):
            return fact.authority
    return None


def _was_duplicate(standing: dict[int, RecordedFact]) -> bool:
    links = [r.fact for r in standing.values() if isinstance(r.fact, DuplicateLinked)]
    return bool(links) and links[-1].kind == DUPLICATE


def _corrected(before: RecordedFact, after: RecordedFact) -> Iterator[Row]:
    shared = {
        "cause": after.cause,
        "fact": before.name,
        "touches_quarter": quarter(before.occurred),
    }
    if before.occurred != after.occurred:
        yield {
            **shared,
            "field": _DATED.get(type(before.fact), "happened_on"),
            "before": before.occurred.text,
            "after": after.occurred.text,
        }
    for field, old, new in changed_fields(before.fact, after.fact):
        column = _COLUMN_OF.get((type(before.fact), field), _COLUMN.get(field, field))
        yield {**shared, "field": column, "before": old, "after": new}


def _taken_again(recorded: RecordedFact, case: Case) -> Iterator[Row]:
    """A decision reopened on request, or taken again."""
    for request in case.reconsiderations:
        if recorded.name == "reconsideration-accepted@1" and (
            getattr(recorded.fact, "request", None) == request.version
        ):
            old = next(d for d in case.decisions if d.version == request.decision)
            yield {
                "cause": "decision_reopened",
                "fact": recorded.name,
                "field": "current",
                "before": "true",
                "after": "false",
                "touches_quarter": quarter(old.decided),
            }
    for decision in case.decisions:
        if decision.version == recorded.version and decision.number > 1:
            old = next(
                d
                for d in case.decisions
                if d.stage is decision.stage and d.number == decision.number - 1
            )
            yield {
                "cause": "decision_re_taken",
                "fact": recorded.name,
                "field": "outcome",
                "before": old.outcome.value,
                "after": decision.outcome.value,
                "touches_quarter": quarter(old.decided),
            }
