"""Linking: two references that are one referral, or one person referred anew.

A link is never made by itself: a likeness is a task for a person, who confirms it here.
Both references go on leading to the case that is kept.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final
from uuid import UUID

from opennrm.cases.case import Case, Route, State, Track
from opennrm.cases.dating import OutOfOrder, follows, happened
from opennrm.cases.facts import DuplicateLinked, DuplicateUnlinked
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate

DUPLICATE: Final = "duplicate"
RE_REFERRAL: Final = "re_referral"


class LinkedToItself(Refused):
    """A case cannot be the duplicate of itself."""

    code: ClassVar[str] = "linked-to-itself"


class AlreadyLinked(Refused):
    """The case is linked to another one already."""

    code: ClassVar[str] = "already-linked"


class NotLinked(Refused):
    """There is no such link to take back."""

    code: ClassVar[str] = "not-linked"


class DecidedAlready(Refused):
    """A case with a decision of its own is no duplicate of another."""

    code: ClassVar[str] = "decided-already"


class WhollyEarlierNotExpected(Refused):
    """Only a referral of the same person anew tells of what lay before another."""

    code: ClassVar[str] = "wholly-earlier-not-expected"


class NotToBeKept(OpenNRMError):
    """The other case is none that a reference can be linked to."""

    code: ClassVar[str] = "not-to-be-kept"
    family: ClassVar[Family] = Family.REFUSED


class NoSuchReport(OpenNRMError):
    """The referral names a report that cannot be the one it follows."""

    code: ClassVar[str] = "no-such-report"
    family: ClassVar[Family] = Family.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The other case that a case is linked to, and how they belong together."""

    kept: UUID
    kind: str
    wholly_earlier: bool | None
    since: PartialDate


def link_duplicate(
    case: Case,
    *,
    kept: UUID,
    kind: str,
    wholly_earlier: bool | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record that a person found two references to belong together.

    A duplicate is the same referral twice: it ends here and counts once, with the case
    that is kept. A referral anew is a case of its own; where it tells only of what lay
    before the first positive decision, the law of the day may give it no recovery
    period by itself.

    Raises: LinkedToItself; AlreadyLinked; DecidedAlready for a duplicate;
        WhollyEarlierNotExpected; NotNow; OutOfOrder; NotYetHappened.
    Source: further-recovery.
    """
    require(case, Command.LINK_DUPLICATE)
    happened(on, today=today, what="A link")
    follows(on, case.received, what="A link", cause="the referral was received")
    book.codes.checked("link_kind", kind, on=on)
    if kept == case.case_id:
        raise LinkedToItself(
            "A link was refused: the case that is to be kept is this one. "
            "Name the other case."
        )
    if link_of(case) is not None:
        raise AlreadyLinked(
            "A link was refused: the case is linked to another one. "
            "Take that link back first, if it is wrong."
        )
    if kind == DUPLICATE and case.decisions:
        raise DecidedAlready(
            "A link as a duplicate was refused: a decision was made on this case. "
            "Keep this one and link the other, or link it as a referral anew."
        )
    if kind != RE_REFERRAL and wholly_earlier is not None:
        raise WhollyEarlierNotExpected(
            f"A link ({kind}) was given with an answer on what it tells of. That is "
            "asked of a referral of the same person anew. Leave it out."
        )
    fact = DuplicateLinked(kept=kept, kind=kind, wholly_earlier=wholly_earlier)
    return (NewFact(fact=fact, occurred=on),)


def unlink_duplicate(
    case: Case, *, kept: UUID, on: PartialDate, today: date
) -> tuple[NewFact, ...]:
    """Take back a link that was found to be wrong; the case goes on where it was.

    Raises: NotLinked unless it is linked to that case; NotNow; OutOfOrder;
        NotYetHappened.
    """
    require(case, Command.UNLINK_DUPLICATE)
    happened(on, today=today, what="Taking back a link")
    link = link_of(case)
    if link is None or link.kept != kept:
        raise NotLinked(
            "Taking back a link was refused: the case is not linked to that one. "
            "Read the case again."
        )
    follows(on, link.since, what="Taking back a link", cause="the link was made")
    return (NewFact(fact=DuplicateUnlinked(kept=kept), occurred=on),)


def link_of(case: Case) -> Link | None:
    """The link that stands; None where there is none, or it was taken back."""
    last = case.last(DuplicateLinked, DuplicateUnlinked)
    if last is None or not isinstance(last.fact, DuplicateLinked):
        return None
    return Link(
        kept=last.fact.kept,
        kind=last.fact.kind,
        wholly_earlier=last.fact.wholly_earlier,
        since=last.occurred,
    )


def require_keepable(other: Case | None) -> None:
    """Refuse to keep a case that is not there, is a report, or is out itself.

    Raises: NotToBeKept, in the same words whether it is there or not.
    """
    out = (State.DUPLICATE_LINKED, State.REJECTED)
    if other is None or other.route is Route.DTN or other.tracks[Track.INTAKE] in out:
        raise NotToBeKept(
            "A link was refused: the case that is to be kept is no referral that "
            "stands by itself. Check its reference, and follow its own link if it has "
            "one."
        )


def require_report(report: Case | None, *, received: PartialDate) -> None:
    """Refuse a referral that names as its report what is none, or came after it.

    The report itself stays as it is, and both are counted.

    Raises: NoSuchReport, in the same words whether the case is there or not;
        OutOfOrder.
    """
    if report is None or report.route is not Route.DTN:
        raise NoSuchReport(
            "A referral was given that names a Duty to Notify report, and there is no "
            "such report. Check its reference, or leave it out."
        )
    if received.last < report.received.first:
        raise OutOfOrder(
            f"A referral received on {received} names a report of {report.received}, "
            "which came after it. Check both dates."
        )


WAYS: dict[str, Way] = {
    "link duplicate": Way(command=Command.LINK_DUPLICATE, decide=link_duplicate),
    "unlink duplicate": Way(command=Command.UNLINK_DUPLICATE, decide=unlink_duplicate),
}
