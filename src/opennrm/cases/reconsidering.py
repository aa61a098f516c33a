"""Reconsideration: asking that a negative decision be looked at again."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, Decision, State
from opennrm.cases.clocks import last_day_to_ask
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    Outcome,
    ReconsiderationAccepted,
    ReconsiderationRefused,
    ReconsiderationRequested,
    Stage,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate


class TooLateToAsk(Refused):
    """The window of the day has closed, and nothing exceptional was recorded."""

    code: ClassVar[str] = "too-late-to-ask"


class NotForThemToAsk(Refused):
    """By the rule of the day this kind of person could not ask."""

    code: ClassVar[str] = "not-for-them-to-ask"


class NoGround(Refused):
    """A request names no ground."""

    code: ClassVar[str] = "no-ground"


def negative_decision(case: Case) -> Decision | None:
    """The negative decision that stands and may be asked about: the later stage's."""
    for stage in (Stage.CONCLUSIVE_GROUNDS, Stage.REASONABLE_GROUNDS):
        decision = case.decision(stage)
        if decision is not None and decision.outcome is Outcome.NEGATIVE:
            return decision
    return None


def request_reconsideration(
    case: Case,
    *,
    basis: tuple[str, ...],
    requested_by: str,
    exceptional_circumstances: bool,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Ask that the negative decision that stands be looked at again.

    Dates: the window is the one in force on the day of the decision; who may ask, on
        the day of the request.
    Raises: TooLateToAsk; NotForThemToAsk; NoGround; NotNow; NotYetHappened.
    Source: reconsideration-window; reconsideration-requester.
    """
    require(case, Command.REQUEST_RECONSIDERATION)
    happened(on, today=today, what="A request for reconsideration")
    decision = negative_decision(case)
    assert decision is not None, "`require` lets this through only after a negative"
    if any(
        request.state in (State.REQUESTED, State.ACCEPTED)
        for request in case.reconsiderations
    ):
        raise NotNow(
            "To request reconsideration was refused: a request on this case is still "
            "open. Add to that one."
        )
    follows(
        on,
        decision.decided,
        what="A request for reconsideration",
        cause="the decision was made",
    )
    if not basis:
        raise NoGround(
            "A request for reconsideration names no ground. "
            "Give new evidence, guidance not followed, or both."
        )
    for ground in basis:
        book.codes.checked("reconsideration_basis", ground, on=on)
    requester = book.rules.in_force(
        "reconsideration-requester",
        anchors={"reconsideration-requested": on},
        nation=case.about.nation,
    )
    book.codes.checked("requester", requested_by, on=on)
    if requested_by not in requester.codes:
        raise NotForThemToAsk(
            f"A request by {requested_by.replace('_', ' ')} on {on} was refused: "
            f"{requester.id} lets {', '.join(requester.codes)} ask. "
            "Ask one of these to make it."
        )
    latest, window = last_day_to_ask(
        decision, basis=basis, nation=case.about.nation, book=book
    )
    late = latest is not None and on.day_for("The window for asking") > latest
    if late and not exceptional_circumstances:
        raise TooLateToAsk(
            f"A request on {on} was refused: the decision of {decision.decided} could "
            f"be asked about until {latest} ({window.id}). If there were exceptional "
            "circumstances, record them with the request."
        )
    fact = ReconsiderationRequested(
        decision=decision.version,
        basis=basis,
        requested_by=requested_by,
        exceptional_circumstances=exceptional_circumstances,
        rule=window.id,
    )
    return (NewFact(fact=fact, occurred=on),)


def accept_reconsideration(
    case: Case, *, on: PartialDate, today: date
) -> tuple[NewFact, ...]:
    """Take the decision up again: the person is a potential victim once more.

    Raises: NotNow unless a request waits for its answer; NotYetHappened.
    """
    request = _waiting(case, on=on, today=today)
    return (NewFact(fact=ReconsiderationAccepted(request=request), occurred=on),)


def refuse_reconsideration(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Decline to look again, with the reason.

    Raises: NotNow unless a request waits for its answer; NotYetHappened.
    """
    request = _waiting(case, on=on, today=today)
    book.codes.checked("reconsideration_refusal", reason, on=on)
    fact = ReconsiderationRefused(request=request, reason=reason)
    return (NewFact(fact=fact, occurred=on),)


def _waiting(case: Case, *, on: PartialDate, today: date) -> int:
    require(case, Command.ANSWER_RECONSIDERATION)
    happened(on, today=today, what="An answer")
    request = case.reconsiderations[-1]
    follows(on, request.requested, what="An answer", cause="the request was made")
    return request.version


WAYS: dict[str, Way] = {
    "request reconsideration": Way(
        command=Command.REQUEST_RECONSIDERATION,
        decide=request_reconsideration,
        text="narrative",
    ),
    "accept reconsideration": Way(
        command=Command.ANSWER_RECONSIDERATION, decide=accept_reconsideration
    ),
    "refuse reconsideration": Way(
        command=Command.ANSWER_RECONSIDERATION, decide=refuse_reconsideration
    ),
}
