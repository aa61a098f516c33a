"""The parts of the simulation: volumes, chance, desks, outcomes and identities."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from opennrm.cases.facts import Outcome, Stage
from opennrm.rules.dates import PartialDate, Precision, Quarter
from opennrm.synth.calibration_file import load_calibration
from opennrm.synth.chance import Wheel, days_between, new_id
from opennrm.synth.desks import Desk, Priorities
from opennrm.synth.identities import invent_birth, invent_identity, load_names
from opennrm.synth.outcomes import Outcomes
from opennrm.synth.volumes import apportion, arrival_days

Q1, Q2, Q3 = Quarter(2023, 1), Quarter(2023, 2), Quarter(2023, 3)
MONDAY = date(2023, 1, 2)


def rng(seed: int = 1) -> np.random.Generator:
    """A generator for one test."""
    return np.random.default_rng(seed)


def test_a_total_is_shared_out_by_largest_remainder() -> None:
    """The parts add up, and the largest remainders get what is left."""
    assert {Q1: 3, Q2: 3, Q3: 4} == apportion(10, {Q1: 33, Q2: 33, Q3: 34})
    assert {Q1: 1, Q2: 0} == apportion(1, {Q1: 1, Q2: 1})
    assert {Q1: 0, Q2: 0} == apportion(0, {Q1: 5, Q2: 1})


def test_arrivals_fall_in_their_quarter_and_mostly_on_weekdays() -> None:
    """In order, none outside, none before the day on which a duty began."""
    days = arrival_days(Q1, 900, rng(), since=Q1.first)
    assert days == sorted(days)
    assert Q1.first <= days[0] <= days[-1] <= Q1.last
    weekend = sum(day.weekday() > 4 for day in days) / 900
    assert weekend == pytest.approx(0.115, abs=0.03)
    late = arrival_days(Q1, 50, rng(), since=date(2023, 3, 1))
    assert date(2023, 3, 1) <= min(late)
    assert [] == arrival_days(Q1, 0, rng(), since=Q1.first)


def test_a_wheel_gives_each_value_as_often_as_it_weighs() -> None:
    """A weight of nothing never comes up, and a wheel without weights is refused."""
    wheel = Wheel({"often": 3.0, "seldom": 1.0, "never": 0.0})
    generator = rng()
    got = Counter(wheel.spin(generator) for _ in range(4_000))
    assert 0.75 == pytest.approx(got["often"] / 4_000, abs=0.03)
    assert 0 == got["never"]
    with pytest.raises(ValueError, match="at least one"):
        Wheel({"never": 0.0})


def test_days_between_includes_both_ends() -> None:
    """Both ends come up and nothing beyond them."""
    generator = rng()
    assert {3, 4, 5} == {days_between(3, 5, generator) for _ in range(200)}


def test_ids_are_random_and_repeatable() -> None:
    """The same seed gives the same ids, another seed others."""
    assert new_id(rng(1)) == new_id(rng(1))
    assert new_id(rng(1)) != new_id(rng(2))
    assert 4 == new_id(rng(1)).version


def _desk(rate: float, priorities: Priorities) -> Desk:
    """A desk of so many decisions a working day of a quarter of ten such days."""
    return Desk(
        {Q1: 10 * rate}, lambda _: priorities, working_days_in=lambda _quarter: 10
    )


def _enter(desk: Desk, number: int, age: int, **other: bool) -> None:
    desk.enter(
        number,
        since=MONDAY - timedelta(days=age),
        ready_on=MONDAY,
        child=other.get("child", False),
        again=other.get("again", False),
    )


def test_a_desk_decides_no_more_than_its_capacity() -> None:
    """Two a day are taken, whoever waits; the rest waits on."""
    desk = _desk(2, Priorities(oldest=1))
    for number in range(9):
        _enter(desk, number, age=number)
    taken = [desk.take(MONDAY + timedelta(days=day), rng()) for day in range(3)]
    assert [[8, 7], [6, 5], [4, 3]] == taken
    assert 3 == desk.waiting


def test_a_desk_takes_nobody_before_they_are_ready() -> None:
    """A case that is not ready leaves the capacity to others."""
    desk = _desk(5, Priorities(oldest=1))
    desk.enter(
        1,
        since=MONDAY,
        ready_on=MONDAY + timedelta(days=2),
        child=False,
        again=False,
    )
    assert [] == desk.take(MONDAY, rng())
    assert [1] == desk.take(MONDAY + timedelta(days=2), rng())


def test_a_case_that_left_is_not_taken() -> None:
    """Whoever is withdrawn or paused waits no longer, and may come back."""
    desk = _desk(5, Priorities(oldest=1))
    _enter(desk, 1, age=5)
    _enter(desk, 2, age=4)
    desk.leave(1)
    assert [2] == desk.take(MONDAY, rng())
    _enter(desk, 1, age=5)
    assert [1] == desk.take(MONDAY, rng())


@pytest.mark.parametrize(
    ("priorities", "first"),
    [
        (Priorities(oldest=1), 1),
        (Priorities(oldest=0, children=1), 2),
        (Priorities(oldest=0, newest=1), 3),
    ],
)
def test_priorities_say_who_is_next(priorities: Priorities, first: int) -> None:
    """Oldest, oldest child or newest; a case taken up again before all of them."""
    desk = _desk(1, priorities)
    _enter(desk, 1, age=90)
    _enter(desk, 2, age=60, child=True)
    _enter(desk, 3, age=1)
    assert [first] == desk.take(MONDAY, rng())
    _enter(desk, 4, age=30, again=True)
    assert [4] == desk.take(MONDAY + timedelta(days=1), rng())


def test_no_wait_is_lost_for_want_of_a_child() -> None:
    """A lane without anyone in it gives its turn to the others."""
    desk = _desk(1, Priorities(oldest=0, children=1))
    _enter(desk, 1, age=1)
    assert [1] == desk.take(MONDAY, rng())


def test_idle_days_are_made_up_for_only_so_far() -> None:
    """After a long idle time a desk does not decide a quarter's work in a day."""
    desk = _desk(2, Priorities(oldest=1))
    for day in range(60):
        assert [] == desk.take(MONDAY + timedelta(days=day), rng())
    for number in range(100):
        _enter(desk, number, age=number)
    taken = desk.take(MONDAY + timedelta(days=61), rng())
    assert 2 < len(taken) <= 2 * 9


