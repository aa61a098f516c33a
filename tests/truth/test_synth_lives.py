"""The invented register lives the whole mechanism, to the stated shares."""

from collections import Counter
from datetime import date, timedelta
from statistics import mean

import pytest
from tests.truth.conftest import Register

from opennrm.cases.case import Case, Route, State, Track
from opennrm.cases.facts import (
    AdulthoodReached,
    Answer,
    DecisionServed,
    DisqualificationDecided,
    DuplicateLinked,
    GuardianAppointed,
    LeaveDecided,
    NeedsAssessed,
    Outcome,
    PoliceInformed,
    ReferralReceived,
    Stage,
    SupportStarted,
)
from opennrm.cases.periods import eighteenth_birthday
from opennrm.cases.rulebook import load_rulebook
from opennrm.cases.sittings import ASSURANCE, DEVOLVED, MULTI_DISCIPLINARY, is_assured
from opennrm.cases.sittings import panels as panels_of
from opennrm.cases.support_spells import spells
from opennrm.cases.waiting import minimum_recovery

FIRST, SECOND = Stage.REASONABLE_GROUNDS, Stage.CONCLUSIVE_GROUNDS
BOOK = load_rulebook()


def _share(register: Register, name: str) -> float:
    return register.calibration.parameter(name)


def test_every_later_track_is_lived(register: Register) -> None:
    """Each track of the mechanism is moved somewhere in the register."""
    moved = {track for case in register.cases for track, *_ in case.moves}
    never = {Track.REVIEW, Track.DELAY}
    assert set(Track) - never == moved


def test_support_waits_for_the_first_decision(register: Register) -> None:
    """In England support begins after a positive decision, but for emergencies."""
    early = {"emergency_accommodation", "place_of_safety"}
    begun = 0
    for case in register.cases:
        if case.about.nation != "england":
            continue
        positive = [
            d.decided.first
            for d in case.decisions
            if d.stage is FIRST and d.outcome is Outcome.POSITIVE
        ]
        for spell in spells(case):
            if spell.started is None or spell.kind in early:
                continue
            begun += 1
            assert positive
            assert min(positive) <= spell.started.first
    assert begun > 0.1 * register.size


def test_only_adults_who_agreed_are_supported(register: Register) -> None:
    """Whoever is supported said yes on the form, at 18, or after an assessment."""
    for case in register.cases:
        if not case.recorded(SupportStarted):
            continue
        about = case.about
        assert isinstance(about, ReferralReceived)
        turned = case.last(AdulthoodReached)
        assert (
            about.support_wanted is Answer.YES
            or case.tracks[Track.AGE] is State.ASSESSED_ADULT
            or (turned is not None and turned.fact.support_consent is Answer.YES)
        )


def test_a_negative_is_told_after_its_panel(register: Register) -> None:
    """While assurance panels sat, no negative conclusive decision was told without."""
    told = 0
    for case in register.cases:
        served = {recorded.fact.decision for recorded in case.recorded(DecisionServed)}
        for decision in case.decisions:
            if (
                decision.version in served
                and decision.stage is SECOND
                and decision.outcome is Outcome.NEGATIVE
                and date(2019, 4, 29) <= decision.decided.first < date(2022, 12, 1)
            ):
                told += 1
                assert is_assured(case, decision)
    assert told


def test_a_decision_is_told_after_the_recovery_period(register: Register) -> None:
    """A conclusive decision made inside the period waits for its end."""
    waited = 0
    for case in register.cases:
        recovery = minimum_recovery(case, book=BOOK)
        for recorded in case.recorded(DecisionServed):
            fact = recorded.fact
            assert isinstance(fact, DecisionServed)
            made = next(d for d in case.decisions if d.version == fact.decision)
            if made.stage is SECOND and made.current and recovery is not None:
                assert recovery[0] < recorded.occurred.first
                waited += made.decided.first <= recovery[0]
    assert waited


def test_panels_are_those_of_their_day(register: Register) -> None:
    """Pilots to 2019, assurance from then to 2022, local panels from 2021."""
    sat = {
        kind: [
            panel.sits_on
            for case in register.cases
            for panel in panels_of(case)
            if panel.kind == kind
        ]
        for kind in (MULTI_DISCIPLINARY, ASSURANCE, DEVOLVED)
    }
    assert date(2015, 8, 3) <= min(sat[MULTI_DISCIPLINARY])
    assert max(sat[MULTI_DISCIPLINARY]) < date(2019, 4, 29)
    assert date(2019, 4, 29) <= min(sat[ASSURANCE])
    assert max(sat[ASSURANCE]) < date(2023, 1, 31)
    assert date(2021, 6, 1) <= min(sat[DEVOLVED])


