"""Pausing, resuming and leaving: suspension and withdrawal."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import CaseResumed, CaseSuspended, CaseWithdrawn, Stage
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate


class NotForAChildToWithdraw(Refused):
    """A child leaves only where the authority found it to be in their interests."""

    code: ClassVar[str] = "child-cannot-withdraw"


def open_stage(case: Case) -> Stage | None:
    """The stage whose decision is still due; None once both are made."""
    waiting = (State.PENDING, State.INFORMATION_REQUESTED, State.REOPENED)
    if case.tracks[Track.REASONABLE_GROUNDS] in waiting:
        return Stage.REASONABLE_GROUNDS
    if case.tracks[Track.CONCLUSIVE_GROUNDS] in waiting:
        return Stage.CONCLUSIVE_GROUNDS
    return None


def suspend(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Pause a case that cannot be decided, such as of a missing person.

    Raises: NotNow once nothing is left to decide; NotYetHappened; OutOfOrder.
    """
    require(case, Command.SUSPEND)
    _dated(case, on, today=today, what="A suspension")
    stage = open_stage(case)
    if stage is None:
        raise NotNow(
            "To suspend was refused: no decision is due on this case. "
            "Where a decision was wrong, ask for reconsideration."
        )
    book.codes.checked("suspension_reason", reason, on=on)
    return (NewFact(fact=CaseSuspended(reason=reason, stage=stage), occurred=on),)


def resume(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Take a suspended case up again.

    Raises: NotNow unless it is suspended; NotYetHappened; OutOfOrder.
    """
    require(case, Command.RESUME)
    _dated(case, on, today=today, what="A resumption")
    follows(
        on,
        case.suspensions[-1].since,
        what="A resumption",
        cause="the case was suspended",
    )
    book.codes.checked("resumption_reason", reason, on=on)
    return (NewFact(fact=CaseResumed(reason=reason), occurred=on),)


def withdraw(
    case: Case,
    *,
    reason: str,
    requested_by: str,
    best_interests_determination: bool,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Let an adult leave; a child only with a best interests determination.

    Raises: NotForAChildToWithdraw; NotNow once both decisions are made;
        NotYetHappened; OutOfOrder.
    """
    require(case, Command.WITHDRAW)
    _dated(case, on, today=today, what="A withdrawal")
    if open_stage(case) is None:
        raise NotNow(
            "To withdraw was refused: no decision is due on this case, so there is "
            "nothing to leave. Support is ended on its own."
        )
    if case.is_child and not best_interests_determination:
        raise NotForAChildToWithdraw(
            "A child, or someone who may be one, cannot be withdrawn on request. "
            "Record the local authority's finding that it is in their best interests."
        )
    book.codes.checked("withdrawal_reason", reason, on=on)
    book.codes.checked("requester", requested_by, on=on)
    fact = CaseWithdrawn(
        reason=reason,
        requested_by=requested_by,
        best_interests_determination=best_interests_determination,
    )
    return (NewFact(fact=fact, occurred=on),)


def _dated(case: Case, on: PartialDate, *, today: date, what: str) -> None:
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")


WAYS: dict[str, Way] = {
    "suspend": Way(command=Command.SUSPEND, decide=suspend),
    "resume": Way(command=Command.RESUME, decide=resume),
    "withdraw": Way(command=Command.WITHDRAW, decide=withdraw),
}
