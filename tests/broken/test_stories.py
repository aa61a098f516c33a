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
            "no earlier event is called 'that'",
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


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"title: " + b"[" * 20_000, "broken.yaml:1: This is not YAML: .* too deep"),
        (b"title: fine\nwhy: \xff\xfe\n", "broken.yaml:2: .*UTF-8. Save it"),
        (b'title: "\\ud800"\nevents: []\n', "broken.yaml:1: .*half a character"),
        (b"title: t\nevents:\n  - {on: 9999-12-31, do: refer}\n", "yaml:3: .*1900"),
        (b"title: t\nevents:\n  - {on: 9999, do: refer}\n", "yaml:3: .*1900"),
        (b"title: t\nevents:\n  - {on: 0001-01-01, do: refer}\n", "yaml:3: .*1900"),
        (b"title: " + b"1" * 5_000, "cannot be read"),
        (b"title: \x07\n", "control characters"),
        (b"title: !!timestamp 2026-99-99\n", "This is not YAML"),
        (b"? [a]\n: b\n", "This is not YAML"),
        (b"a: &a [*a]\n", "no aliases"),
        (b"title: t\n" + b"# \n" * 400_000, "larger than 1,000,000 bytes"),
        (
            b"title: t\nevents:\n" + b"  - {on: 2023-02-15, do: refer}\n" * 2_001,
            "2,001 events, and 2,000 are the most",
        ),
        (b'title: t\n"a\\u202eb": c\nevents: []\n', r"a\\u202eb"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_a_crash(tmp_path, held, said):
    path = tmp_path / "broken.yaml"
    path.write_bytes(held)
    with pytest.raises(StoryFaulty, match=said) as refused:
        read_story(path)

    assert str(refused.value).replace("\n", "").isprintable()


@pytest.mark.parametrize("born", ["9999", "9999-Q4", "0001"])
def test_a_birth_date_past_reckoning_is_refused(born):
    with_birth = f"  - {{on: 2023-02-15, do: refer, with: {{born_on: '{born}'}}}}\n"
    with pytest.raises((StoryFaulty, StoryBroken)):
        tell(parse_story(story(with_birth), name="broken.yaml"))


REFUSED_FIRST = (
    "  - {on: 2023-02-15, do: refer, as: it, with: {nrm_consent: refused}}\n"
    "  - {on: 2023-02-16, do: suspend, with: {reason: missing}}\n"
)


def test_what_rests_on_a_refusal_is_one_more_surprise_and_not_the_end():
    told = tell(parse_story(story(REFUSED_FIRST), name="x.yaml"), strict=False)

    assert ["consent-needed"] == [one.error.code for one in told.refusals]
    assert ["Line 3", "Line 4"] == [line[:6] for line in told.surprises]


def test_a_label_of_a_refused_event_is_a_surprise_and_a_wrong_label_breaks():
    lost = REFERRED + (
        "  - {on: 2023-02-16, do: suspend, as: pause, with: {reason: no_such}}\n"
        "  - {on: 2023-02-17, do: withdraw fact, with: {fact: FACT, cause: error}}\n"
    )
    told = tell(
        parse_story(story(lost.replace("FACT", "pause")), name="x.yaml"), strict=False
    )

    assert ["Line 4", "Line 5"] == [line[:6] for line in told.surprises]
    with pytest.raises(StoryBroken, match="Line 5: no earlier event"):
        tell(
            parse_story(story(lost.replace("FACT", "pawse")), name="x.yaml"),
            strict=False,
        )
