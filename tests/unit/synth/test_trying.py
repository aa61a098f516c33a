"""Trying a reform: what is counted from two registers, and how it is told."""

import json
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner, Result

from opennrm.cases.case import Route
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cli.rules import rules
from opennrm.cli.try_reform import NotAReform
from opennrm.rules.differing import changes
from opennrm.rules.rule_sets import baseline, load_rule_set, rule_set_directory
from opennrm.synth.comparing import first_difference, measures
from opennrm.synth.recordings import histories
from opennrm.synth.simulating import simulate

REFORM = "commissioner-2017"
BEGAN = date(2018, 4, 1)
ENDS = date(2025, 12, 31)


@pytest.fixture(scope="module")
def told() -> dict:
    """A small trial as one JSON document."""
    done = _try(REFORM, "--referrals", "240", "--json")
    assert 0 == done.exit_code, done.output
    return json.loads(done.stdout)


def _try(*words: str) -> Result:
    return CliRunner().invoke(rules, ["try", *words])


def _measure(told: dict, name: str) -> dict:
    (found,) = (one for one in told["measures"] if one["measure"] == name)
    return found


def test_a_trial_says_what_it_is(told: dict) -> None:
    """Synthetic and hypothetical, with what was assumed."""
    assert told["synthetic"] is True
    assert "not the law" in told["rule_set"]["banner"]
    assert "evidence of nothing" in told["warning"]
    assert 3 <= len(told["assumed"])
    assert ("2018-04-01", "2025-12-31") == (told["differs_from"], told["as_at"])


def test_the_same_referrals_are_in_both(told: dict) -> None:
    """Nearly: one may be recorded late or twice at the very end."""
    referrals = _measure(told, "referrals")
    assert referrals["baseline"] == pytest.approx(referrals["reform"], abs=3)


def test_under_the_reform_panels_decide_and_support_comes_first(told: dict) -> None:
    """Every decision is a panel's, and more people are supported, and sooner."""
    panels = _measure(told, "decided_by_panel")
    assert 0.1 > panels["baseline"]
    assert 0.99 < panels["reform"]
    supported = _measure(told, "supported")
    assert supported["baseline"] < supported["reform"]
    days = _measure(told, "days_to_support")
    assert days["baseline"] > days["reform"]


def test_the_table_has_every_measure(told: dict) -> None:
    """As text, under both banners, with a column for each register."""
    done = _try(REFORM, "--referrals", "240")
    assert done.stdout.startswith("Hypothetical: ")
    assert "Synthetic: nobody" in done.stdout
    for one in told["measures"]:
        assert one["meaning"] in done.stdout


def test_a_reform_of_later_days_is_not_simulated() -> None:
    """It says that the register ends before, and compares nothing."""
    done = _try("odihr-handbook")
    assert 0 == done.exit_code
    assert "from 2027-01-01 on" in done.stdout
    assert "median" not in done.stdout
    assert [] == json.loads(_try("odihr-handbook", "--json").stdout)["measures"]


def test_another_mechanism_is_refused() -> None:
    """Only what is laid over the baseline can be set beside its register."""
    from opennrm.rules.rule_sets import shipped_rule_sets

    others = [
        name
        for name, directory in shipped_rule_sets().items()
        if load_rule_set(directory).about.base.value == "none"
    ]
    assert others
    done = _try(others[0])
    assert isinstance(done.exception, NotAReform)


def test_the_first_difference_is_that_of_the_first_rule() -> None:
    """The reform's own first day; nothing against itself."""
    reform = load_rule_set(rule_set_directory(REFORM))
    assert BEGAN == first_difference(changes(baseline(), reform))
    assert None is first_difference(changes(baseline(), baseline()))


def test_measures_are_counted_from_the_cases() -> None:
    """Decisions as made by outcome, of the referrals received since a day."""
    stream = list(simulate(referrals=200, rng=np.random.default_rng(3)))
    found = {one.name: one.value for one in measures(stream, since=BEGAN, until=ENDS)}
    cases = []
    for history in histories(stream).values():
        try:
            case = fold(history)
        except NoSuchCase:
            continue
        if case.route is Route.NRM and case.received.first >= BEGAN:
            cases.append(case)
    assert len(cases) == found["referrals"]
    for stage in Stage:
        for outcome in Outcome:
            made = sum(
                (decision.stage, decision.outcome) == (stage, outcome)
                for case in cases
                for decision in case.decisions
            )
            assert made == found[f"{stage.value}_{outcome.value}"]


def test_nothing_to_count_is_told_as_none() -> None:
    """No wait has a median where nobody waited."""
    found = {one.name: one.value for one in measures([], since=BEGAN, until=ENDS)}
    assert 0 == found["referrals"]
    assert None is found["days_to_support"]
    assert None is found["decided_by_panel"]
