"""Times of reconsideration: until when one may ask, by when one is answered."""

from datetime import date

from opennrm.cases.periods._reckoning import (
    INCLUSIVE,
    Period,
    last_day,
    period_of,
    version_for,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

BOTH_GROUNDS = ("guidance", "new_evidence")
_LENGTHS = {"new_evidence": "evidence"}


def reconsideration_window(
    decided: PartialDate,
    *,
    basis: tuple[str, ...] = BOTH_GROUNDS,
    nation: str | None,
    book: Rulebook,
) -> tuple[Period | None, RuleVersion]:
    """Until when reconsideration may be asked for on these grounds, and the rule.

    The longest of the grounds' windows counts. None where the rule of the day sets no
    limit on one of them: then the day of the decision need not be known.
    Dates: the window is the one in force on the day of the decision.
    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: reconsideration-window.
    """
    window = book.rules.in_force(
        "reconsideration-window", anchors={"decision-date": decided}, nation=nation
    )
    lengths: list[tuple[int, str]] = []
    for ground in basis:
        kind = _LENGTHS.get(ground, "guidance")
        length = window.parameter(f"{kind}_length")
        if not isinstance(length, int):
            return None, window
        lengths.append((length, str(window.parameter(f"{kind}_unit"))))
    decided_on = decided.day_for("The window for asking")
    inclusive = window.parameter("counting") == INCLUSIVE

    def closes_on(length: int, unit: str) -> date:
        return last_day(
            decided_on, length=length, unit=unit, inclusive=inclusive, calendar=None
        )

    length, unit = max(lengths, key=lambda one: closes_on(*one))
    period = Period(
        started_on=decided_on,
        last_on=closes_on(length, unit),
        unit=unit,
        length=length,
        counts_start=inclusive,
        rule=window.id,
    )
    return period, window


def reconsideration_answer(
    requested: PartialDate, *, nation: str | None, book: Rulebook
) -> Period:
    """By when a request should be accepted or refused, where possible.

    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`.
    Source: reconsideration-answer.
    """
    answer = version_for(
        "reconsideration-answer", dated=requested, nation=nation, book=book
    )
    need = "The time to answer the request"
    return period_of(answer, requested, need=need, nation=nation, book=book)
