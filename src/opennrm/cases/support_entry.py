"""Entry to support: who may have which kind, from when, and from whom."""

from datetime import date
from typing import ClassVar, Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.consenting import GIVEN, NOT_RECORDED, SUPPORT, standing
from opennrm.cases.dating import follows, happened
from opennrm.cases.periods import place_of_safety
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate

CHILD_CARE: Final = "child_care_by_local_authority"
PLACE_OF_SAFETY: Final = "place_of_safety"
_AFTER_POSITIVE: Final = ("move_on", "reach_in", "long_term")
_FOR_CHILDREN: Final = "children"
_ANY: Final = "any"
_FROM_REFERRAL: Final = "from_referral"


class SupportBeforeDecision(Refused):
    """Support of this kind waits for a positive first decision."""

    code: ClassVar[str] = "support-before-decision"


class SupportNotOpen(Refused):
    """A decision stands after which there is no entry to support."""

    code: ClassVar[str] = "support-not-open"


class NoRecoveryPeriod(Refused):
    """The law gave no recovery period by itself, and none was granted."""

    code: ClassVar[str] = "no-recovery-period"


class SupportConsentNeeded(Refused):
    """An adult is supported with a consent of its own, or not at all."""

    code: ClassVar[str] = "support-consent-needed"


class NotForAChild(Refused):
    """A child is cared for by the council or trust, outside the adult contract."""

    code: ClassVar[str] = "support-not-for-a-child"


class NotForAnAdult(Refused):
    """An adult is not cared for as a child."""

    code: ClassVar[str] = "support-not-for-an-adult"


class ProviderNotHere(Refused):
    """The provider does not support people in the nation of the case."""

    code: ClassVar[str] = "provider-not-here"


class NoPlaceOfSafety(Refused):
    """A place of safety was named where or when there is none."""

    code: ClassVar[str] = "no-place-of-safety"


class PlaceOfSafetyTooLong(Refused):
    """A stay at a place of safety began too long before the referral, or after it."""

    code: ClassVar[str] = "place-of-safety-out-of-time"


def require_date(
    case: Case, kind: str, on: PartialDate, *, today: date, book: Rulebook, what: str
) -> None:
    """Refuse a date on which support of this kind cannot have been asked for or begun.

    Dates: a place of safety is for deciding on a referral, so it comes before one, by
        the working days of the rule at most; every other kind follows the referral.
    Raises: NotYetHappened; OutOfOrder; NoPlaceOfSafety; PlaceOfSafetyTooLong;
        DayUnknown for a place of safety whose day is not known.
    Source: place-of-safety.
    """
    happened(on, today=today, what=what)
    if kind != PLACE_OF_SAFETY:
        follows(on, case.received, what=what, cause="the referral was received")
        return
    stay = place_of_safety(on, nation=case.about.nation, book=book)
    if stay.last_on is None:
        raise NoPlaceOfSafety(
            f"{what} at a place of safety on {on} was refused: {stay.rule} knows none "
            "there and then. Name emergency accommodation, if that is what it was."
        )
    if on.first > case.received.last or stay.last_on < case.received.first:
        raise PlaceOfSafetyTooLong(
            f"{what} at a place of safety on {on} was refused: it is for deciding on "
            f"a referral, for {stay.length} working days at most ({stay.rule}), and "
            f"the referral was received on {case.received}. Check the dates, or name "
            "emergency accommodation."
        )


