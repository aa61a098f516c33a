"""What a conclusive decision waits for: the minimum recovery, and an agreed delay."""

from datetime import date
from typing import ClassVar

from opennrm.cases import periods
from opennrm.cases.applying import applied
from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import (
    DecisionDelayAnswered,
    DecisionDelayRequested,
    DisqualificationDecided,
    RecoveryPeriodGranted,
    RecoveryPeriodWithheld,
    Stage,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate

IMPROPER_CLAIM = "improper_claim"
_STOPS = "stops"
_ALLOWED = "allowed"
_NEGATIVE_EARLIER = "negative_before_minimum"


class RecoveryNotOver(Refused):
    """A negative conclusive decision waits for the minimum recovery period."""

    code: ClassVar[str] = "recovery-not-over"


class DelayAgreed(Refused):
    """The authority agreed that the conclusive decision wait."""

    code: ClassVar[str] = "delay-agreed"


class ConclusiveDecisionStopped(Refused):
    """After a disqualification of that time no conclusive decision was made."""

    code: ClassVar[str] = "conclusive-decision-stopped"


class ImproperClaimNotAllowed(Refused):
    """By the rule of the day a case does not end because of how it was claimed."""

    code: ClassVar[str] = "improper-claim-not-allowed"


def minimum_recovery(case: Case, *, book: Rulebook) -> tuple[date, str] | None:
    """The last day of the recovery that must be given, and the rule that says so.

    None where no recovery period runs: it was withheld, or ended with a
    disqualification, or the mechanism has none.

    Raises: DayUnknown where only the span of its beginning is known.
    Source: recovery-minimum; recovery-period-granted.
    """
    track, started = case.tracks[Track.RECOVERY], case.recovery_started
    if started is None or track not in (State.STARTED, State.GRANTED):
        return None
    granted = case.last(RecoveryPeriodGranted)
    if track is State.STARTED or granted is None:
        return _minimum_from(case, started, book=book)
    assert isinstance(granted.fact, RecoveryPeriodGranted)
    ends = [(granted.fact.until, granted.fact.rule)]
    first = case.decision(Stage.REASONABLE_GROUNDS)
    if first is not None and case.last(RecoveryPeriodWithheld) is None:
        # What is granted adds to the minimum, and takes nothing from it.
        own = _minimum_from(case, first.decided, book=book)
        ends += [own] if own else []
    return max(ends)


def _minimum_from(
    case: Case, started: PartialDate, *, book: Rulebook
) -> tuple[date, str] | None:
    if applied(case, "recovery-minimum", dated=started, book=book) is None:
        return None
    period = periods.recovery_minimum(started, nation=case.about.nation, book=book)
    assert period.last_on is not None, "the rule applies"
    assert period.rule is not None, "it comes from a rule"
    return period.last_on, period.rule


def check_recovery_over(
    case: Case, *, reasons: tuple[str, ...], on: PartialDate, book: Rulebook
) -> None:
    """A negative conclusive decision is made after the minimum recovery period.

    An improper claim ended that period while the law allowed it.

    Raises: RecoveryNotOver; ImproperClaimNotAllowed.
    Source: recovery-minimum; improper-claim; service-of-decision.
    """
    if IMPROPER_CLAIM in reasons:
        rule = applied(case, "improper-claim", dated=on, book=book)
        if rule is None or _ALLOWED not in rule.codes:
            raise ImproperClaimNotAllowed(
                f"A negative decision on {on} for an improper claim was refused: the "
                "rule improper-claim allows none on that day. Give the reason for "
                "which it is negative, or consider a disqualification."
            )
        return
    minimum = minimum_recovery(case, book=book)
    if minimum is None or _negative_may_come_earlier(case, on=on, book=book):
        return
    ends_on, by_rule = minimum
    if on.first <= ends_on:
        raise RecoveryNotOver(
            f"A negative conclusive grounds decision cannot be made on {on}: "
            f"the recovery period ({by_rule}) runs to {ends_on}. "
            "Decide after that day."
        )


def _negative_may_come_earlier(case: Case, *, on: PartialDate, book: Rulebook) -> bool:
    """Whether the mechanism lets a negative be made inside the minimum."""
    rule = applied(case, "service-of-decision", dated=on, book=book)
    return rule is not None and rule.parameter(_NEGATIVE_EARLIER) == _ALLOWED


def agreed_delay(case: Case) -> date | None:
    """The day until which the conclusive decision waits, as last agreed."""
    decided = max(
        (d.version for d in case.decisions if d.stage is Stage.CONCLUSIVE_GROUNDS),
        default=0,
    )
    asked = {
        recorded.version: recorded.fact.until
        for recorded in case.recorded(DecisionDelayRequested)
        if isinstance(recorded.fact, DecisionDelayRequested)
    }
    until = None
    for recorded in case.recorded(DecisionDelayAnswered):
        fact = recorded.fact
        assert isinstance(fact, DecisionDelayAnswered)
        if fact.agreed and recorded.version > decided:
            until = fact.until or asked.get(fact.request)
    return until


def check_no_delay(case: Case, *, on: PartialDate) -> None:
    """A conclusive decision waits where that was agreed.

    Raises: DelayAgreed.
    """
    until = agreed_delay(case)
    if until is not None and on.first < until:
        raise DelayAgreed(
            f"A conclusive grounds decision on {on} was refused: it was agreed to wait "
            f"until {until}. Decide from that day on, or agree an earlier day."
        )


def check_still_due(case: Case, *, book: Rulebook) -> None:
    """Whether a disqualification that stands leaves the conclusive decision due.

    Dates: by the rule of the day of the disqualification.
    Raises: ConclusiveDecisionStopped.
    Source: conclusive-after-disqualification.
    """
    if case.tracks[Track.DISQUALIFICATION] is not State.DISQUALIFIED:
        return
    recorded = case.last(DisqualificationDecided)
    assert recorded is not None, "the track moved by such a fact"
    rule = applied(
        case, "conclusive-after-disqualification", dated=recorded.occurred, book=book
    )
    if rule is not None and _STOPS in rule.codes:
        raise ConclusiveDecisionStopped(
            "A conclusive grounds decision was refused: the person was disqualified on "
            f"{recorded.occurred}, and {rule.id} has none made after that. If a court "
            "set the disqualification aside, record that first."
        )
