"""The estimators on tables whose answers can be had with a pencil."""

import doctest
import importlib
import json
import pkgutil
from math import comb
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import digamma, gammaln

import opennrm.research.undercount as room
from opennrm.cli.main import main
from opennrm.research.undercount.cells import pairs
from opennrm.research.undercount.chains import Target, own_walk, worth
from opennrm.research.undercount.existence import Existence, ExistenceChecks
from opennrm.research.undercount.fitting import fit
from opennrm.research.undercount.information import choose_again, rank
from opennrm.research.undercount.latent import agreement
from opennrm.research.undercount.models import (
    ModelUnreadable,
    hierarchical,
    hierarchical_models,
    name,
    named,
    pairwise_models,
)
from opennrm.research.undercount.profiling import profile
from opennrm.research.undercount.published_numbers import uniforms
from opennrm.research.undercount.resampling import (
    acceleration,
    bca_limits,
    percentile_limits,
    quantile,
    resample,
)
from opennrm.research.undercount.stepwise import p_values, walk
from opennrm.research.undercount.thresholding import Prior, threshold

ARTIFICIAL = np.array([0.0, 40, 30, 6, 20, 0, 0, 0])
KOREAN = np.array([0.0, 5, 5, 54, 41, 6, 0, 12])
TWO = np.array([0.0, 30, 20, 10])


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize(
    "module",
    [each.name for each in pkgutil.iter_modules(room.__path__)],
)
def test_the_examples_of_the_docstrings_run(module: str):
    """An example that does not run explains nothing."""
    found = importlib.import_module(f"{room.__name__}.{module}")
    assert 0 == doctest.testmod(found).failed


def test_two_lists_give_lincoln_and_petersen():
    """30 alone, 20 alone, 10 on both: 30 x 20 / 10 unseen."""
    assert 120 == pytest.approx(fit(TWO[None], [(0, 1, 2)]).totals[0], abs=1e-9)


def test_one_person_moved_changes_the_total_as_the_formula_says():
    """Many tables at once are each table alone."""
    tables = np.array([TWO, [0, 31, 20, 9], [0, 29, 19, 12]])
    alone = [float(fit(row[None], [(0, 1, 2)]).totals[0]) for row in tables]
    assert alone == pytest.approx(fit(tables, [(0, 1, 2)] * 3).totals.tolist())


@pytest.mark.parametrize("lists", [2, 3, 4, 5])
def test_there_are_as_many_pairwise_models_as_sets_of_pairs(lists: int):
    """With two lists the only overlap cannot be had beside the unseen."""
    wanted = 2 ** comb(lists, 2) if lists > 2 else 1
    assert wanted == len(pairwise_models(lists))


def test_hierarchical_models_of_five_lists():
    """The known number of hierarchies with every list, less the saturated one."""
    assert 6893 == len(hierarchical_models(5))
    assert 6893 == len(set(hierarchical_models(5)))


@pytest.mark.parametrize("written", ["[1,2,3,4]", "[123,14]", "[12,13,24,34]"])
def test_a_model_is_found_by_its_name(written: str):
    """The name says all."""
    lists = 4
    missing = {str(each) for each in range(1, 5)} - set(written)
    assert not missing
    assert named(lists, name(named(lists, written))) == named(lists, written)


@pytest.mark.parametrize("written", ["12,3", "[11]", "[15]", "[]"])
def test_a_name_that_is_none_is_refused(written: str):
    """With a list twice, or one that is not there."""
    with pytest.raises(ModelUnreadable):
        named(3, written)


@pytest.mark.parametrize(
    ("written", "code"),
    [("[12,13,23]", 2), ("[12,3]", 1), ("[13,23]", 0), ("[1,2,3]", 0)],
)
def test_existence_codes_of_a_table_made_for_them(written: str, code: int):
    """As published for this table."""
    assert code == ExistenceChecks(3).code(ARTIFICIAL, named(3, written))


def test_a_fit_that_proves_itself_needs_no_programme():
    """Linear programmes are for doubtful fits alone."""
    checks = ExistenceChecks(3)
    models = [named(3, "[1,2,3]"), named(3, "[12,3]")]
    assert [0, 1] == checks.codes(
        fit(ARTIFICIAL[[*[range(8)] * 2]], models), models
    ).tolist()
    assert 1 == checks.programmes


