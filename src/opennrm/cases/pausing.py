"""Pausing, resuming and leaving: suspension and withdrawal.

Going missing, leaving the country and dying are told in `whereabouts`. None of them
pauses or ends a case by itself: while there is enough to decide, it is decided.
"""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, State, Track
from opennrm.cases.consenting import NRM, REFUSED, WITHDRAWN, standing
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import CaseResumed, CaseSuspended, CaseWithdrawn, Stage
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_WHEREABOUTS = {
    "missing": State.MISSING,
    "left_country": State.LEFT_COUNTRY,
    "left_uk": State.LEFT_COUNTRY,
    "deceased": State.DECEASED,
}
_IN_TOUCH = ("contact_regained", "came_back")
_THEMSELVES = "individual"
_OF_ADULTS = ("adult_choice", "consent_withdrawn", "no_consent_at_18")


class WhereaboutsDiffer(Refused):
    """The reason given rests on whereabouts that are not recorded."""

    code: ClassVar[str] = "whereabouts-differ"


class StillOutOfTouch(Refused):
    """A case was resumed as if someone were in touch who is not."""

    code: ClassVar[str] = "still-out-of-touch"


class NotForAChildToWithdraw(Refused):
    """A child leaves only where the authority found it to be in their interests."""

    code: ClassVar[str] = "child-cannot-withdraw"


class AskedByTheMissing(Refused):
    """Someone who is missing cannot ask to leave."""

    code: ClassVar[str] = "missing-cannot-ask"


class ConsentStands(Refused):
    """A consent that was not withdrawn was named as the reason for leaving."""

    code: ClassVar[str] = "consent-stands"


class ReasonOfAnother(Refused):
    """The reason for leaving is one for someone else: a child, an adult, the dead."""

    code: ClassVar[str] = "reason-of-another"


class DecisionMadeBefore(Refused):
    """Leaving the country ends only a case without a first decision."""

    code: ClassVar[str] = "decision-made-before"


def open_stage(case: Case) -> Stage | None:
    """The stage whose decision is still due; None once both are made."""
    waiting = (State.PENDING, State.INFORMATION_REQUESTED, State.REOPENED)
    if case.tracks[Track.REASONABLE_GROUNDS] in waiting:
        return Stage.REASONABLE_GROUNDS
    if case.tracks[Track.CONCLUSIVE_GROUNDS] in waiting:
        return Stage.CONCLUSIVE_GROUNDS
    return None


