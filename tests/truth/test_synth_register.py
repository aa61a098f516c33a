"""The invented register has the shape that it was calibrated on.

Each tolerance is stated beside its test: what is shared out comes out exact, what is
drawn comes out within a few standard errors of a register of this size, and waits,
which come from the queues alone, within a stated band of the published ones.
"""

from collections import Counter
from datetime import date
from statistics import mean, median

import pytest
from tests.truth.conftest import Register

from opennrm.cases.case import Case, Route, State, Status, Track
from opennrm.cases.clock import ClockState
from opennrm.cases.clocks import reasonable_grounds_target
from opennrm.cases.facts import Answer, FactWithdrawn, Outcome, Stage
from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import Quarter
from opennrm.synth.volumes import apportion

YEARS = range(2014, 2026)
FIRST, SECOND = Stage.REASONABLE_GROUNDS, Stage.CONCLUSIVE_GROUNDS


def _waits(register: Register, stage: Stage, year: int) -> list[int]:
    """Days from receipt to each first decision of a year."""
    return [
        (decision.decided.first - case.received.first).days
        for case in register.cases
        for decision in case.decisions
        if decision.stage is stage
        and decision.number == 1
        and decision.decided.first.year == year
    ]


def test_volumes_are_the_published_ones_in_proportion(register: Register) -> None:
    """Each quarter has its share of the referrals, to the referral.

    When the simulation ends a referral of the last months may still be unrecorded,
    and one that was recorded twice may not have been taken back.
    """
    published = register.calibration.counts["referrals"].by_quarter
    wanted = apportion(register.size, published)
    got = Counter(Quarter.of(day) for day, _ in register.referrals())
    settled = [quarter for quarter in published if quarter < Quarter(2025, 3)]
    assert {q: wanted[q] for q in settled} == {q: got[q] for q in settled}
    unsettled = [quarter for quarter in published if quarter not in settled]
    for quarter in unsettled:
        assert abs(wanted[quarter] - got[quarter]) <= 0.04 * wanted[quarter]


def test_reports_are_the_published_ones_in_proportion(register: Register) -> None:
    """Duty to Notify reports come to the published number, scaled."""
    published = register.calibration.counts["notifications"].by_quarter
    wanted = round(sum(published.values()) * register.scale)
    assert wanted == sum(case.route is Route.DTN for case in register.cases)


@pytest.mark.parametrize(
    ("block", "field", "points"),
    [
        ("age_at_exploitation", "age_at_exploitation", 1.5),
        ("location_of_exploitation", "location_of_exploitation", 3.0),
        ("gender", "gender", 3.0),
        ("first_responder_type", "first_responder_type", 3.0),
    ],
)
def test_mixes_are_the_published_ones(
    register: Register, block: str, field: str, points: float
) -> None:
    """Each year's mix is within so many points, and a standard error, of the shares."""
    codes = {"both": "uk_and_overseas", "ngo": "ngo_and_third_sector"}
    referrals = register.referrals()
    for year in YEARS:
        wanted = _year_of_shares(register, block, year)
        got = Counter(
            str(getattr(fact, field)) for day, fact in referrals if day.year == year
        )
        total = sum(got.values())
        for column, share in wanted.items():
            code = codes.get(column, column)
            assert 100 * share == pytest.approx(
                100 * got[code] / total, abs=points + 50 / total**0.5
            ), f"{block} {column} {year}"


def _year_of_shares(register: Register, block: str, year: int) -> dict[str, float]:
    """The shares of a year, its quarters weighted by their referrals."""
    published = register.calibration.counts["referrals"].by_quarter
    found: dict[str, float] = {}
    whole = register.calibration.counts["referrals"].year(year)
    for quarter in (Quarter(year, number) for number in (1, 2, 3, 4)):
        for column, share in register.calibration.share(block, quarter).items():
            part = share * published[quarter] / whole
            found[column] = found.get(column, 0) + part
    return found


def test_leading_nationalities_are_the_published_ones(register: Register) -> None:
    """Each year each of the six is within two points, and a standard error."""
    referrals = register.referrals()
    for year in YEARS:
        wanted = _year_of_shares(register, "nationality", year)
        got = Counter(fact.nationality for day, fact in referrals if day.year == year)
        total = sum(got.values())
        for code, share in wanted.items():
            assert 100 * share == pytest.approx(
                100 * got[(code,)] / total, abs=2 + 50 / total**0.5
            ), f"{code} {year}"


