"""Bringing in many referrals at once: published cells.

Each cell is one command whose id is made from what the cell is, and each of its
referrals has an id made from that; so a second run finds what the first one did and
goes on where it was stopped. Cells are written some thousands of referrals at a time,
each time all or nothing.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import ClassVar, Final
from uuid import UUID, uuid5

from django.db import transaction

from opennrm.cases.history import RecordedFact
from opennrm.cases.importing import PublishedCell, receive_published
from opennrm.cases.people import Actor
from opennrm.cases.permissions import Command
from opennrm.errors import Family, OpenNRMError
from opennrm.home import Kind
from opennrm.rules.dates import Quarter, london_day
from opennrm.services import access, homes
from opennrm.services.writing import line_of
from opennrm.store import accesses, commands, log, outbox, worklist
from opennrm.store.accesses import Access
from opennrm.store.commands import CarriedOut
from opennrm.store.log import Batch, Entry, entry_of
from opennrm.store.outbox import Message
from opennrm.store.projection import WorkLine

LAYOUT: Final = "referral-cells@1"
PURPOSE: Final = "import_of_published_figures"
REFERRALS_AT_ONCE: Final = 4_000

# Fixed for ever: the ids of the referrals of every published cell come from it.
_CELLS: Final = UUID("6f3b1f0e-5a55-5d0a-9a1c-3f3f0e6b7a11")
_SHOWN: Final = 20


class CellsChanged(OpenNRMError):
    """Cells that were imported before now hold other counts."""

    code: ClassVar[str] = "cells-changed"
    family: ClassVar[Family] = Family.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What an import did: referrals recorded now, and found recorded before."""

    recorded: int
    already_there: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A cell with the id and digest of its command."""

    cell: PublishedCell
    command_id: str
    digest: str


_Patterns = dict[tuple[Quarter, str], WorkLine]


def _silent(_done: int, _total: int) -> None:
    """Report to nobody."""


def record_cells(
    *,
    cells: Sequence[PublishedCell],
    by: Actor,
    at: datetime,
    report: Callable[[int, int], None] = _silent,
) -> Recorded:
    """Record every published cell as so many referrals, once.

    `report` is told after each part how many referrals of how many are there.
    Counts: a cell of n people gives n referrals, alike but for their ids.

    Raises:
        CellsChanged: a cell was imported before with another count; nothing is
            written then.
        NotPermitted, HomeOfAnotherKind: this is not the person, or not the home.
        CommandUnderWay: someone else is importing the same cells now.
    """
    homes.require(Kind.PUBLISHED_CELLS)
    access.permit_everywhere(Command.IMPORT, by=by)
    prepared = [_prepared(cell) for cell in cells if cell.people]
    known = commands.known(
        actor=by.id, command_ids=[one.command_id for one in prepared]
    )
    changed = [
        one.cell
        for one in prepared
        if known.get(one.command_id, one.digest) != one.digest
    ]
    if changed:
        raise _changed(changed)
    waiting = [one for one in prepared if one.command_id not in known]
    total = sum(one.cell.people for one in prepared)
    there = already_there = total - sum(one.cell.people for one in waiting)
    report(there, total)
    patterns: _Patterns = {}
    for part in _parts(waiting):
        there += _write(part, by=by, at=at, patterns=patterns)
        report(there, total)
    return Recorded(recorded=there - already_there, already_there=already_there)


def _prepared(cell: PublishedCell) -> _Prepared:
    key = [
        cell.first_responder_type_label,
        cell.first_responder_label,
        cell.exploitation_type_label,
        cell.age_at_exploitation_label,
        cell.gender_label,
        cell.nationality_label,
    ]
    # A separator that no label can hold, so that two cells never share a name.
    name = hashlib.sha256("\x00".join(key).encode()).hexdigest()
    return _Prepared(
        cell=cell,
        command_id=f"{LAYOUT}/{cell.quarter.text}/{name}",
        # Published figures need no keyed digest, and the same one serves every home.
        digest=hashlib.sha256(f"{name} {cell.people}".encode()).hexdigest(),
    )


def _parts(waiting: Sequence[_Prepared]) -> Iterator[list[_Prepared]]:
    """The cells in parts of some thousands of referrals; a cell is never divided."""
    part: list[_Prepared] = []
    referrals = 0
    for one in waiting:
        part.append(one)
        referrals += one.cell.people
        if referrals >= REFERRALS_AT_ONCE:
            yield part
            part, referrals = [], 0
    if part:
        yield part


def _write(
    part: Sequence[_Prepared], *, by: Actor, at: datetime, patterns: _Patterns
) -> int:
    """Write some cells, all or none of them; how many referrals they hold."""
    batches: list[Batch] = []
    for one in part:
        entries = (entry_of(receive_published(one.cell)),)
        batches += [
            _batch(uuid5(_CELLS, f"{one.command_id}/{number}"), entries, one, by, at)
            for number in range(1, one.cell.people + 1)
        ]
    with transaction.atomic():
        accesses.record_many(
            Access(
                at=at,
                actor=by.id,
                organisation=by.organisation,
                action=Command.IMPORT.value,
                purpose=PURPOSE,
                command_id=one.command_id,
            )
            for one in part
        )
        outbox.put_many(
            Message(
                case_id=None,
                kind="cell-recorded",
                payload={"command_id": one.command_id, "referrals": one.cell.people},
                created_at=at,
            )
            for one in part
        )
        commands.record_many(
            CarriedOut(
                actor=by.id,
                command_id=one.command_id,
                name=LAYOUT,
                digest=one.digest,
                result={"referrals": one.cell.people},
                at=at,
            )
            for one in part
        )
        last = log.append_many(batches)
        worklist.add_alike(_lines(part, batches, last=last, patterns=patterns))
    return len(batches)


def _batch(
    case_id: UUID,
    entries: Sequence[Entry],
    one: _Prepared,
    by: Actor,
    at: datetime,
) -> Batch:
    return Batch(
        case_id=case_id,
        after=0,
        entries=entries,
        by=by.id,
        organisation=by.organisation,
        command_id=one.command_id,
        at=at,
    )


def _lines(
    part: Sequence[_Prepared],
    batches: Sequence[Batch],
    *,
    last: int,
    patterns: _Patterns,
) -> Iterator[tuple[WorkLine, list[tuple[UUID, int]]]]:
    """Each cell's line of the work list, and its cases with their positions."""
    position = last - len(batches) + 1
    rest = iter(batches)
    for one in part:
        cases = []
        for batch in islice(rest, one.cell.people):
            cases.append((batch.case_id, position))
            position += 1
        # What a line shows of a cell is its quarter and its first responder.
        key = (one.cell.quarter, one.cell.first_responder)
        if key not in patterns:
            patterns[key] = _pattern(one, batch)
        yield patterns[key], cases