def test_an_overlap_of_nobody_is_at_minus_infinity():
    """It counts as a parameter and empties its cells."""
    model = named(3, "[13,2]")
    fits = fit(ARTIFICIAL[None], [model])
    assert [5] == [model[at] for at in np.nonzero(fits.unbounded[0])[0]]
    assert 5 == fits.size[0]
    assert 0 == fits.means[0, 5]


def test_p_values_are_the_smaller_tail():
    """None where four were expected, and four where none was."""
    assert np.exp(-4) == pytest.approx(p_values(np.array([0.0]), np.array([4.0]))[0])
    assert 1 - np.exp(-0.1) == pytest.approx(
        p_values(np.array([1.0]), np.array([0.1]))[0]
    )


def test_a_walk_stops_earlier_at_a_stricter_threshold():
    """One path, three stops, in the order asked for."""
    found = walk(KOREAN[None], [0.02, 0.0, 1e-30], ExistenceChecks(3))
    assert ["[12,3]", "[1,2,3]", "[1,2,3]"] == [name(each) for each in found.models[0]]


def test_a_walk_gives_infinity_where_not_even_main_effects_exist():
    """A resampled table may have no overlap left."""
    bare = np.array([[0.0, 4, 5, 0]])
    assert np.isinf(walk(bare, [0.02], ExistenceChecks(2)).totals[0, 0])


def test_the_best_model_is_found_again_on_the_same_table():
    """Choosing among those ranked gives the point itself."""
    checks = ExistenceChecks(3)
    ranking = rank(KOREAN, pairwise_models(3), checks, best=8)
    assert 6 == len(ranking.models)
    assert [ranking.totals[0]] == pytest.approx(
        choose_again(KOREAN[None], ranking, checks).tolist()
    )


def test_quantiles_follow_definition_eight():
    """Worked by hand: place 0.5 x 4.333 + 0.333 is 2.5."""
    draws = np.array([4.0, 1, 2, 3])
    assert 2.5 == pytest.approx(quantile(draws, 0.5))
    assert 1 == quantile(draws, 0.01)
    assert 4 == quantile(draws, 0.99)


def test_a_quantile_among_infinite_draws_is_infinite():
    """Never not a number."""
    assert np.inf == quantile(np.array([1, np.inf, np.inf]), 0.9)


def test_a_jackknife_where_nobody_matters_accelerates_nothing():
    """Ties give zero, not a division by it."""
    assert 0 == acceleration(np.array([5.0, 5, 5]), np.array([1.0, 2, 3]))


def test_one_person_who_matters_much_turns_the_acceleration():
    """Worked by hand: differences 1, 1 and -2 give -6 over 6 times 6 to the 3/2."""
    found = acceleration(np.array([9.0, 9, 12]), np.ones(3))
    assert -6 / (6 * 6**1.5) == pytest.approx(found)


def test_bca_is_the_percentile_interval_without_bias_or_acceleration():
    """The formula at its simplest."""
    draws = np.arange(1.0, 1001)
    flat = np.array([5.0, 5])
    found = bca_limits(draws, flat, np.array([1.0, 1]), 500.5)
    plain = percentile_limits(draws)
    assert found is not None
    assert (plain.lower, plain.upper) == pytest.approx((found.lower, found.upper))


@pytest.mark.parametrize("point", [0.0, 11.0])
def test_bca_is_not_defined_beyond_all_draws(point: float):
    """The normal quantile of nothing or everything is no number."""
    draws = np.arange(1.0, 11)
    assert bca_limits(draws, draws, np.ones(10), point) is None


def test_resampling_keeps_the_number_of_people_and_is_seeded():
    """The same seed gives the same tables."""
    one, other = (resample(TWO, rng(), draws=5) for _ in range(2))
    assert [60.0] * 5 == one.drawn.sum(axis=1).tolist()
    assert [59.0] * 3 == one.left_out.sum(axis=1).tolist()
    assert (one.drawn == other.drawn).all()


