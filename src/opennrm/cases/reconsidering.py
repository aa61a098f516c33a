"""Reconsideration: asking that a negative decision be looked at again."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, Decision, Reconsideration, State
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    ReconsiderationAccepted,
    ReconsiderationRefused,
    ReconsiderationRequested,
)
from opennrm.cases.history import NewFact
from opennrm.cases.more_time import (
    agree_reconsideration_extension,
    bar_reconsideration,
    decline_to_ask,
)
from opennrm.cases.negatives import last_day_for, negative_decision
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

__all__ = [
    "WAYS",
    "accept_reconsideration",
    "agree_reconsideration_extension",
    "bar_reconsideration",
    "decline_to_ask",
    "negative_decision",
    "refuse_reconsideration",
    "request_reconsideration",
]

_GUIDANCE = ("guidance",)
_OUT_OF_TIME = "out_of_time"
_NOT_ENTITLED = "requester_not_entitled"
_BARRED = "barred"


class TooLateToAsk(Refused):
    """The window of the day has closed, and nothing exceptional was recorded."""

    code: ClassVar[str] = "too-late-to-ask"


class NotForThemToAsk(Refused):
    """By the rule of the day this kind of person could not ask."""

    code: ClassVar[str] = "not-for-them-to-ask"


class NoGround(Refused):
    """A request names no ground."""

    code: ClassVar[str] = "no-ground"


class GuidanceAskedAlready(Refused):
    """The same decision was asked about on guidance before, and answered."""

    code: ClassVar[str] = "guidance-asked-already"


class NotAReasonToRefuse(Refused):
    """The reason given does not fit the request, or is recorded in another way."""

    code: ClassVar[str] = "not-a-reason-to-refuse"


def request_reconsideration(
    case: Case,
    *,
    basis: tuple[str, ...],
    requested_by: str,
    exceptional_circumstances: bool = False,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Ask that the negative decision that stands be looked at again.

    Dates: the window is the one in force on the day of the decision; who may ask, on
        the day of the request.
        More time that was agreed moves the last day.
    Raises: TooLateToAsk; NotForThemToAsk; NoGround; GuidanceAskedAlready; NotNow;
        NotYetHappened.
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
    latest, window = last_day_for(case, decision, basis=basis, book=book)
    _once_on_guidance(case, decision, basis, window)
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

    Nobody is refused because of who asked: who may not ask is not heard at all.

    Raises: NotNow unless a request waits for its answer; NotAReasonToRefuse;
        NotYetHappened.
    Source: reconsideration-window.
    """
    request = _waiting(case, on=on, today=today)
    book.codes.checked("reconsideration_refusal", reason, on=on)
    asked = case.reconsiderations[-1]
    if reason == _NOT_ENTITLED:
        raise NotAReasonToRefuse(
            "To refuse a request because of who asked was refused: "
            f"{asked.requested_by.replace('_', ' ')} was entitled to ask on "
            f"{asked.requested}. Answer what was asked."
        )
    if reason == _BARRED:
        raise NotAReasonToRefuse(
            "To refuse a request as barred was refused: a bar is recorded with the "
            "country of removal. Bar the reconsideration instead."
        )
    rule = None
    if reason == _OUT_OF_TIME:
        rule = _late_by(case, asked, book=book)
    fact = ReconsiderationRefused(request=request, reason=reason, rule=rule)
    return (NewFact(fact=fact, occurred=on),)


def _late_by(case: Case, request: Reconsideration, *, book: Rulebook) -> str:
    """The window that a request missed; only such a request is out of time."""
    decision = next(d for d in case.decisions if d.version == request.decision)
    latest, window = last_day_for(case, decision, basis=request.basis, book=book)
    if latest is None or request.requested.last <= latest:
        raise NotAReasonToRefuse(
            f"To refuse the request of {request.requested} as out of time was refused: "
            f"it could be made until {latest or 'any day'} ({window.id}). "
            "Answer what was asked."
        )
    return window.id


def _once_on_guidance(
    case: Case, decision: Decision, basis: tuple[str, ...], window: RuleVersion
) -> None:
    """A decision is asked about once on guidance, where the rule has a time for it."""
    if basis != _GUIDANCE or window.parameters.get("guidance_length") is None:
        return
    if any(
        request.decision == decision.version and "guidance" in request.basis
        for request in case.reconsiderations
    ):
        raise GuidanceAskedAlready(
            f"A request on guidance about the decision of {decision.decided} was "
            f"refused: one was made and answered before ({window.id}), and each issue "
            "is raised once. Ask on new evidence, if there is any."
        )


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
    "bar reconsideration": Way(
        command=Command.ANSWER_RECONSIDERATION, decide=bar_reconsideration
    ),
    "agree reconsideration extension": Way(
        command=Command.AGREE_RECONSIDERATION_EXTENSION,
        decide=agree_reconsideration_extension,
    ),
    "decline to ask": Way(command=Command.DECLINE_TO_ASK, decide=decline_to_ask),
}
