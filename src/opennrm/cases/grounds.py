"""Deciding: reasonable grounds, then conclusive grounds."""

from datetime import date
from typing import ClassVar

from opennrm.cases.applying import applied
from opennrm.cases.case import Case, State
from opennrm.cases.consenting import check_consent
from opennrm.cases.dating import follows, happened
from opennrm.cases.deciding_panels import check_panel
from opennrm.cases.facts import (
    ConclusiveGroundsDecided,
    DuplicateLinked,
    DuplicateUnlinked,
    Outcome,
    ProcedureSet,
    ReasonableGroundsDecided,
    RecoveryPeriodWithheld,
    Stage,
)
from opennrm.cases.history import NewFact
from opennrm.cases.negative_controls import check_controls
from opennrm.cases.permissions import Command
from opennrm.cases.proposals import agreed_terms
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.waiting import check_no_delay, check_recovery_over, check_still_due
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_ONLY_WHEN_GRANTED = "only_when_granted"


class FindingNeeded(Refused):
    """A positive conclusive decision says what was found."""

    code: ClassVar[str] = "finding-needed"


class StageNotOfThisMechanism(Refused):
    """The mechanism that the case is in does not make that decision."""

    code: ClassVar[str] = "stage-not-of-this-mechanism"


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

    Where a decision was proposed, it is made as it was agreed; what is left out is
    taken from the proposal.

    Dates: the test is the one in force on the day of the decision.
    Raises: NotNow and its kin from the tracks; StageNotOfThisMechanism;
        ConsentWithdrawn; the refusals of `proposals`, `negative_controls` and
        `deciding_panels`; OutOfOrder and NotYetHappened for the date.
    Source: reasonable-grounds-test; second-reviewer; information-before-negative;
        decision-panel; decision-stages; further-recovery.
    """
    stage = Stage.REASONABLE_GROUNDS
    _of_this_mechanism(case, stage)
    require(case, Command.DECIDE_REASONABLE_GROUNDS)
    check_consent(case, "decide reasonable grounds")
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
    reasons, reviewed_by = agreed_terms(
        case, stage, outcome=outcome, reasons=reasons, reviewed_by=reviewed_by
    )
    check_controls(
        case,
        stage,
        outcome=outcome,
        reasons=reasons,
        reviewed_by=reviewed_by,
        on=on,
        by=by,
        book=book,
    )
    check_panel(case, stage, outcome=outcome, on=on, book=book)
    fact = ReasonableGroundsDecided(
        outcome=outcome,
        reasons=reasons or None,
        decided_by=by,
        reviewed_by=reviewed_by,
        authority=case.authority or "not_recorded",
        rule=test.id,
        follows_reconsideration=_accepted_request(case, stage),
    )
    decided = NewFact(fact=fact, occurred=on)
    if outcome is Outcome.POSITIVE:
        return (decided, *_withheld(case, on=on, book=book))
    return (decided,)


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
    before that ends; a negative may not be made before it ends. In a mechanism of one
    stage it is the only decision, and may be made from the receipt on.

    Raises: as `decide_reasonable_grounds`; FindingNeeded; RecoveryNotOver;
        ImproperClaimNotAllowed; DelayAgreed; ConclusiveDecisionStopped.
    Source: conclusive-grounds-standard; recovery-minimum; improper-claim;
        second-reviewer; information-before-negative; decision-panel;
        conclusive-after-disqualification.
    """
    stage = Stage.CONCLUSIVE_GROUNDS
    require(case, Command.DECIDE_CONCLUSIVE_GROUNDS)
    check_consent(case, "decide conclusive grounds")
    happened(on, today=today, what="A conclusive grounds decision")
    _after_the_first(case, on)
    standard = book.rules.in_force(
        "conclusive-grounds-standard",
        anchors={"conclusive-grounds-decided": on},
        nation=case.about.nation,
    )
    check_still_due(case, book=book)
    check_no_delay(case, on=on)
    reasons, reviewed_by = agreed_terms(
        case, stage, outcome=outcome, reasons=reasons, reviewed_by=reviewed_by
    )
    if outcome is Outcome.POSITIVE:
        if finding is None:
            raise FindingNeeded(
                "A positive conclusive grounds decision says what was found. "
                "Give trafficking, or slavery, servitude or forced labour."
            )
        book.codes.checked("finding", finding, on=on)
    else:
        check_recovery_over(case, reasons=reasons, on=on, book=book)
    check_controls(
        case,
        stage,
        outcome=outcome,
        reasons=reasons,
        reviewed_by=reviewed_by,
        on=on,
        by=by,
        book=book,
    )
    check_panel(case, stage, outcome=outcome, on=on, book=book)
    fact = ConclusiveGroundsDecided(
        outcome=outcome,
        finding=finding,
        reasons=reasons or None,
        decided_by=by,
        reviewed_by=reviewed_by,
        authority=case.authority or "not_recorded",
        rule=standard.id,
        follows_reconsideration=_accepted_request(case, stage),
    )
    return (NewFact(fact=fact, occurred=on),)


def _of_this_mechanism(case: Case, stage: Stage) -> None:
    procedure = case.last(ProcedureSet)
    if procedure is None or not isinstance(procedure.fact, ProcedureSet):
        return
    if stage not in procedure.fact.stages:
        made = ", ".join(procedure.fact.stages).replace("_", " ")
        raise StageNotOfThisMechanism(
            f"A decision on {stage.value.replace('_', ' ')} was refused: by "
            f"{procedure.fact.rule} this mechanism decides {made} and nothing else. "
            "Make that decision."
        )


def _after_the_first(case: Case, on: PartialDate) -> None:
    """A conclusive decision follows the positive first one, or else the receipt."""
    first = case.decision(Stage.REASONABLE_GROUNDS)
    follows(
        on,
        first.decided if first else case.received,
        what="A conclusive grounds decision",
        cause="the positive reasonable grounds decision was made"
        if first
        else "the referral was received",
    )


def _withheld(case: Case, *, on: PartialDate, book: Rulebook) -> tuple[NewFact, ...]:
    """That no recovery period begins, for a referral about wholly earlier events.

    Source: further-recovery.
    """
    earlier = False
    for recorded in case.recorded(DuplicateLinked, DuplicateUnlinked):
        match recorded.fact:
            case DuplicateLinked(kind="re_referral", wholly_earlier=wholly):
                earlier = bool(wholly)
            case DuplicateUnlinked():
                earlier = False
    if not earlier:
        return ()
    rule = applied(case, "further-recovery", dated=on, book=book)
    if rule is None or _ONLY_WHEN_GRANTED not in rule.codes:
        return ()
    return (NewFact(fact=RecoveryPeriodWithheld(rule=rule.id), occurred=on),)


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
