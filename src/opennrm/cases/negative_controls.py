"""What a negative decision needs: reasons, a second person, and that others were asked.

All of it holds on the day of the decision, by the rules of that day.
"""

from datetime import date
from typing import ClassVar

from opennrm.cases.applying import applied, listed
from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import (
    InformationReceived,
    InformationRequested,
    Outcome,
    PanelConflictDeclared,
    Stage,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate

_ASKED = "information-before-negative"
_SUPPORTED = (State.STARTED, State.EXTENDED, State.ASSESSED, State.MOVING_ON)


class ReviewerNeeded(Refused):
    """A negative decision names a second person who reviewed it."""

    code: ClassVar[str] = "reviewer-needed"


class ReviewerIsTheMaker(Refused):
    """Nobody reviews their own decision."""

    code: ClassVar[str] = "reviewer-is-the-maker"


class ReviewerHasConflict(Refused):
    """Someone who declared a conflict on the case does not review it."""

    code: ClassVar[str] = "reviewer-has-conflict"


class ReasonsNeeded(Refused):
    """A negative decision gives its reasons."""

    code: ClassVar[str] = "reasons-needed"


class ReasonsNotExpected(Refused):
    """A positive decision carries no reasons for a negative."""

    code: ClassVar[str] = "reasons-not-expected"


class InformationNotRequested(Refused):
    """Someone who has to be asked before a negative decision was not asked."""

    code: ClassVar[str] = "information-not-requested"


class InformationAwaited(Refused):
    """Someone who was asked may still answer."""

    code: ClassVar[str] = "information-awaited"


def check_reasons(
    outcome: Outcome, reasons: tuple[str, ...], *, on: PartialDate, book: Rulebook
) -> None:
    """Reasons are given for a negative decision, and for no other.

    Raises: ReasonsNeeded; ReasonsNotExpected; the errors of the code list.
    """
    if outcome is Outcome.POSITIVE:
        if reasons:
            raise ReasonsNotExpected(
                "A positive decision was given with reasons for a negative one. "
                "Leave them out, or check the outcome."
            )
        return
    if not reasons:
        raise ReasonsNeeded(
            "A negative decision cannot be recorded without its reasons. "
            "Give at least one, the primary one first."
        )
    for reason in reasons:
        book.codes.checked("negative_reason", reason, on=on)


def not_the_maker(reviewed_by: str | None, *, maker: str, what: str) -> None:
    """Nobody reviews what they made themselves.

    Raises: ReviewerIsTheMaker.
    """
    if reviewed_by is not None and reviewed_by == maker:
        raise ReviewerIsTheMaker(
            f"{what} names its maker as its reviewer. A second person has to review it."
        )


def second_person(reviewed_by: str, *, maker: str, what: str) -> None:
    """What always needs a second person names one who did not make it.

    Raises: ReviewerNeeded; ReviewerIsTheMaker.
    """
    if not reviewed_by:
        raise ReviewerNeeded(
            f"{what} names no reviewer. Name the second person who reviewed it."
        )
    not_the_maker(reviewed_by, maker=maker, what=what)


def without_conflict(case: Case, reviewed_by: str | None) -> None:
    """Nobody reviews a case on which they declared a conflict.

    Raises: ReviewerHasConflict.
    """
    if any(
        isinstance(recorded.fact, PanelConflictDeclared)
        and recorded.fact.member == reviewed_by
        for recorded in case.recorded(PanelConflictDeclared)
    ):
        raise ReviewerHasConflict(
            "This was refused: the reviewer declared a conflict on the case. "
            "Someone else has to review it."
        )


def check_controls(
    case: Case,
    stage: Stage,
    *,
    outcome: Outcome,
    reasons: tuple[str, ...],
    reviewed_by: str | None,
    on: PartialDate,
    by: str,
    book: Rulebook,
) -> None:
    """Everything that a decision of this outcome needs beside itself.

    Raises: ReviewerIsTheMaker; ReviewerHasConflict; ReviewerNeeded, ReasonsNeeded,
        InformationNotRequested and InformationAwaited for a negative;
        ReasonsNotExpected for a positive.
    Source: second-reviewer; information-before-negative.
    """
    not_the_maker(reviewed_by, maker=by, what="The decision")
    without_conflict(case, reviewed_by)
    if outcome is Outcome.NEGATIVE and reviewed_by is None:
        review = applied(case, "second-reviewer", dated=on, book=book)
        if review is not None and f"negative_{stage.value}" in review.codes:
            raise ReviewerNeeded(
                "A negative decision cannot be recorded without a reviewer "
                f"({review.id}). Name the second person who reviewed it."
            )
    check_reasons(outcome, reasons, on=on, book=book)
    if outcome is Outcome.NEGATIVE:
        _check_information(case, stage, on=on, book=book)


def to_be_asked(
    case: Case, stage: Stage, *, on: PartialDate, book: Rulebook
) -> tuple[str, ...]:
    """Who must be asked before a negative of this stage and has not been.

    Source: information-before-negative.
    """
    asked = {
        source
        for fact in _requests(case, stage, by_day=on.last)
        for source in fact.asked_of
    }
    return tuple(one for one in _bodies(case, on=on, book=book)[0] if one not in asked)


def still_awaited(
    case: Case, stage: Stage, *, on: PartialDate, book: Rulebook
) -> tuple[str, ...]:
    """Who was asked, has to be heard, and may still answer on a day.

    Source: information-before-negative.
    """
    bodies, _ = _bodies(case, on=on, book=book)
    return tuple(one for one in bodies if _is_awaited(case, stage, one, on=on))


def _check_information(
    case: Case, stage: Stage, *, on: PartialDate, book: Rulebook
) -> None:
    _, rule = _bodies(case, on=on, book=book)
    missing = to_be_asked(case, stage, on=on, book=book)
    if missing:
        raise InformationNotRequested(
            f"A negative decision on {on} was refused: {_named(missing)} must be asked "
            f"first ({rule}), and there is no request to them for this decision. "
            "Request the information, and record what comes of it."
        )
    awaited = still_awaited(case, stage, on=on, book=book)
    if awaited:
        raise InformationAwaited(
            f"A negative decision on {on} was refused: {_named(awaited)} was asked "
            f"({rule}) and may still answer. Record the answer, or that none will "
            "come, or wait until the day on which it was due has passed."
        )


def _bodies(
    case: Case, *, on: PartialDate, book: Rulebook
) -> tuple[tuple[str, ...], str]:
    """Who has to be asked about this person, by the rule of the day."""
    rule = applied(case, _ASKED, dated=on, book=book)
    if rule is None:
        return (), ""
    bodies = [*rule.codes, *listed(rule, "child" if case.is_child else "adult")]
    if case.tracks[Track.SUPPORT] in _SUPPORTED:
        bodies += listed(rule, "supported")
    return tuple(dict.fromkeys(bodies)), rule.id


def _requests(
    case: Case, stage: Stage, *, by_day: date
) -> tuple[InformationRequested, ...]:
    """What was asked for a decision of this stage by a day."""
    return tuple(
        recorded.fact
        for recorded in case.recorded(InformationRequested)
        if isinstance(recorded.fact, InformationRequested)
        and recorded.fact.stage is stage
        and recorded.occurred.first <= by_day
    )


def _is_awaited(case: Case, stage: Stage, source: str, *, on: PartialDate) -> bool:
    """Whether someone who was asked has not answered, and still has time to."""
    answered = any(
        isinstance(recorded.fact, InformationReceived)
        and recorded.fact.stage is stage
        and source in recorded.fact.received_from
        and recorded.occurred.first <= on.last
        for recorded in case.recorded(InformationReceived)
    )
    return not answered and not any(
        fact.due_on is not None and fact.due_on < on.last
        for fact in _requests(case, stage, by_day=on.last)
        if source in fact.asked_of
    )


def _named(sources: tuple[str, ...]) -> str:
    return ", ".join(source.replace("_", " ") for source in sources)
