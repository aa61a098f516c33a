"""Two people, one decision: proposing, reviewing, serving, and waiting on request."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.dating import OutOfOrder, follows, happened
from opennrm.cases.facts import (
    DecisionDelayAnswered,
    DecisionDelayRequested,
    DecisionProposed,
    DecisionReviewed,
    Outcome,
    Stage,
)
from opennrm.cases.history import NewFact
from opennrm.cases.negative_controls import (
    check_reasons,
    not_the_maker,
    without_conflict,
)
from opennrm.cases.permissions import Command
from opennrm.cases.proposals import OPEN, TRACK_OF, standing_proposal
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.serving import serve_decision
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate


class NothingToReview(Refused):
    """It is not the proposal that waits for its review."""

    code: ClassVar[str] = "nothing-to-review"


class DelayWithoutEnd(Refused):
    """To wait needs a day until which."""

    code: ClassVar[str] = "delay-without-end"


def propose_decision(
    case: Case,
    *,
    stage: Stage,
    outcome: Outcome,
    reasons: tuple[str, ...] = (),
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Put a draft decision before a second person. A later draft replaces it.

    Raises: NotNow unless that decision is open; ReasonsNeeded; ReasonsNotExpected;
        OutOfOrder; NotYetHappened.
    Source: second-reviewer.
    """
    require(case, Command.PROPOSE_DECISION)
    happened(on, today=today, what="A proposed decision")
    follows(
        on, case.received, what="A proposed decision", cause="the referral was received"
    )
    if case.tracks[TRACK_OF[stage]] not in OPEN:
        raise NotNow(
            f"To propose a decision on {stage.value.replace('_', ' ')} was refused: "
            f"it is {case.tracks[TRACK_OF[stage]].value.replace('_', ' ')}. "
            "Propose the decision that is still open."
        )
    check_reasons(outcome, reasons, on=on, book=book)
    fact = DecisionProposed(
        stage=stage, outcome=outcome, reasons=reasons or None, proposed_by=by
    )
    return (NewFact(fact=fact, occurred=on),)


def review_decision(
    case: Case, *, proposal: int, agreed: bool, on: PartialDate, by: str, today: date
) -> tuple[NewFact, ...]:
    """Agree with a draft decision or not, as someone who neither made it nor may not.

    Raises: NotNow; NothingToReview; ReviewerIsTheMaker; ReviewerHasConflict;
        OutOfOrder; NotYetHappened.
    Source: second-reviewer.
    """
    require(case, Command.REVIEW_DECISION)
    happened(on, today=today, what="A review")
    standing = next(
        (
            one
            for stage in Stage
            if (one := standing_proposal(case, stage)) and one.version == proposal
        ),
        None,
    )
    if standing is None or standing.agreed is not None:
        raise NothingToReview(
            "To review a decision was refused: what it names is not the proposal that "
            "waits for its review. Name the last one."
        )
    follows(on, standing.proposed, what="A review", cause="the decision was proposed")
    not_the_maker(by, maker=standing.proposed_by, what="The review")
    without_conflict(case, by)
    fact = DecisionReviewed(
        stage=standing.stage, proposal=proposal, agreed=agreed, reviewed_by=by
    )
    return (NewFact(fact=fact, occurred=on),)


def request_delay(
    case: Case,
    *,
    requested_by: str,
    until: date | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Ask that the conclusive decision wait, such as for evidence that will come.

    Raises: NotNow; OutOfOrder; NotYetHappened.
    """
    require(case, Command.REQUEST_DELAY)
    happened(on, today=today, what="A request to wait")
    book.codes.checked("requester", requested_by, on=on)
    _after(until, on)
    fact = DecisionDelayRequested(requested_by=requested_by, until=until)
    return (NewFact(fact=fact, occurred=on),)


def answer_delay(
    case: Case,
    *,
    request: int,
    agreed: bool,
    until: date | None = None,
    on: PartialDate,
    today: date,
) -> tuple[NewFact, ...]:
    """Agree to wait until a day, or decline to.

    Dates: without a day of its own the answer takes that of the request. The decision
        may be made from that day on.
    Raises: NotNow; DelayWithoutEnd; OutOfOrder; NotYetHappened.
    """
    require(case, Command.ANSWER_DELAY)
    happened(on, today=today, what="An answer to a request to wait")
    asked = case.last(DecisionDelayRequested)
    if asked is None or asked.version != request:
        raise NotNow(
            "To answer a request to wait was refused: what it names is not the request "
            "that waits for its answer. Name the last one."
        )
    assert isinstance(asked.fact, DecisionDelayRequested)
    follows(on, asked.occurred, what="An answer", cause="the request was made")
    if agreed:
        until = until or asked.fact.until
        if until is None:
            raise DelayWithoutEnd(
                "To agree to wait was refused: neither the request nor the answer says "
                "until when. Name the day."
            )
        _after(until, on)
    elif until is not None:
        raise DelayWithoutEnd(
            "A request to wait was declined with a day until which to wait. "
            "Leave the day out, or agree."
        )
    fact = DecisionDelayAnswered(request=request, agreed=agreed, until=until)
    return (NewFact(fact=fact, occurred=on),)


def _after(until: date | None, on: PartialDate) -> None:
    if until is not None and until <= on.first:
        raise OutOfOrder(
            f"To wait from {on} until {until} was refused: that day is not after it. "
            "Name a later day."
        )


WAYS: dict[str, Way] = {
    "propose decision": Way(
        command=Command.PROPOSE_DECISION, decide=propose_decision, text="minute"
    ),
    "review decision": Way(
        command=Command.REVIEW_DECISION, decide=review_decision, text="minute"
    ),
    "serve decision": Way(command=Command.SERVE_DECISION, decide=serve_decision),
    "request delay": Way(
        command=Command.REQUEST_DELAY, decide=request_delay, text="narrative"
    ),
    "answer delay": Way(command=Command.ANSWER_DELAY, decide=answer_delay),
}
