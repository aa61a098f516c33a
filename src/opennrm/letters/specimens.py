"""Invented cases that call for each letter, so that the letter can be read and checked.

For translators, for the reference page and for the tests. Nobody here is real, and
every letter made from them says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from opennrm.cases.case import Case
from opennrm.cases.facts import (
    AdulthoodReached,
    Answer,
    CaseTransferred,
    DeathRecorded,
    DisqualificationConsidered,
    DuplicateLinked,
    FoundAgain,
    GuardianAppointed,
    InformationRequested,
    LeftCountry,
    MoveOnStarted,
    NeedsAssessed,
    PoliceInformed,
    RecoveryPeriodGranted,
    ReferralRejected,
    ReferralReturned,
    Stage,
    SupportEnded,
    TransitionPackShared,
    WentMissing,
)
from opennrm.cases.fold import fold
from opennrm.cases.rulebook import Rulebook
from opennrm.letters.composing import Details, Office
from opennrm.letters.invented import (
    LATER,
    OTHER,
    Writer,
    accepted,
    after,
    barred,
    curtailed,
    declined,
    delay,
    disqualified,
    extended,
    found_a_victim,
    found_none,
    leave,
    more_time,
    negative,
    notification,
    positive,
    quashed,
    referral,
    refused,
    requested_support,
    resumed,
    revoked,
    supported,
    suspended,
    withdrawn,
)

OFFICE: Final = Office(
    name="The Casework Office",
    address=("1 Example Street", "Exampleton", "EX1 1EX"),
    telephone="01632 960 000",
    email="casework@example.org",
)
"""An invented office, with a number that is kept free for fiction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A case, the fact that a letter tells of, and invented details to go with it."""

    case: Case
    about: int
    on: date
    details: Details


def specimen(
    letter: str,
    *,
    book: Rulebook,
    received_on: date = date(2026, 3, 2),
    nation: str = "england",
    child: bool = False,
) -> Specimen:
    """An invented case on which a letter is due, and the fact that it tells of."""
    writer = Writer(
        day=received_on - timedelta(days=1),
        nation=nation,
        child=child,
        book=book,
        facts=[],
    )
    about = _WRITTEN[letter](writer)
    return Specimen(
        case=fold(writer.facts),
        about=about,
        on=writer.day,
        details=Details(
            name="Alex Example",
            address=("c/o The Example Trust", "2 Example Road", "Exampleton EX2 2EX"),
            reference="EXAMPLE-2026-0001",
            office=OFFICE,
            minute=(
                "This paragraph stands for the reasoned minute: what was read, what "
                "was accepted and what was not, and why the test was or was not met.",
                "A second paragraph shows how a longer minute is set.",
            ),
            synthetic=True,
        ),
    )


_WRITTEN: Final[dict[str, Callable[[Writer], int]]] = {
    "reasonable_grounds_positive": positive,
    "reasonable_grounds_negative": negative,
    "conclusive_grounds_positive": found_a_victim,
    "conclusive_grounds_negative": found_none,
    "revocation": revoked,
    "delay_answer": delay,
    "reconsideration_accepted": accepted,
    "reconsideration_refused": refused,
    "reconsideration_barred": barred,
    "reconsideration_extension": more_time,
    "asking_declined": declined,
    "suspension_confirmed": suspended,
    "resumption_confirmed": resumed,
    "withdrawal_confirmed": withdrawn,
    "disqualification_considered": after(
        supported,
        DisqualificationConsidered(
            ground="public_order", requested_by="immigration_casework"
        ),
    ),
    "disqualification_decided": disqualified,
    "disqualification_quashed": quashed,
    "recovery_period_granted": after(
        positive, RecoveryPeriodGranted(until=LATER, rule="further-recovery")
    ),
    "needs_assessed": after(
        found_a_victim,
        NeedsAssessed(needs=("housing",), agreed_until=LATER, agreement="agreed"),
    ),
    "move_on": after(found_a_victim, MoveOnStarted(until=LATER)),
    "support_ending": after(supported, SupportEnded(reason="needs_met")),
    "extension_answer": extended,
    "leave_decided": leave,
    "leave_curtailed": curtailed,
    "transition_pack": after(positive, TransitionPackShared(shared_by="social_care")),
    "adulthood_consent": after(
        positive, AdulthoodReached(stays=Answer.YES, support_consent=Answer.YES)
    ),
    "referral_acknowledged": referral,
    "referral_notice": referral,
    "notification_acknowledged": notification,
    "referral_returned": after(
        referral, ReferralReturned(asked_for=("identity", "location"), due_on=LATER)
    ),
    "referral_rejected": after(referral, ReferralRejected(reason="not_designated")),
    "duplicate_notice": after(
        referral, DuplicateLinked(kept=OTHER, kind="re_referral")
    ),
    "transfer_notice": after(
        referral,
        CaseTransferred(
            authority="ieca", reason="circumstances_changed", rule="competent-authority"
        ),
    ),
    "information_request": after(
        referral,
        InformationRequested(
            stage=Stage.REASONABLE_GROUNDS,
            asked_of=("first_responder", "police"),
            due_on=LATER,
        ),
    ),
    "decision_notice": negative,
    "police_decision_notice": positive,
    "revocation_notice": revoked,
    "delay_notice": delay,
    "reconsideration_notice": accepted,
    "suspension_notice": suspended,
    "resumption_notice": resumed,
    "withdrawal_notice": withdrawn,
    "disqualification_notice": disqualified,
    "support_request": requested_support,
    "extension_notice": extended,
    "leave_notice": leave,
    "guardianship_notice": after(
        referral,
        GuardianAppointed(
            service="independent_child_trafficking_guardian", mode="direct_worker"
        ),
    ),
    "police_referral": after(
        referral,
        PoliceInformed(
            police_force="west_yorkshire_police",
            limb="place_of_exploitation",
            third_party_report=True,
        ),
    ),
    "adulthood_notice": after(
        positive, AdulthoodReached(stays=Answer.YES, support_consent=Answer.YES)
    ),
    "missing_notice": after(positive, WentMissing(reported_to_police=True)),
    "found_notice": after(positive, FoundAgain()),
    "departure_notice": after(positive, LeftCountry(evidence="carrier_record")),
    "death_notice": after(positive, DeathRecorded(source="police")),
}
"""Every letter, with the history that calls for it."""
