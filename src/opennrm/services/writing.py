"""What every command has in common: one transaction, and all of it or nothing.

The order inside is the same for all: was it carried out before; the history; may this
person; is what they read still so; the decision; then the four writes (access record,
message, command, facts) and the line of the work list. The log comes as late as can
be, since its writers wait for one another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from opennrm.cases.case import Case
from opennrm.cases.clocks import next_due
from opennrm.cases.facts import NAMES, Fact
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.history import History, NewFact, RecordedFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.cases.references import reference
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.rules.dates import end_of_london_day, london_day
from opennrm.services import access
from opennrm.services.plain import plain
from opennrm.store import accesses, commands, log, outbox, vault, worklist
from opennrm.store.accesses import Access
from opennrm.store.commands import CarriedOut, CommandUnderWay
from opennrm.store.outbox import Message
from opennrm.store.projection import WorkLine, work_line

CASEWORK: Final = "casework"
_TOKENS: Final = ("subject", "narrative", "minute", "contact", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command did: the case, its reference, and the version it has now.

    `repeated` says that this was carried out before and nothing was stored again.
    """

    case_id: UUID
    reference: str
    version: int
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as someone gives it, whatever it is."""

    command: Command
    by: Actor
    at: datetime
    command_id: str
    content: Mapping[str, object]
    digest: str = field(init=False, repr=False)
    """What a repetition is known by."""

    def __post_init__(self) -> None:
        content = {key: plain(value) for key, value in self.content.items()}
        digest = commands.digest_of(self.command.value, content)
        object.__setattr__(self, "digest", digest)

    @property
    def today(self) -> date:
        """The day in London on which it is given."""
        return london_day(self.at)

    @property
    def book(self) -> Rulebook:
        """The rules, calendars and code lists as known on that day."""
        return book_of(self.today)


Decide = Callable[[History, Case], Sequence[NewFact]]


def book_of(day: date) -> Rulebook:
    """The rules, calendars and code lists as known at the end of a London day."""
    return load_rulebook(end_of_london_day(day))


def once(asked: Asked, carry_out: Callable[[], Done]) -> Done:
    """Carry a command out in one transaction, or return what it returned before.

    Raises: CommandReused, and whatever `carry_out` raises; then nothing is stored.
    """
    try:
        return _once(asked, carry_out)
    except CommandUnderWay:
        # Its other half has committed by now, so its result is there to be found.
        return _once(asked, carry_out)


def _once(asked: Asked, carry_out: Callable[[], Done]) -> Done:
    with transaction.atomic():
        first = commands.first_result(
            actor=asked.by.id, command_id=asked.command_id, digest=asked.digest
        )
        if first is not None:
            return _done_before(first)
        return carry_out()


def _done_before(result: Mapping[str, Any]) -> Done:
    return Done(
        case_id=UUID(result["case_id"]),
        reference=result["reference"],
        version=result["version"],
        repeated=True,
    )


def decide_on(asked: Asked, *, case_id: UUID, after: int, decide: Decide) -> Done:
    """Carry out a command on a case that someone has read up to version `after`.

    Raises:
        NotPermitted: this person may not, or there is no such case.
        StaleCase: the case has moved on since it was read.
        And the refusals of the decision itself.
    """

    def carry_out() -> Done:
        history, case = access.case_to_decide(case_id, asked.command, by=asked.by)
        if case.version != after:
            raise log.stale()
        facts = decide(history, case)
        return record(asked, case_id=case_id, history=history, case=case, facts=facts)

    return once(asked, carry_out)


def record(
    asked: Asked,
    *,
    case_id: UUID,
    history: History,
    case: Case | None,
    facts: Sequence[NewFact],
) -> Done:
    """Write what was decided, with everything that must be there with it.

    `case` is what the history tells, None for a new one.
    """
    after = history[-1].version if history else 0
    trial = case if case is not None else _as_new(case_id, facts, asked)
    done = Done(
        case_id=case_id,
        reference=reference(case_id, trial.route),
        version=after + len(facts),
    )
    accesses.record(
        Access(
            at=asked.at,
            actor=asked.by.id,
            organisation=asked.by.organisation,
            action=asked.command.value,
            purpose=CASEWORK,
            case_id=case_id,
            command_id=asked.command_id,
        )
    )
    outbox.put(
        Message(
            case_id=case_id,
            kind=NAMES[type(facts[0].fact)].partition("@")[0],
            payload={"version": after + 1, "facts": len(facts)},
            created_at=asked.at,
        )
    )
    carried_out(asked, done)
    recorded = log.append(
        case_id=case_id,
        after=after,
        facts=facts,
        by=asked.by.id,
        organisation=asked.by.organisation,
        command_id=asked.command_id,
        at=asked.at,
    )
    project([*history, *recorded], today=asked.today)
    return done


def carried_out(asked: Asked, done: Done) -> None:
    """Keep the command with its result."""
    commands.record(
        CarriedOut(
            actor=asked.by.id,
            command_id=asked.command_id,
            name=asked.command.value,
            digest=asked.digest,
            result={
                "case_id": str(done.case_id),
                "reference": done.reference,
                "version": done.version,
            },
            at=asked.at,
        )
    )


def project(history: History, *, today: date) -> None:
    """Write the case's line of the work list; take it away if nothing is left."""
    line = line_of(history, today=today)
    if line is None:
        worklist.remove(history[0].case_id)
    else:
        worklist.put(line)


def line_of(history: History, *, today: date) -> WorkLine | None:
    """The line of the work list that a history gives; None where nothing stands."""
    try:
        case = fold(history)
    except NoSuchCase:
        return None
    due = next_due(case, on=today, book=book_of(today))
    return work_line(case, due=due, position=history[-1].position)


def keep_beside(
    history: History, kind: vault.ItemKind, content: Mapping[str, Any], *, at: datetime
) -> UUID:
    """Seal a document under the key of the case's person, or a new one; its token."""
    token = next(tokens(history), None)
    subject = vault.new_subject(at=at) if token is None else vault.subject_of(token)
    return vault.put(subject=subject, kind=kind, content=content, at=at)


def with_token(
    facts: Sequence[NewFact], name: str, token: UUID | None
) -> list[NewFact]:
    """The facts, the first of them pointing to a document of the vault."""
    if token is None:
        return list(facts)
    first, *others = facts
    fact: Any = first.fact
    return [replace(first, fact=replace(fact, **{name: token})), *others]


def tokens(history: History) -> Iterator[UUID]:
    """Every token that the facts of a case hold, corrected facts included."""
    for recorded in history:
        yield from tokens_of(recorded.fact)


def tokens_of(fact: Fact) -> Iterator[UUID]:
    """The tokens that one fact holds."""
    for name in _TOKENS:
        token = getattr(fact, name, None)
        if token is not None:
            yield token


def _as_new(case_id: UUID, facts: Sequence[NewFact], asked: Asked) -> Case:
    """The case that new facts will tell, before they are written."""
    return fold(
        [
            RecordedFact(
                case_id=case_id,
                version=version,
                position=version,
                fact=new.fact,
                occurred=new.occurred,
                recorded_at=asked.at,
                by=asked.by.id,
                organisation=asked.by.organisation,
                command_id=asked.command_id,
            )
            for version, new in enumerate(facts, start=1)
        ]
    )
