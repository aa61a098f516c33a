"""Deciding: reasonable grounds, then conclusive grounds."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, State
from opennrm.cases.clocks import minimum_recovery_end
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    ConclusiveGroundsDecided,
    Outcome,
    ReasonableGroundsDecided,
    Stage,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate


class ReviewerNeeded(Refused):
    """A negative decision names a second person who reviewed it."""

    code: ClassVar[str] = "reviewer-needed"


class ReviewerIsTheMaker(Refused):
    """Nobody reviews their own decision."""

    code: ClassVar[str] = "reviewer-is-the-maker"


class ReasonsNeeded(Refused):
    """A negative decision gives its reasons."""

    code: ClassVar[str] = "reasons-needed"


class ReasonsNotExpected(Refused):
    """A positive decision carries no reasons for a negative."""

    code: ClassVar[str] = "reasons-not-expected"


class FindingNeeded(Refused):
    """A positive conclusive decision says what was found."""

    code: ClassVar[str] = "finding-needed"


class RecoveryNotOver(Refused):
    """A negative conclusive decision waits for the minimum recovery period."""

    code: ClassVar[str] = "recovery-not-over"


def decide_reasonable_grounds(
    case: Case,
    *,
    outcome: Outcome,
    reasons: tuple[str, ...] = (),
    reviewed_by: str | None = None,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """The first decision, under the test of its day.

    Dates: the test is the one in force on the day of the decision.
    Raises: NotNow and its kin from the tracks; ReviewerNeeded, ReviewerIsTheMaker,
        ReasonsNeeded for a negative; OutOfOrder, NotYetHappened for the date.
    Source: reasonable-grounds-test; second-reviewer.
    """
    require(case, Command.DECIDE_REASONABLE_GROUNDS)
    happened(on, today=today, what="A reasonable grounds decision")
    follows(
        on,
        case.received,
        what="A reasonable grounds decision",
        cause="the referral was received",
    )
    test = book.rules.in_force(
        "reasonable-grounds-test",
        anchors={"reasonable-grounds-decided": on},
        nation=case.about.nation,
    )
    _controls(
        outcome,
        reasons,
        on,
        by,
        reviewed_by,
        Stage.REASONABLE_GROUNDS,
        case=case,
        book=book,
    )
    fact = ReasonableGroundsDecided(
        outcome=outcome,
        reasons=reasons or None,
        decided_by=by,
        reviewed_by=reviewed_by,
        authority=case.authority or "not_recorded",
        rule=test.id,
        follows_reconsideration=_accepted_request(case, Stage.REASONABLE_GROUNDS),
    )
    return (NewFact(fact=fact, occurred=on),)


def decide_conclusive_grounds(
    case: Case,
    *,
    outcome: Outcome,
    finding: str | None = None,
    reasons: tuple[str, ...] = (),
    reviewed_by: str | None = None,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """The second decision, on the standard of its day.

    A positive may be made inside the minimum recovery period, though it is not served
    before that ends; a negative may not be made before it ends.

    Raises: as `decide_reasonable_grounds`; FindingNeeded; RecoveryNotOver.
    Source: conclusive-grounds-standard; recovery-minimum; second-reviewer.
    """
    require(case, Command.DECIDE_CONCLUSIVE_GROUNDS)
    happened(on, today=today, what="A conclusive grounds decision")
    started = case.recovery_started or case.received
    follows(
        on,
        started,
        what="A conclusive grounds decision",
        cause="the positive reasonable grounds decision was made",
    )
    standard = book.rules.in_force(
        "conclusive-grounds-standard",
        anchors={"conclusive-grounds-decided": on},
        nation=case.about.nation,
    )
    if outcome is Outcome.POSITIVE:
        if finding is None:
            raise FindingNeeded(
                "A positive conclusive grounds decision says what was found. "
                "Give trafficking, or slavery, servitude or forced labour."
            )
        book.codes.checked("finding", finding, on=on)
    else:
        ends_on, minimum = minimum_recovery_end(
            started, nation=case.about.nation, book=book
        )
        if on.first <= ends_on:
            raise RecoveryNotOver(
                f"A negative conclusive grounds decision cannot be made on {on}: "
                f"the recovery period ({minimum.id}) runs to {ends_on}. "
                "Decide after that day."
            )
    _controls(
        outcome,
        reasons,
        on,
        by,
        reviewed_by,
        Stage.CONCLUSIVE_GROUNDS,
        case=case,
        book=book,
    )
    fact = ConclusiveGroundsDecided(
        outcome=outcome,
        finding=finding,
        reasons=reasons or None,
        decided_by=by,
        reviewed_by=reviewed_by,
        authority=case.authority or "not_recorded",
        rule=standard.id,
        follows_reconsideration=_accepted_request(case, Stage.CONCLUSIVE_GROUNDS),
    )
    return (NewFact(fact=fact, occurred=on),)


def _controls(
    outcome: Outcome,
    reasons: tuple[str, ...],
    decided: PartialDate,
    decided_by: str,
    reviewed_by: str | None,
    stage: Stage,
    *,
    case: Case,
    book: Rulebook,
) -> None:
    """What a negative needs: reasons, and a second person by the rule of the day."""
    if reviewed_by is not None and reviewed_by == decided_by:
        raise ReviewerIsTheMaker(
            "The decision names its maker as its reviewer. "
            "A second person has to review it."
        )
    if outcome is Outcome.POSITIVE:
        if reasons:
            raise ReasonsNotExpected(
                "A positive decision was given with reasons for a negative one. "
                "Leave them out, or check the outcome."
            )
        return
    review = book.rules.in_force(
        "second-reviewer",
        anchors={"decision-date": decided},
        nation=case.about.nation,
    )
    if f"negative_{stage.value}" in review.codes and reviewed_by is None:
        raise ReviewerNeeded(
            f"A negative decision cannot be recorded without a reviewer ({review.id}). "
            "Name the second person who reviewed it."
        )
    if not reasons:
        raise ReasonsNeeded(
            "A negative decision cannot be recorded without its reasons. "
            "Give at least one, the primary one first."
        )
    for reason in reasons:
        book.codes.checked("negative_reason", reason, on=decided)


def _accepted_request(case: Case, stage: Stage) -> int | None:
    """The version of the accepted request that a fresh decision answers."""
    for request in reversed(case.reconsiderations):
        if request.stage is stage and request.state is State.ACCEPTED:
            return request.version
    return None


WAYS: dict[str, Way] = {
    "decide reasonable grounds": Way(
        command=Command.DECIDE_REASONABLE_GROUNDS,
        decide=decide_reasonable_grounds,
        text="minute",
    ),
    "decide conclusive grounds": Way(
        command=Command.DECIDE_CONCLUSIVE_GROUNDS,
        decide=decide_conclusive_grounds,
        text="minute",
    ),
}
