"""Ages: presumed, assessed, and the day on which a child of the mechanism turns 18."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, State, Track
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    AdulthoodReached,
    AgeAssessed,
    Answer,
    TransitionPackShared,
)
from opennrm.cases.history import NewFact
from opennrm.cases.pausing import open_stage
from opennrm.cases.periods import eighteenth_birthday
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_PACK = "transition_pack"
_ANSWERED = (Answer.YES, Answer.NO)


class NotYet18(Refused):
    """The birth date says that the person was still a child on that day."""

    code: ClassVar[str] = "not-yet-18"


class Already18(Refused):
    """The birth date says that the person was no longer a child on that day."""

    code: ClassVar[str] = "already-18"


class NoPackThen(Refused):
    """There was no transition pack on that day, or it was shared already."""

    code: ClassVar[str] = "no-transition-pack"


class ConsentToStayNeeded(Refused):
    """Whoever turns 18 before a decision is asked whether they stay."""

    code: ClassVar[str] = "consent-to-stay-needed"


class SupportConsentAtOdds(Refused):
    """Support as an adult of the mechanism was agreed to by one who leaves it."""

    code: ClassVar[str] = "support-consent-at-odds"


def assess_age(
    case: Case,
    *,
    outcome: str,
    assessed_by: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record a formal age assessment; until one, a possible child is a child.

    It may contradict the birth date that was given, which is what was in doubt. An
    adult's consent to the mechanism and to support is asked after it: what the
    referral said of a child's consent says nothing of an adult's.

    Raises: NotNow once they turned 18 in the mechanism; NotYetHappened; OutOfOrder.
    """
    require(case, Command.ASSESS_AGE)
    _dated(case, on, today=today, what="An age assessment")
    book.codes.checked("age_assessment", outcome, on=on)
    book.codes.checked("agency", assessed_by, on=on)
    fact = AgeAssessed(outcome=outcome, assessed_by=assessed_by)
    return (NewFact(fact=fact, occurred=on),)


def share_transition_pack(
    case: Case, *, shared_by: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """Record that the pack was shared with a child and talked through.

    Dates: before the eighteenth birthday, where that is known.
    Raises: NoPackThen before there was one, and a second time; Already18; NotNow;
        NotYetHappened; OutOfOrder.
    Source: adulthood-tasks.
    """
    require(case, Command.SHARE_TRANSITION_PACK)
    _dated(case, on, today=today, what="Sharing the transition pack")
    tasks = book.rules.in_force(
        "adulthood-tasks", anchors={"calendar-day": on}, nation=case.about.nation
    )
    if _PACK not in tasks.codes:
        raise NoPackThen(
            f"Sharing the transition pack on {on} was refused: {tasks.id} knows no "
            "pack. Record what was said as a detail of the referral."
        )
    if case.last(TransitionPackShared) is not None:
        raise NoPackThen(
            "Sharing the transition pack was refused: it was shared before. "
            "Where that was recorded in error, correct it."
        )
    if _is_surely_adult(case, on):
        raise Already18(
            f"Sharing the transition pack on {on} was refused: by the birth date the "
            "person was no longer a child. Record that they reached adulthood."
        )
    book.codes.checked("agency", shared_by, on=on)
    return (NewFact(fact=TransitionPackShared(shared_by=shared_by), occurred=on),)


def reach_adulthood(
    case: Case,
    *,
    stays: Answer,
    support_consent: Answer,
    on: PartialDate,
    today: date,
) -> tuple[NewFact, ...]:
    """Record that a child turned 18, and what they answered as an adult.

    Whether they stay and whether they want support are two questions. Who does not stay
    may be withdrawn after it; nothing ends by itself. Who is missing cannot be asked,
    and where no decision is due there is nothing to be asked.

    Raises: ConsentToStayNeeded; SupportConsentAtOdds; NotYet18; NotNow for one who is
        no child; NotYetHappened; OutOfOrder.
    Source: adulthood-tasks.
    """
    require(case, Command.REACH_ADULTHOOD)
    _dated(case, on, today=today, what="Reaching adulthood")
    if _is_surely_a_child(case, on):
        raise NotYet18(
            f"Reaching adulthood on {on} was refused: by the birth date the person was "
            "a child then. Check the date; a wrong birth date is mended in the vault."
        )
    in_touch = case.tracks[Track.SUBJECT] is State.PRESENT
    if stays not in _ANSWERED and in_touch and open_stage(case) is not None:
        raise ConsentToStayNeeded(
            "Reaching adulthood was recorded without an answer, and a decision is "
            "still due. Ask whether the person stays in the mechanism: yes or no."
        )
    if stays is Answer.NO and support_consent is Answer.YES:
        raise SupportConsentAtOdds(
            "Reaching adulthood was recorded with consent to support for someone who "
            "does not stay in the mechanism. Ask both questions again; other "
            "services are found by referring onward."
        )
    fact = AdulthoodReached(stays=stays, support_consent=support_consent)
    return (NewFact(fact=fact, occurred=on),)


def left_undone_at_18(case: Case, *, book: Rulebook) -> tuple[str, ...]:
    """The tasks of the day of turning 18 that were not done, by their codes.

    None before that day is recorded, and none where no rule sets a task.
    Dates: the tasks are those in force on the day on which the person turned 18.
    Source: adulthood-tasks.
    """
    turned = case.last(AdulthoodReached)
    if turned is None or not isinstance(turned.fact, AdulthoodReached):
        return ()
    tasks = book.rules.in_force(
        "adulthood-tasks",
        anchors={"calendar-day": turned.occurred},
        nation=case.about.nation,
    )
    done = {
        "consent_to_stay": turned.fact.stays in _ANSWERED,
        "consent_to_support": turned.fact.support_consent in _ANSWERED
        or turned.fact.stays is Answer.NO,
        _PACK: case.last(TransitionPackShared) is not None,
    }
    return tuple(task for task in tasks.codes if not done.get(task, False))


def _dated(case: Case, on: PartialDate, *, today: date, what: str) -> None:
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")


def _is_surely_adult(case: Case, on: PartialDate) -> bool:
    """Whether a date surely lies on or after the eighteenth birthday."""
    born = case.born
    return born is not None and on.first >= eighteenth_birthday(
        PartialDate.on(born.last)
    )


def _is_surely_a_child(case: Case, on: PartialDate) -> bool:
    """Whether a date surely lies before the eighteenth birthday."""
    born = case.born
    return born is not None and on.last < eighteenth_birthday(
        PartialDate.on(born.first)
    )


WAYS: dict[str, Way] = {
    "assess age": Way(command=Command.ASSESS_AGE, decide=assess_age),
    "share transition pack": Way(
        command=Command.SHARE_TRANSITION_PACK, decide=share_transition_pack
    ),
    "reach adulthood": Way(command=Command.REACH_ADULTHOOD, decide=reach_adulthood),
}