def test_outcomes_come_out_at_their_share() -> None:
    """Of a hundred decisions of one quarter and age the share is met to one."""
    outcomes = Outcomes(load_calibration())
    generator = rng()
    made = [
        outcomes.of(Stage.REASONABLE_GROUNDS, Q2, "adult", generator)
        for _ in range(100)
    ]
    assert 27 == pytest.approx(made.count(Outcome.POSITIVE), abs=1)


def test_reasons_are_codes_and_the_first_is_the_primary_one() -> None:
    """Insufficient information leads in 2023 as published, hardly in 2022."""
    outcomes = Outcomes(load_calibration())
    generator = rng()
    for quarter, share in ((Quarter(2022, 2), 0.03), (Q2, 0.52)):
        first = [
            outcomes.reasons(Stage.REASONABLE_GROUNDS, quarter, generator)[0]
            for _ in range(500)
        ]
        got = first.count("insufficient_information") / 500
        assert share == pytest.approx(got, abs=0.06)


def test_identities_are_nobodys() -> None:
    """Numbers for drama, addresses for examples, and the word synthetic."""
    for seed in range(50):
        identity = invent_identity(
            nationality=("albanian",),
            gender="female",
            born_on=PartialDate.on(date(2000, 5, 1)),
            rng=rng(seed),
        )
        assert "Synthetic person, invented" == identity.other_names
        assert identity.telephone.startswith("07700900")
        assert 11 == len(identity.telephone)
        assert identity.email.endswith("@example.org")
        assert identity.given_name in load_names().groups["albanian"].given["female"]
        assert "2000-05-01" == identity.as_values()["born_on"]


def test_birth_dates_agree_with_the_age() -> None:
    """Known to the day, the age on the day of referral is the one that was drawn."""
    on = date(2024, 2, 29)
    found = [invent_birth(years=17, on=on, rng=rng(seed)) for seed in range(400)]
    days = [born.first for born in found if born is not None and born.is_day]
    assert len(days) > 300
    for born in days:
        had_birthday = (on.month, on.day) >= (born.month, born.day)
        assert 17 == on.year - born.year - (not had_birthday)
    assert any(born is None for born in found)
    assert any(born and born.precision is Precision.YEAR for born in found)
