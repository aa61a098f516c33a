"""What the simulation hands on: commands in the order in which they were recorded.

Each is what one person did to one case at one moment: plain values that a record can
be written from, or that can be folded without any record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.cases.history import NewFact, RecordedFact
from opennrm.synth.identities import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedFacts:
    """The facts of one command on one case.

    `after` is the version that whoever acted had read, 0 for a new case. The facts
    hold no tokens: `identity` is for whoever keeps a vault to seal and to point to
    from the first fact. It comes with every fact that says who a referral is about,
    a correction included, and is None where no identity was told.
    """

    case_id: UUID
    after: int
    facts: tuple[NewFact, ...]
    recorded_at: datetime
    by: str
    organisation: str
    command_id: str
    identity: Identity | None = None


def histories(
    stream: Iterable[SimulatedFacts],
) -> Mapping[UUID, list[RecordedFact]]:
    """The history of each case, as a log would hold it after the whole stream.

    Positions count from 1 in the order of the stream.
    """
    found: dict[UUID, list[RecordedFact]] = {}
    position = 0
    for batch in stream:
        history = found.setdefault(batch.case_id, [])
        for recorded in envelopes(batch, position=position):
            history.append(recorded)
        position += len(batch.facts)
    return found


def envelopes(batch: SimulatedFacts, *, position: int) -> tuple[RecordedFact, ...]:
    """The facts of one command in their envelopes, after so many facts of the log."""
    return tuple(
        RecordedFact(
            case_id=batch.case_id,
            version=batch.after + number,
            position=position + number,
            fact=new.fact,
            occurred=new.occurred,
            recorded_at=batch.recorded_at,
            by=batch.by,
            organisation=batch.organisation,
            command_id=batch.command_id,
            corrects=new.corrects,
            cause=new.cause,
        )
        for number, new in enumerate(batch.facts, start=1)
    )
