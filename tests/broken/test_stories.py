"""Stories that cannot be told: each refused with its line and what is known."""

import pytest

from opennrm.stories.expecting import differences
from opennrm.stories.form import StoryFaulty, parse_story, read_story
from opennrm.stories.telling import StoryBroken, tell

REFERRED = "  - {on: 2023-02-15, do: refer, as: it}\n"


def story(events=REFERRED, rest=""):
    return f"title: broken\nevents:\n{events}{rest}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: [", "not YAML"),
        (story(rest="title: again\n"), "'title' is written twice"),
        (story("  - {on: &day 2023-02-15, do: refer, recorded: *day}\n"), "no aliases"),
        ("- a list", "map of keys"),
        ("title: empty\nevents: []", "Nothing happens"),
        ("events:\n" + REFERRED, "needs the key 'title'"),
        (story(rest="colour: blue\n"), "no key 'colour'"),
        (story("  - {on: 2023-02-15, do: reffer}\n"), "Known: refer"),
        (story("  - {do: refer}\n"), "needs the key 'on'"),
        (story("  - {on: 2023-02-31, do: refer}\n"), "2023-02-31"),
        (story("  - {on: 2023-02-15, do: refer, recorded: soon}\n"), "soon"),
        (story("  - just words\n"), "An event is a map"),
        (story(rest="expect:\n  - words\n"), "An expectation is a map"),
        (story(rest="expect:\n  - {as_at: never}\n"), "never"),
        (story(rest="expect:\n  - {colour: fine}\n"), "no key 'colour'"),
    ],
)
def test_a_faulty_file_is_refused_with_what_is_wrong(text, said):
    with pytest.raises(StoryFaulty, match=said):
        parse_story(text, name="broken.yaml")


def test_all_faults_are_told_at_once_with_their_lines():
    text = story("  - {on: 2023-02-15, do: reffer}\n  - {on: never, do: refer}\n")
    with pytest.raises(StoryFaulty) as refused:
        parse_story(text, name="broken.yaml")

    assert [3, 4] == [fault.line for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ("  - {on: 2023-02-15, do: refer, refused: consent-needed}\n", "carried out"),
        (
            "  - {on: 2023-02-15, do: refer, with: {nrm_consent: refused}}\n",
            "consent-needed",
        ),
        (
            REFERRED + "  - {on: 2023-02-16, by: nobody, do: suspend,"
            " with: {reason: missing}}\n",
            "nobody is called 'nobody'",
        ),
        (
            REFERRED + "  - {on: 2023-02-16, do: correct,"
            " with: {fact: that, cause: correction}}\n",
            "No earlier event is called 'that'",
        ),
        (
            REFERRED + "  - {on: 2023-02-16, do: decide reasonable grounds,"
            " with: {outcome: perhaps}}\n",
            "outcome has a value that it may not have",
        ),
    ],
)
def test_a_step_that_goes_otherwise_breaks_the_story(events, said):
    with pytest.raises(StoryBroken, match=said):
        tell(parse_story(story(events), name="broken.yaml"))


def test_what_is_not_as_expected_is_named():
    told = tell(
        parse_story(
            story(
                rest="""
expect:
  - tracks: {reasonable_grounds: positive}
    clocks:
      reasonable_grounds_target: {due_on: 2023-02-23}
      recovery_minimum: {due_on: 2023-03-01}
    table: referrals
    rows:
      - {gender: female, colour: blue}
      - {gender: male}
"""
            ),
            name="wrong.yaml",
        )
    )

    assert [
        "track reasonable_grounds: positive expected, pending found",
        "clock reasonable_grounds_target due_on: 2023-02-23 expected, 2023-02-22 found",
        "clock recovery_minimum due_on: 2023-03-01 expected, no clock found",
        "2 rows expected, 1 found",
        "row 1 gender: female expected, male found",
        "row 1: there is no column colour",
    ] == list(differences(told, told.story.expect[0]))


def test_a_track_that_is_none_is_refused_with_those_that_are():
    told = tell(
        parse_story(story(rest="expect:\n  - tracks: {grounds: x}\n"), name="x.yaml")
    )
    with pytest.raises(StoryBroken, match="no track 'grounds'"):
        list(differences(told, told.story.expect[0]))


def test_a_story_is_read_from_its_file(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(story(rest="people: {pat: {role: reviewer, organisation: sca}}\n"))

    read = read_story(path)
    assert "reviewer" == read.people["pat"].role
