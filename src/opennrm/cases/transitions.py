"""What may follow: one table from a command to the track states that allow it.

Pages show it, commands obey it. What a rule of the day adds (a window, a reviewer, a
minimum period) is checked by the decision functions, which name the rule.
"""

from typing import ClassVar

from opennrm.cases.case import Case, Route, State, Track
from opennrm.cases.permissions import Command
from opennrm.cases.transition_table import TRANSITIONS, Transition
from opennrm.errors import Family, OpenNRMError


class Refused(OpenNRMError):
    """The state of the case or a rule in force refuses the step."""

    code: ClassVar[str] = "refused"
    family: ClassVar[Family] = Family.REFUSED


class NotNow(Refused):
    """The case is not in a state from which this may follow."""

    code: ClassVar[str] = "not-now"


class AlreadyClosed(Refused):
    """The case has ended; only what may still follow an end is open."""

    code: ClassVar[str] = "already-closed"


class NotAReferral(Refused):
    """A Duty to Notify report is not decided; it may be followed by a referral."""

    code: ClassVar[str] = "not-a-referral"


class Paused(Refused):
    """The case is suspended; it must be resumed first."""

    code: ClassVar[str] = "paused"


_BY_COMMAND: dict[Command, tuple[Transition, ...]] = {
    command: tuple(way for way in TRANSITIONS if way.command is command)
    for command in dict.fromkeys(way.command for way in TRANSITIONS)
}


def why_not(case: Case, command: Command) -> Refused | None:
    """What stands against a command now; None where the tracks allow it."""
    asked = f"To {command.value.replace('_', ' ')} was refused"
    ways = _BY_COMMAND[command]
    if case.route is Route.DTN and not any(way.of_reports for way in ways):
        return NotAReferral(
            f"{asked}: this is a Duty to Notify report, which is not decided. "
            "If the adult now consents, make a referral that names this report."
        )
    ended = case.ended
    if ended is not None and not any(way.after_end for way in ways):
        return AlreadyClosed(
            f"{asked}: {ended}. If the person comes back, make a new referral."
        )
    if case.is_suspended and not any(way.while_suspended for way in ways):
        return Paused(
            f"{asked}: the case has been suspended since {case.suspensions[-1].since}. "
            "Resume it first, with what was regained."
        )
    if any(_is_open(way, case) for way in ways):
        return None
    tracks = dict.fromkeys(track for way in ways for track in (way.track, *way.given))
    states = ", ".join(_stands(track, case.tracks[track]) for track in tracks)
    return NotNow(f"{asked}: {states}, and {ways[0].needs}. Read the case again.")


def _is_open(way: Transition, case: Case) -> bool:
    return case.tracks[way.track] in way.before and all(
        case.tracks[track] in states for track, states in way.given.items()
    )


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
