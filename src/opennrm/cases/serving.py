"""Serving a decision: when it may be told to the person, and when it must wait."""

from datetime import date
from typing import ClassVar

from opennrm.cases.applying import applied
from opennrm.cases.case import Case, Decision
from opennrm.cases.dating import OutOfOrder, follows, happened
from opennrm.cases.facts import DecisionServed, Outcome, Stage
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.sittings import is_assured
from opennrm.cases.transitions import Refused, require
from opennrm.cases.waiting import minimum_recovery
from opennrm.rules.dates import PartialDate

_WAITS = "waits_for_recovery_minimum"


class NoSuchDecision(Refused):
    """A decision was named that this case does not hold."""

    code: ClassVar[str] = "no-such-decision"


class DecisionSuperseded(Refused):
    """The decision named stands no more."""

    code: ClassVar[str] = "decision-superseded"


class AlreadyServed(Refused):
    """The decision was served before."""

    code: ClassVar[str] = "already-served"


class ServiceWaits(Refused):
    """A conclusive decision is told once the minimum recovery period has ended."""

    code: ClassVar[str] = "service-waits"


class NotAssured(Refused):
    """A negative conclusive decision of that time is told after its panel agreed."""

    code: ClassVar[str] = "not-assured"


def standing_decision(case: Case, version: int) -> Decision:
    """The decision of that version, where it stands.

    Raises: NoSuchDecision; DecisionSuperseded.
    """
    for decision in case.decisions:
        if decision.version == version:
            if not decision.current:
                raise DecisionSuperseded(
                    f"This was refused: the decision of {decision.decided} was taken "
                    "up again, revoked or replaced. Name the one that stands."
                )
            return decision
    raise NoSuchDecision(
        "This was refused: the fact that it names is no decision of this case. "
        "Name the decision that stands."
    )


def serve_decision(
    case: Case,
    *,
    decision: int,
    received_on: PartialDate | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Tell a decision to the person or their representative, once.

    Dates: `received_on` is when it reached them; the exit period runs from that day.
    Raises: NotNow; NoSuchDecision; DecisionSuperseded; AlreadyServed; ServiceWaits;
        NotAssured; OutOfOrder; NotYetHappened.
    Source: service-of-decision; recovery-minimum; assurance-panel.
    """
    require(case, Command.SERVE_DECISION)
    happened(on, today=today, what="The service of a decision")
    served = standing_decision(case, decision)
    follows(
        on,
        served.decided,
        what="The service of a decision",
        cause="the decision was made",
    )
    if received_on is not None:
        happened(received_on, today=today, what="The receipt of a decision")
        if received_on.last < on.first:
            raise OutOfOrder(
                f"A decision served on {on} was said to be received on {received_on}. "
                "Check both dates."
            )
    if is_served(case, served):
        raise AlreadyServed(
            f"The service of the decision of {served.decided} was refused: it was "
            "served before. The day on which it was received is mended by a correction."
        )
    if served.stage is Stage.CONCLUSIVE_GROUNDS:
        _not_too_early(case, served, on=on, book=book)
        _assured(case, served, book=book)
    fact = DecisionServed(decision=decision, received_on=received_on)
    return (NewFact(fact=fact, occurred=on),)


def is_served(case: Case, decision: Decision) -> bool:
    """Whether a decision was told to the person."""
    return any(
        isinstance(recorded.fact, DecisionServed)
        and recorded.fact.decision == decision.version
        for recorded in case.recorded(DecisionServed)
    )


def _not_too_early(
    case: Case, decision: Decision, *, on: PartialDate, book: Rulebook
) -> None:
    rule = applied(case, "service-of-decision", dated=decision.decided, book=book)
    minimum = minimum_recovery(case, book=book)
    if rule is None or _WAITS not in rule.codes or minimum is None:
        return
    ends_on, by_rule = minimum
    if on.first <= ends_on:
        raise ServiceWaits(
            f"The service of the decision of {decision.decided} on {on} was refused: "
            f"by {rule.id} it waits for the recovery period, which runs to {ends_on} "
            f"({by_rule}). Serve it after that day."
        )


def _assured(case: Case, decision: Decision, *, book: Rulebook) -> None:
    if decision.outcome is Outcome.POSITIVE or is_assured(case, decision):
        return
    rule = applied(case, "assurance-panel", dated=decision.decided, book=book)
    if rule is not None:
        raise NotAssured(
            f"The service of the negative decision of {decision.decided} was refused: "
            f"by {rule.id} a panel reviews it first, and none has agreed with it. "
            "Convene the panel; where it disagreed, have that settled."
        )
