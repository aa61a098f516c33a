"""A story replayed: what stood on a day, as plain values for people and programs.

Tracks, clocks with the versions they used, letters sent and still to be sent, and every
refusal. Nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from opennrm.cases.case import Case
from opennrm.cases.clocks import clocks
from opennrm.cases.commands import open_to
from opennrm.cases.facts import LetterIssued
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.history import as_known, in_effect
from opennrm.cases.notices import outstanding
from opennrm.cases.reading import START
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.rules.dates import london_day
from opennrm.stories.acting import usual_actor
from opennrm.stories.due import letter_due
from opennrm.stories.expecting import differences
from opennrm.stories.form import StoryEvent
from opennrm.stories.telling import Refusal, Told
from opennrm.stories.words import command_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a story gives, as known at a moment and read on a day.

    Shape: every part is plain values, by the names of the reference pages. `broken`
        says, a line each, where the story went otherwise than it has it.
    """

    title: str
    rules: str | None
    banner: str | None
    as_at: datetime | None
    on: date
    events: tuple[Mapping[str, Any], ...]
    status: str | None
    tracks: Mapping[str, str]
    clocks: tuple[Mapping[str, Any], ...]
    letters_sent: tuple[Mapping[str, Any], ...]
    letters_due: tuple[Mapping[str, Any], ...]
    may_follow: tuple[str, ...]
    refusals: tuple[Mapping[str, Any], ...]
    broken: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The whole as one JSON document."""
        return {
            "title": self.title,
            "rules": self.rules,
            "banner": self.banner,
            "as_at": None if self.as_at is None else self.as_at.isoformat(),
            "on": self.on.isoformat(),
            "events": list(self.events),
            "status": self.status,
            "tracks": dict(self.tracks),
            "clocks": list(self.clocks),
            "letters": {"sent": list(self.letters_sent), "due": list(self.letters_due)},
            "may_follow": list(self.may_follow),
            "refusals": list(self.refusals),
            "broken": list(self.broken),
        }


def replay(told: Told, *, as_at: datetime | None, on: date | None) -> Replay:
    """What a told story gives, as known at a moment.

    Dates: `on` is the day on which clocks are read; without it the London day of the
        moment, or of the last recording.
    """
    day = on or _last_day(told, as_at)
    book = load_rulebook(as_at, directory=told.rule_set)
    case = _case(told, as_at)
    return Replay(
        title=told.story.title,
        rules=book.title,
        banner=book.banner,
        as_at=as_at,
        on=day,
        events=_events(told, as_at),
        status=None if case is None or case.status is None else case.status.value,
        tracks=_tracks(case),
        clocks=() if case is None else _clocks(case, on=day, book=book),
        letters_sent=_sent(case),
        letters_due=()
        if case is None
        else tuple(
            letter_due(case, notice, on=day, book=book)
            for notice in outstanding(case, book=book)
        ),
        may_follow=() if case is None else open_to(case),
        refusals=tuple(
            _refusal(one) for one in told.refusals if _is_known(one.event, as_at)
        ),
        broken=(*told.surprises, *_unmet(told)),
    )


def _last_day(told: Told, as_at: datetime | None) -> date:
    if as_at is not None:
        return london_day(as_at)
    moments = [event.recorded_at for event in told.story.events]
    return london_day(max(moments))


def _case(told: Told, as_at: datetime | None) -> Case | None:
    try:
        return fold(told.history, at=as_at, born=told.born)
    except NoSuchCase:
        return None


def _tracks(case: Case | None) -> dict[str, str]:
    """The tracks that have moved, in the order of the mechanism."""
    if case is None:
        return {}
    moved = {move[0] for move in case.moves}
    return {
        track.value: state.value
        for track, state in case.tracks.items()
        if track in moved or state is not START[track]
    }


def _clocks(case: Case, *, on: date, book: Rulebook) -> tuple[dict[str, Any], ...]:
    return tuple(
        {name: _plain(value) for name, value in asdict(clock).items()}
        for clock in clocks(case, on=on, book=book)
    )


def _sent(case: Case | None) -> tuple[dict[str, Any], ...]:
    if case is None:
        return ()
    return tuple(
        {"on": issued.occurred.text}
        | {name: _plain(value) for name, value in asdict(issued.fact).items()}
        for issued in case.recorded(LetterIssued)
    )


def _is_known(event: StoryEvent, as_at: datetime | None) -> bool:
    return as_at is None or event.recorded_at <= as_at


def _events(told: Told, as_at: datetime | None) -> tuple[dict[str, Any], ...]:
    """The events that were known, each with what came of it."""
    refused = {refusal.event.line: refusal for refusal in told.refusals}
    known = as_known(told.history, at=as_at)
    standing = {recorded.version for recorded in in_effect(known)}
    return tuple(
        {
            "line": event.line,
            "on": event.on.text,
            "recorded_at": event.recorded_at.isoformat(),
            "do": event.do,
            "by": event.by or usual_actor(command_of(event.do)),
            "fact": told.numbers.get(event.line),
            "stands": _stands(event, told, standing),
            "refused": refused[event.line].error.code
            if event.line in refused
            else None,
        }
        for event in told.story.events
        if _is_known(event, as_at)
    )


def _stands(event: StoryEvent, told: Told, standing: set[int]) -> bool | None:
    """Whether what it recorded still stands; None where it recorded nothing.

    A correction stands in the place of what it corrects, not in its own.
    """
    number = told.numbers.get(event.line)
    if number is None or event.do in ("correct", "withdraw fact"):
        return None
    return number in standing


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "line": refusal.event.line,
        "on": refusal.event.on.text,
        "do": refusal.event.do,
        "code": refusal.error.code,
        "foreseen": refusal.foreseen,
        "message": str(refusal.error),
    }


def _unmet(told: Told) -> tuple[str, ...]:
    """Where the story's own expectations do not hold."""
    if not told.history:
        return ()
    return tuple(
        f"Line {expectation.line}: {difference}"
        for expectation in told.story.expect
        for difference in differences(told, expectation)
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return str(value)
