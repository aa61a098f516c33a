"""Telling a story: its events, through the same functions as `services`.

Nothing is stored, and a story's refusals are the real refusals.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID, uuid5

from opennrm.cases import (
    correcting,
    grounds,
    informing,
    pausing,
    reconsidering,
    referring,
    routing,
)
from opennrm.cases.case import Case
from opennrm.cases.codec import decode, encode, make
from opennrm.cases.facts import Outcome
from opennrm.cases.fold import fold
from opennrm.cases.history import NewFact, RecordedFact, in_effect
from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import Command, permit, relations_to
from opennrm.cases.referring import NotificationDetails, ReferralDetails
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate, london_day
from opennrm.stories.form import Story, StoryEvent, nearest, story_form

_STORIES = UUID("6a2f1d8e-6c0f-5f43-9d1c-3f0a6a2c7b11")


class StoryBroken(OpenNRMError):
    """A story asks for something that cannot be told, or a step went otherwise."""

    code: ClassVar[str] = "story-broken"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A step that was refused, as the story said it must be."""

    event: StoryEvent
    error: OpenNRMError


class _Telling:
    """The history so far. Lives inside `tell` only."""

    def __init__(self, story: Story, book: Rulebook) -> None:
        self.story = story
        self.book = book
        self.history: list[RecordedFact] = []
        self.labels: dict[str, int] = {}
        self.refusals: list[Refusal] = []
        self.case_id = uuid5(_STORIES, story.title)

    @property
    def case(self) -> Case:
        return fold(self.history)

    def version_of(self, label: object) -> int:
        if isinstance(label, int):
            return label
        if label not in self.labels:
            raise StoryBroken(
                f"No earlier event is called {label!r}. "
                f"{nearest(str(label), self.labels) if self.labels else ''}"
            )
        return self.labels[str(label)]

    def record(self, event: StoryEvent, facts: tuple[NewFact, ...], by: Actor) -> None:
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
    """A story as told: the history it made and the refusals it met."""

    story: Story
    history: tuple[RecordedFact, ...]
    refusals: tuple[Refusal, ...]


def tell(story: Story, *, book: Rulebook | None = None) -> Told:
    """Carry out the events of a story in order.

    Raises: StoryBroken when a step is refused that should not be, or is not refused
        as it should be; it names the line, the code met and the code expected.
    """
    telling = _Telling(story, book or load_rulebook())
    for event in story.events:
        try:
            actor, facts = _carry_out(telling, event)
        except OpenNRMError as error:
            if error.code != event.refused:
                raise StoryBroken(
                    f"Line {event.line}: to {event.do} on {event.on} was refused "
                    f"({error.code}), expected {event.refused or 'no refusal'}. {error}"
                ) from error
            telling.refusals.append(Refusal(event=event, error=error))
            continue
        if event.refused:
            raise StoryBroken(
                f"Line {event.line}: to {event.do} on {event.on} should have been "
                f"refused ({event.refused}), and it was carried out."
            )
        telling.record(event, facts, actor)
    return Told(
        story=story,
        history=tuple(telling.history),
        refusals=tuple(telling.refusals),
    )


def _carry_out(
    telling: _Telling, event: StoryEvent
) -> tuple[Actor, tuple[NewFact, ...]]:
    command, act = _COMMANDS[event.do]
    case = telling.case if telling.history else None
    actor = _actor(telling, event, command, case)
    responder = case.about.first_responder if case else actor.organisation
    permit(
        actor,
        command,
        relations_to(
            actor,
            first_responder=responder,
            authority=case.authority if case else None,
            channel=case.about.channel if case else None,
        ),
    )
    return actor, act(telling, event, actor)


_USUAL = {
    "officer": Role.FIRST_RESPONDER,
    "caseworker": Role.DECISION_MAKER,
    "reviewer": Role.REVIEWER,
    "overseer": Role.OVERSEER,
}


def _actor(
    telling: _Telling, event: StoryEvent, command: Command, case: Case | None
) -> Actor:
    by = event.by or ("officer" if command in _BY_OFFICERS else "caseworker")
    told = telling.story.people.get(by)
    if told is None and by not in _USUAL:
        raise StoryBroken(
            f"Line {event.line}: nobody is called {by!r}. "
            f"{nearest(by, [*telling.story.people, *_USUAL])}"
        )
    role = Role(told.role) if told else _USUAL[by]
    organisation = told.organisation if told else None
    if organisation is None and role is Role.FIRST_RESPONDER:
        organisation = (
            case.about.first_responder
            if case
            else str(_details(telling, event)["first_responder"])
        )
    elif organisation is None:
        organisation = (case.authority if case else None) or "sca"
    return Actor(id=by, roles=frozenset({role}), organisation=organisation)


def _details(telling: _Telling, event: StoryEvent) -> dict[str, Any]:
    form = story_form()
    usual = dict(form["defaults"]["person"])
    usual["nation"] = telling.story.nation
    if event.do == "refer":
        usual |= form["defaults"]["referral"]
    else:
        usual |= form["defaults"]["notification"]
    return usual | dict(event.values)