def require_entry(case: Case, kind: str, *, on: PartialDate, book: Rulebook) -> None:
    """Let support of a kind be asked for, offered or begun, where the case has entry.

    Entry is a positive first decision; a decision that is looked at again opens it
    once more, a request to look again does not. What may come earlier is by rule.

    Raises: NotForAChild; NotForAnAdult; SupportNotOpen; NoRecoveryPeriod;
        SupportBeforeDecision.
    Source: support-entry; further-recovery.
    """
    book.codes.checked("support_kind", kind, on=on)
    _fits_age(case, kind)
    grounds = case.tracks[Track.REASONABLE_GROUNDS]
    conclusive = case.tracks[Track.CONCLUSIVE_GROUNDS]
    named = kind.replace("_", " ")
    _not_stopped(case, grounds, conclusive, named)
    if kind in _AFTER_POSITIVE and conclusive is not State.POSITIVE:
        raise SupportBeforeDecision(
            f"Support ({named}) was refused: it follows a positive conclusive "
            "decision, and there is none that stands. Name another kind of support."
        )
    if State.REOPENED in (grounds, conclusive):
        return
    entry = book.rules.in_force(
        "support-entry", anchors={"calendar-day": on}, nation=case.about.nation
    )
    early = str(entry.parameters.get("before_decision") or "").split("+")
    if (
        not entry.applies
        or entry.value == _FROM_REFERRAL
        or _ANY in early
        or kind in early
    ):
        return
    withheld = case.tracks[Track.RECOVERY] is State.WITHHELD
    if withheld and conclusive is not State.POSITIVE:
        raise NoRecoveryPeriod(
            f"Support ({named}) was refused: the decision is about what lay before an "
            "earlier positive one, so the law gave no recovery period by itself. "
            "Ask the authority to grant one."
        )
    decided_in_one = grounds is State.NOT_OPEN
    if grounds is not State.POSITIVE and not decided_in_one:
        raise SupportBeforeDecision(
            f"Support ({named}) on {on} was refused: it begins after a positive "
            f"reasonable grounds decision ({entry.id}). Before one there may be "
            f"{' or '.join(early).replace('_', ' ')}."
        )


def _fits_age(case: Case, kind: str) -> None:
    if case.is_child and kind != CHILD_CARE:
        raise NotForAChild(
            f"Support ({kind.replace('_', ' ')}) was refused: the person is a child, "
            "or may be one, and the council or trust cares for a child. "
            f"Name the kind {CHILD_CARE}."
        )
    if not case.is_child and kind == CHILD_CARE:
        raise NotForAnAdult(
            "Care by a local authority or trust was refused: the person is an adult. "
            "Name a kind of support for adults."
        )


def _not_stopped(case: Case, grounds: State, conclusive: State, named: str) -> None:
    if case.tracks[Track.DISQUALIFICATION] is State.DISQUALIFIED:
        raise SupportNotOpen(
            f"Support ({named}) was refused: a disqualification stands, which ended "
            "it. It can be taken up again if a court quashes the disqualification."
        )
    if State.NEGATIVE in (grounds, conclusive):
        raise SupportNotOpen(
            f"Support ({named}) was refused: the decision that stands is negative. "
            "It opens again when a request for reconsideration is accepted; asking "
            "alone does not open it."
        )
    if conclusive is State.REVOKED:
        raise SupportNotOpen(
            f"Support ({named}) was refused: the positive decision was revoked. "
            "See whether the person needs a service outside the mechanism."
        )


def require_consent(case: Case, *, given: bool, asked: str) -> None:
    """Refuse support that an adult did not agree to; a child is not asked.

    With `given` the consent must be recorded; without, it must not be refused.

    Raises: SupportConsentNeeded.
    """
    consent = standing(case, SUPPORT)
    agreed = consent == GIVEN or (not given and consent == NOT_RECORDED)
    if case.is_child or agreed:
        return
    raise SupportConsentNeeded(
        f"{asked} was refused: an adult's consent to support is asked apart from that "
        f"to the referral, and it is {consent.replace('_', ' ')}. "
        "Record the consent first, if it was given."
    )


def require_provider(
    case: Case, provider: str, *, on: PartialDate, book: Rulebook
) -> None:
    """Refuse a provider of another nation, or one that is not for this person's age.

    Raises: ProviderNotHere; NotForAChild; NotForAnAdult; UnknownCode and
        CodeNotInForce from the list of providers.
    """
    listed = book.codes.list("support_provider").checked(provider, on)
    nations = listed.attributes.get("nations")
    nation = case.about.nation
    if nations is not None and nation not in nations:
        raise ProviderNotHere(
            f"Support by {listed.label} was refused: it supports no one in "
            f"{nation.replace('_', ' ').title()}. Name a provider of that nation."
        )
    for_children = listed.attributes.get("role") == _FOR_CHILDREN
    if case.is_child and not for_children:
        raise NotForAChild(
            f"Support by {listed.label} was refused: a child is cared for by the "
            "council or trust, not by a provider for adults. Name that."
        )
    if for_children and not case.is_child:
        raise NotForAnAdult(
            f"Support by {listed.label} was refused: the person is an adult. "
            "Name a provider for adults."
        )
