"""What may follow: one table from a command to the track states that allow it.

Pages show it, commands obey it. What a rule of the day adds (a window, a reviewer, a
minimum period) is checked by the decision functions, which name the rule.
"""

from dataclasses import dataclass
from typing import ClassVar

from opennrm.cases.case import Case, Route, State, Track
from opennrm.cases.permissions import Command
from opennrm.errors import Family, OpenNRMError


class Refused(OpenNRMError):
    """The state of the case or a rule in force refuses the step."""

    code: ClassVar[str] = "refused"
    family: ClassVar[Family] = Family.REFUSED


class NotNow(Refused):
    """The case is not in a state from which this may follow."""

    code: ClassVar[str] = "not-now"


class AlreadyClosed(Refused):
    """The person has left the mechanism; nothing but a correction may follow."""

    code: ClassVar[str] = "already-closed"


class NotAReferral(Refused):
    """A Duty to Notify report is not decided; it may be followed by a referral."""

    code: ClassVar[str] = "not-a-referral"


class Paused(Refused):
    """The case is suspended; it must be resumed first."""

    code: ClassVar[str] = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One command: on which track, from which states, writing which fact."""

    command: Command
    fact: str
    track: Track
    before: frozenset[State]
    needs: str
    while_suspended: bool = False


_UNDECIDED = frozenset({State.PENDING, State.INFORMATION_REQUESTED, State.REOPENED})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        command=Command.TRANSFER,
        fact="case-transferred@1",
        track=Track.ROUTE,
        before=frozenset({State.ASSIGNED, State.TRANSFERRED}),
        needs="the case must be with an authority",
        while_suspended=True,
    ),
    Transition(
        command=Command.REQUEST_INFORMATION,
        fact="information-requested@1",
        track=Track.REASONABLE_GROUNDS,
        before=_UNDECIDED,
        needs="the decision it is for must still be open",
        while_suspended=True,
    ),
    Transition(
        command=Command.REQUEST_INFORMATION,
        fact="information-requested@1",
        track=Track.CONCLUSIVE_GROUNDS,
        before=_UNDECIDED,
        needs="the decision it is for must still be open",
        while_suspended=True,
    ),
    Transition(
        command=Command.RECEIVE_INFORMATION,
        fact="information-received@1",
        track=Track.INTAKE,
        before=frozenset({State.RECEIVED}),
        needs="there must be a referral",
        while_suspended=True,
    ),
    Transition(
        command=Command.DECIDE_REASONABLE_GROUNDS,
        fact="reasonable-grounds-decided@1",
        track=Track.REASONABLE_GROUNDS,
        before=_UNDECIDED,
        needs="the reasonable grounds decision must still be open",
    ),
    Transition(
        command=Command.DECIDE_CONCLUSIVE_GROUNDS,
        fact="conclusive-grounds-decided@1",
        track=Track.CONCLUSIVE_GROUNDS,
        before=_UNDECIDED,
        needs="a positive reasonable grounds decision must be there first, and the "
        "conclusive one still be open",
    ),
    Transition(
        command=Command.REQUEST_RECONSIDERATION,
        fact="reconsideration-requested@1",
        track=Track.REASONABLE_GROUNDS,
        before=frozenset({State.NEGATIVE}),
        needs="there must be a negative decision that nobody has asked about yet",
        while_suspended=True,
    ),
    Transition(
        command=Command.REQUEST_RECONSIDERATION,
        fact="reconsideration-requested@1",
        track=Track.CONCLUSIVE_GROUNDS,
        before=frozenset({State.NEGATIVE}),
        needs="there must be a negative decision that nobody has asked about yet",
        while_suspended=True,
    ),
    Transition(
        command=Command.ANSWER_RECONSIDERATION,
        fact="reconsideration-accepted@1",
        track=Track.RECONSIDERATION,
        before=frozenset({State.REQUESTED}),
        needs="there must be a request that is not answered yet",
        while_suspended=True,
    ),
    Transition(
        command=Command.SUSPEND,
        fact="case-suspended@1",
        track=Track.SUSPENSION,
        before=frozenset({State.NONE}),
        needs="the case must not be suspended already",
    ),
    Transition(
        command=Command.RESUME,
        fact="case-resumed@1",
        track=Track.SUSPENSION,
        before=frozenset({State.SUSPENDED}),
        needs="the case must be suspended",
        while_suspended=True,
    ),
    Transition(
        command=Command.WITHDRAW,
        fact="case-withdrawn@1",
        track=Track.WITHDRAWAL,
        before=frozenset({State.NONE}),
        needs="the person must still be in the mechanism",
        while_suspended=True,
    ),
)


def why_not(case: Case, command: Command) -> Refused | None:
    """What stands against a command now; None where the tracks allow it."""
    asked = f"To {command.value.replace('_', ' ')} was refused"
    if case.route is Route.DTN:
        return NotAReferral(
            f"{asked}: this is a Duty to Notify report, which is not decided. "
            "If the adult now consents, make a referral that names this report."
        )
    if case.withdrawal is not None:
        return AlreadyClosed(
            f"{asked}: the case was withdrawn on {case.withdrawal.on}. "
            "If the person comes back, make a new referral."
        )
    ways = [way for way in TRANSITIONS if way.command is command]
    if case.is_suspended and not any(way.while_suspended for way in ways):
        return Paused(
            f"{asked}: the case has been suspended since {case.suspensions[-1].since}. "
            "Resume it first, with what was regained."
        )
    if any(case.tracks[way.track] in way.before for way in ways):
        return None
    states = ", ".join(_stands(way.track, case.tracks[way.track]) for way in ways)
    return NotNow(f"{asked}: {states}, and {ways[0].needs}. Read the case again.")


def _stands(track: Track, state: State) -> str:
    """How a track stands, in words."""
    name = track.value.replace("_", " ")
    if state is State.NONE:
        return f"there is no {name} now"
    if state is State.NOT_OPEN:
        return f"{name} is not open yet"
    return f"{name} is {state.value.replace('_', ' ')}"


def require(case: Case, command: Command) -> None:
    """Let a command through where the tracks allow it.

    Raises: NotNow, Paused, AlreadyClosed or NotAReferral, saying what stands against.
    """
    refusal = why_not(case, command)
    if refusal is not None:
        raise refusal
