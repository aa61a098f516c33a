"""What a rule set changes, as values and in words."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opennrm.cli.main import main
from opennrm.rules import changes_told
from opennrm.rules.differing import Change, Changes, changes
from opennrm.rules.manifests import Manifest
from opennrm.rules.rule_sets import (
    baseline,
    load_rule_set,
    rule_set_directory,
    shipped_rule_sets,
)

TRY_OUT = (
    Path(__file__).parents[2] / "broken" / "rules" / "sets" / "sound" / "set"
)  # a sound set, from which the faulty ones beside it were made
Run = Callable[..., tuple[int, str, str]]


def found(name: str) -> tuple[Manifest, Changes]:
    other = load_rule_set(rule_set_directory(name))
    assert other.about is not None
    return other.about, changes(baseline(), other)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line: exit status, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["rules", *words])
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return run


def test_the_baseline_does_not_differ_from_itself() -> None:
    """Nothing is told where nothing changed."""
    told = changes(baseline(), baseline())

    assert Changes(rules=(), lists=(), members=(), holidays=()) == told


def test_a_change_of_the_baseline_that_never_comes_is_told() -> None:
    """The reform's own start, and each later date on which the baseline differs."""
    _, told = found("commissioner-2017")
    [rule] = [one for one in told.rules if one.rule.key == "move-on-minimum"]

    assert Change.CHANGED is rule.change
    assert ["2018-04-01", "2019-09", "2026-01-22"] == [
        step.starts_on.text for step in rule.steps
    ]
    assert [[45], [45], [45]] == [[v.value for v in s.before] for s in rule.steps]
    assert {365} == {step.after.value for step in rule.steps}


def test_nations_that_change_alike_are_told_together() -> None:
    """England and Wales are one step, Scotland another; Northern Ireland has none."""
    _, told = found("commissioner-2017")
    [rule] = [one for one in told.rules if one.rule.key == "support-entry"]

    assert [
        ("2018-04-01", ("england", "wales")),
        ("2018-04-01", ("scotland",)),
        ("2021-01-04", ("england", "wales")),
    ] == [(step.starts_on.text, step.nations) for step in rule.steps]


@pytest.mark.parametrize("name", ["commissioner-2017", "odihr-handbook"])
def test_each_reform_changes_what_it_says_it_changes(name: str) -> None:
    """Support from the start, and a panel for every decision, are in both."""
    _, told = found(name)
    after = {one.rule.key: one.steps[-1].after for one in told.rules}

    assert {"support-entry", "decision-panel", "panel-quorum"} <= set(after)
    entry, panel = after["support-entry"], after["decision-panel"]
    assert "from_referral" == entry.value
    assert 4 == len(panel.codes)


@pytest.mark.parametrize("name", ["commissioner-2017", "odihr-handbook"])
def test_each_version_of_a_shipped_reform_says_what_is_our_own_reading(
    name: str,
) -> None:
    """No demand is passed off as more than its source says."""
    _, told = found(name)
    added = {step.after.id: step.after for one in told.rules for step in one.steps}

    assert added
    assert [] == [one.id for one in added.values() if not one.unconfirmed]
    assert [] == [one.id for one in added.values() if not one.id.endswith(f"+{name}")]


def test_members_and_holidays_are_told() -> None:
    """What is added to a list or a calendar, with its date."""
    other = load_rule_set(TRY_OUT)
    told = changes(baseline(), other)

    assert [("transfer_reason", "moved_house", Change.ADDED)] == [
        (one.list, one.member.code, one.change) for one in told.members
    ]
    assert [("scotland", "2027-10-18", Change.ADDED)] == [
        (one.jurisdiction, one.day.isoformat(), one.change) for one in told.holidays
    ]
    assert other.about is not None
    text = changes_told.changes_as_text(other.about, told)
    assert "transfer_reason: moved_house (Moved house), added, from 1 April" in text
    assert "scotland: 18 October 2027, Survivors' Day, added" in text


def test_a_member_that_a_reform_ends_is_told_with_its_last_day(tmp_path: Path) -> None:
    """The note says why; a member left alone is not told."""
    shutil.copytree(TRY_OUT, tmp_path / "set")
    (tmp_path / "set" / "codes" / "competent_authority.yaml").write_text(
        """list: competent_authority
read_on: 2026-11-22
source: {title: A report, paragraph: page 1, url: "https://example.org/report"}
members:
  - {code: ieca, to: "2026-12-31", note: Ended by the reform.}
""",
        encoding="utf-8",
    )
    other = load_rule_set(tmp_path / "set")
    told = changes(baseline(), other)

    assert [(Change.ENDED, "ieca"), (Change.ADDED, "moved_house")] == [
        (one.change, one.member.code) for one in told.members
    ]
    assert other.about is not None
    text = changes_told.changes_as_text(other.about, told)
    assert "ends on 31 December 2026\n    Ended by the reform." in text


