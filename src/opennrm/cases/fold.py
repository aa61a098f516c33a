"""The fold: from a history to the case it tells.

Pure and total on every prefix of a history that the decision functions produced. It
takes what was recorded as it stands: it never re-decides, never asks what day it is,
and reads no rule.
"""

from datetime import datetime
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from opennrm.cases.case import (
    Case,
    Decision,
    InformationRequest,
    Reconsideration,
    Suspension,
)
from opennrm.cases.history import History, as_known, in_effect
from opennrm.cases.moves import moves_of
from opennrm.cases.reading import READ, Reading
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate


class NoSuchCase(OpenNRMError):
    """A history that holds nothing yet, at the moment asked."""

    code: ClassVar[str] = "no-such-case"
    family: ClassVar[Family] = Family.NOT_FOUND


class BrokenHistory(OpenNRMError):
    """A history that no decision function can have produced."""

    code: ClassVar[str] = "broken-history"
    family: ClassVar[Family] = Family.STORE


def fold(
    history: History, *, at: datetime | None = None, born: PartialDate | None = None
) -> Case:
    """The case that a history tells, with what was recorded by a moment.

    `born` is the birth date, which the vault holds and no history does.

    Raises:
        NoSuchCase: nothing was recorded by then, or all of it was withdrawn since.
        BrokenHistory: a fact points at something that the history does not hold.
    """
    known = as_known(history, at=at)
    effective = in_effect(known)
    if not effective:
        raise NoSuchCase("No such case is known at that moment.")
    reading = Reading()
    for recorded in effective:
        try:
            read = READ.get(type(recorded.fact))
            if read is not None:
                read(reading, recorded, recorded.fact)
            else:
                for track, after in moves_of(recorded.fact):
                    reading.move(track, after, recorded)
        except (StopIteration, IndexError) as fault:
            raise _broken(recorded.case_id, recorded.version) from fault
    about, received, recorded_at = reading.about, reading.received, reading.recorded_at
    if about is None or received is None or recorded_at is None:
        raise _broken(known[0].case_id, known[0].version)
    return Case(
        case_id=known[0].case_id,
        version=known[-1].version,
        route=reading.route,
        received=received,
        received_recorded_at=recorded_at,
        about=about,
        tracks=MappingProxyType(reading.tracks),
        assignments=tuple(reading.assignments),
        decisions=tuple([Decision(**d) for d in reading.decisions]),
        information_requests=tuple([InformationRequest(**r) for r in reading.requests]),
        reconsiderations=tuple(
            [Reconsideration(**r) for r in reading.reconsiderations]
        ),
        suspensions=tuple([Suspension(**p) for p in reading.pauses]),
        withdrawal=reading.withdrawal,
        recovery_started=reading.recovery,
        moves=tuple(reading.moves),
        history=tuple(effective),
        born=born,
    )


def _broken(case_id: UUID, version: int) -> BrokenHistory:
    return BrokenHistory(
        f"The history of case {case_id} does not hold what its fact {version} "
        "points at. Check the log; nothing was changed."
    )
