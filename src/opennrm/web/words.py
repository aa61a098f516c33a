"""The words in which the desks speak of tracks, states, clocks and facts.

Closed sets only, each complete by test. What is dated data (reasons, authorities,
first responders) has its label in the code lists.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from opennrm.cases.case import State, Status, Track
from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.commands import FAMILY_OF
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.people import Role
from opennrm.paper.blocks import TagColour
from opennrm.paper.wording import plural

ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.FIRST_RESPONDER: "First responder",
        Role.DECISION_MAKER: "Decision maker",
        Role.REVIEWER: "Reviewer",
        Role.TECHNICAL_LEAD: "Technical lead",
        Role.PANEL_MEMBER: "Panel member",
        Role.SUPPORT_PROVIDER: "Support provider",
        Role.LOCAL_AUTHORITY: "Local authority",
        Role.GUARDIAN: "Independent guardian",
        Role.POLICE: "Police",
        Role.IMMIGRATION: "Immigration casework",
        Role.POST_ROOM: "Post room",
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
        Track.REVIEW: "Review by a second person",
        Track.PANEL: "Panel",
        Track.DELAY: "Request to wait",
        Track.RECOVERY: "Recovery period",
        Track.RECONSIDERATION: "Reconsideration",
        Track.DISQUALIFICATION: "Disqualification",
        Track.SUPPORT: "Support",
        Track.GUARDIANSHIP: "Independent guardian",
        Track.LEAVE: "Permission to stay",
        Track.POLICE: "Police",
        Track.AGE: "Age",
        Track.SUBJECT: "Whereabouts",
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
        State.RETURNED: "Returned for what is missing",
        State.REJECTED: "Rejected",
        State.DUPLICATE_LINKED: "Linked as a duplicate",
        State.FIRST_RECEIVED: "Received by the first unit",
        State.REVOKED: "Revoked",
        State.PROPOSED: "Proposed",
        State.AGREED: "Agreed",
        State.NOT_AGREED: "Not agreed",
        State.CONVENED: "Convened",
        State.CONCLUDED: "Concluded",
        State.SETTLED: "Settled",
        State.BARRED: "Barred",
        State.UNDER_CONSIDERATION: "Under consideration",
        State.DISQUALIFIED: "Disqualified",
        State.NOT_DISQUALIFIED: "Not disqualified",
        State.QUASHED: "Set aside by a court",
        State.WITHHELD: "Not automatic",
        State.GRANTED: "Granted",
        State.ENDED: "Ended",
        State.OFFERED: "Offered",
        State.EXTENDED: "Extended",
        State.ASSESSED: "Needs assessed",
        State.MOVING_ON: "Moving on",
        State.DECLINED: "Declined",
        State.APPOINTED: "Appointed",
        State.CONSIDERED: "Under consideration",
        State.CURTAILED: "Cut short",
        State.RETURNED_HOME: "Returned by choice",
        State.INFORMED: "Informed",
        State.RECORDED: "Recorded",
        State.OUTCOME_RECORDED: "Outcome recorded",
        State.CLAIMED: "Under 18 as said",
        State.PRESUMED_CHILD: "Treated as a child",
        State.ASSESSED_CHILD: "Assessed as a child",
        State.ASSESSED_ADULT: "Assessed as an adult",
        State.TURNED_18: "Turned 18",
        State.PRESENT: "In touch",
        State.MISSING: "Missing",
        State.LEFT_COUNTRY: "Left the country",
        State.DECEASED: "Died",
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
        Status.REVOKED: "Conclusive grounds revoked",
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

_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "first_responder_type_label": "Kind of first responder",
        "age_at_exploitation_label": "Age when exploited",
        "age_at_referral_years": "Age at referral",
        "exploitation_type_label": "Exploitation",
        "exploitation_forms": "Forms of exploitation",
        "location_of_exploitation_label": "Where",
        "nation": "Nation of referral",
        "nrm_consent": "Consent",
        "local_authority": "Local authority told",
        "routing_circumstance": "Circumstance",
        "interpreter_language": "Interpreter",
        "police_force_limb": "How the force was chosen",
        "channel": "How it came",
        "external_id": "First responder’s own id",
        "stage": "Decision",
        "reviewed_by": "Reviewed by a second person",
        "due_on": "Wanted by",
        "until": "Until",
        "consent_to_identify": "Agreed to be identified",
        "best_interests_determination": "In the child’s best interests",
        "rule": "Under the rule",
        "sits_on": "Sits on",
        "papers_on": "Papers sent on",
        "whose": "Whose contact",
        "stays": "Stays in the mechanism",
        "support_consent": "Consents to support",
        "re_trafficking_risk_assessed": "Risk of being trafficked again assessed",
        "told_in_writing": "Person told in writing",
        "wholly_earlier": "Only about what happened earlier",
    }
)


def field(name: str) -> str:
    """What a field of a fact is called on a page."""
    plain = name.removesuffix("_label").removesuffix("_on")
    return _FIELDS.get(name, plain.replace("_", " ").capitalize())


_FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "intake": "Referral and authority",
        "decisions": "Decisions",
        "looking_again": "Reconsideration and disqualification",
        "pauses_and_ends": "Pauses, ends and consents",
        "support": "Support and permission to stay",
        "the_person": "Police, age and whereabouts",
        "letters": "Letters",
    }
)


def family(command: str) -> str:
    """The side of the case that a command is about."""
    return _FAMILIES[FAMILY_OF[command]]


def step(command: str) -> str:
    """A command by its words, as a title: “Start support”."""
    return command[0].upper() + command[1:]


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
