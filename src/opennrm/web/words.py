"""The words in which the desks speak of tracks, states, clocks and facts.

Closed sets only, each complete by test. What is dated data (reasons, authorities,
first responders) has its label in the code lists.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from opennrm.cases.case import State, Status, Track
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.people import Role
from opennrm.cases.permissions import Command
from opennrm.paper.blocks import TagColour
from opennrm.paper.wording import plural

ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.FIRST_RESPONDER: "First responder",
        Role.DECISION_MAKER: "Decision maker",
        Role.REVIEWER: "Reviewer",
        Role.OVERSEER: "Overseer",
        Role.IMPORTER: "Importer",
    }
)

TRACKS: Final[Mapping[Track, str]] = MappingProxyType(
    {
        Track.INTAKE: "Intake",
        Track.ROUTE: "Authority",
        Track.REASONABLE_GROUNDS: "Reasonable grounds",
        Track.CONCLUSIVE_GROUNDS: "Conclusive grounds",
        Track.RECOVERY: "Recovery period",
        Track.RECONSIDERATION: "Reconsideration",
        Track.SUSPENSION: "Suspension",
        Track.WITHDRAWAL: "Withdrawal",
    }
)

STATES: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.NONE: "None",
        State.RECEIVED: "Received",
        State.REPORTED: "Reported, not referred",
        State.UNASSIGNED: "Not assigned",
        State.ASSIGNED: "Assigned",
        State.TRANSFERRED: "Transferred",
        State.NOT_OPEN: "Not open yet",
        State.PENDING: "Waiting for a decision",
        State.INFORMATION_REQUESTED: "Information asked for",
        State.POSITIVE: "Positive",
        State.NEGATIVE: "Negative",
        State.REOPENED: "To be decided again",
        State.STARTED: "Started",
        State.REQUESTED: "Requested",
        State.ACCEPTED: "Accepted",
        State.REFUSED: "Refused",
        State.REDETERMINED: "Decided again",
        State.SUSPENDED: "Suspended",
        State.WITHDRAWN: "Withdrawn",
    }
)

STATUSES: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.AWAITING_REASONABLE_GROUNDS: "Awaiting reasonable grounds",
        Status.AWAITING_CONCLUSIVE_GROUNDS: "Awaiting conclusive grounds",
        Status.AWAITING_RECONSIDERATION: "Awaiting reconsideration",
        Status.REASONABLE_GROUNDS_NEGATIVE: "Negative reasonable grounds",
        Status.CONCLUSIVE_GROUNDS_POSITIVE: "Positive conclusive grounds",
        Status.CONCLUSIVE_GROUNDS_NEGATIVE: "Negative conclusive grounds",
        Status.SUSPENDED: "Suspended",
        Status.WITHDRAWN: "Withdrawn",
    }
)
REPORTED: Final = "Duty to Notify report"

CLOCKS: Final[Mapping[ClockName, str]] = MappingProxyType(
    {
        ClockName.REASONABLE_GROUNDS_TARGET: "Reasonable grounds target",
        ClockName.RECOVERY_MINIMUM: "Minimum recovery period",
        ClockName.RECOVERY_PERIOD: "Recovery period",
        ClockName.SUPPORT_PERIOD: "Support that is owed",
        ClockName.RECONSIDERATION_WINDOW: "Time to ask for reconsideration",
        ClockName.RECONSIDERATION_ANSWER: "Answer to the request for reconsideration",
        ClockName.EXIT_PERIOD: "Time to leave support",
        ClockName.MOVE_ON_MINIMUM: "Move-on support",
        ClockName.SUPPORT_EXTENSION: "Extension of support",
        ClockName.EXTENSION_REPLY: "Answer to the request for an extension",
        ClockName.FIRST_CONTACT: "First contact by the support provider",
        ClockName.PLACE_OF_SAFETY: "Stay in a place of safety",
        ClockName.PANEL_READING: "Panel’s time to read",
        ClockName.PANEL_REPLY: "Panel’s outcome",
        ClockName.DECISION_DELAY: "Agreed delay of the decision",
        ClockName.INFORMATION_REQUEST: "Answer to the request for information",
        ClockName.REFERRAL_RETURN: "Completion of the referral",
        ClockName.ADULTHOOD: "Eighteenth birthday",
        ClockName.TRANSITION_PACK: "Transition pack",
    }
)

CLOCK_STATES: Final[Mapping[ClockState, tuple[str, TagColour]]] = MappingProxyType(
    {
        ClockState.RUNNING: ("Running", TagColour.BLUE),
        ClockState.PAUSED: ("Paused", TagColour.GREY),
        ClockState.OVERDUE: ("Overdue", TagColour.RED),
        ClockState.MET: ("Met", TagColour.GREEN),
        ClockState.MISSED: ("Missed", TagColour.ORANGE),
        ClockState.ENDED: ("Ended", TagColour.GREY),
        ClockState.UNKNOWN: ("Unknown", TagColour.YELLOW),
    }
)

OUTCOMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {Outcome.POSITIVE: "Positive", Outcome.NEGATIVE: "Negative"}
)

STAGES: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.REASONABLE_GROUNDS: "Reasonable grounds",
        Stage.CONCLUSIVE_GROUNDS: "Conclusive grounds",
    }
)

COMMANDS: Final[Mapping[Command, str]] = MappingProxyType(
    {
        Command.TRANSFER: "Transfer to another authority",
        Command.REQUEST_INFORMATION: "Ask for information",
        Command.RECEIVE_INFORMATION: "Record information received",
        Command.DECIDE_REASONABLE_GROUNDS: "Decide reasonable grounds",
        Command.DECIDE_CONCLUSIVE_GROUNDS: "Decide conclusive grounds",
        Command.REQUEST_RECONSIDERATION: "Ask for reconsideration",
        Command.ANSWER_RECONSIDERATION: "Answer a request for reconsideration",
        Command.SUSPEND: "Suspend the case",
        Command.RESUME: "Resume the case",
        Command.WITHDRAW: "Record a withdrawal",
    }
)
"""The steps that a case page lists, in the order in which it lists them."""


def fact(name: str) -> str:
    """The title of a fact in a timeline: “Reasonable grounds decided”."""
    return name.partition("@")[0].replace("-", " ").capitalize()


def stage(code: str) -> str:
    """The words of a work line's stage: a status, or a report that is not decided."""
    return STATUSES[Status(code)] if code in set(Status) else REPORTED


def progress(clock: Clock) -> str:
    """How far a clock has come: “3 of 5 working days”."""
    if clock.unit is None or clock.length is None or clock.elapsed is None:
        return ""
    unit = clock.unit.replace("_", " ").removesuffix("s")
    return f"{clock.elapsed} of {plural(clock.length, unit)}"
