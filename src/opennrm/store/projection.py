"""From a case to its line in the work lists: a pure function of case and clock."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from opennrm.cases.case import Case, State, Status, Track
from opennrm.cases.clock import Clock
from opennrm.cases.references import reference

_CLOSED = frozenset({Status.WITHDRAWN, Status.CONCLUSIVE_GROUNDS_POSITIVE})
_NEGATIVE = frozenset(
    {Status.REASONABLE_GROUNDS_NEGATIVE, Status.CONCLUSIVE_GROUNDS_NEGATIVE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """A case as a work list shows it.

    `due_on` is the day of the clock that people work to; where the facts leave it
    open, `due_unknown` is the code of the reason. `stage` is the case's status, but
    `awaiting_reconsideration` from the request on, and `reported` for a Duty to Notify
    report.
    """

    case_id: UUID
    reference: str
    route: str
    stage: str
    authority: str | None
    first_responder: str
    clock: str | None
    due_on: date | None
    due_unknown: str | None
    received_on: date
    received_precision: str
    updated_position: int
    suspended: bool
    closed: bool


def work_line(case: Case, *, due: Clock | None, position: int) -> WorkLine:
    """The line of a case, with the clock that its deciders work to now.

    `position` is that of the last fact the case was folded from.
    """
    stage = _stage(case)
    return WorkLine(
        case_id=case.case_id,
        reference=reference(case.case_id, case.route),
        route=case.route.value,
        stage=State.REPORTED.value if stage is None else stage.value,
        authority=case.authority,
        first_responder=case.about.first_responder,
        clock=None if due is None else due.name.value,
        due_on=None if due is None else due.due_on,
        due_unknown=None if due is None else due.unknown_code,
        received_on=case.received.first,
        received_precision=case.received.precision.value,
        updated_position=position,
        suspended=case.is_suspended,
        closed=_is_closed(case, stage),
    )


def _stage(case: Case) -> Status | None:
    """Where people look for a case: a request not answered yet is work of its own."""
    status = case.status
    asked = case.tracks[Track.RECONSIDERATION] is State.REQUESTED
    return Status.AWAITING_RECONSIDERATION if asked and status in _NEGATIVE else status


def _is_closed(case: Case, stage: Status | None) -> bool:
    """Whether nothing more is to be expected of the case.

    A negative decision may be asked about, so it stays open until such a request was
    refused. A line is written when a fact is and not when a window ends, so it does
    not hang on the day.
    """
    if stage in _NEGATIVE:
        return case.tracks[Track.RECONSIDERATION] is State.REFUSED
    return stage is None or stage in _CLOSED