def test_what_a_reform_brings_of_its_own_is_told(tmp_path: Path) -> None:
    """A rule and a list that the baseline has not, and a reading not in use."""
    shutil.copytree(TRY_OUT, tmp_path / "set")
    source = 'source: {title: A report, paragraph: page 1, url: "https://example.org"}'
    version = f"""    {source}
    published: 2026-11-22
    read_on: 2026-11-22
"""
    (tmp_path / "set" / "rules" / "pets.yaml").write_text(
        f"""rule: pets
question: For how long may a pet stay in a safe house?
anchor: calendar-day
nations: [england, wales, scotland, northern_ireland]
unit: calendar_days
covers_from: 2027-01-01
last_review: 2026-11-22
versions:
  - from: 2027-01-01
    value: 10
{version}  - from: 2027-01-01
    reading: 2
    alternative_to: 2027-01-01.1
    reason: It may be longer.
    value: 20
{version}""",
        encoding="utf-8",
    )
    (tmp_path / "set" / "codes" / "pet.yaml").write_text(
        f"""list: pet
title: Kind of pet
{source}
read_on: 2026-11-22
members:
  - {{code: cat, label: Cat}}
  - {{code: dog, label: Dog}}
""",
        encoding="utf-8",
    )
    other = load_rule_set(tmp_path / "set")
    assert other.about is not None
    text = changes_told.changes_as_text(other.about, changes(baseline(), other))

    for told in (
        "pets (a rule of its own)",
        "    before: the baseline has no such rule",
        "    after: 10 calendar days (pets@2027-01-01.1+try-out)",
        "  Further readings, not in use:\n    pets@2027-01-01.2+try-out: 20 calendar",
        "  pet: a list of its own, cat, dog",
    ):
        assert told in text


def test_a_reform_that_changes_nothing_says_so(tmp_path: Path) -> None:
    """A manifest alone is a rule set."""
    (tmp_path / "set").mkdir()
    shutil.copy(TRY_OUT / "ruleset.yaml", tmp_path / "set")
    other = load_rule_set(tmp_path / "set")
    assert other.about is not None

    text = changes_told.changes_as_text(other.about, changes(baseline(), other))
    assert text.endswith("\nNothing differs from the baseline.")


def test_only_the_parameters_that_differ_are_told() -> None:
    """How days are counted stays as it was, and is not repeated."""
    about, told = found("commissioner-2017")
    text = changes_told.changes_as_text(about, told)

    assert "ends: at_length before, as_assessed after" in text
    assert "counting: exclusive before" not in text


def test_a_mechanism_is_set_beside_the_baseline() -> None:
    """Its rules, those it has not, and its lists; the baseline's days off end."""
    about, told = found("georgia")
    kinds = {one.rule.key: one.change for one in told.rules}
    lists = {one.listed.key: one.change for one in told.lists}

    assert Change.CHANGED is kinds["decision-stages"]
    assert {Change.ABSENT} == {kinds[key] for key in about.no_such_rule if key in kinds}
    assert Change.CHANGED is lists["competent_authority"]
    assert "gender" not in lists
    text = changes_told.changes_as_text(about, told)
    assert "Rules of the baseline that it has not" in text
    assert "    here: conclusive_grounds (" in text
    assert "competent_authority: its own members, permanent_group, law_enf" in text


@pytest.mark.parametrize("name", sorted(shipped_rule_sets()))
def test_what_is_printed_says_first_that_it_is_not_the_law(run: Run, name: str) -> None:
    """The mark stands above the words of each command under a shipped set."""
    for words in (
        ("diff", name),
        ("list", "--rules", name),
        ("show", "recovery-minimum", "--rules", name),
        ("check", "--rules", name),
    ):
        status, out, _ = run(*words)
        assert 0 == status
        assert out.splitlines()[0].endswith("This is not the law.")


@pytest.mark.parametrize("name", sorted(shipped_rule_sets()))
def test_a_program_reads_the_same(run: Run, name: str) -> None:
    """One JSON document, with the rule set named in it."""
    for words in (
        ("diff", name),
        ("list", "--rules", name),
        ("show", "recovery-minimum", "--rules", name),
        ("check", "--rules", name),
    ):
        status, out, _ = run(*words, "--json")
        document: dict[str, Any] = json.loads(out)
        assert 0 == status
        assert (name, True) == (
            document["rule_set"]["name"],
            document["rule_set"]["illustrative"],
        )
        assert document["rules"]


def test_a_directory_is_compared_and_checked_like_a_name(run: Run) -> None:
    """The values before and after, the text, the source and the id with its mark."""
    _, out, _ = run("diff", str(TRY_OUT))
    checked, counted, _ = run("check", str(TRY_OUT))

    for told in (
        "before: 45 calendar days (recovery-minimum@2009-04-01.1)",
        "after: 90 calendar days (recovery-minimum@2018-04-01.1+try-out)",
        "“At least 90 calendar days.”",
        "Source: A report, page 1.",
    ):
        assert told in out
    assert 0 == checked
    assert "no fault." in counted


def test_show_under_a_reform_picks_its_version(run: Run) -> None:
    """The date of the anchor picks between the baseline's and the reform's."""
    words = ("show", "move-on-minimum", "--rules", "commissioner-2017", "--on")
    _, before, _ = run(*words, "2018-03-31")
    _, after, _ = run(*words, "2018-04-01")

    assert "45 calendar days" in before
    assert "365 calendar days" in after


def test_a_nation_of_another_mechanism_is_asked_for_by_its_name(run: Run) -> None:
    """Georgia is a nation under its own rules, and none under the baseline."""
    words = ("list", "--nation", "georgia")
    status, _, err = run(*words)
    under, out, _ = run(*words, "--rules", "georgia")

    assert (2, 0) == (status, under)
    assert "'georgia' is not a nation of the United Kingdom." in err
    assert "recovery-minimum@2019-01-01.1+georgia: 30 calendar days" in out


def test_an_unknown_name_is_a_wrong_call(run: Run) -> None:
    """The nearest shipped name is told."""
    status, out, err = run("diff", "odihr", "--json")

    assert 2 == status
    assert "unknown-rule-set" == json.loads(out)["error"]["code"]
    assert "odihr-handbook" in err


def test_check_takes_one_of_the_two(run: Run) -> None:
    """A directory and a name at once would leave open which was checked."""
    status, _, err = run("check", str(TRY_OUT), "--rules", "georgia")

    assert 2 == status
    assert "not both" in err
