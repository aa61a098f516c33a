"""Telling a story: its events, through the same functions as `services`.

Nothing is stored, and a story's refusals are the real refusals.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, TypeVar, get_type_hints
from uuid import UUID, uuid5

from opennrm.cases import correcting, referring
from opennrm.cases.case import Case
from opennrm.cases.codec import decode, decoded, encode
from opennrm.cases.commands import COMMANDS
from opennrm.cases.fold import fold
from opennrm.cases.history import NewFact, RecordedFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command, permit
from opennrm.cases.referring import NotificationDetails, ReferralDetails
from opennrm.cases.relations import relations_to, relations_to_new
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.cases.ways import FieldsNotThose, Way
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate, end_of_london_day, london_day
from opennrm.stories.acting import USUAL, actor_of, usual_actor
from opennrm.stories.form import Story, StoryEvent, nearest, story_form
from opennrm.stories.words import BORN_ON, command_of

Made = TypeVar("Made")

_STORIES = UUID("6a2f1d8e-6c0f-5f43-9d1c-3f0a6a2c7b11")


# A field of a command that is a whole number points to an earlier fact of the case,
# which a story names by its label.
_AT = (int, int | None)


class StoryBroken(OpenNRMError):
    """A story asks for something that cannot be told, or a step went otherwise."""

    code: ClassVar[str] = "story-broken"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A step that was refused; `foreseen` where the story says that it must be."""

    event: StoryEvent
    error: OpenNRMError

    @property
    def foreseen(self) -> bool:
        """Whether the story names the refusal that was met."""
        return self.error.code == self.event.refused


