"""Every story beside this file, told through the functions that the service uses."""

from pathlib import Path

import pytest

from opennrm.rules.rule_sets import rule_set_directory
from opennrm.stories.expecting import differences
from opennrm.stories.form import read_story
from opennrm.stories.telling import tell

STORIES = sorted(Path(__file__).parent.rglob("*.yaml"))


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_a_story_goes_as_it_is_told(path):
    """Its steps are carried out or refused as written, and it gives what it expects."""
    story = read_story(path)
    rule_set = (
        rule_set_directory(story.rules, beside=path.parent) if story.rules else None
    )
    told = tell(story, rule_set=rule_set)

    assert [
        f"line {expectation.line}: {difference}"
        for expectation in told.story.expect
        for difference in differences(told, expectation)
    ] == []


def test_there_are_stories():
    assert len(STORIES) > 20
