"""What a case page says of a history, in words: values in, values out.

Codes are told by their label in the code lists, people by the sign-in name of their
account or else by their id. A pointer into the vault says nothing to a reader and is
left out. What a field holds is read from the vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import (
    NAMES,
    Fact,
    FactWithdrawn,
    NotificationReceived,
    ReferralReceived,
)
from opennrm.cases.history import History, RecordedFact
from opennrm.cases.vocabulary import Field, FieldKind, fields_of
from opennrm.paper import wording
from opennrm.paper.blocks import SummaryRow, TagColour, TimelineEntry
from opennrm.rules.codes import Codes
from opennrm.rules.dates import PartialDate
from opennrm.web import words

# Pointers and numbers of other facts say nothing to a reader.
UNSAID: Final = frozenset({FieldKind.TOKEN, FieldKind.VERSION, FieldKind.CASE})
_PEOPLE: Final = frozenset({FieldKind.ACTOR, FieldKind.ACTORS})
_CODES: Final = frozenset({FieldKind.CODE, FieldKind.CODES})
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
        State.GRANTED: TagColour.GREEN,
        State.AGREED: TagColour.GREEN,
        State.PROPOSED: TagColour.BLUE,
        State.CONVENED: TagColour.BLUE,
        State.UNDER_CONSIDERATION: TagColour.BLUE,
        State.RETURNED: TagColour.YELLOW,
        State.MISSING: TagColour.YELLOW,
        State.DISQUALIFIED: TagColour.ORANGE,
        State.REVOKED: TagColour.ORANGE,
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
        if any(step[0] is track for step in case.moves)
    )


def about(case: Case, codes: Codes) -> tuple[SummaryRow, ...]:
    """What the referral says, as it stands now, without a name."""
    label, responder = (
        words.field("first_responder_label"),
        first_responder(case, codes),
    )
    return tuple(
        SummaryRow(name=label, value=responder) if row.name == label else row
        for row in _details(case.about, codes)
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
    tag = "Replaced" if replaced else ""
    if recorded.corrects is not None and not replaced:
        tag = "Correction"
    details = list(_entry_details(recorded, codes, names))
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
    recorded: RecordedFact, codes: Codes, names: Mapping[str, str]
) -> tuple[SummaryRow, ...]:
    fact = recorded.fact
    if isinstance(fact, ReferralReceived | NotificationReceived):
        # The rest stands above, under what the case is about.
        label = fact.first_responder_label
        return (SummaryRow(name=words.field("first_responder_label"), value=label),)
    return _details(fact, codes, names)


def _details(
    fact: Fact, codes: Codes, names: Mapping[str, str] = _NOBODY_KNOWN
) -> tuple[SummaryRow, ...]:
    rows = []
    said = fields_of(NAMES[type(fact)])
    for name, field in said.items():
        value = getattr(fact, name)
        if value is None or field.kind in UNSAID or f"{name}_label" in said:
            continue
        if _label_of_several(name) in said:
            continue
        told = _told(field, value, codes, names)
        rows.append(SummaryRow(name=words.field(name), value=told))
    return tuple(rows)


def _label_of_several(name: str) -> str:
    """The label that tells a list of codes: exploitation_types, …_type_label."""
    return f"{name.removesuffix('s')}_label"


def _told(field: Field, value: Any, codes: Codes, names: Mapping[str, str]) -> str:
    if field.kind in _CODES and field.list is not None:
        several = value if isinstance(value, tuple) else (value,)
        return ", ".join(code_words(codes, field.list, str(code)) for code in several)
    if field.kind is FieldKind.ANSWER:
        return code_words(codes, "answer", str(value))
    if field.kind in _PEOPLE:
        several = value if isinstance(value, tuple) else (value,)
        return ", ".join(names.get(one, one) for one in several)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, PartialDate):
        return date_words(value)
    return wording.day(value) if isinstance(value, date) else str(value)


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
