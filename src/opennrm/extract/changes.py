"""The changes of a case: what touched a figure after the event, when, and why."""

from collections.abc import Iterator

from opennrm.cases.case import Case
from opennrm.cases.correcting import changed_fields
from opennrm.cases.facts import (
    CaseWithdrawn,
    FactWithdrawn,
    NotificationReceived,
    ReferralReceived,
)
from opennrm.cases.history import History, RecordedFact
from opennrm.extract.rows import Row, quarter

# A field of a fact is felt in this column where their names differ.
_COLUMN = {"exploitation_types": "exploitation_type", "reviewed_by": "reviewed"}


def change_rows(history: History, case: Case) -> Iterator[Row]:
    """One row per field of a correction, per fact withdrawn, per re-decision.

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
    elif isinstance(recorded.fact, CaseWithdrawn):
        yield {
            "cause": "left_the_mechanism",
            "fact": recorded.name,
            "field": "status",
            "after": "withdrawn",
            "touches_quarter": quarter(case.received),
        }
    else:
        yield from _taken_again(recorded, case)


def _corrected(before: RecordedFact, after: RecordedFact) -> Iterator[Row]:
    shared = {
        "cause": after.cause,
        "fact": before.name,
        "touches_quarter": quarter(before.occurred),
    }
    if before.occurred != after.occurred:
        receipt = isinstance(before.fact, ReferralReceived | NotificationReceived)
        yield {
            **shared,
            "field": "received_on" if receipt else "decided_on",
            "before": before.occurred.text,
            "after": after.occurred.text,
        }
    for field, old, new in changed_fields(before.fact, after.fact):
        yield {
            **shared,
            "field": _COLUMN.get(field, field),
            "before": old,
            "after": new,
        }


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
