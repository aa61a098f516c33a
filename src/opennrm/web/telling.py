"""What a case page says of a history, in words: values in, values out.

Codes are told by their label in the code lists, people by the sign-in name of their
account or else by their id. A pointer into the vault says nothing to a reader and is
left out, by name, in `UNSAID`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import (
    FactWithdrawn,
    NotificationReceived,
    Outcome,
    ReferralReceived,
    Stage,
)
from opennrm.cases.history import History, RecordedFact
from opennrm.paper import wording
from opennrm.paper.blocks import SummaryRow, TagColour, TimelineEntry
from opennrm.rules.codes import Codes
from opennrm.rules.dates import PartialDate
from opennrm.web import words

# A field of a fact: what it is called, and how its value is told.
_CODED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "nation": ("Nation of referral", "nation"),
        "under_18_now": ("Under 18 now", "answer"),
        "nrm_consent": ("Consent", "consent"),
        "support_wanted": ("Support wanted", "answer"),
        "local_authority": ("Local authority told", "local_authority"),
        "routing_circumstance": ("Circumstance", "routing_circumstance"),
        "interpreter_language": ("Interpreter", "language"),
        "exploitation_forms": ("Forms of exploitation", "exploitation_form"),
        "counties": ("Counties", "county"),
        "countries": ("Countries", "country"),
        "police_force": ("Police force", "police_force"),
        "county_lines": ("County lines", "answer"),
        "channel": ("How it came", "channel"),
        "authority": ("Authority", "competent_authority"),
        "asked_of": ("Asked of", "information_source"),
        "received_from": ("Received from", "information_source"),
        "finding": ("Finding", "finding"),
        "reasons": ("Reasons", "negative_reason"),
        "basis": ("Basis", "reconsideration_basis"),
        "requested_by": ("Requested by", "requester"),
    }
)
# One name, several lists: the list depends on the fact.
_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "case-transferred": "transfer_reason",
        "reconsideration-refused": "reconsideration_refusal",
        "case-suspended": "suspension_reason",
        "case-resumed": "resumption_reason",
        "case-withdrawn": "withdrawal_reason",
    }
)
_PLAIN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "first_responder_label": "First responder",
        "first_responder_type_label": "Kind of first responder",
        "age_at_exploitation_label": "Age when exploited",
        "age_at_referral_years": "Age at referral",
        "gender_label": "Gender",
        "nationality_label": "Nationality",
        "exploitation_type_label": "Exploitation",
        "location_of_exploitation_label": "Where",
        "external_id": "First responder's own id",
        "site": "Site",
        "stage": "Decision",
        "outcome": "Outcome",
        "decided_by": "Decided by",
        "reviewed_by": "Reviewed by a second person",
        "due_on": "Wanted by",
        "answered": "Answered",
        "exceptional_circumstances": "Exceptional circumstances",
        "consent_to_identify": "Agreed to be identified",
        "best_interests_determination": "In the child's best interests",
        "rule": "Under the rule",
    }
)
UNSAID: Final = frozenset(
    {
        # pointers into the vault
        *("subject", "narrative", "minute"),
        # codes whose labels are told beside them
        *("first_responder", "first_responder_type", "age_at_exploitation", "gender"),
        *("nationality", "exploitation_types", "location_of_exploitation"),
        # which limb of a rule chose the force; versions of facts; another case
        *("police_force_limb", "follows_reconsideration", "decision", "request"),
        *("fact", "notification"),
    }
)

_PEOPLE: Final = frozenset({"decided_by", "reviewed_by"})
_NOBODY_KNOWN: Final[Mapping[str, str]] = MappingProxyType({})

_TRACK_COLOURS: Final[Mapping[State, TagColour]] = MappingProxyType(
    {
        State.POSITIVE: TagColour.GREEN,
        State.NEGATIVE: TagColour.ORANGE,
        State.PENDING: TagColour.BLUE,
        State.INFORMATION_REQUESTED: TagColour.BLUE,
        State.REOPENED: TagColour.BLUE,
        State.REQUESTED: TagColour.BLUE,
        State.STARTED: TagColour.GREEN,
        State.SUSPENDED: TagColour.YELLOW,
        State.WITHDRAWN: TagColour.YELLOW,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackShown:
    """One track of a case as a page shows it."""

    title: str
    state: str
    colour: TagColour
    since: str


def tracks(case: Case) -> tuple[TrackShown, ...]:
    """The tracks of a case in their order, each with the date of its last step."""
    return tuple(
        TrackShown(
            title=words.TRACKS[track],
            state=words.STATES[case.tracks[track]],
            colour=_TRACK_COLOURS.get(case.tracks[track], TagColour.GREY),
            since=_since(case, track),
        )
        for track in Track
        if track in case.tracks
    )


def about(case: Case, codes: Codes) -> tuple[SummaryRow, ...]:
    """What the referral says, as it stands now, without a name."""
    kind = "referral-received" if isinstance(case.about, ReferralReceived) else ""
    rows = _details(case.about, kind, codes)
    label, responder = _PLAIN["first_responder_label"], first_responder(case, codes)
    return tuple(
        SummaryRow(name=label, value=responder) if row.name == label else row
        for row in rows
    )


def first_responder(case: Case, codes: Codes) -> str:
    """Who referred or reported, by its own name, with the published label beside it."""
    label = case.about.first_responder_label
    name = code_words(codes, "first_responder", case.about.first_responder)
    return name if name == label else f"{name} (published as {label})"


def timeline(
    history: History, codes: Codes, names: Mapping[str, str] = _NOBODY_KNOWN
) -> tuple[TimelineEntry, ...]:
    """Every fact of a history, the last recorded first, replaced ones included.

    `names` holds sign-in names by the ids of people; who is not there is told by id.
    """
    replaced = _replaced(history)
    return tuple(
        _entry(recorded, codes, names, replaced=recorded.version in replaced)
        for recorded in reversed(history)
    )


def date_words(when: PartialDate) -> str:
    """A date as precisely as it is known."""
    return wording.span(when.first, when.precision.value)


def code_words(codes: Codes, key: str, code: str) -> str:
    """A code by what it is called in its list."""
    return codes.list(key).member(code).name


def _since(case: Case, track: Track) -> str:
    last = [step for step in case.steps if step.track is track]
    return date_words(last[-1].happened) if last else ""


def _entry(
    recorded: RecordedFact, codes: Codes, names: Mapping[str, str], *, replaced: bool
) -> TimelineEntry:
    kind = recorded.name.partition("@")[0]
    tag = "Replaced" if replaced else ""
    if recorded.corrects is not None and not replaced:
        tag = "Correction"
    details = list(_entry_details(recorded, kind, codes, names))
    if getattr(recorded.fact, "decided_by", recorded.by) != recorded.by:
        who = names.get(recorded.by, recorded.by)
        details.append(SummaryRow(name="Recorded by", value=who))
    if recorded.cause is not None:
        cause = code_words(codes, "change_cause", recorded.cause)
        details.append(SummaryRow(name="Why it was changed", value=cause))
    return TimelineEntry(
        title=words.fact(recorded.name),
        dates=(
            ("Happened", date_words(recorded.occurred)),
            ("Recorded", wording.moment(recorded.recorded_at)),
        ),
        details=tuple(details),
        tag=tag,
        replaced=replaced,
    )


def _entry_details(
    recorded: RecordedFact, kind: str, codes: Codes, names: Mapping[str, str]
) -> tuple[SummaryRow, ...]:
    fact = recorded.fact
    if isinstance(fact, ReferralReceived | NotificationReceived):
        # The rest stands above, under what the case is about.
        label = fact.first_responder_label
        return (SummaryRow(name=_PLAIN["first_responder_label"], value=label),)
    return _details(fact, kind, codes, names)


def _details(
    fact: Any, kind: str, codes: Codes, names: Mapping[str, str] = _NOBODY_KNOWN
) -> tuple[SummaryRow, ...]:
    rows = []
    for field in fields(fact):
        value = getattr(fact, field.name)
        if field.name in UNSAID or value is None:
            continue
        name, told = _told(field.name, value, kind, codes)
        if field.name in _PEOPLE:
            told = names.get(told, told)
        rows.append(SummaryRow(name=name, value=told))
    return tuple(rows)


def _told(name: str, value: Any, kind: str, codes: Codes) -> tuple[str, str]:
    """A field's name and value in words.

    Raises: KeyError for a field that nobody has decided to show or to leave out.
    """
    if name in _CODED:
        title, key = _CODED[name]
        return title, _codes_told(value, key, codes)
    if name == "reason":
        return "Reason", _codes_told(value, _REASONS[kind], codes)
    return _PLAIN[name], _TELLERS.get(name, _plainly)(value)


def _codes_told(value: Any, key: str, codes: Codes) -> str:
    several = value if isinstance(value, tuple) else (value,)
    return ", ".join(code_words(codes, key, str(code)) for code in several)


def _plainly(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return wording.day(value) if isinstance(value, date) else str(value)


_TELLERS: Final[Mapping[str, Callable[[Any], str]]] = MappingProxyType(
    {
        "outcome": lambda value: words.OUTCOMES[Outcome(value)],
        "stage": lambda value: words.STAGES[Stage(value)],
    }
)


def _replaced(history: History) -> frozenset[int]:
    """The versions that a later fact corrects or takes back."""
    taken_back = {
        recorded.fact.fact
        for recorded in history
        if isinstance(recorded.fact, FactWithdrawn)
    }
    corrected = {
        recorded.corrects for recorded in history if recorded.corrects is not None
    }
    return frozenset(taken_back | corrected)
