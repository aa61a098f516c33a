"""The simulation: twelve years, day by day, from calibration figures to facts.

Every fact comes from the decision functions of `cases`; nothing is put together by
hand. The same seed and size give the same stream, to the byte. Who arrives on which
day hangs on the seed and size alone: under a reform the same people come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np

from opennrm.cases.facts import Stage
from opennrm.cases.rulebook import Rulebook, load_rulebook
from opennrm.rules.dates import Quarter
from opennrm.synth import arriving, deciding, moving
from opennrm.synth.calibration import Calibration
from opennrm.synth.calibration_file import load_calibration
from opennrm.synth.coming_again import Acquaintances
from opennrm.synth.desks import Desk, Priorities
from opennrm.synth.joint import load_joint_shape
from opennrm.synth.outcomes import Outcomes
from opennrm.synth.people import Inventor
from opennrm.synth.recordings import SimulatedFacts
from opennrm.synth.volumes import apportion, arrival_days
from opennrm.synth.world import Action, CaseFile, World

REFERRALS = 20_000
"""How many referrals the register has unless another number is asked for."""

SEED = 20_251_231
"""The seed of the register that the demonstration shows."""

_MARGIN_UNTIL = 2022
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The size of a register: what arrives by quarter, and how much desks decide.

    Counts: `referrals` add up to what was asked for; the rest is in proportion.
    """

    referrals: dict[Quarter, int]
    notifications: dict[Quarter, int]
    capacity: dict[Stage, dict[Quarter, float]]


def plan(referrals: int, calibration: Calibration) -> Plan:
    """Scale the published volumes to so many referrals."""
    counts = calibration.counts
    scale = referrals / calibration.referrals
    reports = counts["notifications"].by_quarter
    margin = 1 + calibration.parameter("desk_margin")
    first = counts["reasonable_grounds_decisions"].by_quarter
    second = counts["conclusive_grounds_decisions"].by_quarter
    return Plan(
        referrals=apportion(referrals, counts["referrals"].by_quarter),
        notifications=apportion(round(scale * sum(reports.values())), reports),
        capacity={
            Stage.REASONABLE_GROUNDS: {
                quarter: scale * made * (margin if quarter.year <= _MARGIN_UNTIL else 1)
                for quarter, made in first.items()
            },
            Stage.CONCLUSIVE_GROUNDS: {
                quarter: scale * made for quarter, made in second.items()
            },
        },
    )


def simulate(
    *,
    referrals: int = REFERRALS,
    rng: np.random.Generator,
    calibration: Calibration | None = None,
    book: Rulebook | None = None,
) -> Iterator[SimulatedFacts]:
    """An invented register, in the order in which it was recorded.

    Counts: so many referrals, and Duty to Notify reports and second recordings that
        are taken back on top.
    Dates: from the first quarter of the calibration figures to the end of the last;
        what was still to come then is cut off, so that some cases are current.
    Assumes: the published figures, and where none exist what the calibration file
        says was derived or chosen; it is no evidence of anything.
    """
    figures = calibration or load_calibration()
    rules = book or load_rulebook()
    size = plan(referrals, figures)
    people, hours, lots = rng.integers(2**63, size=3).tolist()
    world = _world(figures, rules, size, rng=rng, hours=hours, seed=lots)
    arrivals = np.random.default_rng(people)
    inventor = Inventor(figures, load_joint_shape(), rules)
    known = Acquaintances()
    while world.today <= world.until:
        if world.today == world.quarter.first:
            _plan_arrivals(world, inventor, known, size, arrivals)
        _live_a_day(world)
        yield from world.recorded
        world.recorded.clear()
        world.today += _ONE_DAY


def _world(
    calibration: Calibration,
    book: Rulebook,
    size: Plan,
    *,
    rng: np.random.Generator,
    hours: int,
    seed: int,
) -> World:
    first, last = calibration.quarters[0], calibration.quarters[-1]

    working_days_in = partial(_working_days, book)
    oldest = calibration.parameter("oldest_first_reasonable_grounds")

    def at_second_desk(quarter: Quarter) -> Priorities:
        return Priorities(**calibration.share("taken_first", quarter))

    return World(
        calibration=calibration,
        book=book,
        rng=rng,
        hours=np.random.default_rng(hours),
        seed=seed,
        outcomes=Outcomes(calibration),
        desks={
            Stage.REASONABLE_GROUNDS: Desk(
                size.capacity[Stage.REASONABLE_GROUNDS],
                lambda _: Priorities(oldest=oldest),
                working_days_in=working_days_in,
            ),
            Stage.CONCLUSIVE_GROUNDS: Desk(
                size.capacity[Stage.CONCLUSIVE_GROUNDS],
                at_second_desk,
                working_days_in=working_days_in,
            ),
        },
        today=first.first,
        now=datetime.combine(first.first, datetime.min.time(), tzinfo=UTC),
        until=last.last,
        turning_days=moving.turning_days(book),
    )


def _plan_arrivals(
    world: World,
    inventor: Inventor,
    known: Acquaintances,
    size: Plan,
    rng: np.random.Generator,
) -> None:
    quarter = world.quarter
    duty_began = _duty_to_notify_began(world, quarter)
    arriving.plan_quarter(
        world,
        inventor,
        known,
        rng,
        referral_days=arrival_days(
            quarter, size.referrals[quarter], rng, since=quarter.first
        ),
        notification_days=arrival_days(
            quarter, size.notifications.get(quarter, 0), rng, since=duty_began
        ),
    )


def _duty_to_notify_began(world: World, quarter: Quarter) -> date:
    """The first day of a quarter on which reports were made by duty.

    Source: duty-to-notify.
    """
    versions = world.book.rules.rule("duty-to-notify").timelines["england"]
    began = next(version.starts_on.first for version in versions if version.applies)
    return max(quarter.first, min(began, quarter.last))


def _live_a_day(world: World) -> None:
    """Everything of one day, in a random order, each at its own moment."""
    planned: list[Action] = world.planned()
    if world.book.calendars.for_nation("england").is_working_day(world.today):
        for stage, desk in world.desks.items():
            planned += [
                partial(_decide, file=world.files[number], stage=stage)
                for number in desk.take(world.today, world.rng)
            ]
    order = world.hours.permutation(len(planned)).tolist()
    moments = world.moments(len(planned) + 1)
    world.now = next(moments)
    moving.move_all_left_behind(world)
    for place, moment in zip(order, moments, strict=True):
        world.now = moment
        planned[place](world)


def _decide(world: World, *, file: CaseFile, stage: Stage) -> None:
    """A decision at its desk, unless the case left it earlier the same day."""
    if deciding.still_waits_for(world, file, stage):
        deciding.decide(world, file, stage)


def _working_days(book: Rulebook, quarter: Quarter) -> int:
    """The working days of a quarter, which a desk's capacity is spread over."""
    before = quarter.first - _ONE_DAY
    return book.calendars.for_nation("england").working_days_between(
        before, quarter.last
    )
