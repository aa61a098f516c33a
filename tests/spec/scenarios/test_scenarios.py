"""The mechanism's acceptance scenarios: each has its stories, told like any other.

The published totals of the last one belong to the release, not to a case.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from opennrm.cases.clocks import reasonable_grounds_target, reconsideration_window
from opennrm.cases.fold import fold
from opennrm.cases.rulebook import load_rulebook
from opennrm.stories.form import read_story
from opennrm.stories.telling import tell

HERE = Path(__file__).parent
STORIES = sorted(HERE.glob("*.yaml"))


def told_case(name):
    return fold(tell(read_story(HERE / name)).history)


def test_every_scenario_has_its_stories():
    """Each file is named after its scenario, from 1 to 24."""
    assert set(range(1, 25)) == {int(path.name[:2]) for path in STORIES}


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_a_story_says_which_scenario_it_is(path):
    assert read_story(path).source.startswith(f"domain scenario {int(path.name[:2])}")


def test_the_other_reading_of_the_window_gives_one_month():
    """Scenario 20: thirty days or one month, both in the file and one in use."""
    case = told_case("20_thirty_days_of_2026.yaml")
    book = load_rulebook()
    month = replace(
        book, rules=book.rules.choose("reconsideration-window@2024-02-22.2")
    )

    in_use = reconsideration_window(case, on=date(2026, 2, 1), book=book)
    chosen = reconsideration_window(case, on=date(2026, 2, 1), book=month)
    assert date(2026, 3, 2) == in_use.due_on
    assert date(2026, 2, 28) == chosen.due_on


def test_the_other_reading_of_the_bar_looks_at_the_decision():
    """Scenario 21: whether the request's or the decision's date counts is a choice."""
    rules = load_rulebook().rules
    chosen = rules.version("reconsideration-bar@2025-09-17.2")

    assert "reconsideration-bar@2025-09-17.1" == chosen.alternative_to
    assert "decision_date" == chosen.parameter("looks_at")


def test_before_a_holiday_was_announced_it_is_not_counted():
    """Scenario 5: as at an earlier day the target is without the Scottish holiday."""
    case = told_case("05_one_off_in_june_in_scotland.yaml")
    before = load_rulebook(datetime(2025, 1, 1, tzinfo=UTC))

    then = reasonable_grounds_target(case, on=date(2026, 6, 11), book=before)
    now = reasonable_grounds_target(case, on=date(2026, 6, 11), book=load_rulebook())
    assert date(2026, 6, 18) == then.due_on
    assert date(2026, 6, 19) == now.due_on
    assert then.calendar != now.calendar
