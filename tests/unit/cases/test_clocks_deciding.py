"""Clocks of those who decide: target, recovery, requests, panels, birthdays."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.property.slow_reckoner import NATIONS, YEARS, SlowReckoner
from tests.unit.cases.clock_cases import (
    BOOK,
    FOUND,
    GROUNDED,
    NOT_FOUND,
    NOT_GROUNDED,
    Dated,
    conclusive,
    grounds,
    read,
    shown,
    told,
)

from opennrm.cases.clock import ClockName
from opennrm.cases.clocks import (
    clocks,
    counted_clocks,
    minimum_recovery_end,
    next_due,
)
from opennrm.cases.facts import (
    AdulthoodReached,
    AgeAssessed,
    Answer,
    AuthorityAssigned,
    CaseWithdrawn,
    ConclusiveGroundsRevoked,
    DeathRecorded,
    DecisionDelayAnswered,
    DecisionDelayRequested,
    DisqualificationDecided,
    DisqualificationQuashed,
    InformationReceived,
    InformationRequested,
    Outcome,
    PanelConcluded,
    PanelConvened,
    ProcedureSet,
    ReconsiderationAccepted,
    ReconsiderationExtensionAgreed,
    ReconsiderationRefused,
    ReconsiderationRequested,
    RecoveryPeriodGranted,
    RecoveryPeriodWithheld,
    ReferralCompleted,
    ReferralRejected,
    ReferralReturned,
    Stage,
    TransitionPackShared,
)
from opennrm.rules.dates import PartialDate

TO_PANEL = AuthorityAssigned(
    authority="devolved_panel", site="hull", rule="devolved-panel@2021-06.1"
)
DISQUALIFIED = DisqualificationDecided(
    outcome="disqualified",
    ground="bad_faith",
    re_trafficking_risk_assessed=True,
    recovery_needs_weighed=True,
    decided_by="user-1",
    reviewed_by="user-2",
    rule="disqualification@2024-01.1",
)
ASKED = ReconsiderationRequested(
    decision=2,
    basis=("new_evidence",),
    requested_by="first_responder",
    exceptional_circumstances=False,
    rule="reconsideration-window@2024-02-22.1",
)
LEFT = CaseWithdrawn(
    reason="adult_choice", requested_by="individual", best_interests_determination=False
)


@pytest.mark.parametrize("nation", NATIONS)
def test_the_target_around_each_bank_holiday(nation: str) -> None:
    """Due, and overdue the day after, for a referral of every day near a holiday."""
    slow = SlowReckoner(nation)
    differ = []
    for holiday in slow.holidays_within(YEARS):
        for offset in range(-8, 2):
            received = holiday + timedelta(days=offset)
            case = told(received.isoformat(), nation=nation)
            due_on = slow.working_days_after(received, 5)
            if due_on.year > YEARS[-1]:
                continue
            late_on = due_on + timedelta(days=1)
            found = read(case, due_on.isoformat())["reasonable_grounds_target"]
            after = read(case, late_on.isoformat())["reasonable_grounds_target"]
            if (found.due_on, found.state, after.state) != (
                due_on,
                "running",
                "overdue",
            ):
                differ.append((received, due_on, found.due_on))

    assert [] == differ


def test_a_panel_has_its_own_target() -> None:
    """Scenario 15: 45 days from the referral; transferred away it is five days."""
    child = {"under_18_now": Answer.YES, "local_authority": "kingston_upon_hull"}
    panel = told("2026-03-02", ("2026-03-02", TO_PANEL), **child)
    moved = told(
        "2026-03-02",
        ("2026-03-02", TO_PANEL),
        ("2026-03-04", grounds(Outcome.POSITIVE, authority="sca")),
        **child,
    )
    both = told(
        "2026-03-02",
        ("2026-03-02", TO_PANEL),
        ("2026-04-16", grounds(Outcome.POSITIVE, authority="devolved_panel")),
        ("2026-04-16", FOUND),
        **child,
    )
    target = read(panel, "2026-03-10")["reasonable_grounds_target"]

    assert ("running", "2026-04-16") == shown(target)
    assert ("days", 45, 8) == (target.unit, target.length, target.elapsed)
    assert "reasonable-grounds-target-panel@2021-06.1" == target.rule
    assert ("met", "2026-03-09") == shown(
        read(moved, "2026-03-10")["reasonable_grounds_target"]
    )
    assert ("met", "2026-04-16") == shown(
        read(both, "2026-05-01")["reasonable_grounds_target"]
    )


@pytest.mark.parametrize(
    ("left", "state"),
    [(LEFT, "ended"), (ReferralRejected(reason="not_designated"), "ended"),
     (DeathRecorded(source="police"), "running")],
)  # fmt: skip
def test_the_target_ends_with_the_case_and_not_with_a_death(
    left: object, state: str
) -> None:
    """A decision may still be made about someone who died."""
    case = told("2026-03-02", ("2026-03-04", left))
    clock = read(case, "2026-03-06")["reasonable_grounds_target"]

    assert state == clock.state
    assert (2 if state == "ended" else 4) == clock.elapsed


@pytest.mark.parametrize(
    ("dated", "on", "minimum", "period"),
    [
        ((), "2026-03-31", ("running", "2026-03-31"), ("running", None)),
        ((), "2026-06-01", ("ended", "2026-03-31"), ("running", None)),
        ((("2026-03-20", FOUND),), "2026-03-25", ("running", "2026-03-31"),
         ("running", "2026-03-31")),
        ((("2026-03-20", FOUND),), "2026-04-01", ("ended", "2026-03-31"),
         ("ended", "2026-03-31")),
        ((("2026-09-01", NOT_FOUND),), "2026-09-02", ("ended", "2026-03-31"),
         ("ended", "2026-09-01")),
        ((("2026-09", FOUND),), "2026-10-01", ("ended", "2026-03-31"),
         ("unknown", None)),
        ((("2026-03-20", DISQUALIFIED),), "2026-03-25", ("ended", "2026-03-31"),
         ("ended", "2026-03-20")),
        ((("2026-03-20", DISQUALIFIED),
          ("2026-05-04", DisqualificationQuashed(decision=3))), "2026-05-05",
         ("ended", "2026-03-31"), ("running", None)),
        ((("2026-03-20", LEFT),), "2026-03-25", ("ended", "2026-03-31"),
         ("ended", "2026-03-20")),
        ((("2026-03-20", RecoveryPeriodWithheld(
            rule="further-recovery@2023-01-30.1")),), "2026-03-25", None, None),
    ],
)  # fmt: skip
def test_the_recovery_period_and_its_minimum(
    dated: tuple[Dated, ...],
    on: str,
    minimum: tuple[str, str | None] | None,
    period: tuple[str, str | None] | None,
) -> None:
    """Scenarios 6 and 23: the later of two days, ended at once, taken up again."""
    case = told("2026-02-27", ("2026-03-02", GROUNDED), *dated)
    found = read(case, on)

    assert minimum == shown(found.get("recovery_minimum"))
    assert period == shown(found.get("recovery_period"))


def test_a_further_period_runs_to_the_day_that_was_granted() -> None:
    """Where none arises by itself, the grant says until when."""
    granted = RecoveryPeriodGranted(
        until=date(2026, 8, 31), rule="further-recovery@2023-01-30.1"
    )
    case = told("2026-02-27", ("2026-03-02", GROUNDED), ("2026-07-01", granted))
    clock = read(case, "2026-07-02")["recovery_minimum"]

    assert ("running", "2026-08-31") == shown(clock)
    assert (62, 2) == (clock.length, clock.elapsed)
    assert "further-recovery@2023-01-30.1" == clock.rule


def test_a_revoked_decision_had_ended_the_recovery_period() -> None:
    """What was taken back does not open the period again; a fresh look does."""
    revoked = ConclusiveGroundsRevoked(
        decision=3, reasons=("credibility",), decided_by="user-1", reviewed_by="user-2"
    )
    taken_back = told(
        "2026-02-27",
        ("2026-03-02", GROUNDED),
        ("2026-05-01", FOUND),
        ("2026-06-01", revoked),
    )
    looked_at_again = told(
        "2026-02-27",
        ("2026-03-02", GROUNDED),
        ("2026-05-01", NOT_FOUND),
        ("2026-05-04", replace_decision(ASKED, 3)),
        ("2026-05-08", ReconsiderationAccepted(request=4)),
    )

    assert ("ended", "2026-05-01") == shown(
        read(taken_back, "2026-06-02")["recovery_period"]
    )
    assert ("running", None) == shown(
        read(looked_at_again, "2026-05-09")["recovery_period"]
    )


def replace_decision(asked: ReconsiderationRequested, version: int) -> object:
    """The same request about another decision."""
    return ReconsiderationRequested(
        decision=version,
        basis=asked.basis,
        requested_by=asked.requested_by,
        exceptional_circumstances=False,
        rule=asked.rule,
    )


def test_a_mechanism_of_one_decision_has_no_first_target() -> None:
    """Recovery begins with the referral there."""
    one = ProcedureSet(stages=("conclusive_grounds",), rule="decision-stages@2020.1")
    found = read(told("2026-03-02", ("2026-03-02", one)), "2026-03-10")

    assert "reasonable_grounds_target" not in found
    assert ("running", "2026-03-31") == shown(found["recovery_minimum"])


def test_more_time_to_ask_moves_the_window() -> None:
    """An extension agreed early counts for the decision that it names."""
    agreed = ReconsiderationExtensionAgreed(decision=2, until=date(2026, 4, 30))
    other = ReconsiderationExtensionAgreed(decision=9, until=date(2026, 5, 30))
    case = told(
        "2026-01-26",
        ("2026-01-31", NOT_GROUNDED),
        ("2026-02-10", agreed),
        ("2026-02-11", other),
    )

    assert ("running", "2026-04-30") == shown(
        read(case, "2026-04-30")["reconsideration_window"]
    )
    assert "ended" == read(case, "2026-05-01")["reconsideration_window"].state


@pytest.mark.parametrize(
    ("answer", "on", "state"),
    [
        ((), "2026-02-19", "running"),
        ((), "2026-02-20", "overdue"),
        ((("2026-02-19", ReconsiderationAccepted(request=3)),), "2026-03-01", "met"),
        ((("2026-02-20", ReconsiderationRefused(request=3, reason="other")),),
         "2026-03-01", "missed"),
        ((("2026-02-15", LEFT),), "2026-03-01", "ended"),
    ],
)  # fmt: skip
def test_a_request_is_answered_within_nine_days(
    answer: tuple[Dated, ...], on: str, state: str
) -> None:
    """Counted from the request, which is day 0."""
    case = told(
        "2026-01-26", ("2026-01-31", NOT_GROUNDED), ("2026-02-10", ASKED), *answer
    )
    clock = read(case, on)["reconsideration_answer"]

    assert (state, "2026-02-19") == shown(clock)


def test_before_2020_nothing_said_when_a_request_is_answered() -> None:
    """A rule that says none makes no clock."""
    case = told("2016-01-26", ("2016-01-29", NOT_GROUNDED), ("2016-02-10", ASKED))

    assert "reconsideration_answer" not in read(case, "2016-03-01")


def test_the_times_of_an_assurance_panel() -> None:
    """Three working days to read, two to tell the outcome, by England's calendar."""
    convened = PanelConvened(
        kind="assurance",
        stage=Stage.CONCLUSIVE_GROUNDS,
        members=("m-1", "m-2"),
        agencies=("police", "health"),
        chair="m-1",
        papers_on=date(2021, 8, 26),
        sits_on=date(2021, 9, 1),
        rule="assurance-panel@2019-04-29.1",
    )
    until = (
        ("2021-01-04", GROUNDED),
        ("2021-08-25", NOT_FOUND),
        ("2021-08-26", convened),
    )
    waiting = told("2021-01-04", *until, nation="scotland")
    concluded = PanelConcluded(
        panel=4, outcome="agrees", casting_vote=False, rule=convened.rule
    )
    done = told("2021-01-04", *until, ("2021-09-06", concluded), nation="scotland")
    reading = read(waiting, "2021-08-31")["panel_reading"]

    assert ("running", "2021-09-01") == shown(reading)
    assert (2, "england-and-wales") == (
        reading.elapsed,
        str(reading.calendar).partition("@")[0],
    )
    assert ("overdue", "2021-09-03") == shown(
        read(waiting, "2021-09-04")["panel_reply"]
    )
    assert ("missed", "2021-09-03") == shown(read(done, "2021-09-10")["panel_reply"])
    assert ("ended", "2021-09-01") == shown(read(done, "2021-09-10")["panel_reading"])