def test_recording_changes_on_1_october_2019(register: Register) -> None:
    """Criminal exploitation, two nationalities and an unknown age begin that day."""
    for day, fact in register.referrals():
        if day < date(2019, 10, 1):
            assert "criminal" not in fact.exploitation_types
            assert len(fact.exploitation_types) == 1
            assert len(fact.nationality) == 1
            assert fact.age_at_exploitation in ("adult", "child")
    later = [fact for day, fact in register.referrals() if day >= date(2019, 10, 1)]
    assert any("criminal" in fact.exploitation_types for fact in later)
    assert any(len(fact.nationality) == 2 for fact in later)
    assert any(fact.age_at_exploitation == "unknown" for fact in later)


@pytest.mark.parametrize("stage", [FIRST, SECOND])
def test_positive_shares_are_the_published_ones(
    register: Register, stage: Stage
) -> None:
    """By quarter and age the positives are within two decisions of the share.

    A case whose age was corrected later counts here under the age that stands, so
    one decision in a hundred more may be elsewhere.
    """
    name = f"{stage.value}_positive"
    made: Counter[tuple[Quarter, str]] = Counter()
    positive: Counter[tuple[Quarter, str]] = Counter()
    for case in register.cases:
        again = False
        for decision in case.decisions:
            again = again or decision.after_reconsideration
            if decision.stage is stage and decision.number == 1 and not again:
                key = _quarter_recorded(case, decision.version, register)
                at = key, case.about.age_at_exploitation
                made[at] += 1
                positive[at] += decision.outcome is Outcome.POSITIVE
    assert made
    for (quarter, age), number in made.items():
        share = register.calibration.share(name, quarter)[age]
        assert share * number == pytest.approx(
            positive[quarter, age], abs=2 + 0.03 * number
        ), f"{stage} {quarter} {age}"


def _quarter_recorded(case: Case, version: int, register: Register) -> Quarter:
    recorded = register.histories[case.case_id][version - 1]
    return Quarter.of(recorded.recorded_at.date())


def test_adults_fall_and_children_hold_in_2023(register: Register) -> None:
    """The break of 2023 is one of adults first, as published."""
    rates = {}
    for age in ("adult", "child"):
        outcomes = [
            decision.outcome
            for case in register.cases
            for decision in case.decisions
            if decision.stage is FIRST
            and decision.number == 1
            and Quarter.of(decision.decided.first) == Quarter(2023, 2)
            and case.about.age_at_exploitation == age
        ]
        rates[age] = mean(outcome is Outcome.POSITIVE for outcome in outcomes)
    assert rates["adult"] == pytest.approx(0.27, abs=0.06)
    assert rates["child"] == pytest.approx(0.76, abs=0.06)


def test_first_decisions_are_quick_until_2022(register: Register) -> None:
    """Until 2022 the median first decision takes two days to a fortnight a year.

    It is longest in 2018, when by the published counts less was decided than arrived.
    """
    for year in range(2014, 2023):
        assert 2 <= median(_waits(register, FIRST, year)) <= 14, str(year)


def test_first_decisions_are_slow_in_2023(register: Register) -> None:
    """A desk that decides less than what arrives makes people wait: about 47 days."""
    waits = [
        (decision.decided.first - case.received.first).days
        for case in register.cases
        for decision in case.decisions
        if decision.stage is FIRST
        and decision.number == 1
        and Quarter.of(decision.decided.first) == Quarter(2023, 3)
    ]
    assert 30 <= median(waits) <= 60


def test_second_decisions_take_as_long_as_published(register: Register) -> None:
    """Means of 2019 and 2021 within a fifth, the median of 2023 within a quarter."""
    means = register.calibration.observed["mean_days_to_conclusive_grounds"].on
    for day, days in means.items():
        assert days == pytest.approx(mean(_waits(register, SECOND, day.year)), rel=0.2)
    medians = register.calibration.observed["median_days_to_conclusive_grounds"].on
    for day, days in medians.items():
        found = median(_waits(register, SECOND, day.year))
        assert days == pytest.approx(found, rel=0.25)


def test_stocks_are_as_published(register: Register) -> None:
    """Cases awaiting a decision on six days are within 1,600 of the published.

    A stock is what large flows leave, so what it may miss is a number, not a share.
    """
    awaiting = {
        "awaiting_conclusive_grounds": {Status.AWAITING_CONCLUSIVE_GROUNDS},
        "awaiting_any_decision": {
            Status.AWAITING_CONCLUSIVE_GROUNDS,
            Status.AWAITING_REASONABLE_GROUNDS,
            Status.AWAITING_RECONSIDERATION,
        },
    }
    for name, statuses in awaiting.items():
        for day, cases in register.calibration.observed[name].on.items():
            found = sum(c.status in statuses for c in register.as_known_on(day))
            assert cases == pytest.approx(found / register.scale, abs=1_600), str(day)


