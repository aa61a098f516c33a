"""Recording many commands that were given elsewhere: a simulated register.

The stream comes in the order of recording. It is written some thousands of facts at a
time, each time all or nothing, and a command that is there already is passed over; so
a run that was stopped is completed by running it again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from opennrm.cases.facts import NAMES
from opennrm.cases.history import NewFact
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.home import Kind
from opennrm.rules.dates import london_day
from opennrm.services import access, homes
from opennrm.services.writing import line_of, tokens, with_token
from opennrm.store import accesses, commands, log, outbox, told, vault, worklist
from opennrm.store.accesses import Access
from opennrm.store.commands import CarriedOut
from opennrm.store.log import Batch, entry_of
from opennrm.store.outbox import Message
from opennrm.store.vault import ItemKind

PURPOSE: Final = "simulation"
COMMANDS_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """One command of a simulated register, with the facts that it gave.

    `after` is the version of the case that it was decided on. The facts hold no
    tokens: `identity` and `account` are sealed here, and the first fact points to them.
    """

    case_id: UUID
    after: int
    facts: tuple[NewFact, ...]
    by: str
    organisation: str
    command_id: str
    at: datetime
    identity: Mapping[str, Any] | None = None
    account: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a run did: commands recorded now, and found recorded before."""

    recorded: int
    already_there: int


def _silent(_done: int) -> None:
    """Report to nobody."""


def record_histories(
    *,
    stream: Iterable[Simulated],
    by: Actor,
    report: Callable[[int], None] = _silent,
) -> Replayed:
    """Record a stream of simulated commands, each once, in its order.

    `by` is the importer; the facts name who acted in the simulation. `report` is told
    after each part how many commands have been seen to.

    Raises: NotPermitted; HomeOfAnotherKind; ClockWentBack where the stream is not in
        the order of its moments; StaleCase where it skips a version.
    """
    homes.require(Kind.SYNTHETIC)
    access.permit_everywhere(Command.IMPORT, by=by)
    recorded = there = 0
    for part in _parts(stream):
        known = _known(part)
        waiting = [one for one in part if (one.by, one.command_id) not in known]
        if waiting:
            _write(waiting)
        recorded += len(waiting)
        there += len(part) - len(waiting)
        report(recorded + there)
    return Replayed(recorded=recorded, already_there=there)


def _parts(stream: Iterable[Simulated]) -> Iterator[list[Simulated]]:
    rest = iter(stream)
    while part := list(islice(rest, COMMANDS_AT_ONCE)):
        yield part


def _known(part: Sequence[Simulated]) -> set[tuple[str, str]]:
    """Which commands of a part were recorded before, by actor and id."""
    ids: dict[str, list[str]] = {}
    for one in part:
        ids.setdefault(one.by, []).append(one.command_id)
    return {
        (actor, command_id)
        for actor, command_ids in ids.items()
        for command_id in commands.known(actor=actor, command_ids=command_ids)
    }


def _write(part: Sequence[Simulated]) -> None:
    """Write some commands with everything that must be there with them."""
    with transaction.atomic():
        part = _with_sealed(part)
        accesses.record_many(_access(one) for one in part)
        outbox.put_many(_message(one) for one in part)
        commands.record_many(_carried_out(one) for one in part)
        log.append_many([_batch(one) for one in part])
        # Nobody is written to about what was simulated; what is done on these cases
        # from now on is told.
        told.count_as_told({one.case_id: one.after + len(one.facts) for one in part})
        today = london_day(part[-1].at)
        touched = dict.fromkeys(one.case_id for one in part)
        lines = {
            case_id: line_of(history, today=today)
            for case_id, history in log.histories_of(touched)
        }
        worklist.put_many(line for line in lines.values() if line is not None)
        for case_id, line in lines.items():
            if line is None:
                worklist.remove(case_id)


def _with_sealed(part: Sequence[Simulated]) -> list[Simulated]:
    """The commands with what identifies people sealed and pointed to by tokens.

    A person has one key, whichever command told more of them.
    """
    documents: list[vault.Document] = []
    subjects: dict[UUID, vault.Subject] = {}
    sealed = []
    for one in part:
        facts: Sequence[NewFact] = one.facts
        for name, kind, content in (
            ("subject", ItemKind.IDENTITY, one.identity),
            ("narrative", ItemKind.NARRATIVE, one.account),
        ):
            if content is not None:
                subject = subjects.get(one.case_id) or _subject(one)
                subjects[one.case_id] = subject
                document = vault.Document.of(subject, kind, content, at=one.at)
                documents.append(document)
                facts = with_token(facts, name, document.token)
        sealed.append(replace(one, facts=tuple(facts), identity=None, account=None))
    vault.put_many(documents)
    return sealed


def _subject(one: Simulated) -> vault.Subject:
    """The key of the person of a case: the one that is there, or a new one."""
    history = log.history(one.case_id) if one.after else ()
    for token in tokens(history):
        return vault.Subject.behind(token)
    return vault.Subject.new()


def _batch(one: Simulated) -> Batch:
    return Batch(
        case_id=one.case_id,
        after=one.after,
        entries=[entry_of(new) for new in one.facts],
        by=one.by,
        organisation=one.organisation,
        command_id=one.command_id,
        at=one.at,
    )


def _name(one: Simulated) -> str:
    """What a simulated command is called: the name of the first fact it gave."""
    return NAMES[type(one.facts[0].fact)].partition("@")[0]


def _access(one: Simulated) -> Access:
    return Access(
        at=one.at,
        actor=one.by,
        organisation=one.organisation,
        action=_name(one),
        purpose=PURPOSE,
        case_id=one.case_id,
        command_id=one.command_id,
    )


def _message(one: Simulated) -> Message:
    return Message(
        case_id=one.case_id,
        kind=_name(one),
        payload={"version": one.after + 1, "facts": len(one.facts)},
        created_at=one.at,
        told=True,
    )


def _carried_out(one: Simulated) -> CarriedOut:
    content = {"case_id": str(one.case_id), "after": one.after}
    return CarriedOut(
        actor=one.by,
        command_id=one.command_id,
        name=_name(one),
        digest=commands.digest_of(PURPOSE, content),
        result={"case_id": str(one.case_id), "version": one.after + len(one.facts)},
        at=one.at,
    )
