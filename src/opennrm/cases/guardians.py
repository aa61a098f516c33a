"""Guardianship: an independent guardian takes up a child's case, and leaves it."""

from datetime import date
from typing import ClassVar, Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import GuardianAppointed, GuardianEnded
from opennrm.cases.history import NewFact
from opennrm.cases.periods import eighteenth_birthday, version_for
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_AFTER_18: Final = "post_18_worker"
_AT_18: Final = "turned_18"
_AT_21: Final = "turned_21"
_ASSESSED: Final = "assessed_adult"
_ADULT: Final = (State.TURNED_18, State.ASSESSED_ADULT)


class GuardianForAChild(Refused):
    """Guardians are for children, and workers past 18 for those who were children."""

    code: ClassVar[str] = "guardian-for-a-child"


class GuardianNotHere(Refused):
    """The service takes up no case in the nation of the referral."""

    code: ClassVar[str] = "guardian-not-here"


class GuardianshipGoesOn(Refused):
    """Guardianship was ended for an age that the person has not reached."""

    code: ClassVar[str] = "guardianship-goes-on"


def appoint_guardian(
    case: Case,
    *,
    service: str,
    mode: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Appoint a guardian of the service that works in the nation, for a child.

    Dates: service and way of working are those of the day of the appointment.
    Raises: NotNow while one is appointed; GuardianForAChild; GuardianNotHere;
        NotYetHappened; OutOfOrder; CodeNotInForce for a service of another time.
    Source: guardianship.
    """
    require(case, Command.APPOINT_GUARDIAN)
    what = "An appointment of a guardian"
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")
    book.codes.checked("guardian_mode", mode, on=on)
    past_18 = case.tracks[Track.AGE] is State.TURNED_18
    if not case.is_child and not (past_18 and mode == _AFTER_18):
        raise GuardianForAChild(
            f"{what} was refused: the person is an adult. Support for adults is asked "
            "for as support."
        )
    if case.is_child and mode == _AFTER_18:
        raise GuardianForAChild(
            f"{what} was refused: a worker past 18 is for someone who turned 18 in "
            "the mechanism. Name another way of working."
        )
    listed = book.codes.list("guardian_service").checked(service, on)
    nations, nation = listed.attributes.get("nations"), case.about.nation
    if nations is not None and nation not in nations:
        raise GuardianNotHere(
            f"{what} by {listed.label} was refused: it takes up no case in "
            f"{nation.replace('_', ' ').title()}. Name the service of that nation; "
            "the rule guardianship lists them."
        )
    fact = GuardianAppointed(service=service, mode=mode)
    return (NewFact(fact=fact, occurred=on),)


def end_guardianship(
    case: Case, *, reason: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """End guardianship; for an age, once it is reached and only where it ends there.

    Where the rule lets it go on past 18, turning 18 does not end it by itself: it may
    end then, or go on with the person's consent to the later age.

    Raises: NotNow while none is appointed; GuardianshipGoesOn; NotYetHappened;
        OutOfOrder.
    Source: guardianship.
    """
    require(case, Command.END_GUARDIANSHIP)
    what = "An end of guardianship"
    happened(on, today=today, what=what)
    appointed = case.last(GuardianAppointed)
    assert appointed is not None, "the table asks for a guardian"
    follows(on, appointed.occurred, what=what, cause="the guardian was appointed")
    book.codes.checked("guardian_end", reason, on=on)
    fault = _too_early(case, reason, appointed.occurred, on, book)
    if fault is not None:
        raise GuardianshipGoesOn(
            f"{what} ({reason.replace('_', ' ')}) on {on} was refused: {fault}. "
            "Give the day on which it ended, or the reason that applies."
        )
    return (NewFact(fact=GuardianEnded(reason=reason), occurred=on),)


def _too_early(
    case: Case, reason: str, appointed: PartialDate, on: PartialDate, book: Rulebook
) -> str | None:
    """What is against an end for an age, in words; None where nothing is."""
    age = case.tracks[Track.AGE]
    if reason == _ASSESSED and age is not State.ASSESSED_ADULT:
        return "no assessment found the person to be an adult"
    if reason == _AT_18 and _before_birthday(case, 18, on, adult=age in _ADULT):
        return "the person has not turned 18"
    if reason == _AT_21:
        rule = version_for(
            "guardianship", dated=appointed, nation=case.about.nation, book=book
        )
        until = rule.parameters.get("until_years")
        if not isinstance(until, int) or until < 21:
            return f"it does not go on to 21 there ({rule.id})"
        if _before_birthday(case, 21, on, adult=False):
            return "the person has not turned 21"
    return None


def _before_birthday(case: Case, years: int, on: PartialDate, *, adult: bool) -> bool:
    """Whether a day lies before a birthday; as recorded, where no birth date is."""
    if case.born is None or not case.born.is_day:
        return years == 18 and not adult
    eighteenth = eighteenth_birthday(case.born)
    return on.last < eighteenth.replace(year=eighteenth.year + years - 18)


WAYS: dict[str, Way] = {
    "appoint guardian": Way(command=Command.APPOINT_GUARDIAN, decide=appoint_guardian),
    "end guardianship": Way(command=Command.END_GUARDIANSHIP, decide=end_guardianship),
}
