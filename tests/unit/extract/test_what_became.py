"""Rows of the extract that facts beside the two decisions fill."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests.unit.cases.test_supporting import (
    CONCLUDED,
    CONSIDERED,
    DISQUALIFIED,
    POSITIVE,
    REFERRAL,
    REQUESTED,
    STARTED,
)

from opennrm.cases.facts import (
    AgeAssessed,
    Answer,
    AuthorityAssigned,
    CaseResumed,
    CaseSuspended,
    CaseTransferred,
    ConclusiveGroundsRevoked,
    DecisionServed,
    DisqualificationQuashed,
    DuplicateLinked,
    DuplicateUnlinked,
    GuardianAppointed,
    LeaveDecided,
    LeftCountry,
    NeedsAssessed,
    NotificationReceived,
    Outcome,
    PanelConcluded,
    PanelConvened,
    Person,
    PoliceOutcomeRecorded,
    PoliceRecorded,
    ReferralRejected,
    Stage,
    SupportDeclined,
    SupportEnded,
    SupportOffered,
    SupportRequested,
)
from opennrm.cases.history import RecordedFact
from opennrm.cases.rulebook import load_rulebook
from opennrm.extract.building import build_tables
from opennrm.extract.persons import Arrival, SamePerson, same_persons
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()
KEYS = ExtractKeys(pseudonym=b"p" * 32, record=b"r" * 32)
DAY = date(2024, 3, 4)
ONE, TWO, THREE, FOUR = (UUID(int=number) for number in (1, 2, 3, 4))
ASSIGNED = AuthorityAssigned(authority="sca", rule="competent-authority@2021-11-08.1")


def day(number):
    return DAY + timedelta(days=number)


def history(*facts, case_id=ONE, since=0, corrects=None):
    """A history with one fact a day; `corrects` maps versions to those they mend.

    What is mended keeps its day.
    """
    mended = corrects or {}
    told = {place: mended.get(place, place) for place in range(1, len(facts) + 1)}
    return [
        RecordedFact(
            case_id=case_id,
            version=place,
            position=place,
            fact=fact,
            occurred=PartialDate.on(day(since + told[place] - 1)),
            recorded_at=datetime(2024, 3, 4, 9, tzinfo=UTC)
            + timedelta(days=since + place - 1),
            by="user-1",
            organisation="sca",
            command_id=f"c-{place}",
            corrects=mended.get(place),
            cause="correction" if place in mended else None,
        )
        for place, fact in enumerate(facts, 1)
    ]


def tables(*histories):
    built, _ = build_tables(
        histories, as_at=None, on=date(2026, 2, 1), book=BOOK, keys=KEYS
    )
    return {name: table.to_pylist() for name, table in built.items()}


def row_of(*facts, **more):
    return tables(history(REFERRAL, ASSIGNED, *facts, **more))["referrals"][0]


def link(kept, kind="duplicate"):
    return DuplicateLinked(kept=kept, kind=kind)


def test_a_case_that_nothing_befell_says_so():
    row = row_of()

    assert "present" == row["subject_state"]
    assert "claimed" == row["age_state"]
    empty = (
        "excluded",
        "duplicate_of",
        "person",
        "earlier_referrals",
        "disqualification",
        "revoked_on",
        "guardianship",
        "leave_outcome",
        "police_record",
        "police_outcome",
    )
    assert dict.fromkeys(empty) == {name: row[name] for name in empty}


def test_facts_of_every_family_reach_the_row_of_the_referral():
    leave = LeaveDecided(
        outcome="granted",
        ground="recovery",
        since=day(9),
        until=day(400),
        rule="r",
    )
    row = row_of(
        POSITIVE,
        GuardianAppointed(service="other", mode="direct_worker"),
        AgeAssessed(outcome="adult", assessed_by="social_care"),
        PoliceRecorded(record="crime"),
        PoliceOutcomeRecorded(outcome="charged"),
        CONSIDERED,
        DISQUALIFIED,
        CONCLUDED,
        leave,
        LeftCountry(evidence="other"),
    )

    assert {
        "guardianship": "direct_worker",
        "age_state": "assessed_adult",
        "police_record": "crime",
        "police_outcome": "charged",
        "disqualification": "disqualified",
        "disqualification_ground": "public_order",
        "disqualification_decided_on": day(8),
        "leave_outcome": "granted",
        "leave_ground": "recovery",
        "leave_decided_on": day(10),
        "subject_state": "left_country",
    }.items() <= row.items()


def test_what_a_court_quashed_and_what_was_decided_again_is_not_told_as_standing():
    revoked = ConclusiveGroundsRevoked(
        decision=4, reasons=("credibility",), decided_by="a", reviewed_by="b"
    )
    quashed = DisqualificationQuashed(decision=5)

    assert day(4) == row_of(POSITIVE, CONCLUDED, revoked)["revoked_on"]
    assert row_of(POSITIVE, CONCLUDED, revoked, CONCLUDED)["revoked_on"] is None
    gone = row_of(POSITIVE, CONSIDERED, DISQUALIFIED, quashed)
    assert gone["disqualification"] is None
    assert gone["disqualification_decided_on"] is None


def test_a_duplicate_names_the_referral_kept_and_is_not_counted():
    made = tables(
        history(REFERRAL, ASSIGNED),
        history(REFERRAL, ASSIGNED, link(ONE), case_id=TWO, since=10),
    )
    kept, duplicate = made["referrals"]

    assert KEYS.pseudonym_of(ONE) == duplicate["duplicate_of"] == kept["referral"]
    assert "duplicate" == duplicate["excluded"]
    assert kept["excluded"] is None
    assert [
        {
            "cause": "merged",
            "fact": "duplicate-linked@1",
            "field": "excluded",
            "before": None,
            "after": "duplicate",
            "touches_quarter": "2024-Q1",
        }
    ] == [_without_place(change) for change in made["changes"]]


def test_a_link_taken_back_leaves_a_referral_counted_and_its_own():
    made = tables(
        history(REFERRAL, ASSIGNED, link(TWO), DuplicateUnlinked(kept=TWO)),
        history(REFERRAL, ASSIGNED, case_id=TWO),
    )

    assert [None, None] == [row["excluded"] for row in made["referrals"]]
    assert [None, None] == [row["person"] for row in made["referrals"]]
    assert ["merged", "unmerged"] == [change["cause"] for change in made["changes"]]


def test_a_re_referral_parted_again_moves_no_figure():
    made = tables(
        history(
            REFERRAL, ASSIGNED, link(TWO, "re_referral"), DuplicateUnlinked(kept=TWO)
        )
    )

    assert [] == made["changes"]


def test_a_link_mended_into_a_re_referral_is_felt_where_it_was_not_counted():
    made = tables(
        history(
            REFERRAL,
            ASSIGNED,
            link(TWO),
            link(TWO, "re_referral"),
            corrects={4: 3},
        )
    )

    assert made["referrals"][0]["excluded"] is None
    assert ["excluded", "excluded"] == [c["field"] for c in made["changes"]]


def test_a_rejected_referral_is_not_counted():
    made = tables(history(REFERRAL, ASSIGNED, ReferralRejected(reason="other")))

    assert "rejected" == made["referrals"][0]["excluded"]
    assert ["rejected"] == [change["cause"] for change in made["changes"]]


def test_re_referrals_share_a_person_and_count_those_before():
    made = tables(
        history(REFERRAL, ASSIGNED),
        history(REFERRAL, ASSIGNED, link(ONE), case_id=TWO, since=5),
        history(REFERRAL, ASSIGNED, link(ONE, "re_referral"), case_id=THREE, since=10),
        history(REFERRAL, ASSIGNED, link(THREE, "re_referral"), case_id=FOUR, since=20),
    )["referrals"]

    assert {KEYS.pseudonym_of(ONE)} == {row["person"] for row in made}
    # The duplicate of the first is no earlier referral of the third.
    assert [0, 1, 1, 2] == [row["earlier_referrals"] for row in made]
    assert [None, "duplicate", None, None] == [row["excluded"] for row in made]


def test_links_in_a_ring_lead_to_one_and_the_same():
    arrival = Arrival(
        received_on=DAY, recorded_at=datetime(2024, 3, 4, tzinfo=UTC), counted=True
    )
    found = same_persons(
        {ONE: TWO, TWO: ONE, THREE: TWO}, dict.fromkeys((ONE, TWO), arrival)
    )

    assert {
        ONE: SamePerson(kept=ONE, earlier=0),
        TWO: SamePerson(kept=ONE, earlier=1),
    } == found


def test_a_report_is_followed_by_the_first_referral_that_was_not_rejected():
    shared = {name: getattr(REFERRAL, name) for name in Person.__dataclass_fields__}
    report = NotificationReceived(**shared, consent_to_identify=False)
    following = replace(REFERRAL, notification=FOUR)
    rejected = ReferralRejected(reason="other")
    made = tables(
        history(report, case_id=FOUR),
        history(following, ASSIGNED, rejected, since=3),
        history(following, ASSIGNED, case_id=TWO, since=9),
        history(following, ASSIGNED, case_id=THREE, since=6),
    )["notifications"]

    assert [(True, day(6))] == [
        (row["upgraded_to_referral"], row["upgraded_on"]) for row in made
    ]


def test_a_spell_of_support_is_a_row():
    made = tables(
        history(
            REFERRAL,
            ASSIGNED,
            POSITIVE,
            SupportRequested(kind="outreach", requested_by="individual"),
            SupportDeclined(kind="outreach"),
            REQUESTED,
            SupportOffered(kind="safe_house", provider="hestia"),
            STARTED,
            NeedsAssessed(needs=("housing", "education"), agreement="agreed"),
            SupportEnded(reason="not_wanted"),
        )
    )["support"]

    assert [1, 2] == [row["spell_number"] for row in made]
    assert ("outreach", day(3), day(4), None) == tuple(
        made[0][name] for name in ("kind", "requested_on", "declined_on", "started_on")
    )
    assert {
        "kind": "safe_house",
        "provider": "salvation_army",
        "requested_on": day(5),
        "offered_on": day(6),
        "started_on": day(7),
        "ended_on": day(9),
        "end_reason": "not_wanted",
        "needs": "housing+education",
        "assessment_agreement": "agreed",
    }.items() <= made[1].items()


def panel(kind, version, stage=Stage.CONCLUSIVE_GROUNDS, outcome="agrees"):
    called = PanelConvened(
        kind=kind,
        stage=stage,
        members=("a", "b"),
        agencies=("police", "health"),
        chair="a",
        papers_on=DAY,
        sits_on=DAY,
        rule="r",
    )
    return called, PanelConcluded(
        panel=version, outcome=outcome, casting_vote=False, rule="r"
    )


NEGATIVE = replace(
    CONCLUDED, outcome=Outcome.NEGATIVE, finding=None, reasons=("credibility",)
)


def test_a_panel_that_reviews_belongs_to_the_decision_before_it():
    first = panel("assurance", 5, outcome="disagrees")
    second = panel("assurance", 8)
    made = tables(
        history(REFERRAL, ASSIGNED, POSITIVE, NEGATIVE, *first, NEGATIVE, *second)
    )["decisions"]

    assert [None, "disagrees", "agrees"] == [row["panel_outcome"] for row in made]
    assert {"caseworker"} == {row["decided_by_kind"] for row in made}


def test_a_panel_that_decides_belongs_to_the_decision_after_it():
    grounds = panel("devolved", 3, Stage.REASONABLE_GROUNDS, outcome="positive")
    made = tables(
        history(
            REFERRAL,
            ASSIGNED,
            *grounds,
            POSITIVE,
            CONCLUDED,
            DecisionServed(decision=5),
        )
    )["decisions"]

    assert [("positive", "panel"), (None, "caseworker")] == [
        (row["panel_outcome"], row["decided_by_kind"]) for row in made
    ]
    assert [day(6), None] == [row["served_on"] for row in made]


@pytest.mark.parametrize(
    "vague", [1, 3, 4, 5], ids=["receipt", "since", "until", "decision"]
)
def test_days_of_suspension_need_every_day(vague):
    """With one date known only to its month, how long it was paused is not known."""
    told = history(
        REFERRAL,
        ASSIGNED,
        CaseSuspended(reason="missing", stage=Stage.REASONABLE_GROUNDS),
        CaseResumed(reason="other"),
        POSITIVE,
    )
    known = tables(told)["decisions"][0]
    month = PartialDate.parse("2024-03")
    unknown = [
        replace(one, occurred=month) if one.version == vague else one for one in told
    ]

    assert 1 == known["days_suspended"]
    assert tables(unknown)["decisions"][0]["days_suspended"] is None


@pytest.mark.parametrize("kind", ["devolved_panel", "multi_disciplinary_panel"])
def test_a_decision_of_an_authority_that_is_a_panel_was_made_by_one(kind):
    made = tables(history(REFERRAL, ASSIGNED, replace(POSITIVE, authority=kind)))

    assert "panel" == made["decisions"][0]["decided_by_kind"]


def test_transfers_and_revocations_are_changes_with_their_causes():
    moved = CaseTransferred(authority="ieca", reason="other", rule="r")
    back = CaseTransferred(authority="sca", reason="other", rule="r")
    revoked = ConclusiveGroundsRevoked(
        decision=4, reasons=("credibility",), decided_by="a", reviewed_by="b"
    )
    made = tables(
        history(REFERRAL, ASSIGNED, POSITIVE, CONCLUDED, moved, back, revoked)
    )["changes"]

    assert [
        ("case_moved", "authority_now", "sca", "ieca"),
        ("case_moved", "authority_now", "ieca", "sca"),
        ("decision_revoked", "current", "true", "false"),
    ] == [(c["cause"], c["field"], c["before"], c["after"]) for c in made]


def test_a_mended_first_assignment_is_felt_where_referrals_are_counted_by_it():
    made = tables(
        history(
            REFERRAL, ASSIGNED, replace(ASSIGNED, authority="ieca"), corrects={3: 2}
        )
    )["changes"]

    assert [("authority_at_referral", "sca", "ieca")] == [
        (c["field"], c["before"], c["after"]) for c in made
    ]


def test_another_day_of_a_step_is_felt_where_steps_are_dated():
    served = DecisionServed(decision=3)
    told = history(REFERRAL, ASSIGNED, POSITIVE, served)
    later = replace(
        told[-1],
        version=5,
        position=5,
        occurred=PartialDate.on(day(20)),
        corrects=4,
        cause="correction",
    )

    assert [("happened_on", "2024-03-07", "2024-03-24")] == [
        (c["field"], c["before"], c["after"]) for c in tables([*told, later])["changes"]
    ]


def test_someone_who_may_be_a_child_is_presumed_to_be_one():
    doubtful = replace(REFERRAL, under_18_now=Answer.NOT_SURE)

    assert "presumed_child" == tables(history(doubtful))["referrals"][0]["age_state"]


def _without_place(change):
    left_out = ("referral", "change_number", "recorded_at")
    return {name: value for name, value in change.items() if name not in left_out}
