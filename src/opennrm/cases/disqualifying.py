"""Disqualification: considered, decided, quashed."""

from datetime import date
from typing import ClassVar

from opennrm.cases.applying import applied
from opennrm.cases.case import Case
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    DisqualificationConsidered,
    DisqualificationDecided,
    DisqualificationQuashed,
    Stage,
)
from opennrm.cases.history import NewFact
from opennrm.cases.negative_controls import second_person, without_conflict
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

DISQUALIFIED = "disqualified"
_REQUIRED = "required"


class NoDisqualificationThen(Refused):
    """By the rule of that day nobody is disqualified."""

    code: ClassVar[str] = "no-disqualification-then"


class RecoveryNeedsNotWeighed(Refused):
    """Nobody is disqualified without weighing their need for recovery."""

    code: ClassVar[str] = "recovery-needs-not-weighed"


class RiskNotAssessed(Refused):
    """Nobody is disqualified without assessing the risk of being trafficked again."""

    code: ClassVar[str] = "re-trafficking-risk-not-assessed"


class AnotherGround(Refused):
    """The decision is on another ground than the one that was considered."""

    code: ClassVar[str] = "another-ground"


def consider_disqualification(
    case: Case,
    *,
    ground: str,
    requested_by: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Begin to consider whether protection is taken away.

    Raises: NotNow unless reasonable grounds are positive; NoDisqualificationThen;
        OutOfOrder; NotYetHappened.
    Source: disqualification.
    """
    require(case, Command.CONSIDER_DISQUALIFICATION)
    happened(on, today=today, what="Considering a disqualification")
    positive = case.decision(Stage.REASONABLE_GROUNDS)
    follows(
        on,
        positive.decided if positive else case.received,
        what="Considering a disqualification",
        cause="the positive reasonable grounds decision was made",
    )
    _rule(case, on=on, book=book)
    book.codes.checked("disqualification_ground", ground, on=on)
    book.codes.checked("requester", requested_by, on=on)
    fact = DisqualificationConsidered(ground=ground, requested_by=requested_by)
    return (NewFact(fact=fact, occurred=on),)


def decide_disqualification(
    case: Case,
    *,
    outcome: str,
    ground: str,
    re_trafficking_risk_assessed: bool,
    recovery_needs_weighed: bool,
    reviewed_by: str,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Take protection away, or not, once what the rule asks for was weighed.

    The bar on removal and the support end with it; identification does not, see
    conclusive-after-disqualification.

    Raises: NotNow unless it is under consideration; NoDisqualificationThen;
        AnotherGround; RecoveryNeedsNotWeighed; RiskNotAssessed; ReviewerNeeded;
        ReviewerIsTheMaker; OutOfOrder; NotYetHappened.
    Source: disqualification.
    """
    require(case, Command.DECIDE_DISQUALIFICATION)
    happened(on, today=today, what="A decision on disqualification")
    considered = case.last(DisqualificationConsidered)
    assert considered is not None, "`require` lets this through only after that"
    follows(
        on,
        considered.occurred,
        what="A decision on disqualification",
        cause="it was first considered",
    )
    rule = _rule(case, on=on, book=book)
    book.codes.checked("disqualification_outcome", outcome, on=on)
    book.codes.checked("disqualification_ground", ground, on=on)
    assert isinstance(considered.fact, DisqualificationConsidered)
    if ground != considered.fact.ground:
        raise AnotherGround(
            f"A decision on disqualification for {ground.replace('_', ' ')} was "
            f"refused: {considered.fact.ground.replace('_', ' ')} was considered. "
            "Decide on that ground, or correct what was recorded."
        )
    second_person(reviewed_by, maker=by, what="The decision")
    without_conflict(case, reviewed_by)
    if outcome == DISQUALIFIED:
        _weighed(
            rule, needs=recovery_needs_weighed, risk=re_trafficking_risk_assessed, on=on
        )
    fact = DisqualificationDecided(
        outcome=outcome,
        ground=ground,
        re_trafficking_risk_assessed=re_trafficking_risk_assessed,
        recovery_needs_weighed=recovery_needs_weighed,
        decided_by=by,
        reviewed_by=reviewed_by,
        rule=rule.id,
    )
    return (NewFact(fact=fact, occurred=on),)


def quash_disqualification(
    case: Case, *, decision: int, on: PartialDate, today: date
) -> tuple[NewFact, ...]:
    """A court set a disqualification aside: what it ended stands as it did before.

    Raises: NotNow unless it names the disqualification that stands; OutOfOrder;
        NotYetHappened.
    """
    require(case, Command.QUASH_DISQUALIFICATION)
    happened(on, today=today, what="The quashing of a disqualification")
    standing = case.last(DisqualificationDecided)
    if standing is None or standing.version != decision:
        raise NotNow(
            "To quash a disqualification was refused: what it names is not the "
            "disqualification that stands. Name the last one."
        )
    follows(
        on,
        standing.occurred,
        what="The quashing of a disqualification",
        cause="the disqualification was decided",
    )
    return (NewFact(fact=DisqualificationQuashed(decision=decision), occurred=on),)


def _rule(case: Case, *, on: PartialDate, book: Rulebook) -> RuleVersion:
    rule = applied(case, "disqualification", dated=on, book=book)
    if rule is None:
        raise NoDisqualificationThen(
            f"A disqualification on {on} was refused: by the rule disqualification "
            "nobody was disqualified then. Check the date; before there was one, a "
            "claim made improperly could end in a negative decision."
        )
    return rule


def _weighed(rule: RuleVersion, *, needs: bool, risk: bool, on: PartialDate) -> None:
    """What the rule of the day wants weighed before someone is disqualified."""
    if not needs and rule.parameters.get("recovery_needs") == _REQUIRED:
        raise RecoveryNeedsNotWeighed(
            f"To disqualify on {on} was refused: {rule.id} wants the need for recovery "
            "weighed against the threat, and it was not. Weigh it, and decide then."
        )
    if not risk and rule.parameters.get("re_trafficking_assessment") == _REQUIRED:
        raise RiskNotAssessed(
            f"To disqualify on {on} was refused: {rule.id} wants the person's own risk "
            "of being trafficked again assessed, and it was not. Assess it first."
        )


WAYS: dict[str, Way] = {
    "consider disqualification": Way(
        command=Command.CONSIDER_DISQUALIFICATION, decide=consider_disqualification
    ),
    "decide disqualification": Way(
        command=Command.DECIDE_DISQUALIFICATION,
        decide=decide_disqualification,
        text="minute",
    ),
    "quash disqualification": Way(
        command=Command.QUASH_DISQUALIFICATION, decide=quash_disqualification
    ),
}