def suspend(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Pause a case that cannot be decided.

    A missing person's case is paused only where there is not enough to decide it, which
    whoever pauses it says by the reason; else it is decided.

    Raises: NotNow once nothing is left to decide; WhereaboutsDiffer for a person who is
        not recorded as missing or abroad; NotYetHappened; OutOfOrder.
    """
    require(case, Command.SUSPEND)
    _dated(case, on, today=today, what="A suspension")
    stage = open_stage(case)
    if stage is None:
        raise NotNow(
            "To suspend was refused: no decision is due on this case. "
            "Where a decision was wrong, ask for reconsideration."
        )
    book.codes.checked("suspension_reason", reason, on=on)
    _out_of_touch(case, reason, asked="To suspend")
    return (NewFact(fact=CaseSuspended(reason=reason, stage=stage), occurred=on),)


def resume(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Take a suspended case up again: contact or evidence was regained.

    Raises: NotNow unless it is suspended; StillOutOfTouch where contact is named and
        nobody was found; NotYetHappened; OutOfOrder.
    """
    require(case, Command.RESUME)
    _dated(case, on, today=today, what="A resumption")
    follows(
        on,
        case.suspensions[-1].since,
        what="A resumption",
        cause="the case was suspended",
    )
    book.codes.checked("resumption_reason", reason, on=on)
    subject = case.tracks[Track.SUBJECT]
    if reason in _IN_TOUCH and subject is not State.PRESENT:
        raise StillOutOfTouch(
            f"To resume ({reason}) was refused: the person is recorded as "
            f"{subject.value.replace('_', ' ')}. Record that they were found, or "
            "resume with the evidence that came."
        )
    return (NewFact(fact=CaseResumed(reason=reason), occurred=on),)


def withdraw(
    case: Case,
    *,
    reason: str,
    requested_by: str,
    best_interests_determination: bool = False,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Let an adult leave; a child only with a best interests determination.

    An adult asks in a signed form, or a first responder for them. For a child the local
    authority finds that leaving is in their best interests, and asks; never the child
    alone. Who left the country may be withdrawn before the first decision.

    Raises: NotForAChildToWithdraw; AskedByTheMissing; ConsentStands;
        ReasonOfAnother; DecisionMadeBefore; WhereaboutsDiffer; NotNow
        once both decisions are made; NotYetHappened; OutOfOrder.
    """
    require(case, Command.WITHDRAW)
    _dated(case, on, today=today, what="A withdrawal")
    if open_stage(case) is None:
        raise NotNow(
            "To withdraw was refused: no decision is due on this case, so there is "
            "nothing to leave. Support is ended on its own."
        )
    book.codes.checked("withdrawal_reason", reason, on=on)
    book.codes.checked("requester", requested_by, on=on)
    if requested_by == _THEMSELVES and case.tracks[Track.SUBJECT] is State.MISSING:
        raise AskedByTheMissing(
            "To withdraw at the person's own request was refused: they are recorded as "
            "missing, and cannot have asked. Record that they were found, or suspend "
            "the case."
        )
    if case.is_child:
        _for_a_child(reason, requested_by, determined=best_interests_determination)
    elif reason == "best_interests" or best_interests_determination:
        raise ReasonOfAnother(
            "To withdraw was refused: a best interests determination is made for a "
            "child, and the person is an adult. Give the adult's own reason."
        )
    _rests_on_record(case, reason)
    fact = CaseWithdrawn(
        reason=reason,
        requested_by=requested_by,
        best_interests_determination=best_interests_determination,
    )
    return (NewFact(fact=fact, occurred=on),)


def _for_a_child(reason: str, requested_by: str, *, determined: bool) -> None:
    if reason == "deceased":
        return
    if not determined:
        raise NotForAChildToWithdraw(
            "A child, or someone who may be one, cannot be withdrawn on request. "
            "Record the local authority's finding that it is in their best interests."
        )
    if requested_by == _THEMSELVES:
        raise NotForAChildToWithdraw(
            "A child, or someone who may be one, was to be withdrawn at their own "
            "request. The local authority asks, with its finding."
        )
    if reason in _OF_ADULTS:
        raise ReasonOfAnother(
            f"To withdraw a child ({reason}) was refused: that is an adult's reason. "
            "Give best_interests, or left_uk."
        )


def _rests_on_record(case: Case, reason: str) -> None:
    """Refuse a reason that the record contradicts."""
    if reason == "consent_withdrawn" and standing(case, NRM) != WITHDRAWN:
        raise ConsentStands(
            "To withdraw was refused: the consent to the mechanism is recorded as "
            f"{standing(case, NRM).replace('_', ' ')}, not as withdrawn. "
            "Record the withdrawn consent first."
        )
    if reason == "no_consent_at_18" and standing(case, NRM) != REFUSED:
        raise ConsentStands(
            "To withdraw was refused: it is not recorded that the person turned 18 "
            "and does not stay. Record that they reached adulthood, with their answer."
        )
    _out_of_touch(case, reason, asked="To withdraw")
    made = case.decision(Stage.REASONABLE_GROUNDS)
    if reason == "left_uk" and made is not None:
        raise DecisionMadeBefore(
            f"To withdraw was refused: a reasonable grounds decision of {made.decided} "
            "stands, and leaving the country ends a case only before one. Decide on "
            "what there is, or suspend the case."
        )


def _out_of_touch(case: Case, reason: str, *, asked: str) -> None:
    """Refuse a reason that says where the person is, unless that is recorded."""
    where = _WHEREABOUTS.get(reason)
    subject = case.tracks[Track.SUBJECT]
    if where is not None and subject is not where:
        raise WhereaboutsDiffer(
            f"{asked} ({reason}) was refused: the person is recorded as "
            f"{subject.value.replace('_', ' ')}. Record first what became of them, "
            "and decide the case if there is enough to decide it."
        )


def _dated(case: Case, on: PartialDate, *, today: date, what: str) -> None:
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")


WAYS: dict[str, Way] = {
    "suspend": Way(command=Command.SUSPEND, decide=suspend),
    "resume": Way(command=Command.RESUME, decide=resume),
    "withdraw": Way(command=Command.WITHDRAW, decide=withdraw),
}