def _pattern(one: _Prepared, batch: Batch) -> WorkLine:
    """The line of one referral of a cell, as it stands on the day of the import."""
    new = receive_published(one.cell)
    history = [
        RecordedFact(
            case_id=batch.case_id,
            version=1,
            position=1,
            fact=new.fact,
            occurred=new.occurred,
            recorded_at=batch.at,
            by=batch.by,
            organisation=batch.organisation,
            command_id=batch.command_id,
        )
    ]
    line = line_of(history, today=london_day(batch.at))
    assert line is not None
    return line


def _changed(cells: Sequence[PublishedCell]) -> CellsChanged:
    """The refusal of cells that hold other counts than before, naming the first."""
    named = [
        f"  {cell.quarter.text}, {cell.first_responder_label},"
        f" {cell.exploitation_type_label}, {cell.age_at_exploitation_label},"
        f" {cell.gender_label}, {cell.nationality_label}: now {cell.people}"
        for cell in cells[:_SHOWN]
    ]
    if len(cells) > _SHOWN:
        named.append(f"  and {len(cells) - _SHOWN} more")
    noun = "cell was" if len(cells) == 1 else "cells were"
    return CellsChanged(
        f"{len(cells)} {noun} imported before with another count, and nothing was "
        "written now:\n" + "\n".join(named) + "\nA revised release is another record: "
        "import it into a home of its own with --home."
    )