def test_a_panel_that_decides_has_no_such_times() -> None:
    """They are an assurance panel's, of the same years."""
    devolved = PanelConvened(
        kind="devolved",
        stage=Stage.REASONABLE_GROUNDS,
        site="hull",
        members=("m-1",),
        agencies=("police", "health", "social_care"),
        chair="m-1",
        papers_on=date(2021, 9, 10),
        sits_on=date(2021, 9, 20),
        rule="panel-quorum@2021-06.1",
    )
    found = read(told("2021-09-02", ("2021-09-06", devolved)), "2021-09-11")

    assert not {"panel_reading", "panel_reply"} & set(found)


def test_days_that_someone_set() -> None:
    """A request for information, a return and a delay name their own day."""
    asked = InformationRequested(
        stage=Stage.REASONABLE_GROUNDS, asked_of=("police",), due_on=date(2026, 3, 5)
    )
    came = InformationReceived(
        stage=Stage.REASONABLE_GROUNDS, received_from=("police",), answered=True
    )
    back = ReferralReturned(asked_for=("identity",), due_on=date(2026, 3, 20))
    here = ReferralCompleted(supplied=("identity",))
    waits = DecisionDelayRequested(requested_by="police")
    agreed = DecisionDelayAnswered(request=3, agreed=True, until=date(2026, 9, 1))
    delayed = told(
        "2026-02-27", ("2026-03-02", GROUNDED), ("2026-06-01", waits),
        ("2026-06-02", agreed),
    )  # fmt: skip
    open_request = told("2026-03-02", ("2026-03-03", asked))

    assert ("overdue", "2026-03-05") == shown(
        read(open_request, "2026-03-06")["information_request"]
    )
    assert ("met", "2026-03-05") == shown(
        read(
            told("2026-03-02", ("2026-03-03", asked), ("2026-03-05", came)),
            "2026-03-06",
        )["information_request"]
    )
    assert ("running", "2026-03-20") == shown(
        read(told("2026-03-02", ("2026-03-03", back)), "2026-03-06")["referral_return"]
    )
    assert ("missed", "2026-03-20") == shown(
        read(
            told("2026-03-02", ("2026-03-03", back), ("2026-03-23", here)),
            "2026-03-24",
        )["referral_return"]
    )
    delay = read(delayed, "2026-07-01")["decision_delay"]
    assert ("running", "2026-09-01") == shown(delay)
    assert delay.rule is None
    assert (
        ClockName.DECISION_DELAY
        is next_due(delayed, on=date(2026, 7, 1), book=BOOK).name
    )
    assert (
        ClockName.RECOVERY_MINIMUM
        is next_due(delayed, on=date(2026, 9, 2), book=BOOK).name
    )