def _refer(telling: _Telling, event: StoryEvent, _: Actor) -> tuple[NewFact, ...]:
    details = make(ReferralDetails, _details(telling, event))
    return referring.receive_referral(
        details, received=event.on, today=_today(event), book=telling.book
    )


def _notify(telling: _Telling, event: StoryEvent, _: Actor) -> tuple[NewFact, ...]:
    details = make(NotificationDetails, _details(telling, event))
    return referring.receive_notification(
        details, received=event.on, today=_today(event), book=telling.book
    )


def _today(event: StoryEvent) -> date:
    return london_day(event.recorded_at)


def _decide(
    decide: Callable[..., tuple[NewFact, ...]],
) -> Callable[[_Telling, StoryEvent, Actor], tuple[NewFact, ...]]:
    def act(telling: _Telling, event: StoryEvent, actor: Actor) -> tuple[NewFact, ...]:
        values = {"decided_by": actor.id, **_tuples(event.values)}
        if values.get("outcome") not in list(Outcome):
            raise StoryBroken(
                f"Line {event.line}: an outcome is positive or negative, not "
                f"{values.get('outcome')!r}."
            )
        values["outcome"] = Outcome(values["outcome"])
        return decide(
            telling.case,
            decided=event.on,
            today=_today(event),
            book=telling.book,
            **values,
        )

    return act


def _plainly(
    do: Callable[..., tuple[NewFact, ...]], *, with_book: bool = True
) -> Callable[[_Telling, StoryEvent, Actor], tuple[NewFact, ...]]:
    def act(telling: _Telling, event: StoryEvent, _: Actor) -> tuple[NewFact, ...]:
        book = {"book": telling.book} if with_book else {}
        return do(
            telling.case,
            on=event.on,
            today=_today(event),
            **book,
            **_tuples(event.values),
        )

    return act


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in values.items()
    }


def _correct(telling: _Telling, event: StoryEvent, _: Actor) -> tuple[NewFact, ...]:
    version = telling.version_of(event.values["fact"])
    stands = next(r for r in in_effect(telling.history) if r.version == version)
    changed = {**encode(stands.fact), **event.values.get("with", {})}
    occurred = event.values.get("occurred")
    return correcting.correct(
        telling.history,
        version=version,
        fact=decode(stands.name, changed),
        occurred=PartialDate.parse(str(occurred)) if occurred else stands.occurred,
        cause=str(event.values["cause"]),
        today=_today(event),
        book=telling.book,
    )


def _withdraw_fact(
    telling: _Telling, event: StoryEvent, _: Actor
) -> tuple[NewFact, ...]:
    return correcting.withdraw_fact(
        telling.history,
        version=telling.version_of(event.values["fact"]),
        cause=str(event.values["cause"]),
        today=_today(event),
        book=telling.book,
    )


_BY_OFFICERS = (
    Command.RECEIVE_REFERRAL,
    Command.RECEIVE_NOTIFICATION,
    Command.REQUEST_RECONSIDERATION,
)
_COMMANDS: dict[
    str,
    tuple[Command, Callable[[_Telling, StoryEvent, Actor], tuple[NewFact, ...]]],
] = {
    "refer": (Command.RECEIVE_REFERRAL, _refer),
    "notify": (Command.RECEIVE_NOTIFICATION, _notify),
    "transfer": (Command.TRANSFER, _plainly(routing.transfer)),
    "request information": (
        Command.REQUEST_INFORMATION,
        _plainly(informing.request_information),
    ),
    "receive information": (
        Command.RECEIVE_INFORMATION,
        _plainly(informing.receive_information),
    ),
    "decide reasonable grounds": (
        Command.DECIDE_REASONABLE_GROUNDS,
        _decide(grounds.decide_reasonable_grounds),
    ),
    "decide conclusive grounds": (
        Command.DECIDE_CONCLUSIVE_GROUNDS,
        _decide(grounds.decide_conclusive_grounds),
    ),
    "request reconsideration": (
        Command.REQUEST_RECONSIDERATION,
        _plainly(reconsidering.request_reconsideration),
    ),
    "accept reconsideration": (
        Command.ANSWER_RECONSIDERATION,
        _plainly(reconsidering.accept_reconsideration, with_book=False),
    ),
    "refuse reconsideration": (
        Command.ANSWER_RECONSIDERATION,
        _plainly(reconsidering.refuse_reconsideration),
    ),
    "suspend": (Command.SUSPEND, _plainly(pausing.suspend)),
    "resume": (Command.RESUME, _plainly(pausing.resume)),
    "withdraw": (Command.WITHDRAW, _plainly(pausing.withdraw)),
    "correct": (Command.CORRECT, _correct),
    "withdraw fact": (Command.CORRECT, _withdraw_fact),
}