def test_a_local_panel_decides_both_together_or_waits(register: Register) -> None:
    """Two positive decisions are of one day; a negative second waits for recovery."""
    together = apart = 0
    for case in register.cases:
        if case.authority != "devolved_panel":
            continue
        first = [d for d in case.decisions if d.stage is FIRST]
        second = [d for d in case.decisions if d.stage is SECOND]
        if second and second[0].outcome is Outcome.POSITIVE and len(first) == 1:
            together += first[0].decided == second[0].decided
        elif second:
            apart += first[-1].decided.first < second[0].decided.first
    assert together
    assert apart or together > 5


def test_nobody_is_disqualified_before_the_law(register: Register) -> None:
    """The first disqualification comes after 30 January 2023, and some come."""
    days = [
        recorded.occurred.first
        for case in register.cases
        for recorded in case.recorded(DisqualificationDecided)
    ]
    assert days
    assert date(2023, 1, 30) <= min(days)


def test_children_turn_18_on_their_birthday(register: Register) -> None:
    """Within a fortnight of the day that follows from the birth date in the vault."""
    born = {
        batch.case_id: batch.identity.born_on
        for batch in register.stream
        if batch.identity is not None
    }
    turned = 0
    for case in register.cases:
        recorded = case.last(AdulthoodReached)
        if recorded is None:
            continue
        turned += 1
        birthday = eighteenth_birthday(born[case.case_id])
        # A referral that was recorded late may be known only after the birthday.
        known = max(birthday, case.received_recorded_at.date())
        since = recorded.occurred.first - known
        assert timedelta(0) <= since <= timedelta(days=14)
    assert turned > 0.05 * register.size


@pytest.mark.parametrize(
    ("service", "parameter"), [("direct_worker", "guardian_direct_worker")]
)
def test_guardians_work_as_published(
    register: Register, service: str, parameter: str
) -> None:
    """The share of direct workers is within eight points."""
    modes = Counter(
        recorded.fact.mode
        for case in register.cases
        for recorded in case.recorded(GuardianAppointed)
        if case.about.nation in ("england", "wales")
    )
    assert _share(register, parameter) == pytest.approx(
        modes[service] / modes.total(), abs=0.08
    )


def test_needs_are_agreed_as_published(register: Register) -> None:
    """A fifth agreed, most in part: within eight points, and none before 2019."""
    found = [
        recorded for case in register.cases for recorded in case.recorded(NeedsAssessed)
    ]
    assert date(2019, 9, 1) <= min(r.occurred.first for r in found)
    answers = Counter(r.fact.agreement for r in found)
    shares = register.calibration.share(
        "needs_assessment", register.calibration.quarters[-1]
    )
    for answer, share in shares.items():
        assert share == pytest.approx(answers[answer] / len(found), abs=0.08)


def test_permission_is_granted_as_published(register: Register) -> None:
    """About one in twelve, within four points."""
    outcomes = [
        recorded.fact.outcome == "granted"
        for case in register.cases
        for recorded in case.recorded(LeaveDecided)
    ]
    assert _share(register, "leave_granted") == pytest.approx(mean(outcomes), abs=0.04)


def test_the_police_are_followed_for_the_stated_share(register: Register) -> None:
    """Of referrals and reports alike, within two points."""
    told = mean(bool(case.recorded(PoliceInformed)) for case in register.cases)
    assert _share(register, "police_followed") == pytest.approx(told, abs=0.02)


def test_who_comes_again_is_linked(register: Register) -> None:
    """A link leads to an earlier referral of the same gender and nationality."""
    cases = {case.case_id: case for case in register.cases}
    linked = 0
    for case in register.cases:
        recorded = case.last(DuplicateLinked)
        if recorded is None:
            continue
        linked += 1
        fact = recorded.fact
        assert isinstance(fact, DuplicateLinked)
        earlier = cases[fact.kept]
        assert earlier.received.first < case.received.first
        assert "re_referral" == fact.kind
        assert case.route is Route.NRM
    assert linked


def test_a_report_that_is_followed_is_named(register: Register) -> None:
    """Some referrals name the Duty to Notify report that they follow."""
    reports = {c.case_id for c in register.cases if c.route is Route.DTN}
    named = [_named(case) for case in register.cases if _named(case) is not None]
    assert named
    assert set(named) <= reports


def _named(case: Case) -> object:
    return getattr(case.about, "notification", None)