def test_days_that_nobody_set_are_no_clock() -> None:
    """A request without a day, and a delay that was refused, wait for nothing."""
    asked = InformationRequested(stage=Stage.REASONABLE_GROUNDS, asked_of=("police",))
    refused = DecisionDelayAnswered(request=4, agreed=False)
    openly = DecisionDelayAnswered(request=4, agreed=True)
    waits = DecisionDelayRequested(requested_by="police")
    start = (("2026-03-03", asked), ("2026-03-04", GROUNDED), ("2026-04-01", waits))

    for answer in (refused, openly):
        found = read(told("2026-03-02", *start, ("2026-04-02", answer)), "2026-05-01")
        assert not {"information_request", "decision_delay"} & set(found)


CHILD = {"under_18_now": Answer.YES, "subject": UUID(int=7)}


@pytest.mark.parametrize(
    ("dated", "on", "birthday"),
    [
        ((), "2026-08-31", ("running", "2026-09-01")),
        ((), "2026-09-02", ("overdue", "2026-09-01")),
        ((("2026-09-01", AdulthoodReached(stays="yes", support_consent="no")),),
         "2026-09-02", ("met", "2026-09-01")),
        ((("2026-09-03", AdulthoodReached(stays="no", support_consent="no")),),
         "2026-09-04", ("missed", "2026-09-01")),
        ((("2026-06-01", FOUND),), "2026-09-02", ("ended", "2026-09-01")),
        ((("2026-06-01", AgeAssessed(outcome="adult", assessed_by="local_authority")),),
         "2026-09-02", None),
    ],
)  # fmt: skip
def test_a_child_is_asked_on_the_eighteenth_birthday(
    dated: tuple[Dated, ...], on: str, birthday: tuple[str, str] | None
) -> None:
    """Scenario 24: the question is due that day, unless a decision came first."""
    case = told(
        "2026-02-27", ("2026-03-02", GROUNDED), *dated, born="2008-09-01", **CHILD
    )

    assert birthday == shown(read(case, on).get("adulthood"))


