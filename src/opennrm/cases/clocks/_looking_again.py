"""Clocks of reconsideration: the time to ask, and the time to answer."""

from datetime import date

from opennrm.cases import periods
from opennrm.cases.case import Case, Decision
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.clocks._making import left_on, reads, task
from opennrm.cases.facts import (
    Outcome,
    ReconsiderationExtensionAgreed,
    Stage,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.versions import RuleVersion


def last_day_to_ask(
    decision: Decision, *, basis: tuple[str, ...], nation: str, book: Rulebook
) -> tuple[date | None, RuleVersion]:
    """The last day on which reconsideration of a negative may be asked for.

    None where the rule of the day sets no limit on one of the grounds given.
    Dates: the window is the one in force on the day of the decision.
    Raises: DayUnknown and the errors of `Rules.in_force` where it cannot be told.
    Source: reconsideration-window.
    """
    period, window = periods.reconsideration_window(
        decision.decided, basis=basis, nation=nation, book=book
    )
    return (period.last_on if period else None), window


@reads(ClockName.RECONSIDERATION_WINDOW, "reconsideration-window")
def reconsideration_window(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """Until when the negative decision that stands may be asked about.

    Read for a request on both grounds; the longer window counts, and where one of
    them has no limit there is no due date.
    Dates: an extension that was agreed moves the last day.
    Source: reconsideration-window.
    """
    decision = case.decision(Stage.CONCLUSIVE_GROUNDS) or case.decision(
        Stage.REASONABLE_GROUNDS
    )
    if decision is None or decision.outcome is Outcome.POSITIVE:
        return None
    period, window = periods.reconsideration_window(
        decision.decided, nation=case.about.nation, book=book
    )
    if not window.applies:
        return None
    due_on = period.last_on if period else None
    if due_on is not None:
        due_on = max([due_on, *_agreed_until(case, decision)])
    started = decision.decided
    open_still = due_on is None or on <= due_on
    return Clock(
        name=ClockName.RECONSIDERATION_WINDOW,
        state=ClockState.RUNNING if open_still else ClockState.ENDED,
        started_on=started.first if started.is_day else None,
        due_on=due_on,
        unit="days",
        length=(due_on - started.first).days if due_on else None,
        elapsed=(on - started.first).days if started.is_day else None,
        rule=window.id,
    )


def _agreed_until(case: Case, decision: Decision) -> list[date]:
    """The days to which more time to ask was agreed for a decision."""
    return [
        agreed.fact.until
        for agreed in case.recorded(ReconsiderationExtensionAgreed)
        if isinstance(agreed.fact, ReconsiderationExtensionAgreed)
        and agreed.fact.decision == decision.version
    ]


@reads(ClockName.RECONSIDERATION_ANSWER, "reconsideration-answer")
def reconsideration_answer(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when the last request for reconsideration should be answered.

    Source: reconsideration-answer.
    """
    if not case.reconsiderations:
        return None
    request = case.reconsiderations[-1]
    period = periods.reconsideration_answer(
        request.requested, nation=case.about.nation, book=book
    )
    return task(
        ClockName.RECONSIDERATION_ANSWER,
        period,
        on=on,
        done=request.answered,
        ended_on=left_on(case),
    )