class _Telling:
    """The history so far. Lives inside `tell` only."""

    def __init__(self, story: Story, rule_set: Path | None) -> None:
        self.story = story
        self.rule_set = rule_set
        self.surprises: list[str] = []
        self.numbers: dict[int, int] = {}
        self.history: list[RecordedFact] = []
        self.labels: dict[str, int] = {}
        self.refusals: list[Refusal] = []
        self.case_id = uuid5(_STORIES, story.title)
        self.born: PartialDate | None = None
        self.lost: set[str] = set()
        self._folded: tuple[int, PartialDate | None, Case] | None = None

    @property
    def case(self) -> Case:
        """The case as it stands, folded once for each length of the history."""
        kept = self._folded
        if kept is None or kept[:2] != (len(self.history), self.born):
            case = fold(self.history, born=self.born)
            kept = self._folded = (len(self.history), self.born, case)
        return kept[2]

    def in_order(self, event: StoryEvent) -> None:
        """Events stand in the order of their recording, as facts in the log do."""
        if self.history and event.recorded_at < self.history[-1].recorded_at:
            raise StoryBroken(
                f"Line {event.line}: it was recorded on {event.recorded_at:%Y-%m-%d}, "
                "before the event above it. Events stand in the order of recording; "
                "give `recorded` where something was recorded late."
            )

    def book_for(self, event: StoryEvent) -> Rulebook:
        """The rules as known at the end of the London day of the recording."""
        day = london_day(event.recorded_at)
        return load_rulebook(end_of_london_day(day), directory=self.rule_set)

    def version_of(self, label: object, line: int) -> int:
        if isinstance(label, int):
            return label
        if not isinstance(label, str) or label not in self.labels:
            known = nearest(str(label), self.labels) if self.labels else "None is yet."
            raise StoryBroken(
                f"Line {line}: no earlier event is called {label!r}. {known} Give "
                "`as` to the event that is meant."
            )
        return self.labels[str(label)]

    def meant(self, way: Way, event: StoryEvent) -> dict[str, Any]:
        """Values as the command takes them: a label becomes the version it names."""
        points = {name for name, field in way.fields.items() if field.annotation in _AT}
        return {
            name: self.version_of(value, event.line)
            if name in points and isinstance(value, str)
            else value
            for name, value in event.values.items()
        }

    def record(self, event: StoryEvent, facts: tuple[NewFact, ...], by: Actor) -> None:
        self.numbers[event.line] = len(self.history) + 1
        if event.label:
            self.labels[event.label] = len(self.history) + 1
        for new in facts:
            self.history.append(
                RecordedFact(
                    case_id=self.case_id,
                    version=len(self.history) + 1,
                    position=len(self.history) + 1,
                    fact=new.fact,
                    occurred=new.occurred,
                    recorded_at=event.recorded_at,
                    by=by.id,
                    organisation=by.organisation,
                    command_id=f"line-{event.line}",
                    corrects=new.corrects,
                    cause=new.cause,
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story as told: the history it made, the refusals it met, and what surprised.

    `surprises` say of each step that went otherwise than the story has it, in a line.
    `numbers` gives the fact that each event recorded first, by the event's line.
    """

    story: Story
    history: tuple[RecordedFact, ...]
    refusals: tuple[Refusal, ...]
    surprises: tuple[str, ...]
    numbers: Mapping[int, int]
    born: PartialDate | None
    rule_set: Path | None


def tell(story: Story, *, rule_set: Path | None = None, strict: bool = True) -> Told:
    """Carry out the events of a story in order, each under the rules known that day.

    `rule_set` is the directory of a reform or another mechanism. Unless `strict`, a
    step that goes otherwise is kept among the surprises and the story goes on.

    Raises: StoryBroken, when strict, at the first step that is refused and should not
        be, or is not refused as it should be; it names the line, the code met and the
        code expected.
    """
    telling = _Telling(story, rule_set)
    for event in story.events:
        try:
            surprise = _tell_one(telling, event)
        except StoryBroken as broken:
            if strict or not _rests_on_a_refusal(telling, event):
                raise
            surprise = f"{broken} The refusal above left it without what it needs."
        if surprise is not None and strict:
            raise StoryBroken(surprise)
        if surprise is not None:
            telling.surprises.append(surprise)
            if event.label and event.label not in telling.labels:
                telling.lost.add(event.label)
    return Told(
        story=story,
        history=tuple(telling.history),
        refusals=tuple(telling.refusals),
        surprises=tuple(telling.surprises),
        numbers=telling.numbers,
        born=telling.born,
        rule_set=rule_set,
    )


def _tell_one(telling: _Telling, event: StoryEvent) -> str | None:
    """One step; what was surprising about it, if anything."""
    telling.in_order(event)
    try:
        actor, facts = _carry_out(telling, event)
    except StoryBroken:
        raise
    except OpenNRMError as error:
        refusal = Refusal(event=event, error=error)
        telling.refusals.append(refusal)
        if refusal.foreseen:
            return None
        return (
            f"Line {event.line}: to {event.do} on {event.on} was refused "
            f"({error.code}), expected {event.refused or 'no refusal'}. {error}"
        )
    if event.refused:
        return (
            f"Line {event.line}: to {event.do} on {event.on} should have been "
            f"refused ({event.refused}), and it was carried out."
        )
    telling.record(event, facts, actor)
    return None


def _rests_on_a_refusal(telling: _Telling, event: StoryEvent) -> bool:
    """Whether a step breaks only because an earlier one was refused unforeseen."""
    if all(refusal.foreseen for refusal in telling.refusals):
        return False
    if not telling.history:
        return True
    named = {value for value in event.values.values() if isinstance(value, str)}
    return bool(named & telling.lost)


def _carry_out(
    telling: _Telling, event: StoryEvent
) -> tuple[Actor, tuple[NewFact, ...]]:
    command = command_of(event.do)
    act = _SPECIAL.get(event.do, _on_the_case)
    case = telling.case if telling.history else None
    _one_case(event, command, case)
    actor = _actor(telling, event, command, case)
    if case is None:
        held = relations_to_new(actor, first_responder=actor.organisation)
    else:
        held = relations_to(actor, case)
    permit(actor, command, held)
    return actor, act(telling, event, actor)


def _one_case(event: StoryEvent, command: Command, case: Case | None) -> None:
    """A story tells one case, which begins with its receipt and is received once."""
    receives = command in (Command.RECEIVE_REFERRAL, Command.RECEIVE_NOTIFICATION)
    if case is None and not receives:
        raise StoryBroken(
            f"Line {event.line}: to {event.do} needs a case, and nothing was received "
            "yet. Begin with refer or notify."
        )
    if case is not None and receives:
        raise StoryBroken(
            f"Line {event.line}: to {event.do} would begin a second case, and a story "
            "tells one. Tell the other in a story of its own."
        )


def _on_the_case(
    telling: _Telling, event: StoryEvent, actor: Actor
) -> tuple[NewFact, ...]:
    """A command on the case as it stands, with earlier events named by their labels."""
    way = COMMANDS[event.do]
    return way.facts(
        telling.case,
        telling.meant(way, event),
        on=event.on,
        today=_today(event),
        book=telling.book_for(event),
        by=actor.id,
    )


def _actor(
    telling: _Telling, event: StoryEvent, command: Command, case: Case | None
) -> Actor:
    by = event.by or usual_actor(command)
    told = telling.story.people.get(by)
    if told is None and by not in USUAL:
        raise StoryBroken(
            f"Line {event.line}: nobody is called {by!r}. "
            f"{nearest(by, [*telling.story.people, *USUAL])}"
        )
    values = event.values if case else _details(telling, event)
    codes = telling.book_for(event).codes
    return actor_of(by, told, case=case, values=values, codes=codes)


def _details(telling: _Telling, event: StoryEvent) -> dict[str, Any]:
    form = story_form()
    usual = dict(form["defaults"]["person"])
    usual["nation"] = telling.story.nation
    if event.do == "refer":
        usual |= form["defaults"]["referral"]
    else:
        usual |= form["defaults"]["notification"]
    given = {name: value for name, value in event.values.items() if name != BORN_ON}
    return usual | given


def _born(telling: _Telling, event: StoryEvent) -> PartialDate | None:
    """The birth date that a referral gives; the vault's, never the log's."""
    born = event.values.get(BORN_ON)
    telling.born = PartialDate.parse(str(born)) if born is not None else None
    return telling.born


def _made(kind: type[Made], event: StoryEvent, values: Mapping[str, Any]) -> Made:
    """What is received, with each field typed.

    Raises: FieldsNotThose where a value is none of its field's.
    """
    hints = get_type_hints(kind)
    typed = {}
    for name, value in values.items():
        try:
            typed[name] = decoded(hints[name], value)
        except (TypeError, ValueError) as fault:
            raise FieldsNotThose(
                f"To {event.do} was refused: {name} has a value that it may not have. "
                "See the reference of commands for what it takes."
            ) from fault
    return kind(**typed)


def _refer(telling: _Telling, event: StoryEvent, _: Actor) -> tuple[NewFact, ...]:
    details = _made(ReferralDetails, event, _details(telling, event))
    return referring.receive_referral(
        details,
        received=event.on,
        born=_born(telling, event),
        today=_today(event),
        book=telling.book_for(event),
    )


def _notify(telling: _Telling, event: StoryEvent, _: Actor) -> tuple[NewFact, ...]:
    details = _made(NotificationDetails, event, _details(telling, event))
    return referring.receive_notification(
        details, received=event.on, today=_today(event), book=telling.book_for(event)
    )


def _today(event: StoryEvent) -> date:
    return london_day(event.recorded_at)


def _correct(telling: _Telling, event: StoryEvent, _: Actor) -> tuple[NewFact, ...]:
    version = telling.version_of(event.values["fact"], event.line)
    stands = correcting.standing(telling.history, version)
    given = event.values.get("with") or {}
    changed = {**encode(stands.fact), **given}
    occurred = event.values.get("occurred")
    return correcting.correct(
        telling.history,
        version=version,
        fact=decode(stands.name, changed),
        occurred=PartialDate.parse(str(occurred)) if occurred else stands.occurred,
        cause=str(event.values["cause"]),
        today=_today(event),
        book=telling.book_for(event),
    )


def _withdraw_fact(
    telling: _Telling, event: StoryEvent, _: Actor
) -> tuple[NewFact, ...]:
    return correcting.withdraw_fact(
        telling.history,
        version=telling.version_of(event.values["fact"], event.line),
        cause=str(event.values["cause"]),
        today=_today(event),
        book=telling.book_for(event),
    )


_SPECIAL: dict[str, Callable[[_Telling, StoryEvent, Actor], tuple[NewFact, ...]]] = {
    "refer": _refer,
    "notify": _notify,
    "correct": _correct,
    "withdraw fact": _withdraw_fact,
}
