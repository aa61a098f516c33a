"""How often the intervals of the uncounted hold the total they were drawn from.

Coverage is measured on simulated tables and held to what the docstrings claim, within
three Monte Carlo standard errors. Bias is printed: run with `-s` to read it.
"""

from pathlib import Path

import numpy as np
import pytest

from opennrm.research.undercount.cells import Numbers
from opennrm.research.undercount.existence import ExistenceChecks
from opennrm.research.undercount.fitting import fit
from opennrm.research.undercount.models import Model, main_effects, named
from opennrm.research.undercount.profiling import profile
from opennrm.research.undercount.resampling import bca_limits, resample
from opennrm.research.undercount.stepwise import walk
from opennrm.research.undercount.tables import read_table

FIVE = (
    Path(__file__).resolve().parents[3] / "shared/reference/mse/uk_2013_five_lists.csv"
)

# Four lists of an invented population of 6,000: how many are on each list and, by
# pair, how much more often they are on both than chance would have it.
POPULATION = 6_000
ON_LIST = (0.06, 0.10, 0.16, 0.08)


def population(ties: dict[int, float]) -> Numbers:
    """The chances of every set of lists, with log odds ratios for some pairs."""
    sets = np.arange(16)
    logs = np.zeros(16)
    for place, chance in enumerate(ON_LIST):
        logs += (sets >> place & 1) * np.log(chance / (1 - chance))
    for pair, tie in ties.items():
        logs += ((sets & pair) == pair) * tie
    weights = np.exp(logs)
    found: Numbers = weights / weights.sum()
    return found


def tables(chances: Numbers, number: int, rng: np.random.Generator) -> Numbers:
    drawn = rng.multinomial(POPULATION, chances, size=number).astype(float)
    drawn[:, 0] = 0
    return drawn


def within(covered: int, number: int, claimed: float) -> bool:
    error = np.sqrt(claimed * (1 - claimed) / number)
    return abs(covered / number - claimed) <= 3 * error


def told(what: str, points: Numbers, covered: int, number: int) -> None:
    bias = np.mean(points) / POPULATION - 1
    print(f"{what}: coverage {covered / number:.3f} of {number}, bias {bias:+.3%}")  # noqa: T201 - the comparison is to be read


def test_a_known_model_recovers_the_total_without_bias():
    """Two thousand tables: the mean is within three standard errors of the truth."""
    chances = population({0b0011: 1.2, 0b1100: -0.8})
    drawn = tables(chances, 2_000, np.random.default_rng(1))
    totals = fit(drawn, [named(4, "[12,34]")] * len(drawn)).totals
    error = 3 * totals.std() / np.sqrt(len(totals))
    print(f"known model: mean {totals.mean():.0f} of {POPULATION}, error {error:.0f}")  # noqa: T201 - the comparison is to be read
    # The estimate is a ratio of counts: its mean exceeds the truth by less than 2 %.
    assert POPULATION == pytest.approx(totals.mean(), abs=error + 0.02 * POPULATION)


def profile_coverage(model: Model, ties: dict[int, float], number: int) -> int:
    drawn = tables(population(ties), number, np.random.default_rng(2))
    fits = fit(drawn, [model] * number)
    covered = 0
    for row in range(number):
        limits = profile(drawn[row], model, unseen=float(fits.means[row, 0])).limits
        covered += limits.lower <= POPULATION <= limits.upper
    told("profile", fits.totals, covered, number)
    return covered


def bca_coverage(ties: dict[int, float], number: int, draws: int) -> int:
    rng = np.random.default_rng(3)
    drawn = tables(population(ties), number, rng)
    checks = ExistenceChecks(4)
    covered, points = 0, np.empty(number)
    for row in range(number):
        again = resample(drawn[row], rng, draws=draws)
        found = walk(np.vstack([drawn[row], again.tables]), [0.02], checks)
        points[row] = found.totals[0, 0]
        on_draws, left_out = again.apart(found.totals[1:, 0])
        limits = bca_limits(on_draws, left_out, again.weights, points[row])
        covered += limits is not None and limits.lower <= POPULATION <= limits.upper
    told("BCa after stepwise", points, covered, number)
    return covered


def test_the_profile_interval_of_a_known_model_covers_95_in_100():
    """The claim holds when the model was not chosen by the data."""
    assert within(profile_coverage(main_effects(4), {}, 100), 100, 0.95)


def test_the_bca_interval_after_a_choice_covers_90_in_100_or_more():
    """The claim of its docstring, which is less than the nominal 95."""
    covered = bca_coverage({0b0011: 1.2, 0b1100: -0.8}, 40, 200)
    # On this population it covers more often; it may not cover less.
    assert covered / 40 >= 0.90 - 3 * np.sqrt(0.9 * 0.1 / 40)


@pytest.mark.long
def test_the_profile_interval_over_a_thousand_tables():
    """As above, with an error a third as large."""
    assert within(profile_coverage(main_effects(4), {}, 1_000), 1_000, 0.95)


@pytest.mark.long
def test_the_bca_interval_over_a_thousand_tables():
    """Measured, not tuned: at least what the docstring claims."""
    ties = {0b0011: 1.2, 0b1100: -0.8}
    covered = bca_coverage(ties, 1_000, 500)
    assert covered / 1_000 >= 0.90 - 3 * np.sqrt(0.9 * 0.1 / 1_000)


@pytest.mark.long
@pytest.mark.skipif(not FIVE.exists(), reason="the published table is not here")
def test_the_published_simulation_comes_out_again():
    """From the stepwise fit of the five lists of 2013: BCa holds it in 90 of 100.

    The profile interval takes the chosen model as known and covers far less: 75 in 100
    as measured here, where the study has 61 for another program's interval of that
    kind. Why they differ is not known; neither is near 95.
    """
    counts = read_table(FIVE).counts
    checks = ExistenceChecks(5)
    found = walk(counts[None], [0.02], checks)
    means = fit(counts[None], list(found.models[0])).means[0]
    truth, number = float(means.sum()), 200
    rng = np.random.default_rng(2021)
    drawn = rng.multinomial(round(truth), means / truth, size=number).astype(float)
    drawn[:, 0] = 0
    by_bca = by_profile = 0
    for row in drawn:
        again = resample(row, rng, draws=400)
        walked = walk(np.vstack([row, again.tables]), [0.02], checks)
        point, model = float(walked.totals[0, 0]), walked.models[0][0]
        on_draws, left_out = again.apart(walked.totals[1:, 0])
        limits = bca_limits(on_draws, left_out, again.weights, point)
        by_bca += limits is not None and limits.lower <= truth <= limits.upper
        seen = profile(row, model, unseen=point - row.sum()).limits
        by_profile += seen.lower <= truth <= seen.upper
    print(f"BCa {by_bca / number}, profile {by_profile / number}")  # noqa: T201 - the comparison is to be read
    assert within(by_bca, number, 0.90)
    assert within(by_profile, number, 0.75)
