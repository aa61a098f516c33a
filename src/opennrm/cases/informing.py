"""Asking others before a decision, and recording what came back."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.dating import OutOfOrder, follows, happened
from opennrm.cases.facts import InformationReceived, InformationRequested, Stage
from opennrm.cases.history import NewFact
from opennrm.cases.pausing import open_stage
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate


class NobodyNamed(Refused):
    """Information is asked of someone, and comes from someone."""

    code: ClassVar[str] = "nobody-named"


def request_information(
    case: Case,
    *,
    asked_of: tuple[str, ...],
    due_on: date | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Ask first responder, council, police or others for what is needed to decide.

    Raises: NotNow once nothing is left to decide; NobodyNamed; NotYetHappened;
        OutOfOrder, also for an answer due before it was asked for.
    """
    require(case, Command.REQUEST_INFORMATION)
    what = "A request for information"
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")
    stage = open_stage(case)
    assert stage is not None, "`require` lets this through only where one is due"
    _known(asked_of, on=on, book=book)
    if due_on is not None and due_on < on.first:
        raise OutOfOrder(
            f"{what} of {on} was given with {due_on} as the day by which to answer. "
            "Give a later day, or none."
        )
    fact = InformationRequested(stage=stage, asked_of=asked_of, due_on=due_on)
    return (NewFact(fact=fact, occurred=on),)


def receive_information(
    case: Case,
    *,
    received_from: tuple[str, ...],
    answered: bool,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record an answer, or that none will come.

    Raises: NotNow where nothing was asked; NobodyNamed; NotYetHappened; OutOfOrder.
    """
    require(case, Command.RECEIVE_INFORMATION)
    happened(on, today=today, what="An answer")
    follows(on, case.received, what="An answer", cause="the referral was received")
    _known(received_from, on=on, book=book)
    waiting = _still_to_answer(case)
    named = [source for source in received_from if source in waiting]
    if not named:
        raise NotNow(
            "To record an answer was refused: nobody named here was asked and is "
            "still to answer. Record the request first."
        )
    stage = waiting[named[-1]]
    fact = InformationReceived(
        stage=stage, received_from=received_from, answered=answered
    )
    return (NewFact(fact=fact, occurred=on),)


def _still_to_answer(case: Case) -> dict[str, Stage]:
    """Who was asked and has not answered since, with the decision it was for."""
    waiting: dict[str, Stage] = {}
    for recorded in case.recorded(InformationRequested, InformationReceived):
        fact = recorded.fact
        if isinstance(fact, InformationRequested):
            waiting |= dict.fromkeys(fact.asked_of, fact.stage)
        elif isinstance(fact, InformationReceived):
            for source in fact.received_from:
                waiting.pop(source, None)
    return waiting


def _known(sources: tuple[str, ...], *, on: PartialDate, book: Rulebook) -> None:
    if not sources:
        raise NobodyNamed(
            "Information was asked for, or came, and nobody was named. "
            "Name at least one source."
        )
    for source in sources:
        book.codes.checked("information_source", source, on=on)


WAYS: dict[str, Way] = {
    "request information": Way(
        command=Command.REQUEST_INFORMATION,
        decide=request_information,
        text="narrative",
    ),
    "receive information": Way(
        command=Command.RECEIVE_INFORMATION,
        decide=receive_information,
        text="narrative",
    ),
}
