"""How support ends: moving on after a positive decision, and each reason to stop."""

from datetime import date
from typing import ClassVar, Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    AdulthoodReached,
    Answer,
    MoveOnStarted,
    Stage,
    SupportEnded,
)
from opennrm.cases.history import NewFact
from opennrm.cases.periods import move_on_minimum, version_for
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.support_ends import served_on, support_end
from opennrm.cases.support_spells import current_spell
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_AS_ASSESSED: Final = "as_assessed"


class MoveOnTooShort(Refused):
    """Move-on support would end before the least time, or before the day assessed."""

    code: ClassVar[str] = "move-on-too-short"


class SupportNotOver(Refused):
    """Support was ended, by its length, before that is over."""

    code: ClassVar[str] = "support-not-over"


class EndReasonNotSo(Refused):
    """The reason given for the end of support contradicts the case."""

    code: ClassVar[str] = "end-reason-not-so"


def start_move_on(
    case: Case, *, until: date, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Begin move-on support after a positive conclusive decision.

    Dates: the least time runs from receipt of the decision; where the rule of that day
        has it end as assessed, no earlier than the day that was agreed.
    Raises: NotNow without support or a positive conclusive decision; MoveOnTooShort;
        AnchorMissing while no receipt is recorded; NotYetHappened; OutOfOrder.
    Source: move-on-minimum.
    """
    require(case, Command.START_MOVE_ON)
    happened(on, today=today, what="A start of move-on support")
    decision = case.decision(Stage.CONCLUSIVE_GROUNDS)
    assert decision is not None, "the table asks for a positive decision"
    follows(
        on,
        decision.decided,
        what="A start of move-on support",
        cause="the positive conclusive decision was made",
    )
    nation = case.about.nation
    received = served_on(case, decision)
    least = move_on_minimum(received, nation=nation, book=book)
    rule = version_for("move-on-minimum", dated=received, nation=nation, book=book)
    if least.last_on is not None and until < least.last_on:
        raise MoveOnTooShort(
            f"Move-on support to {until} was refused: it lasts at least to "
            f"{least.last_on} ({least.rule}). Give that day or a later one."
        )
    spell = current_spell(case)
    agreed = spell.agreed_until if spell else None
    as_assessed = rule.parameters.get("ends") == _AS_ASSESSED
    if as_assessed and agreed is not None and until < agreed:
        raise MoveOnTooShort(
            f"Move-on support to {until} was refused: the needs assessment was agreed "
            f"to {agreed}, and support ends as assessed ({rule.id}). Give that day, or "
            "record a new assessment."
        )
    return (NewFact(fact=MoveOnStarted(until=until), occurred=on),)


def end_support(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """End support, for a reason that the case bears out.

    A reason that stands for a length (time after a negative decision, move-on, a
    length laid down) waits for its last day. Whether someone went missing, left or died
    is taken from the provider, who may know it first.

    Raises: NotNow unless the person is supported; EndReasonNotSo; SupportNotOver;
        NotYetHappened; OutOfOrder.
    Source: exit-period; move-on-minimum; support-minimum; improper-claim.
    """
    require(case, Command.END_SUPPORT)
    happened(on, today=today, what="An end of support")
    spell = current_spell(case)
    assert spell is not None, "the table asks for support that lasts"
    if spell.started is not None:
        follows(on, spell.started, what="An end of support", cause="it began")
    book.codes.checked("support_end", reason, on=on)
    said = f"To end support ({reason.replace('_', ' ')}) on {on} was refused"
    fault = _not_so(case, reason)
    if fault is not None:
        raise EndReasonNotSo(f"{said}: {fault}. Give the reason that applies.")
    if reason in _BY_LENGTH and not case.is_child:
        _require_over(case, reason, said, on=on, book=book)
    return (NewFact(fact=SupportEnded(reason=reason), occurred=on),)


_NEGATIVE: Final = "negative_decision"
_LENGTH: Final = "length_ended"
_BY_LENGTH: Final = (_NEGATIVE, "needs_met", _LENGTH)


def _not_so(case: Case, reason: str) -> str | None:
    """What in the case contradicts the reason; None where nothing does."""
    tracks = case.tracks
    decided = (tracks[Track.REASONABLE_GROUNDS], tracks[Track.CONCLUSIVE_GROUNDS])
    if reason in (_NEGATIVE, "improper_claim"):
        if State.REOPENED in decided:
            return "the decision is being looked at again, which stops the way out"
        if State.NEGATIVE not in decided:
            return "no negative decision stands"
    elif reason == "needs_met" and tracks[Track.SUPPORT] is not State.MOVING_ON:
        return "no move-on support was begun"
    elif reason == "left_mechanism" and case.withdrawal is None:
        return "the person did not leave the mechanism"
    elif reason == "disqualified":
        return "a disqualification ends support by itself, and none stands"
    elif reason == "no_consent_at_18":
        reached = case.last(AdulthoodReached)
        asked = reached.fact if reached else None
        if not isinstance(asked, AdulthoodReached):
            return "no one was asked at 18"
        if asked.support_consent == Answer.YES:
            return "support was consented to at 18"
    return None


def _require_over(
    case: Case, reason: str, said: str, *, on: PartialDate, book: Rulebook
) -> None:
    """Refuse an end before the last day of what the reason stands for."""
    entered = case.tracks[Track.RECOVERY] is not State.NONE
    if reason == _LENGTH and not entered and not case.decisions:
        return  # before a decision only what was agreed with the person runs out
    ends = support_end(case, book=book)
    if ends.on is None:
        raise SupportNotOver(
            f"{said}: no last day is fixed, as {ends.why}. Record what fixes it, or "
            "give another reason."
        )
    if on.last < ends.on:
        raise SupportNotOver(
            f"{said}: support goes on to {ends.on} ({ends.why}). End it on that day "
            "or later, or give the reason for an earlier end."
        )


WAYS: dict[str, Way] = {
    "start move-on": Way(command=Command.START_MOVE_ON, decide=start_move_on),
    "end support": Way(command=Command.END_SUPPORT, decide=end_support),
}
