"""Whether each step of a case would be allowed again, as its history now stands.

A correction changes what later steps rest on: a date, an outcome, a reviewer. Each step
whose fact holds all that its command was given is put to its own decision function
once more, on the case as it was before it. The answers serve to compare a history with
and without a correction; nothing is decided by them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from inspect import Parameter
from typing import Any, Final

from opennrm.cases.commands import COMMANDS
from opennrm.cases.facts import FACTS, Fact, ReferralReceived
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.permissions import Command
from opennrm.cases.referring import ReferralDetails, receive_referral
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.cases.ways import Way
from opennrm.errors import OpenNRMError

# Who gave a command, where its fact names them.
_GIVERS: Final = ("decided_by", "proposed_by", "member", "settled_by")
# What these are given is places and links, of which their facts keep only the outcome.
_NOT_AGAIN: Final = frozenset({Command.INFORM_POLICE, Command.LINK_DUPLICATE})


def refused_again(
    standing: Sequence[RecordedFact], *, today: date, book: Rulebook
) -> Mapping[int, OpenNRMError]:
    """The steps that would be refused now, by the number of their fact.

    `standing` are the facts that stand, each correction in its place. A case that came
    from published cells is about nobody, and nothing of it is decided again.
    """
    first = standing[0].fact
    if getattr(first, "channel", None) == "published_cells":
        return {}
    found: dict[int, OpenNRMError] = {}
    for place, recorded in enumerate(standing):
        try:
            if place == 0 and isinstance(first, ReferralReceived):
                _receive(first, recorded, today=today, book=book)
            elif place:
                _decide(standing[:place], recorded, today=today, book=book)
        except OpenNRMError as refusal:
            found[recorded.version] = refusal
    return found


def _receive(
    fact: ReferralReceived, recorded: RecordedFact, *, today: date, book: Rulebook
) -> None:
    given = {one.name: getattr(fact, one.name) for one in fields(ReferralDetails)}
    receive_referral(
        ReferralDetails(**given), received=recorded.occurred, today=today, book=book
    )


def _decide(
    before: Sequence[RecordedFact],
    recorded: RecordedFact,
    *,
    today: date,
    book: Rulebook,
) -> None:
    way = _way_of(recorded.name)
    if way is None:
        return
    fact = recorded.fact
    way.facts(
        fold(before),
        _given(way, fact),
        on=recorded.occurred,
        today=today,
        book=book,
        by=next(
            (getattr(fact, name) for name in _GIVERS if hasattr(fact, name)),
            recorded.by,
        ),
    )


def _given(way: Way, fact: Fact) -> dict[str, Any]:
    """What the command was given, as its fact keeps it; what was absent stays out."""
    values = {name: getattr(fact, name) for name in way.fields if hasattr(fact, name)}
    return {name: value for name, value in values.items() if value is not None}


@lru_cache(maxsize=128)
def _way_of(name: str) -> Way | None:
    """The way that writes this fact, where the fact keeps all that it needs.

    Of several that a command has, the one of whose fields the fact keeps most.
    """
    kept = {one.name for one in fields(FACTS[name])}
    writes = {
        row.command
        for row in TRANSITIONS
        if row.fact == name and row.command not in _NOT_AGAIN
    }
    fit = [
        way
        for way in COMMANDS.values()
        if way.command in writes
        and all(
            asked in kept
            for asked, field in way.fields.items()
            if field.default is Parameter.empty
        )
    ]
    return max(fit, key=lambda way: len(set(way.fields) & kept), default=None)
