"""What happens to a referral once it is in: returned, completed, added to, rejected.

Linking two references is in `linking`; its commands are among these.
"""

from datetime import date
from typing import ClassVar

from opennrm.cases import linking
from opennrm.cases.case import Case
from opennrm.cases.dating import OutOfOrder, follows, happened
from opennrm.cases.facts import (
    ReferralCompleted,
    ReferralDetailAdded,
    ReferralRejected,
    ReferralReturned,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.referring import ConsentNotAsked
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate


class NothingNamed(Refused):
    """A return, a completion or a detail says what it is about."""

    code: ClassVar[str] = "nothing-named"


class StillMissing(Refused):
    """Not all that was asked for has come."""

    code: ClassVar[str] = "still-missing"


def return_referral(
    case: Case,
    *,
    asked_for: tuple[str, ...],
    due_on: date | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Ask the first responder for what is missing before the case can start.

    Dates: the referral keeps its date of receipt, and its first clock runs on.
    Raises: NothingNamed; NotNow once a decision was made; OutOfOrder; NotYetHappened.
    """
    require(case, Command.RETURN_REFERRAL)
    _dated(case, on, today=today, what="A return")
    _known(asked_for, on=on, book=book, what="A return")
    if due_on is not None and due_on < on.first:
        raise OutOfOrder(
            f"A return of {on} was given with {due_on} as the day by which to answer. "
            "Give a later day, or none."
        )
    fact = ReferralReturned(asked_for=asked_for, due_on=due_on)
    return (NewFact(fact=fact, occurred=on),)


def complete_referral(
    case: Case,
    *,
    supplied: tuple[str, ...],
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record that all that was missing has come.

    Raises: NothingNamed; StillMissing, with what has not come; NotNow unless the
        referral was returned; OutOfOrder; NotYetHappened.
    """
    require(case, Command.COMPLETE_REFERRAL)
    _dated(case, on, today=today, what="A completion")
    _known(supplied, on=on, book=book, what="A completion")
    returned = case.last(ReferralReturned)
    assert returned is not None, "`require` lets this through only after a return"
    assert isinstance(returned.fact, ReferralReturned)
    follows(
        on, returned.occurred, what="A completion", cause="the referral was returned"
    )
    missing = [kind for kind in returned.fact.asked_for if kind not in supplied]
    if missing:
        raise StillMissing(
            f"A completion was refused: {', '.join(missing)} was asked for on "
            f"{returned.occurred} and has not come. Add what came as a detail, and "
            "complete the referral when the rest is there."
        )
    return (NewFact(fact=ReferralCompleted(supplied=supplied), occurred=on),)


def add_detail(
    case: Case,
    *,
    kinds: tuple[str, ...],
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Add to a referral that is in; what was sent before stays as it was.

    Raises: NothingNamed; NotNow; OutOfOrder; NotYetHappened.
    """
    require(case, Command.ADD_DETAIL)
    _dated(case, on, today=today, what="A detail")
    _known(kinds, on=on, book=book, what="A detail")
    return (NewFact(fact=ReferralDetailAdded(kinds=kinds), occurred=on),)


def reject_referral(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Take a referral out of the mechanism before any decision.

    Raises: ConsentNotAsked for a child rejected for want of an adult's consent; NotNow
        once a decision was made; OutOfOrder; NotYetHappened.
    """
    require(case, Command.REJECT_REFERRAL)
    _dated(case, on, today=today, what="A rejection")
    book.codes.checked("rejection_reason", reason, on=on)
    if reason == "adult_consent_missing" and case.is_child:
        raise ConsentNotAsked(
            "A rejection for want of an adult's consent was refused: the person is a "
            "child, or may be one, and none is asked of them. "
            "Give another reason, or go on with the case."
        )
    return (NewFact(fact=ReferralRejected(reason=reason), occurred=on),)


def _dated(case: Case, on: PartialDate, *, today: date, what: str) -> None:
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")


def _known(
    kinds: tuple[str, ...], *, on: PartialDate, book: Rulebook, what: str
) -> None:
    if not kinds:
        raise NothingNamed(
            f"{what} was given without saying of what. "
            "Name at least one kind of information."
        )
    for kind in kinds:
        book.codes.checked("information_kind", kind, on=on)


WAYS: dict[str, Way] = {
    "return referral": Way(command=Command.RETURN_REFERRAL, decide=return_referral),
    "complete referral": Way(
        command=Command.COMPLETE_REFERRAL, decide=complete_referral
    ),
    "reject referral": Way(command=Command.REJECT_REFERRAL, decide=reject_referral),
    "add detail": Way(command=Command.ADD_DETAIL, decide=add_detail, text="narrative"),
    **linking.WAYS,
}
