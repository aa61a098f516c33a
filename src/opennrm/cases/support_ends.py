"""The day with which support ends as a case stands, and what fixes it."""

from dataclasses import dataclass
from datetime import date

from opennrm.cases.case import Case, Decision, State, Track
from opennrm.cases.facts import (
    DecisionServed,
    Outcome,
    RecoveryPeriodGranted,
    Stage,
)
from opennrm.cases.periods import exit_period, move_on_minimum, support_period
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.support_spells import current_spell
from opennrm.rules.dates import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEnd:
    """The last day of support, with the rule or the step that fixes it.

    `on` is None while nothing fixes it: no decision, or one that was not received yet.
    """

    on: date | None
    why: str


def support_end(case: Case, *, book: Rulebook) -> SupportEnd:
    """With which day support ends, as the case stands.

    Dates: after a negative decision the exit time from its receipt; after a positive
        conclusive one the least time from its receipt, or the day assessed; before,
        what the nation's law lays down. An extension moves it, a request to look
        again does not; while a decision is looked at again nothing ends.
    Raises: DayUnknown and NationNeeded where a length cannot be counted.
    Source: exit-period; move-on-minimum; support-minimum; support-extension.
    """
    if case.is_child:
        return SupportEnd(on=None, why="a child is cared for outside these lengths")
    laid_down = _laid_down(case, book)
    spell = current_spell(case)
    extended = spell.extended_until if spell else None
    if extended and laid_down.on and extended > laid_down.on:
        return SupportEnd(on=extended, why="the extension that was agreed")
    return laid_down


def served_on(case: Case, decision: Decision) -> PartialDate | None:
    """When a decision was received by the person; None while that is not recorded."""
    for recorded in reversed(case.recorded(DecisionServed)):
        fact = recorded.fact
        if isinstance(fact, DecisionServed) and fact.decision == decision.version:
            return fact.received_on
    return None


def _laid_down(case: Case, book: Rulebook) -> SupportEnd:
    states = (
        case.tracks[Track.REASONABLE_GROUNDS],
        case.tracks[Track.CONCLUSIVE_GROUNDS],
    )
    if State.REOPENED in states:
        return SupportEnd(on=None, why="a decision is being looked at again")
    if State.REVOKED in states:
        return SupportEnd(on=None, why="the positive decision was revoked")
    nation = case.about.nation
    latest = case.decision(Stage.CONCLUSIVE_GROUNDS) or case.decision(
        Stage.REASONABLE_GROUNDS
    )
    grounds = case.decision(Stage.REASONABLE_GROUNDS)
    if grounds is not None and grounds.outcome is Outcome.NEGATIVE:
        latest = grounds
    started = case.recovery_started or (latest.decided if latest else None)
    if started is None:
        return SupportEnd(on=None, why="no decision has been made")
    if latest is None:
        return _before_conclusion(case, started, nation, book)
    received = served_on(case, latest)
    if latest.outcome is Outcome.NEGATIVE:
        if received is None:
            return SupportEnd(on=None, why="no receipt of the decision is recorded")
        leaving = exit_period(received, nation=nation, book=book)
        return SupportEnd(on=leaving.last_on, why=leaving.rule)
    if latest.stage is Stage.CONCLUSIVE_GROUNDS:
        return _after_positive(case, received, nation, book)
    return _before_conclusion(case, started, nation, book)


def _before_conclusion(
    case: Case, started: PartialDate, nation: str, book: Rulebook
) -> SupportEnd:
    owed = support_period(started, concluded=None, nation=nation, book=book)
    granted = case.last(RecoveryPeriodGranted)
    if granted is not None and owed.last_on is not None:
        assert isinstance(granted.fact, RecoveryPeriodGranted), "asked for by its class"
        if granted.fact.until > owed.last_on:
            return SupportEnd(on=granted.fact.until, why="the period that was granted")
    hangs = f"it hangs on the conclusive decision ({owed.rule})"
    return SupportEnd(on=owed.last_on, why=owed.rule if owed.last_on else hangs)


def _after_positive(
    case: Case, received: PartialDate | None, nation: str, book: Rulebook
) -> SupportEnd:
    spell = current_spell(case)
    if spell is not None and spell.moving_on_until is not None:
        return SupportEnd(on=spell.moving_on_until, why="the move-on that was begun")
    if received is None:
        return SupportEnd(on=None, why="no receipt of the decision is recorded")
    least = move_on_minimum(received, nation=nation, book=book)
    return SupportEnd(on=least.last_on, why=least.rule)