def test_county_lines_and_immigration_authority_come_out(register: Register) -> None:
    """Both totals of a year are within a point and a half of the published."""
    referrals = register.referrals()
    for year in (2022, 2023, 2024, 2025):
        facts = [fact for day, fact in referrals if day.year == year]
        flagged = mean(fact.county_lines is Answer.YES for fact in facts)
        wanted = _year_of_shares(register, "county_lines", year)["flagged"]
        assert wanted == pytest.approx(flagged, abs=0.015)
        cases = [
            case
            for case in register.cases
            if case.route is Route.NRM and case.received.first.year == year
        ]
        sent = mean(case.assignments[0].authority == "ieca" for case in cases)
        wanted = _year_of_shares(register, "immigration_authority", year)["ieca"]
        assert wanted == pytest.approx(sent, abs=0.015)


def test_authorities_are_those_of_their_day(register: Register) -> None:
    """No case is assigned to or decided by an authority outside its years."""
    began = {"sca": date(2019, 4, 29), "ieca": date(2021, 11, 8)}
    ended = {"mshtu": date(2019, 4, 29), "ukvi": date(2019, 4, 29)}
    for case in register.cases:
        for decision in case.decisions:
            recorded = decision.recorded_at.date()
            authority = decision.authority
            assert recorded >= began.get(authority, date.min)
            assert decision.decided.first < ended.get(authority, date.max)


def test_reconsideration_is_as_calibrated(register: Register) -> None:
    """Requests, acceptances and fresh positives are near their shares."""
    parameter = register.calibration.parameter
    negatives = requests = 0
    states: Counter[State] = Counter()
    fresh: list[bool] = []
    for case in register.cases:
        first = [d for d in case.decisions if d.stage is FIRST and d.number == 1]
        negatives += sum(d.outcome is Outcome.NEGATIVE for d in first)
        requests += sum(r.stage is FIRST for r in case.reconsiderations)
        states.update(r.state for r in case.reconsiderations)
        fresh += [
            d.outcome is Outcome.POSITIVE
            for d in case.decisions
            if d.after_reconsideration
        ]
    asked = parameter("reconsideration_requested_after_reasonable_grounds")
    assert asked == pytest.approx(requests / negatives, abs=0.03)
    accepted = states[State.ACCEPTED] + states[State.REDETERMINED]
    answered = accepted + states[State.REFUSED]
    share = parameter("reconsideration_accepted")
    assert share == pytest.approx(accepted / answered, abs=0.1)
    share = parameter("reconsideration_positive")
    assert share == pytest.approx(mean(fresh), abs=0.12)


def test_revisions_exist(register: Register) -> None:
    """A figure asked for on two days differs, by late arrivals and corrections."""
    facts = [fact for batch in register.stream for fact in batch.facts]
    corrections = [new for new in facts if new.corrects is not None]
    assert len(corrections) == pytest.approx(0.016 * register.size, rel=0.35)
    assert {"correction"} == {new.cause for new in corrections}
    assert any(isinstance(new.fact, FactWithdrawn) for new in facts)
    late = sum(
        (history[0].recorded_at.date() - history[0].occurred.first).days > 1
        for case_id, history in register.histories.items()
        if case_id not in register.taken_back
    )
    assert late == pytest.approx(0.025 * register.size, rel=0.35)
    assert register.taken_back


def test_there_are_current_cases_of_every_kind(register: Register) -> None:
    """When the simulation ends, every kind of work waits to be done."""
    book = load_rulebook()
    today = register.calibration.quarters[-1].last
    clocks = Counter(
        clock.state
        for case in register.cases
        if (clock := reasonable_grounds_target(case, on=today, book=book)) is not None
    )
    assert clocks[ClockState.RUNNING]
    assert clocks[ClockState.OVERDUE]
    statuses = Counter(case.status for case in register.cases)
    assert statuses[Status.AWAITING_CONCLUSIVE_GROUNDS]
    assert statuses[Status.SUSPENDED]
    assert any(
        case.recovery_started is not None
        and (today - case.recovery_started.first).days < 30
        for case in register.cases
    )
    tracks = Counter(case.tracks[Track.RECONSIDERATION] for case in register.cases)
    assert tracks[State.REQUESTED] + tracks[State.ACCEPTED]
