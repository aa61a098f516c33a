"""Deciding on permission to stay: ground, days, pauses and the least length."""

from datetime import date
from typing import ClassVar, Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import LeaveConsidered, LeaveDecided, Stage
from opennrm.cases.history import NewFact, RecordedFact
from opennrm.cases.periods import months_after
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

DOMESTIC_WORKER: Final = "overseas_domestic_worker"
OTHER_LEAVE: Final = "other"
_GRANTED: Final = "granted"
_TEMPORARY: Final = "temporary_permission"
_NOT_PAUSED: Final = ("compensation", "cooperation", OTHER_LEAVE)


class LeaveNotOwed(Refused):
    """A disqualification stands, under which no permission is owed."""

    code: ClassVar[str] = "leave-not-owed"


class LeavePaused(Refused):
    """Decisions on permission to stay were paused on that day."""

    code: ClassVar[str] = "leave-paused"


class LeaveAtOdds(Refused):
    """Outcome, ground and dates of a decision on permission contradict each other."""

    code: ClassVar[str] = "leave-at-odds"


class LeaveGroundNotThen(Refused):
    """The ground is none of those on which that kind of permission is given."""

    code: ClassVar[str] = "leave-ground-not-then"


class LeaveTooShort(Refused):
    """Permission for an overseas domestic worker is shorter than the law's least."""

    code: ClassVar[str] = "leave-too-short"


def decide_leave(
    case: Case,
    *,
    outcome: str,
    ground: str | None = None,
    since: date | None = None,
    until: date | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Grant permission to stay on a ground and between two days, or refuse it.

    Dates: the rule is that of the day on which this kind was first considered.
    Raises: NotNow unless it is under consideration; LeaveNotOwed; LeavePaused;
        LeaveAtOdds; LeaveGroundNotThen; LeaveTooShort; NotYetHappened; OutOfOrder.
    Source: leave-kind; leave-pause; leave-domestic-worker.
    """
    require(case, Command.DECIDE_LEAVE)
    what = "A decision on permission to stay"
    happened(on, today=today, what=what)
    considered = case.last(LeaveConsidered)
    assert considered is not None, "the table asks for a consideration"
    cause = "it was taken into consideration"
    follows(on, considered.occurred, what=what, cause=cause)
    book.codes.checked("leave_outcome", outcome, on=on)
    if ground is not None:
        book.codes.checked("leave_ground", ground, on=on)
    fault = _odds(outcome, ground, since, until)
    if fault is not None:
        raise LeaveAtOdds(
            f"A decision on permission to stay on {on} was refused: {fault}. "
            "A grant has its ground, first and last day; a refusal has none of them."
        )
    kind = _kind_of(considered)
    if outcome == _GRANTED:
        require_owed(case, kind)
    _not_paused(case, kind, ground, on, book)
    rule = kind_in_force(case, _first_considered(case, kind), book)
    if ground is not None and since is not None and until is not None:
        _fits_kind(kind, ground, rule)
        _long_enough(case, kind, since, until, book)
    fact = LeaveDecided(
        outcome=outcome, ground=ground, since=since, until=until, rule=rule.id
    )
    return (NewFact(fact=fact, occurred=on),)


def _kind_of(considered: RecordedFact) -> str:
    fact = considered.fact
    assert isinstance(fact, LeaveConsidered), "asked for by its class"
    return fact.kind


def _first_considered(case: Case, kind: str) -> PartialDate:
    """The day on which this kind was first taken up: looking again keeps its rule."""
    return next(
        r.occurred for r in case.recorded(LeaveConsidered) if _kind_of(r) == kind
    )


def kind_in_force(case: Case, on: PartialDate, book: Rulebook) -> RuleVersion:
    """Which permission is considered by the rule of a day.

    Source: leave-kind.
    """
    return book.rules.in_force(
        "leave-kind", anchors={"leave-considered": on}, nation=case.about.nation
    )


def require_owed(case: Case, kind: str) -> None:
    """Refuse temporary permission to someone who is disqualified.

    Raises: LeaveNotOwed.
    """
    disqualified = case.tracks[Track.DISQUALIFICATION] is State.DISQUALIFIED
    if disqualified and kind == _TEMPORARY:
        raise LeaveNotOwed(
            "Temporary permission to stay was refused: a disqualification stands, and "
            "nobody who is disqualified is owed it. Name another kind of permission, "
            "or wait until the disqualification is quashed."
        )


def _odds(
    outcome: str, ground: str | None, since: date | None, until: date | None
) -> str | None:
    """What contradicts what, in words; None where nothing does."""
    given = (ground, since, until)
    if outcome != _GRANTED and any(part is not None for part in given):
        return "it refuses, and names a ground or days"
    if outcome == _GRANTED and any(part is None for part in given):
        return "it grants, and its ground or one of its days is missing"
    if since is not None and until is not None and until < since:
        return f"it would end on {until}, before it begins on {since}"
    return None


def _not_paused(
    case: Case, kind: str, ground: str | None, on: PartialDate, book: Rulebook
) -> None:
    """Refuse a decision on temporary permission on a day on which it was paused."""
    if kind != _TEMPORARY or "leave-pause" not in book.rules.by_key:
        return
    pause = book.rules.in_force(
        "leave-pause", anchors={"calendar-day": on}, nation=case.about.nation
    )
    partly = pause.value == "partly" and ground not in _NOT_PAUSED
    if pause.value == "all" or partly:
        raise LeavePaused(
            f"A decision on temporary permission to stay on {on} was refused: such "
            f"decisions were paused ({pause.id}). The consideration stays open; "
            "decide after the pause."
        )


def _fits_kind(kind: str, ground: str, rule: RuleVersion) -> None:
    grounds = str(rule.parameters.get("grounds", "")).split("+")
    if kind in rule.codes:
        fits = ground in grounds
    elif kind == DOMESTIC_WORKER:
        fits, grounds = ground == DOMESTIC_WORKER, [DOMESTIC_WORKER]
    else:
        return
    if not fits:
        raise LeaveGroundNotThen(
            f"{kind.replace('_', ' ').capitalize()} on the ground of "
            f"{ground.replace('_', ' ')} was refused: its grounds are "
            f"{', '.join(grounds).replace('_', ' ')} ({rule.id}). Name one of them."
        )


def _long_enough(
    case: Case, kind: str, since: date, until: date, book: Rulebook
) -> None:
    """Refuse less than the law's least for an overseas domestic worker."""
    key = "leave-domestic-worker"
    if kind != DOMESTIC_WORKER or key not in book.rules.by_key:
        return
    decision = case.decision(Stage.CONCLUSIVE_GROUNDS)
    assert decision is not None, "permission follows a positive decision"
    least = book.rules.in_force(
        key,
        anchors={"conclusive-grounds-decided": decision.decided},
        nation=case.about.nation,
    )
    if least.applies and until < months_after(since, least.number):
        raise LeaveTooShort(
            f"Permission to {until} was refused: an overseas domestic worker has at "
            f"least {least.number} months ({least.id}). Give "
            f"{months_after(since, least.number)} or a later day."
        )


WAYS: dict[str, Way] = {
    "decide leave": Way(command=Command.DECIDE_LEAVE, decide=decide_leave),
}
