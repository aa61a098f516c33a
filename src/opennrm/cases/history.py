"""Histories: facts with their two times, in the order in which they were recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from opennrm.cases.facts import NAMES, Fact, FactWithdrawn
from opennrm.rules.dates import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact that a decision function asks to have recorded."""

    fact: Fact
    occurred: PartialDate
    corrects: int | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFact:
    """A fact in its envelope, as the log holds it.

    `version` counts from 1 inside the case and `position` from 1 in the whole log.
    `corrects` is the version that this fact stands in for, from `recorded_at` on.
    """

    case_id: UUID
    version: int
    position: int
    fact: Fact
    occurred: PartialDate
    recorded_at: datetime
    by: str
    organisation: str
    command_id: str
    corrects: int | None = None
    cause: str | None = None

    @property
    def name(self) -> str:
        """The stored name, such as `referral-received@1`."""
        return NAMES[type(self.fact)]


History = Sequence[RecordedFact]


def as_known(history: History, *, at: datetime | None) -> History:
    """The part of a history that was recorded by a moment; all of it for None."""
    if at is None or not history or history[-1].recorded_at <= at:
        return history
    return [recorded for recorded in history if recorded.recorded_at <= at]


def in_effect(history: History) -> list[RecordedFact]:
    """The facts that count: each correction in the place of the fact it replaces.

    What stands keeps the version, the position and the recording of the first fact in
    that place, so that later facts still point at it, with the corrected content and
    date. A withdrawn fact is left out, and so are the facts that only withdraw.
    """
    if all(r.corrects is None and type(r.fact) is not FactWithdrawn for r in history):
        return list(history)
    place = {recorded.version: recorded.version for recorded in history}
    standing: dict[int, RecordedFact | None] = {}
    for recorded in history:
        if recorded.corrects is not None:
            first = place[recorded.version] = place[recorded.corrects]
            stood = standing[first]
            if stood is not None:
                standing[first] = replace(
                    stood, fact=recorded.fact, occurred=recorded.occurred
                )
        elif isinstance(recorded.fact, FactWithdrawn):
            standing[place[recorded.fact.fact]] = None
        else:
            standing[recorded.version] = recorded
    return [recorded for recorded in standing.values() if recorded is not None]
