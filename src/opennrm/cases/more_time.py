"""Around a request: more time to ask, a body that declines to, and a bar on it."""

from datetime import date
from typing import ClassVar

from opennrm.cases.applying import applied
from opennrm.cases.case import Case, Decision
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    ReconsiderationAskingDeclined,
    ReconsiderationBarred,
    ReconsiderationExtensionAgreed,
)
from opennrm.cases.history import NewFact
from opennrm.cases.negatives import last_day_for, negative_decision
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.rules.dates import PartialDate

_BOTH = ("guidance", "new_evidence")
_ASKS_FOR_OTHERS = ("first_responder", "support_provider")
_DECISION_DATE = "decision_date"
_STATES = "convention_state"


class NotBarred(Refused):
    """By the rule of the day a request is not barred by where removal is planned."""

    code: ClassVar[str] = "not-barred"


class NoLimitToExtend(Refused):
    """The time to ask has no end, or the day agreed is not later than it."""

    code: ClassVar[str] = "no-limit-to-extend"


class ExtensionTooLate(Refused):
    """More time is agreed on reasons given before the time to ask is over."""

    code: ClassVar[str] = "extension-too-late"


class ApprovalNeeded(Refused):
    """A body declines to ask only with the authority's approval."""

    code: ClassVar[str] = "approval-needed"


class NotToldInWriting(Refused):
    """Whoever is not asked for has to be told so in writing."""

    code: ClassVar[str] = "not-told-in-writing"


class NotTheirsToDecline(Refused):
    """Only a body that is asked to ask for someone may decline to."""

    code: ClassVar[str] = "not-theirs-to-decline"


def bar_reconsideration(
    case: Case, *, country: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Close a request because of where removal is planned; the court remains.

    Dates: by the rule of the day of the request, or, under another reading of it, of
        the day of the decision too.
    Raises: NotNow unless a request waits; NotBarred; OutOfOrder; NotYetHappened.
    Source: reconsideration-bar.
    """
    require(case, Command.ANSWER_RECONSIDERATION)
    happened(on, today=today, what="An answer")
    request = case.reconsiderations[-1]
    follows(on, request.requested, what="An answer", cause="the request was made")
    book.codes.checked("country", country, on=on)
    rule = applied(case, "reconsideration-bar", dated=request.requested, book=book)
    if rule is not None and rule.parameters.get("looks_at") == _DECISION_DATE:
        decided = next(
            d.decided for d in case.decisions if d.version == request.decision
        )
        if decided.before(rule.starts_on.first):
            rule = None
    if rule is None:
        raise NotBarred(
            f"To bar the request of {request.requested} was refused: by the rule "
            "reconsideration-bar none is barred on the date that counts. "
            "Accept it, or refuse it with its reason."
        )
    if not any(state.code == country for state in book.codes.list(_STATES).members):
        raise NotBarred(
            f"To bar the request of {request.requested} was refused: by {rule.id} only "
            "removal to a party to both conventions bars it, and "
            f"{country.replace('_', ' ').title()} is not in the list {_STATES}. "
            "Accept the request, or refuse it with its reason."
        )
    fact = ReconsiderationBarred(request=request.version, country=country, rule=rule.id)
    return (NewFact(fact=fact, occurred=on),)


def agree_reconsideration_extension(
    case: Case,
    *,
    decision: int,
    until: date,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Agree to more time to ask, on reasons given while there is still time.

    Raises: NotNow; NoLimitToExtend; ExtensionTooLate; OutOfOrder; NotYetHappened.
    Source: reconsideration-window.
    """
    require(case, Command.AGREE_RECONSIDERATION_EXTENSION)
    happened(on, today=today, what="An extension")
    asked_about = _asked_about(case, decision)
    follows(on, asked_about.decided, what="An extension", cause="the decision was made")
    latest, window = last_day_for(case, asked_about, basis=_BOTH, book=book)
    if latest is None or until <= latest:
        end = f"runs to {latest}" if latest else "has no end"
        raise NoLimitToExtend(
            f"More time until {until} was refused: the time to ask about the decision "
            f"of {asked_about.decided} {end} ({window.id}). Agree a later day, or none."
        )
    if on.first > latest:
        raise ExtensionTooLate(
            f"More time asked for on {on} was refused: the time to ask ended on "
            f"{latest} ({window.id}), and reasons are given before that. A later "
            "request needs exceptional circumstances."
        )
    fact = ReconsiderationExtensionAgreed(decision=decision, until=until)
    return (NewFact(fact=fact, occurred=on),)


def decline_to_ask(
    case: Case,
    *,
    decision: int,
    declined_by: str,
    approved_by: str,
    told_in_writing: bool,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """A first responder or support provider does not ask for someone who wants it.

    Raises: NotNow; NotTheirsToDecline; ApprovalNeeded; NotToldInWriting; OutOfOrder.
    """
    require(case, Command.DECLINE_TO_ASK)
    happened(on, today=today, what="Declining to ask")
    asked_about = _asked_about(case, decision)
    follows(
        on, asked_about.decided, what="Declining to ask", cause="the decision was made"
    )
    book.codes.checked("requester", declined_by, on=on)
    if declined_by not in _ASKS_FOR_OTHERS:
        raise NotTheirsToDecline(
            f"That {declined_by.replace('_', ' ')} declined to ask was refused: only "
            "the first responder or the support provider is asked to ask for someone. "
            "Name one of these."
        )
    if approved_by in ("", by):
        raise ApprovalNeeded(
            "Declining to ask was refused: it names nobody else who approved it. "
            "Ask someone at the authority that holds the case to agree."
        )
    if not told_in_writing:
        raise NotToldInWriting(
            "Declining to ask was refused: the person has to be told in writing. "
            "Tell them, so that they or others may ask themselves."
        )
    fact = ReconsiderationAskingDeclined(
        decision=decision,
        declined_by=declined_by,
        approved_by=approved_by,
        told_in_writing=told_in_writing,
    )
    return (NewFact(fact=fact, occurred=on),)


def _asked_about(case: Case, version: int) -> Decision:
    decision = negative_decision(case)
    if decision is None or decision.version != version:
        raise NotNow(
            "This was refused: it does not name the negative decision that stands. "
            "Name that decision."
        )
    return decision