def test_the_pack_is_shared_before_the_birthday() -> None:
    """From 2026 on; the day before is the last."""
    shared = ("2026-08-31", TransitionPackShared(shared_by="local_authority"))
    waiting = told("2026-02-27", born="2008-09-01", **CHILD)
    done = told("2026-02-27", shared, born="2008-09-01", **CHILD)
    earlier = told("2025-02-27", born="2008-02-01", **CHILD)

    assert ("running", "2026-08-31") == shown(
        read(waiting, "2026-08-31")["transition_pack"]
    )
    assert ("met", "2026-08-31") == shown(read(done, "2026-09-02")["transition_pack"])
    assert "transition_pack" not in read(earlier, "2026-01-01")


@pytest.mark.parametrize(
    ("born", "code"), [(None, "birth-date-unknown"), ("2008", "day-unknown")]
)
def test_without_the_day_of_birth_the_birthday_is_unknown(
    born: str | None, code: str
) -> None:
    """Never given, erased, or known to the year: no day is guessed."""
    found = read(told("2026-02-27", born=born, **CHILD), "2026-03-01")

    assert code == found["adulthood"].unknown_code
    assert code == found["transition_pack"].unknown_code


def test_nobody_asks_for_the_birthday_of_someone_without_identity() -> None:
    """Published cells and reports hold nobody whose birthday could be known."""
    found = read(told("2026-02-27", under_18_now=Answer.YES), "2026-03-01")

    assert not {"adulthood", "transition_pack"} & set(found)