def test_the_profile_is_greatest_where_a_grid_says():
    """A slow search over whole numbers of unseen is the oracle."""
    found = profile(TWO, (0, 1, 2), unseen=60.0)

    def slow(unseen: int) -> float:
        seen_on = 40 / (60 + unseen), 30 / (60 + unseen)
        # Under independence the shares of each list are fitted in closed form.
        one, other = seen_on
        shares = (one * (1 - other), (1 - one) * other, one * other)
        none = (1 - one) * (1 - other)
        return float(
            gammaln(61 + unseen)
            - gammaln(unseen + 1)
            + TWO[1:] @ np.log(shares)
            + unseen * np.log(none)
        )

    values = {each: slow(each) for each in range(1, 400)}
    best = max(values, key=values.__getitem__)
    inside = [each for each in values if values[best] - values[each] <= 3.8414588 / 2]
    assert 60 + best == pytest.approx(found.point, abs=1)
    assert 60 + min(inside) == pytest.approx(found.limits.lower, abs=1)
    assert 60 + max(inside) == pytest.approx(found.limits.upper, abs=1)


def test_a_walk_that_stands_still_is_worth_nothing():
    """And still prints an estimate, which is why it is asked."""
    assert 0 == worth(np.full(100, 7.0))
    assert worth(rng().standard_normal(4000)) > 3000


def test_our_own_walk_finds_the_mean_of_a_gamma_posterior():
    """One Poisson cell with a flat prior on the logarithm: mean log is digamma."""
    target = Target(
        counts=np.array([20.0]), design=np.ones((1, 1)), precisions=np.zeros(1)
    )
    chain = own_walk(target, rng())
    error = 5 * chain.draws.std() / np.sqrt(chain.worth)
    assert digamma(20) == pytest.approx(chain.draws.mean(), abs=error)


def test_flat_priors_have_no_answer_where_no_estimate_exists():
    """The code says which of both reasons."""
    found = threshold(KOREAN, Prior.IMPROPER, ExistenceChecks(3), rng())
    assert Existence.DOES_NOT_EXIST is found


def test_chains_that_differ_are_told_apart():
    """Around 1 when they agree, far above it when they do not."""
    draws = rng().standard_normal((400, 4))
    assert 1 == pytest.approx(agreement(draws), abs=0.05)
    assert agreement(draws + np.arange(4) * 10) > 5
    assert 1 == agreement(np.ones((10, 2)))


def test_published_random_numbers_lie_between_zero_and_one():
    """Both excluded, and the same each time."""
    one, other = uniforms(12345), uniforms(12345)
    drawn = [next(one) for _ in range(1500)]
    assert drawn == [next(other) for _ in range(1500)]
    assert 0 < min(drawn) < max(drawn) < 1
    assert 0.5 == pytest.approx(np.mean(drawn), abs=0.03)


def test_pairs_come_in_the_published_order():
    """12, 13, 23, 14, 24, 34: the order in which ties are broken."""
    assert (3, 5, 6, 9, 10, 12) == pairs(4)
    assert (0, 1, 2, 3, 4) == hierarchical(3, [3])


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    path = tmp_path / "lists.csv"
    path.write_text(
        "A,B,C,count\n1,0,0,5\n0,1,0,5\n0,0,1,41\n1,1,0,54\n1,0,1,6\n1,1,1,12\n",
        "utf-8",
    )
    return path


def test_the_command_gives_every_method_with_an_interval_or_a_reason(
    lists: Path, tmp_path: Path
):
    """And a page that says what it assumes."""
    out = tmp_path / "report"
    words = ["research", "undercount", "--table", str(lists), "--draws", "100"]
    done = CliRunner().invoke(main, [*words, "--out", str(out), "--json"])
    assert 0 == done.exit_code, done.output
    results = json.loads(done.stdout)["results"]
    assert 9 == len(results)
    for row in results:
        assert {"method", "point", "lower", "upper", "model"} <= set(row)
        if row["point"] is None:
            assert row["reason"]
        else:
            assert row["lower"] <= row["point"] <= (row["upper"] or np.inf)
    page = (out / "index.html").read_text("utf-8")
    assert "from about 11,000 to 25,000" in page
    assert "When not to use this" in page
    assert json.loads(done.stdout) == json.loads(
        (out / "results.json").read_text("utf-8")
    )


def test_the_command_refuses_a_faulty_table(tmp_path: Path):
    """With the status of the family of faulty input."""
    path = tmp_path / "bad.csv"
    path.write_text("A,B,count\n1,0,-3\n", "utf-8")
    done = CliRunner().invoke(main, ["research", "undercount", "--table", str(path)])
    assert 14 == done.exit_code
    assert "below zero" in done.output
