"""Support: asked for, offered, begun, declined; a recovery period granted."""

from datetime import date
from typing import ClassVar, Final

from opennrm.cases import ending_support, extending_support, needs
from opennrm.cases.case import Case
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    RecoveryPeriodGranted,
    Stage,
    SupportDeclined,
    SupportOffered,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.support_entry import (
    PLACE_OF_SAFETY,
    require_consent,
    require_date,
    require_entry,
    require_provider,
)
from opennrm.cases.support_spells import current_spell
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_EMERGENCY: Final = ("emergency_accommodation", PLACE_OF_SAFETY)


class RecoveryPeriodTooShort(Refused):
    """A recovery period was granted to a day before it begins."""

    code: ClassVar[str] = "recovery-period-too-short"


def request_support(
    case: Case,
    *,
    kind: str,
    requested_by: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Ask for support, also before the first decision where a rule lets it begin then.

    Raises: NotNow while support is asked for or given; what `require_entry` and
        `require_date` raise; SupportConsentNeeded where the adult refused it.
    Source: support-entry; place-of-safety.
    """
    require(case, Command.REQUEST_SUPPORT)
    require_date(case, kind, on, today=today, book=book, what="A request for support")
    require_entry(case, kind, on=on, book=book)
    require_consent(case, given=False, asked="To request support")
    book.codes.checked("requester", requested_by, on=on)
    fact = SupportRequested(kind=kind, requested_by=requested_by)
    return (NewFact(fact=fact, occurred=on),)


def offer_support(
    case: Case,
    *,
    kind: str,
    provider: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Offer a place or a worker; the kind may be another than the one asked for.

    Raises: NotNow unless support was asked for; what `require_entry`, `require_date`
        and `require_provider` raise.
    """
    require(case, Command.OFFER_SUPPORT)
    _after_request(case, kind, on, today=today, book=book, what="An offer of support")
    require_entry(case, kind, on=on, book=book)
    require_provider(case, provider, on=on, book=book)
    fact = SupportOffered(kind=kind, provider=provider)
    return (NewFact(fact=fact, occurred=on),)


def start_support(
    case: Case,
    *,
    kind: str,
    provider: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Begin support: after a positive decision, and with the adult's consent to it.

    Emergency kinds begin where nothing else is safe: by rule before the decision, and
    unless the adult refused; their consent may still have to be recorded.

    Raises: NotNow unless support was asked for; SupportConsentNeeded; what
        `require_entry`, `require_date` and `require_provider` raise.
    Source: support-entry; place-of-safety.
    """
    require(case, Command.START_SUPPORT)
    _after_request(case, kind, on, today=today, book=book, what="A start of support")
    require_entry(case, kind, on=on, book=book)
    require_consent(case, given=kind not in _EMERGENCY, asked="To start support")
    require_provider(case, provider, on=on, book=book)
    fact = SupportStarted(kind=kind, provider=provider)
    return (NewFact(fact=fact, occurred=on),)


def decline_support(
    case: Case, *, kind: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Record that the person did not want what was asked for or offered.

    Raises: NotNow unless support was asked for or offered; NotYetHappened; OutOfOrder.
    """
    require(case, Command.DECLINE_SUPPORT)
    _after_request(case, kind, on, today=today, book=book, what="A refusal of support")
    book.codes.checked("support_kind", kind, on=on)
    return (NewFact(fact=SupportDeclined(kind=kind), occurred=on),)


def grant_recovery_period(
    case: Case, *, until: date, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Grant a recovery period where the law gives none by itself, or a further one.

    Dates: the version of the rule is that of the day of the positive decision.
    Raises: NotNow without a positive decision, or with a disqualification;
        RecoveryPeriodTooShort; NotYetHappened; OutOfOrder.
    Source: further-recovery.
    """
    require(case, Command.GRANT_RECOVERY_PERIOD)
    what = "A recovery period"
    happened(on, today=today, what=what)
    decision = case.decision(Stage.REASONABLE_GROUNDS)
    assert decision is not None, "the table asks for a positive decision"
    follows(on, decision.decided, what=what, cause="the positive decision was made")
    if until <= on.last:
        raise RecoveryPeriodTooShort(
            f"A recovery period granted on {on} was refused: it would end on {until}. "
            "Give its last day, which lies after the day of the grant."
        )
    rule = book.rules.in_force(
        "further-recovery",
        anchors={"reasonable-grounds-decided": decision.decided},
        nation=case.about.nation,
    )
    fact = RecoveryPeriodGranted(until=until, rule=rule.id)
    return (NewFact(fact=fact, occurred=on),)


def _after_request(
    case: Case, kind: str, on: PartialDate, *, today: date, book: Rulebook, what: str
) -> None:
    """Refuse a date before support was asked for, or one that its kind cannot have."""
    require_date(case, kind, on, today=today, book=book, what=what)
    spell = current_spell(case)
    if spell is not None and spell.requested is not None:
        follows(on, spell.requested, what=what, cause="support was asked for")


WAYS: dict[str, Way] = {
    "request support": Way(command=Command.REQUEST_SUPPORT, decide=request_support),
    "offer support": Way(command=Command.OFFER_SUPPORT, decide=offer_support),
    "start support": Way(
        command=Command.START_SUPPORT, decide=start_support, text="contact"
    ),
    "decline support": Way(command=Command.DECLINE_SUPPORT, decide=decline_support),
    **extending_support.WAYS,
    **needs.WAYS,
    **ending_support.WAYS,
    "grant recovery period": Way(
        command=Command.GRANT_RECOVERY_PERIOD, decide=grant_recovery_period
    ),
}
