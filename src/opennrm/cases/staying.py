"""Permission to stay after a positive conclusive decision, and return by choice."""

from datetime import date
from typing import ClassVar, Final

from opennrm.cases import deciding_leave
from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.deciding_leave import (
    DOMESTIC_WORKER,
    OTHER_LEAVE,
    kind_in_force,
    require_owed,
)
from opennrm.cases.facts import (
    LeaveConsidered,
    LeaveCurtailed,
    LeaveDecided,
    Stage,
    VoluntaryReturnMade,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_BRITISH: Final = "uk"
_HERE: Final = "united_kingdom"


class LeaveNotNeeded(Refused):
    """A British citizen needs no permission to stay."""

    code: ClassVar[str] = "leave-not-needed"


class LeaveKindNotThen(Refused):
    """Another kind of permission is considered by the rule of the day."""

    code: ClassVar[str] = "leave-kind-not-then"


class LeaveNotToCurtail(Refused):
    """Permission was cut short after it had ended, or for a reason that is not so."""

    code: ClassVar[str] = "leave-not-to-curtail"


class NotAReturn(Refused):
    """A return by choice leads to another country."""

    code: ClassVar[str] = "not-a-return"


def consider_leave(
    case: Case, *, kind: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Consider permission to stay, without being asked, after a positive decision.

    Dates: the day of the consideration picks the kind; looking again at an earlier
        consideration keeps the earlier kind.
    Raises: NotNow without a positive conclusive decision; LeaveNotNeeded;
        LeaveNotOwed; LeaveKindNotThen; NotYetHappened; OutOfOrder.
    Source: leave-kind.
    """
    require(case, Command.CONSIDER_LEAVE)
    what = "Permission to stay"
    happened(on, today=today, what=what)
    decision = case.decision(Stage.CONCLUSIVE_GROUNDS)
    assert decision is not None, "the table asks for a positive decision"
    cause = "the positive conclusive decision was made"
    follows(on, decision.decided, what=what, cause=cause)
    book.codes.checked("leave_kind", kind, on=on)
    if _BRITISH in case.about.nationality:
        raise LeaveNotNeeded(
            "To consider permission to stay was refused: the person is recorded as "
            "British, and needs none. Correct the nationality if that is an error."
        )
    require_owed(case, kind)
    rule = kind_in_force(case, on, book)
    before = [r.fact for r in case.recorded(LeaveConsidered)]
    earlier = {f.kind for f in before if isinstance(f, LeaveConsidered)}
    if kind not in {*rule.codes, *earlier, DOMESTIC_WORKER, OTHER_LEAVE}:
        raise LeaveKindNotThen(
            f"To consider {kind.replace('_', ' ')} on {on} was refused: by the rule "
            f"of that day ({rule.id}) it is "
            f"{' or '.join(rule.codes).replace('_', ' ') or 'none'}. Name that."
        )
    return (NewFact(fact=LeaveConsidered(kind=kind), occurred=on),)


def curtail_leave(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Cut short or revoke permission to stay.

    Raises: NotNow unless it was granted; LeaveNotToCurtail; NotYetHappened; OutOfOrder.
    """
    require(case, Command.CURTAIL_LEAVE)
    what = "An end to permission to stay"
    happened(on, today=today, what=what)
    granted = case.last(LeaveDecided)
    assert granted is not None, "the table asks for a grant"
    leave = granted.fact
    assert isinstance(leave, LeaveDecided), "asked for by its class"
    follows(on, granted.occurred, what=what, cause="it was granted")
    book.codes.checked("leave_end", reason, on=on)
    if leave.until is not None and on.first > leave.until:
        raise LeaveNotToCurtail(
            f"To curtail leave on {on} was refused: it was granted to {leave.until} "
            "and had ended by itself. Nothing has to be recorded."
        )
    revoked = case.tracks[Track.CONCLUSIVE_GROUNDS] is State.REVOKED
    if reason == "decision_revoked" and not revoked:
        raise LeaveNotToCurtail(
            "To curtail leave because the decision was revoked was refused: the "
            "positive decision stands. Revoke it first, or give another reason."
        )
    return (NewFact(fact=LeaveCurtailed(reason=reason), occurred=on),)


def record_return(
    case: Case,
    *,
    country: str,
    risk_assessed: bool,
    handover: bool,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record a return by choice; whether risk was assessed and who took over is said.

    Neither is required to be so: what was left undone is to be seen, not hidden.

    Raises: NotNow after a return; NotAReturn; NotYetHappened; OutOfOrder.
    """
    require(case, Command.RECORD_RETURN)
    what = "A return"
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")
    book.codes.checked("country", country, on=on)
    if country == _HERE:
        raise NotAReturn(
            "A return to the United Kingdom was refused: it is the country that the "
            "person is in. Name the country of return."
        )
    fact = VoluntaryReturnMade(
        country=country, risk_assessed=risk_assessed, handover=handover
    )
    return (NewFact(fact=fact, occurred=on),)


WAYS: dict[str, Way] = {
    "consider leave": Way(command=Command.CONSIDER_LEAVE, decide=consider_leave),
    **deciding_leave.WAYS,
    "curtail leave": Way(command=Command.CURTAIL_LEAVE, decide=curtail_leave),
    "record return": Way(command=Command.RECORD_RETURN, decide=record_return),
}
