"""Support where stories do not reach: spells, ends, and facts of other families."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests.unit.cases.test_importing import CELL

from opennrm.cases.case import State, Track
from opennrm.cases.dating import NotYetHappened, OutOfOrder
from opennrm.cases.ending_support import (
    EndReasonNotSo,
    MoveOnTooShort,
    SupportNotOver,
    end_support,
    start_move_on,
)
from opennrm.cases.extending_support import (
    ExtensionAskedLate,
    extend_support,
    refuse_extension,
)
from opennrm.cases.facts import (
    AdulthoodReached,
    Answer,
    AuthorityAssigned,
    ConclusiveGroundsDecided,
    ConclusiveGroundsRevoked,
    DecisionServed,
    DisqualificationConsidered,
    DisqualificationDecided,
    DisqualificationQuashed,
    MoveOnStarted,
    NeedsAssessed,
    Outcome,
    ProcedureSet,
    ReasonableGroundsDecided,
    RecoveryPeriodWithheld,
    SupportDeclined,
    SupportEnded,
    SupportExtended,
    SupportOffered,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.importing import receive_published
from opennrm.cases.rulebook import load_rulebook
from opennrm.cases.support_ends import support_end
from opennrm.cases.support_entry import (
    NoRecoveryPeriod,
    PlaceOfSafetyTooLong,
    SupportBeforeDecision,
    SupportConsentNeeded,
    SupportNotOpen,
)
from opennrm.cases.support_spells import Spell, current_spell, spells
from opennrm.cases.supporting import (
    RecoveryPeriodTooShort,
    grant_recovery_period,
    request_support,
    start_support,
)
from opennrm.cases.transitions import NotNow
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()
GEORGIA = Path("src/opennrm/rules/data/mechanisms/georgia")
DAY = date(2024, 3, 4)
TODAY = date(2026, 11, 2)
REFERRAL = replace(
    receive_published(CELL).fact,
    nation="england",
    under_18_now=Answer.NO,
    support_wanted=Answer.YES,
)
ASSIGNED = AuthorityAssigned(authority="sca", rule="competent-authority@2021-11-08.1")
POSITIVE = ReasonableGroundsDecided(
    outcome=Outcome.POSITIVE, decided_by="a", authority="sca", rule="r"
)
CONCLUDED = ConclusiveGroundsDecided(
    outcome=Outcome.POSITIVE,
    finding="trafficking",
    decided_by="a",
    authority="sca",
    rule="r",
)
REQUESTED = SupportRequested(kind="safe_house", requested_by="first_responder")
STARTED = SupportStarted(kind="safe_house", provider="salvation_army")
CONSIDERED = DisqualificationConsidered(
    ground="public_order", requested_by="competent_authority"
)
DISQUALIFIED = DisqualificationDecided(
    outcome="disqualified",
    ground="public_order",
    re_trafficking_risk_assessed=True,
    recovery_needs_weighed=True,
    decided_by="a",
    reviewed_by="b",
    rule="r",
)


def on(day):
    return PartialDate.on(DAY + timedelta(days=day))


def case_of(*facts, born=None, **referral):
    """The case of a history with one fact a day, after the referral on day 0."""
    return case_told(replace(REFERRAL, **referral), *facts, born=born)


def case_told(*told, born=None):
    """The case of a history with one fact a day, from day 0 on."""
    return fold(
        [
            RecordedFact(
                case_id=UUID(int=7),
                version=place,
                position=place,
                fact=fact,
                occurred=on(place - 1),
                recorded_at=datetime(2024, 3, 4, 9, tzinfo=UTC) + timedelta(place),
                by="u",
                organisation="sca",
                command_id=f"c-{place}",
            )
            for place, fact in enumerate(told, 1)
        ],
        born=born,
    )


def request(case, kind="outreach", day=20, book=BOOK):
    return request_support(
        case,
        kind=kind,
        requested_by="individual",
        on=on(day),
        today=TODAY,
        book=book,
    )


def end(case, reason, day=20):
    return end_support(case, reason=reason, on=on(day), today=TODAY, book=BOOK)


def test_a_spell_tells_all_from_the_request_to_the_end():
    needs = NeedsAssessed(
        needs=("housing",), agreed_until=date(2024, 9, 1), agreement="agreed_in_part"
    )
    extended = SupportExtended(
        until=date(2024, 5, 1),
        requested_on=DAY,
        requested_by="support_provider",
        rule="r",
    )
    case = case_of(
        POSITIVE,
        SupportRequested(kind="outreach", requested_by="individual"),
        SupportDeclined(kind="outreach"),
        REQUESTED,
        SupportOffered(kind="safe_house", provider="hestia"),
        STARTED,
        extended,
        CONCLUDED,
        needs,
        MoveOnStarted(until=date(2024, 10, 1)),
        SupportEnded(reason="needs_met"),
    )

    assert (
        Spell(
            number=1,
            kind="outreach",
            requested=on(2),
            requested_by="individual",
            declined=on(3),
        ),
        Spell(
            number=2,
            kind="safe_house",
            provider="salvation_army",
            requested=on(4),
            requested_by="first_responder",
            offered=on(5),
            started=on(6),
            extended_until=date(2024, 5, 1),
            needs=("housing",),
            agreed_until=date(2024, 9, 1),
            agreement="agreed_in_part",
            moving_on=on(10),
            moving_on_until=date(2024, 10, 1),
            ended=on(11),
            end_reason="needs_met",
        ),
    ) == spells(case)
    assert current_spell(case) is None


def test_a_disqualification_ends_support_and_quashing_takes_it_up_again():
    facts = [POSITIVE, REQUESTED, STARTED, CONSIDERED, DISQUALIFIED]
    ended = case_of(*facts)
    quashed = case_of(*facts, DisqualificationQuashed(decision=6))

    assert State.ENDED is ended.tracks[Track.SUPPORT]
    assert ["disqualified"] == [spell.end_reason for spell in spells(ended)]
    with pytest.raises(SupportNotOpen, match="disqualification stands"):
        request(ended)
    assert State.STARTED is quashed.tracks[Track.SUPPORT]
    assert current_spell(quashed) == spells(case_of(*facts[:3]))[0]


def test_a_disqualification_of_someone_unsupported_makes_no_spell():
    case = case_of(POSITIVE, CONSIDERED, DISQUALIFIED)

    assert () == spells(case)
    quashed = case_of(
        POSITIVE, CONSIDERED, DISQUALIFIED, DisqualificationQuashed(decision=4)
    )
    assert 1 == len(request(quashed))


def test_what_was_not_disqualified_goes_on():
    kept = replace(DISQUALIFIED, outcome="not_disqualified")

    assert current_spell(case_of(POSITIVE, REQUESTED, STARTED, CONSIDERED, kept))


def test_without_a_recovery_period_of_its_own_a_decision_gives_no_entry():
    withheld = case_of(POSITIVE, RecoveryPeriodWithheld(rule="r"))
    with pytest.raises(NoRecoveryPeriod, match="grant"):
        request(withheld)
    granted = grant_recovery_period(
        withheld, until=date(2024, 6, 1), on=on(5), today=TODAY, book=BOOK
    )[0].fact

    assert "further-recovery@2023-01-30.1" == granted.rule
    assert 1 == len(
        request(case_of(POSITIVE, RecoveryPeriodWithheld(rule="r"), granted))
    )
    # A positive conclusive decision opens what follows it in any case.
    concluded = case_of(POSITIVE, RecoveryPeriodWithheld(rule="r"), CONCLUDED)
    assert 1 == len(request(concluded, kind="move_on"))


def test_a_recovery_period_ends_after_it_begins():
    with pytest.raises(RecoveryPeriodTooShort):
        grant_recovery_period(
            case_of(POSITIVE), until=DAY, on=on(5), today=TODAY, book=BOOK
        )


def test_where_one_decision_is_made_support_waits_for_none():
    rule = "decision-stages@2009-04-01.1"
    alone = ProcedureSet(stages=("conclusive_grounds",), rule=rule)

    assert 1 == len(request(case_of(alone)))
    with pytest.raises(SupportNotOver, match="conclusive decision"):
        end(case_of(alone, REQUESTED, STARTED), "length_ended")


def test_before_a_decision_only_what_was_agreed_with_the_person_runs_out():
    safe = SupportStarted(kind="emergency_accommodation", provider="salvation_army")

    assert 1 == len(end(case_of(REQUESTED, safe), "length_ended"))


def test_a_place_of_safety_may_begin_on_the_day_of_the_referral_and_not_after():
    assert 1 == len(request(case_of(), kind="place_of_safety", day=0))
    with pytest.raises(PlaceOfSafetyTooLong):
        request(case_of(), kind="place_of_safety", day=1)


def test_a_revoked_decision_closes_support_and_fixes_no_day():
    revoked = ConclusiveGroundsRevoked(
        decision=5, reasons=("credibility",), decided_by="a", reviewed_by="b"
    )
    lasting = case_of(POSITIVE, REQUESTED, STARTED, CONCLUDED, revoked)

    assert support_end(lasting, book=BOOK).on is None
    with pytest.raises(SupportNotOver, match="revoked"):
        end(lasting, "length_ended")
    assert 1 == len(end(lasting, "other"))
    with pytest.raises(SupportNotOpen, match="revoked"):
        request(case_of(POSITIVE, CONCLUDED, replace(revoked, decision=3)))


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_RECORDED])
def test_one_who_turned_18_consents_to_support_as_an_adult(answer):
    child = {"under_18_now": Answer.YES, "local_authority": "hull_city_council"}
    stays = AdulthoodReached(stays=Answer.YES, support_consent=answer)
    case = case_of(POSITIVE, stays, REQUESTED, **child)

    with pytest.raises(SupportConsentNeeded):
        start_support(
            case,
            kind="safe_house",
            provider="salvation_army",
            on=on(6),
            today=TODAY,
            book=BOOK,
        )
    care = SupportStarted(
        kind="child_care_by_local_authority", provider="local_authority"
    )
    assert 1 == len(
        end(case_of(POSITIVE, REQUESTED, care, stays, **child), "no_consent_at_18")
    )


def test_support_consented_to_at_18_does_not_end_for_want_of_consent():
    stays = AdulthoodReached(stays=Answer.YES, support_consent=Answer.YES)
    child = {"under_18_now": Answer.YES, "local_authority": "hull_city_council"}

    with pytest.raises(EndReasonNotSo, match="consented to at 18"):
        end(case_of(POSITIVE, REQUESTED, STARTED, stays, **child), "no_consent_at_18")


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("no_consent_at_18", "no one was asked"),
        ("disqualified", "none stands"),
        ("negative_decision", "no negative decision"),
        ("left_mechanism", "did not leave"),
        ("needs_met", "no move-on"),
    ],
)
def test_an_end_for_a_reason_that_is_not_so_is_refused(reason, why):
    with pytest.raises(EndReasonNotSo, match=why):
        end(case_of(POSITIVE, REQUESTED, STARTED), reason)


@pytest.mark.parametrize("reason", ["long_missing", "deceased", "left_country"])
def test_what_became_of_the_person_is_taken_from_the_provider(reason):
    assert 1 == len(end(case_of(POSITIVE, REQUESTED, STARTED), reason))


def test_a_childs_care_ends_outside_the_lengths():
    care = SupportStarted(
        kind="child_care_by_local_authority", provider="local_authority"
    )
    case = case_of(POSITIVE, REQUESTED, care, under_18_now=Answer.YES)

    assert support_end(case, book=BOOK).on is None
    assert 1 == len(end(case, "length_ended"))


def test_nothing_ends_before_a_decision_and_before_its_receipt():
    undecided = case_of(REQUESTED, STARTED)
    unreceived = case_of(POSITIVE, REQUESTED, STARTED, CONCLUDED)

    assert "no decision has been made" == support_end(undecided, book=BOOK).why
    assert "no receipt of the decision is recorded" == (
        support_end(unreceived, book=BOOK).why
    )


def test_the_receipt_of_one_decision_is_not_that_of_another():
    served = DecisionServed(decision=2, received_on=on(2))
    case = case_of(POSITIVE, served, REQUESTED, STARTED, CONCLUDED)

    assert "no receipt of the decision is recorded" == support_end(case, book=BOOK).why


def test_what_had_ended_before_a_disqualification_stays_so_when_it_is_quashed():
    case = case_of(
        POSITIVE,
        REQUESTED,
        STARTED,
        SupportEnded(reason="not_wanted"),
        CONSIDERED,
        DISQUALIFIED,
        DisqualificationQuashed(decision=7),
    )

    assert [(on(4), "not_wanted")] == [(s.ended, s.end_reason) for s in spells(case)]


def test_after_a_positive_decision_the_least_time_runs_from_its_receipt():
    served = DecisionServed(decision=5, received_on=on(5))
    case = case_of(POSITIVE, REQUESTED, STARTED, CONCLUDED, served)

    assert on(50).first == support_end(case, book=BOOK).on
    assert "move-on-minimum@2019-09.1" == support_end(case, book=BOOK).why


def test_a_mechanism_without_such_rules_asks_for_none_of_their_limits():
    """Where no rule says who may ask or when support begins, anyone may, at once."""
    book = load_rulebook(directory=GEORGIA)
    case = case_of(nation="georgia")
    assert 1 == len(request(case, book=book))

    lasting = case_of(POSITIVE, REQUESTED, STARTED, nation="georgia")
    refused = refuse_extension(
        lasting,
        requested_on=on(5).first,
        requested_by="legal_representative",
        reason="no_need_shown",
        on=on(6),
        today=TODAY,
        book=book,
    )
    assert "no_need_shown" == refused[0].fact.reason


def test_move_on_support_may_be_extended_again_and_again():
    served = DecisionServed(decision=5, received_on=on(5))
    moving = [POSITIVE, REQUESTED, STARTED, CONCLUDED, served]
    moving.append(MoveOnStarted(until=on(60).first))
    case = case_of(*moving)
    facts = []
    for until in (88, 116):
        facts += extend_support(
            case,
            until=on(until).first,
            requested_on=on(until - 30).first,
            requested_by="support_provider",
            on=on(until - 29),
            today=TODAY,
            book=BOOK,
        )
        case = case_of(*moving, *[new.fact for new in facts])

    assert on(116).first == support_end(case, book=BOOK).on


def extend(case, *, until, requested, day=70):
    return extend_support(
        case,
        until=on(until).first,
        requested_on=on(requested).first,
        requested_by="support_provider",
        on=on(day),
        today=TODAY,
        book=BOOK,
    )


def test_an_extension_is_asked_for_while_support_lasts():
    """From the day on which it began to the last day of it, both included."""
    served = DecisionServed(decision=5, received_on=on(5))
    facts = (POSITIVE, REQUESTED, STARTED, CONCLUDED, served)
    case = case_of(*facts)

    assert 1 == len(extend(case, until=60, requested=50))
    assert 1 == len(extend(case, until=60, requested=3))
    with pytest.raises(ExtensionAskedLate, match="move-on-minimum"):
        extend(case, until=60, requested=51)
    with pytest.raises(OutOfOrder, match="support began"):
        extend(case, until=60, requested=2)
    with pytest.raises(NotNow):
        extend(case_of(*facts, SupportEnded(reason="other")), until=60, requested=50)


def test_moving_on_begins_once_the_decision_was_made():
    served = DecisionServed(decision=5, received_on=on(5))
    case = case_of(POSITIVE, REQUESTED, STARTED, CONCLUDED, served)

    def moving(start, until=50):
        return start_move_on(
            case, until=on(until).first, on=start, today=TODAY, book=BOOK
        )

    assert 1 == len(moving(on(4)))
    assert on(50).first == moving(on(9))[0].fact.until
    with pytest.raises(OutOfOrder, match="positive conclusive decision"):
        moving(on(3))
    with pytest.raises(NotYetHappened):
        moving(PartialDate.on(TODAY + timedelta(days=1)))
    with pytest.raises(MoveOnTooShort):
        moving(on(9), until=49)


def test_an_adult_waits_for_the_decision():
    with pytest.raises(SupportBeforeDecision, match="support-entry@2021-01-04"):
        request(case_of())