@pytest.mark.parametrize(
    ("disqualified_on", "due"),
    [("2025-12-16", None), ("2025-12-17", "recovery_minimum")],
)
def test_after_a_disqualification_a_decision_is_due_from_december_2025(
    disqualified_on: str, due: str | None
) -> None:
    """Scenario 23: identification goes on, by the judgment of 17 December 2025."""
    case = told("2025-11-03", ("2025-11-10", GROUNDED), (disqualified_on, DISQUALIFIED))
    found = next_due(case, on=date(2026, 1, 5), book=BOOK)

    assert due == (found.name.value if found else None)


def test_what_its_deciders_work_to() -> None:
    """A request to answer comes before all else; a panel's reply before recovery."""
    asked = told("2026-01-26", ("2026-01-31", NOT_GROUNDED), ("2026-02-10", ASKED))
    rejected = told("2026-01-26", ("2026-01-28", ReferralRejected(reason="other")))
    found = told("2026-01-26", ("2026-01-31", GROUNDED), ("2026-05-01", FOUND))

    assert (
        ClockName.RECONSIDERATION_ANSWER
        is next_due(asked, on=date(2026, 2, 11), book=BOOK).name
    )
    assert next_due(rejected, on=date(2026, 2, 11), book=BOOK) is None
    assert next_due(found, on=date(2026, 6, 11), book=BOOK) is None


def test_tables_count_by_three_clocks() -> None:
    """They are the same clocks, without those that serve the people at work."""
    case = told("2026-01-26", ("2026-01-31", GROUNDED), ("2026-05-01", NOT_FOUND))
    on = date(2026, 5, 4)
    counted = counted_clocks(case, on=on, book=BOOK)

    assert [
        "reasonable_grounds_target",
        "recovery_minimum",
        "reconsideration_window",
    ] == [clock.name for clock in counted]
    assert set(counted) < set(clocks(case, on=on, book=BOOK))


def test_the_end_of_the_minimum_with_its_rule() -> None:
    """What decides whether a negative may be made yet."""
    last_on, rule = minimum_recovery_end(
        PartialDate.parse("2022-12-12"), nation="england", book=BOOK
    )

    assert (date(2023, 1, 25), "recovery-minimum@2009-04-01.1") == (last_on, rule.id)


def test_a_finding_of_slavery_is_positive_too() -> None:
    """The recovery period ends alike for both findings."""
    slavery = conclusive(Outcome.POSITIVE, finding="slavery_servitude_forced_labour")
    case = told("2026-02-27", ("2026-03-02", GROUNDED), ("2026-04-10", slavery))

    assert ("ended", "2026-04-10") == shown(read(case, "2026-04-11")["recovery_period"])
