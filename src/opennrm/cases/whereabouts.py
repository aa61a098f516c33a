"""Whereabouts: missing, found again, gone abroad, dead. None of them decides a case."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    DeathRecorded,
    Fact,
    FoundAgain,
    LeftCountry,
    WentMissing,
)
from opennrm.cases.history import NewFact, RecordedFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_MOVES: tuple[type[Fact], ...] = (WentMissing, FoundAgain, LeftCountry)


class AlreadyMissing(Refused):
    """The person is recorded as missing, and there is nothing to add to it."""

    code: ClassVar[str] = "already-missing"


class EvidenceNeeded(Refused):
    """A departure is recorded on strong evidence only."""

    code: ClassVar[str] = "evidence-needed"


def go_missing(
    case: Case, *, reported_to_police: bool, on: PartialDate, today: date
) -> tuple[NewFact, ...]:
    """Record that the person is missing; the case goes on unless it is suspended.

    Someone already missing may be recorded once more, when the police are told.

    Raises: AlreadyMissing; NotNow for one who left or died; NotYetHappened; OutOfOrder.
    """
    require(case, Command.GO_MISSING)
    _dated(case, on, today=today, what="Going missing")
    if case.tracks[Track.SUBJECT] is State.MISSING and (
        not reported_to_police or reported_missing(case)
    ):
        raise AlreadyMissing(
            "Going missing was refused: the person is recorded as missing already. "
            "Record when they are found, or that the police were told."
        )
    fact = WentMissing(reported_to_police=reported_to_police)
    return (NewFact(fact=fact, occurred=on),)


def find_again(case: Case, *, on: PartialDate, today: date) -> tuple[NewFact, ...]:
    """Record that the person is in touch again; a suspended case is resumed apart.

    Raises: NotNow unless they are missing or abroad; NotYetHappened; OutOfOrder.
    """
    require(case, Command.FIND_AGAIN)
    _dated(case, on, today=today, what="Finding someone again")
    return (NewFact(fact=FoundAgain(), occurred=on),)


def record_departure(
    case: Case, *, evidence: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Record that the person left the country, on strong evidence.

    The case does not end by it: a decision may still be made, or the case be
    withdrawn before the first one.

    Raises: EvidenceNeeded; NotNow; NotYetHappened; OutOfOrder.
    """
    require(case, Command.RECORD_DEPARTURE)
    _dated(case, on, today=today, what="A departure")
    book.codes.checked("departure_evidence", evidence, on=on)
    if evidence == "not_recorded":
        raise EvidenceNeeded(
            "A departure was given without what shows it. Only strong evidence counts: "
            "name its kind, or record that the person is missing."
        )
    return (NewFact(fact=LeftCountry(evidence=evidence), occurred=on),)


def record_death(
    case: Case, *, source: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Record a death. Letters to the person stop; a decision may still be made.

    Dates: a death may lie before the referral was received.
    Raises: NotNow where one is recorded already; NotYetHappened.
    """
    require(case, Command.RECORD_DEATH)
    happened(on, today=today, what="A death")
    book.codes.checked("death_source", source, on=on)
    return (NewFact(fact=DeathRecorded(source=source), occurred=on),)


def reported_missing(case: Case) -> bool:
    """Whether the police were told since the person went missing, if they are."""
    if case.tracks[Track.SUBJECT] is not State.MISSING:
        return False
    since = case.last(FoundAgain)
    return any(
        isinstance(recorded.fact, WentMissing) and recorded.fact.reported_to_police
        for recorded in case.recorded(WentMissing)
        if since is None or recorded.version > since.version
    )


def _last_move(case: Case) -> RecordedFact | None:
    return case.last(*_MOVES)


def _dated(case: Case, on: PartialDate, *, today: date, what: str) -> None:
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")
    last = _last_move(case)
    if last is not None:
        cause = "the person's whereabouts were last recorded"
        follows(on, last.occurred, what=what, cause=cause)


WAYS: dict[str, Way] = {
    "go missing": Way(command=Command.GO_MISSING, decide=go_missing),
    "find again": Way(command=Command.FIND_AGAIN, decide=find_again),
    "record departure": Way(command=Command.RECORD_DEPARTURE, decide=record_departure),
    "record death": Way(command=Command.RECORD_DEATH, decide=record_death),
}
