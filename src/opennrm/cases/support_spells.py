"""Spells of support, read from the facts: each from the request to its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from opennrm.cases.case import Case
from opennrm.cases.facts import (
    DisqualificationDecided,
    DisqualificationQuashed,
    MoveOnStarted,
    NeedsAssessed,
    SupportDeclined,
    SupportEnded,
    SupportExtended,
    SupportOffered,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.history import RecordedFact
from opennrm.rules.dates import PartialDate

DISQUALIFIED: Final = "disqualified"
OPENS_SPELL: Final = (SupportRequested, SupportOffered, SupportStarted)
"""The facts that begin a spell where none lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One spell of support of one kind: asked for, offered, begun, ended or declined.

    `kind` is what was last asked for, offered or begun. `extended_until` is the end of
    the last extension, `moving_on_until` that of move-on support; `ended` is None while
    the spell lasts, and again when a court quashed the disqualification that ended it.
    """

    number: int
    kind: str
    provider: str | None = None
    requested: PartialDate | None = None
    requested_by: str | None = None
    offered: PartialDate | None = None
    started: PartialDate | None = None
    declined: PartialDate | None = None
    extended_until: date | None = None
    needs: tuple[str, ...] = ()
    agreed_until: date | None = None
    agreement: str | None = None
    moving_on: PartialDate | None = None
    moving_on_until: date | None = None
    ended: PartialDate | None = None
    end_reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was neither ended nor declined."""
        return self.ended is None and self.declined is None


# Any: the fields of a spell while it is read, frozen at the end.
_Draft = dict[str, Any]


def spells(case: Case) -> tuple[Spell, ...]:
    """Every spell of support of a case, in order.

    A disqualification ends the spell that lasts, and quashing it takes the spell up
    again, as the tracks do.
    """
    drafts: list[_Draft] = []
    for recorded in case.recorded(*_READ):
        fact = recorded.fact
        latest = drafts[-1] if drafts else None
        lasts = latest is not None and not (latest.keys() & {"ended", "declined"})
        if isinstance(fact, DisqualificationQuashed):
            if latest and latest.get("end_reason") == DISQUALIFIED:
                del latest["ended"], latest["end_reason"]
            continue
        if latest is None or not lasts:
            if type(fact) not in OPENS_SPELL:
                continue
            latest = {"number": len(drafts) + 1}
            drafts.append(latest)
        _READ[type(fact)](latest, recorded, fact)
    return tuple([Spell(**draft) for draft in drafts])


def current_spell(case: Case) -> Spell | None:
    """The spell that was asked for, is offered or lasts; None where none does."""
    told = spells(case)
    return told[-1] if told and told[-1].is_open else None


def _requested(draft: _Draft, by: RecordedFact, fact: SupportRequested) -> None:
    draft |= {
        "kind": fact.kind,
        "requested": by.occurred,
        "requested_by": fact.requested_by,
    }


def _offered(draft: _Draft, by: RecordedFact, fact: SupportOffered) -> None:
    draft |= {"kind": fact.kind, "provider": fact.provider, "offered": by.occurred}


def _started(draft: _Draft, by: RecordedFact, fact: SupportStarted) -> None:
    draft |= {"kind": fact.kind, "provider": fact.provider, "started": by.occurred}


def _declined(draft: _Draft, by: RecordedFact, _fact: SupportDeclined) -> None:
    draft["declined"] = by.occurred


def _extended(draft: _Draft, _by: RecordedFact, fact: SupportExtended) -> None:
    draft["extended_until"] = fact.until


def _assessed(draft: _Draft, _by: RecordedFact, fact: NeedsAssessed) -> None:
    draft |= {
        "needs": fact.needs,
        "agreed_until": fact.agreed_until,
        "agreement": fact.agreement,
    }


def _moving_on(draft: _Draft, by: RecordedFact, fact: MoveOnStarted) -> None:
    draft |= {"moving_on": by.occurred, "moving_on_until": fact.until}


def _ended(draft: _Draft, by: RecordedFact, fact: SupportEnded) -> None:
    draft |= {"ended": by.occurred, "end_reason": fact.reason}


def _disqualified(
    draft: _Draft, by: RecordedFact, fact: DisqualificationDecided
) -> None:
    if fact.outcome == DISQUALIFIED:
        draft |= {"ended": by.occurred, "end_reason": DISQUALIFIED}


def _quashed(_draft: _Draft, _by: RecordedFact, _fact: DisqualificationQuashed) -> None:
    """Read in `spells`, as it takes an ended spell up again."""


# Any: each function takes exactly the class that it is keyed by.
_READ: dict[type[Any], Callable[[_Draft, RecordedFact, Any], None]] = {
    SupportRequested: _requested,
    SupportOffered: _offered,
    SupportStarted: _started,
    SupportDeclined: _declined,
    SupportExtended: _extended,
    NeedsAssessed: _assessed,
    MoveOnStarted: _moving_on,
    SupportEnded: _ended,
    DisqualificationDecided: _disqualified,
    DisqualificationQuashed: _quashed,
}
