"""Correcting: a whole new fact in the place of an old one, or none in its place.

Nothing is overwritten: what was known before the correction can still be asked for.
"""

from dataclasses import fields
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from opennrm.cases.case import Case
from opennrm.cases.codec import encode
from opennrm.cases.dating import happened
from opennrm.cases.deciding_again import refused_again
from opennrm.cases.facts import NAMES, Fact, FactWithdrawn
from opennrm.cases.fold import BrokenHistory, NoSuchCase, fold
from opennrm.cases.history import History, NewFact, RecordedFact, in_effect
from opennrm.cases.resting import out_of_place
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.cases.vocabulary import fields_of
from opennrm.rules.dates import PartialDate


class NothingToCorrect(Refused):
    """The fact named is not there, or no longer stands."""

    code: ClassVar[str] = "nothing-to-correct"


class NoChange(Refused):
    """The correction says what is recorded already."""

    code: ClassVar[str] = "no-change"


class AnotherKindOfFact(Refused):
    """A fact is corrected by a fact of the same name."""

    code: ClassVar[str] = "another-kind-of-fact"


class WouldBreakHistory(Refused):
    """What follows in the history rests on the fact as it was."""

    code: ClassVar[str] = "would-break-history"


def correct(
    history: History,
    *,
    version: int,
    fact: Fact,
    occurred: PartialDate,
    cause: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """A full replacement of an earlier fact, from now on.

    Raises: NothingToCorrect, NoChange, AnotherKindOfFact, WouldBreakHistory,
        NotYetHappened, the refusals of the step that recorded the fact, and the code
        list's error for an unknown cause or value.
    """
    stands = standing(history, version)
    happened(occurred, today=today, what="A corrected fact")
    book.codes.checked("change_cause", cause, on=PartialDate.on(today))
    if type(fact) is not type(stands.fact):
        raise AnotherKindOfFact(
            f"A {NAMES[type(fact)]} was given to correct a {stands.name}. "
            "Withdraw the wrong fact instead, and record the right one."
        )
    if fact == stands.fact and occurred == stands.occurred:
        raise NoChange(
            f"The correction of fact {version} changes nothing. "
            "Check what was meant; nothing was recorded."
        )
    new = NewFact(fact=fact, occurred=occurred, corrects=version, cause=cause)
    _codes_known(stands.fact, fact, occurred, book=book)
    _still_whole(history, new)
    _still_allowed(history, new, today=today, book=book)
    return (new,)


def _codes_known(
    before: Fact, after: Fact, occurred: PartialDate, *, book: Rulebook
) -> None:
    """A code that a correction brings in must be one of its list on that date."""
    kinds = fields_of(NAMES[type(after)])
    for name, _, _ in changed_fields(before, after):
        listed, value = kinds[name].list, getattr(after, name)
        if listed is None or value is None:
            continue
        for code in value if isinstance(value, tuple) else (value,):
            book.codes.checked(listed, code, on=occurred)


def withdraw_fact(
    history: History, *, version: int, cause: str, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Let a fact that was recorded in error count as never recorded, from now on.

    Raises: NothingToCorrect, WouldBreakHistory, and the code list's error.
    """
    standing(history, version)
    on = PartialDate.on(today)
    book.codes.checked("change_cause", cause, on=on)
    new = NewFact(fact=FactWithdrawn(fact=version), occurred=on, cause=cause)
    if _still_whole(history, new) is not None:
        _still_allowed(history, new, today=today, book=book)
    return (new,)


def changed_fields(before: Fact, after: Fact) -> tuple[tuple[str, str, str], ...]:
    """Field, earlier and later value of what two facts of one name differ in."""
    old, new = encode(before), encode(after)
    return tuple(
        (field.name, _text(old.get(field.name)), _text(new.get(field.name)))
        for field in fields(before)
        if old.get(field.name) != new.get(field.name)
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return "+".join(str(part) for part in value)
    return "" if value is None else str(value)


def standing(history: History, version: int) -> RecordedFact:
    """The fact of that number, where it still stands.

    Raises: NothingToCorrect.
    """
    for recorded in in_effect(history):
        if recorded.version == version:
            return recorded
    raise NothingToCorrect(
        f"Fact {version} of the case was to be corrected, and it is not there or no "
        "longer stands. Read the case again and name the fact that stands now."
    )


def _still_whole(history: History, new: NewFact) -> Case | None:
    """What remains must fold, each fact where it may follow, no decision too early."""
    last = history[-1]
    trial = [*history, recorded(new, after=last, case_id=last.case_id)]
    try:
        case = fold(trial)
    except NoSuchCase:
        return None
    except BrokenHistory as fault:
        raise WouldBreakHistory(
            "Later facts of the case rest on the one that was to change. "
            "Correct or withdraw those first, the latest first."
        ) from fault
    if out_of_place(case) - out_of_place(fold(history)):
        raise WouldBreakHistory(
            "Later facts of the case could not follow if this one were otherwise. "
            "Correct or withdraw those first, the latest first."
        )
    for decision in case.decisions:
        if decision.decided.last < case.received.first:
            raise WouldBreakHistory(
                f"The correction puts the receipt ({case.received}) after a decision "
                f"of {decision.decided}. Check both dates."
            )
    return case


def _still_allowed(
    history: History, new: NewFact, *, today: date, book: Rulebook
) -> None:
    """No step that was allowed may be one that would be refused.

    Raises: the refusal of the corrected fact itself; WouldBreakHistory for a later one.
    """
    trial = [*history, recorded(new, after=history[-1], case_id=history[-1].case_id)]
    standing_then = in_effect(trial)
    then = refused_again(standing_then, today=today, book=book)
    if not then:
        return
    now = refused_again(in_effect(history), today=today, book=book)
    for step in standing_then:
        refusal = then.get(step.version)
        before = now.get(step.version)
        if refusal is None or (before is not None and before.code == refusal.code):
            continue
        if step.version == new.corrects:
            raise refusal
        raise WouldBreakHistory(
            f"With this correction the {step.name.partition('@')[0]} of "
            f"{step.occurred} would be refused ({refusal.code}): {refusal} "
            "Correct or withdraw that first, the latest first."
        )


def recorded(new: NewFact, *, after: RecordedFact, case_id: UUID) -> RecordedFact:
    """A new fact as it would stand in the history, for a trial only."""
    at: datetime = after.recorded_at
    return RecordedFact(
        case_id=case_id,
        version=after.version + 1,
        position=after.position + 1,
        fact=new.fact,
        occurred=new.occurred,
        recorded_at=at,
        by=after.by,
        organisation=after.organisation,
        command_id=after.command_id,
        corrects=new.corrects,
        cause=new.cause,
    )
