"""Panels: who sits, what they may vote on, and what their outcome means."""

from collections import Counter
from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.convening import convene_panel
from opennrm.cases.dating import happened
from opennrm.cases.facts import (
    Outcome,
    PanelConcluded,
    PanelConflictDeclared,
    PanelVoted,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.settling import settle_disagreement
from opennrm.cases.sittings import (
    ABSTAINS,
    AGREES,
    ASSURANCE,
    DISAGREES,
    NO_DECISION,
    Panel,
    PanelNotSitting,
    last_panel,
    panels,
    quorum,
)
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

__all__ = [
    "WAYS",
    "Panel",
    "conclude_panel",
    "convene_panel",
    "declare_conflict",
    "panels",
    "settle_disagreement",
    "vote",
]

_REVIEWING = (AGREES, DISAGREES, ABSTAINS)
_DECIDING = (Outcome.POSITIVE.value, Outcome.NEGATIVE.value, ABSTAINS)


class NotOnThePanel(Refused):
    """Only its members act on a panel, and some things are for its chair."""

    code: ClassVar[str] = "not-on-the-panel"


class AlreadyVoted(Refused):
    """A member votes once."""

    code: ClassVar[str] = "already-voted"


class VoteNotOfThisPanel(Refused):
    """A panel that reviews agrees or not; one that decides finds for or against."""

    code: ClassVar[str] = "vote-not-of-this-panel"


class QuorumLost(Refused):
    """An agency that must sit took no part in the end."""

    code: ClassVar[str] = "quorum-lost"


class OutcomeNotOfTheVotes(Refused):
    """The outcome does not follow from the votes."""

    code: ClassVar[str] = "outcome-not-of-the-votes"


def declare_conflict(
    case: Case, *, panel: int, on: PartialDate, by: str, today: date
) -> tuple[NewFact, ...]:
    """A member steps back from a panel; a vote already cast is void.

    Raises: NotNow; PanelNotSitting; NotOnThePanel; NotYetHappened.
    """
    require(case, Command.DECLARE_CONFLICT)
    happened(on, today=today, what="A conflict")
    _member(last_panel(case, panel), by)
    return (NewFact(fact=PanelConflictDeclared(panel=panel, member=by), occurred=on),)


def vote(
    case: Case,
    *,
    panel: int,
    vote: str,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """A member's vote, once, when the panel sits.

    Raises: NotNow; PanelNotSitting; NotOnThePanel; AlreadyVoted;
        VoteNotOfThisPanel; NotYetHappened.
    """
    require(case, Command.VOTE)
    happened(on, today=today, what="A vote")
    called = _sat(last_panel(case, panel), on=on)
    _member(called, by)
    if by not in called.members:
        raise NotOnThePanel(
            "A vote was refused: the chair of this panel is no member of it, and votes "
            "only to break a tie. Conclude the panel with a casting vote."
        )
    if by in called.votes:
        raise AlreadyVoted(
            "A vote was refused: this member has voted on this panel. "
            "A vote recorded in error is withdrawn first."
        )
    book.codes.checked("panel_vote", vote, on=on)
    allowed = _REVIEWING if called.kind == ASSURANCE else _DECIDING
    if vote not in allowed:
        raise VoteNotOfThisPanel(
            f"The vote {vote} was refused: a panel of the kind {called.kind} votes "
            f"{', '.join(allowed)}. Vote one of these."
        )
    return (NewFact(fact=PanelVoted(panel=panel, member=by, vote=vote), occurred=on),)


def conclude_panel(
    case: Case,
    *,
    panel: int,
    outcome: str,
    casting_vote: bool = False,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """The chair tells the outcome that follows from the votes.

    A tie is broken by the chair's casting vote. A panel that lost its quorum, or whose
    tie nobody breaks, ends without a decision and may be convened anew.

    Raises: NotNow; PanelNotSitting; NotOnThePanel unless by its chair; QuorumLost;
        OutcomeNotOfTheVotes; NotYetHappened.
    Source: panel-quorum.
    """
    require(case, Command.CONCLUDE_PANEL)
    happened(on, today=today, what="The outcome of a panel")
    called = _sat(last_panel(case, panel), on=on)
    if by != called.chair:
        raise NotOnThePanel(
            "To conclude a panel was refused: that is for its chair. "
            "Ask the chair to record the outcome."
        )
    _member(called, by)
    book.codes.checked("panel_outcome", outcome, on=on)
    if outcome != NO_DECISION:
        _still_quorate(case, called, book=book)
    _follows_from_the_votes(called, outcome, casting_vote=casting_vote)
    fact = PanelConcluded(
        panel=panel, outcome=outcome, casting_vote=casting_vote, rule=called.rule
    )
    return (NewFact(fact=fact, occurred=on),)


def _sat(panel: Panel, *, on: PartialDate) -> Panel:
    if on.last < panel.sits_on:
        raise PanelNotSitting(
            f"On {on} this was refused: the panel sits on {panel.sits_on}. "
            "Record it from that day on."
        )
    return panel


def _member(panel: Panel, who: str) -> None:
    """Only a member or the chair, and nobody who declared a conflict."""
    if who not in (*panel.members, panel.chair) or who in panel.conflicted:
        raise NotOnThePanel(
            "This was refused: the person is not on this panel, or declared a conflict "
            "and takes no further part. Convene a panel anew if its quorum is lost."
        )


def _still_quorate(case: Case, panel: Panel, *, book: Rulebook) -> None:
    needed = quorum(case, panel.kind, sits_on=panel.sits_on, book=book)
    missing = sorted(set(needed[0]) - panel.sitting) if needed else []
    if missing:
        raise QuorumLost(
            f"To conclude the panel of {panel.sits_on} was refused: nobody of "
            f"{', '.join(missing).replace('_', ' ')} took part ({panel.rule}). "
            "Conclude it without a decision, and convene one anew."
        )


def _follows_from_the_votes(panel: Panel, outcome: str, *, casting_vote: bool) -> None:
    counted = Counter(vote for vote in panel.votes.values() if vote != ABSTAINS)
    most = max(counted.values(), default=0)
    leading = sorted(vote for vote, count in counted.items() if count == most)
    tied = len(leading) > 1
    fits = (
        not casting_vote
        if outcome == NO_DECISION
        else outcome in leading and casting_vote == tied
    )
    if not fits:
        told = ", ".join(f"{n} {vote}" for vote, n in sorted(counted.items()))
        raise OutcomeNotOfTheVotes(
            f"The outcome {outcome}{' by casting vote' if casting_vote else ''} was "
            f"refused: the votes that count are {told or 'none'}. The majority "
            "decides; the chair has a casting vote in a tie and only then."
        )


WAYS: dict[str, Way] = {
    "convene panel": Way(command=Command.CONVENE_PANEL, decide=convene_panel),
    "declare conflict": Way(command=Command.DECLARE_CONFLICT, decide=declare_conflict),
    "vote": Way(command=Command.VOTE, decide=vote, text="narrative"),
    "conclude panel": Way(command=Command.CONCLUDE_PANEL, decide=conclude_panel),
    "settle disagreement": Way(
        command=Command.SETTLE_DISAGREEMENT, decide=settle_disagreement
    ),
}
