"""`opennrm replay`: what it prints, in what form, and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from opennrm.cli.main import main

STORIES = Path(__file__).parents[2] / "broken" / "stories"
GOOD = """
title: One referral
events:
  - {on: 2026-03-02, do: refer}
"""
FORESEEN = GOOD + (
    "  - {on: 2026-03-03, do: resume, with: {reason: contact_regained},"
    " refused: not-now}\n"
)
SURPRISED = FORESEEN.replace(", refused: not-now", "")


def run(tmp_path, text, *options):
    path = tmp_path / "story.yaml"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["replay", str(path), *options])


def test_a_story_that_goes_as_it_is_told_ends_well(tmp_path):
    done = run(tmp_path, FORESEEN)

    assert 0 == done.exit_code, done.output
    assert "reasonable grounds: pending" in done.output
    assert "(not-now): To resume was refused" in done.output


def test_a_refusal_that_was_not_foreseen_ends_as_a_refusal_and_all_is_printed(
    tmp_path,
):
    done = run(tmp_path, SURPRISED, "--json")

    assert 11 == done.exit_code
    document = json.loads(done.output)
    assert ["not-now"] == [one["code"] for one in document["refusals"]]
    assert "assigned" == document["tracks"]["route"]


@pytest.mark.parametrize(
    ("text", "said", "status"),
    [
        (GOOD.replace("refer}", "reffer}"), "Known: refer", 14),
        (GOOD.replace("refer}", "refer, with: {gendre: male}}"), "Known: gender", 14),
        (GOOD + "people: {pat: {role: reviwer}}\n", "Known: reviewer", 14),
        (GOOD + "rules: commisioner-2017\n", "commissioner-2017", 2),
    ],
)
def test_unknown_words_are_refused_with_the_nearest_known_ones(
    tmp_path, text, said, status
):
    done = run(tmp_path, text)

    assert status == done.exit_code
    assert said in done.output


def test_a_reform_is_named_above_all_that_is_printed(tmp_path):
    done = run(tmp_path, GOOD, "--rules", "commissioner-2017")

    assert 0 == done.exit_code, done.output
    assert "Hypothetical" in done.output.splitlines()[1]


def test_what_would_steer_a_terminal_is_shown_escaped(tmp_path):
    title = r'"One \e[31mred\u202e"'
    done = run(tmp_path, GOOD.replace("One referral", title))

    assert 0 == done.exit_code, done.output
    assert r"One \x1b[31mred\u202e" == done.output.splitlines()[0]


def test_a_story_may_name_a_rule_set_of_its_own_directory_and_none_outside(tmp_path):
    own = tmp_path / "stories"
    for place in (own / "mine", tmp_path / "elsewhere"):
        place.mkdir(parents=True)
        (place / "ruleset.yaml").write_text("secret: yes\n", encoding="utf-8")
    (own / "away").symlink_to(tmp_path / "elsewhere")
    outside = ["../elsewhere", str(tmp_path / "elsewhere"), "away", ".", "/", "nowhere"]
    found = [run(own, GOOD + f"rules: {name}\n") for name in outside]

    assert {2} == {done.exit_code for done in found}
    assert all("nor one in the story's own directory" in one.output for one in found)
    assert not any("secret" in one.output for one in found)
    assert 10 == run(own, GOOD + "rules: mine\n").exit_code


def test_a_day_past_reckoning_is_a_wrong_call(tmp_path):
    done = run(tmp_path, GOOD, "--on", "9999-12-31")

    assert 2 == done.exit_code
    assert "1900 to 2199" in done.output


def test_a_refused_receipt_is_printed_with_its_reason(tmp_path):
    text = FORESEEN.replace("refer}", "refer, with: {nrm_consent: refused}}")
    done = run(tmp_path, text)

    assert 11 == done.exit_code, done.output
    assert "consent-needed" in done.output


def test_a_letter_that_waits_says_for_what(tmp_path):
    story = STORIES / "serving_before_the_panel_concluded.yaml"
    done = CliRunner().invoke(main, ["replay", str(story)])
    lines = [one for one in done.output.splitlines() if "waits:" in one]
    [held] = [one for one in lines if "to person" in one]

    assert "no safe channel is recorded" in held
    assert "waits: not-assured: The service of the negative decision" in held
