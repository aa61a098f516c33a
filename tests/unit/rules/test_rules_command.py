"""The command `opennrm rules`, and the pages made of the same words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opennrm.cli.main import main
from opennrm.rules import plain, reference
from opennrm.rules.calendars import load_calendars
from opennrm.rules.codes import load_codes
from opennrm.rules.loading import load_rules

BROKEN = Path(__file__).parents[2] / "broken" / "rules" / "rules"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line: exit status, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["rules", *words])
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return run


@pytest.fixture
def asked(run: Run) -> Callable[..., Any]:
    """Run a command line with --json and read the one document it prints."""

    def asked(*words: str) -> Any:
        status, out, err = run(*words, "--json")
        assert (0, "") == (status, err)
        return json.loads(out)

    return asked


def test_show_answers_for_a_date_and_a_nation(asked: Callable[..., Any]) -> None:
    """One rule, the version in force, with its source."""
    found = asked("show", "recovery-minimum", "--on", "2022-12-13", "--nation", "wales")

    [rule] = found["rules"]
    [version] = rule["versions"]
    assert "recovery-minimum" == rule["rule"]
    assert "calendar_days" == rule["unit"]
    assert ("2022-12-13", 30) == (version["from"], version["value"])
    assert "2023-01-30" == version["ends_before"]
    assert {"title", "paragraph", "url"} == set(version["source"])
    assert version["in_use"]


def test_show_without_a_date_gives_every_version(asked: Callable[..., Any]) -> None:
    """Alternatives are there and said not to be in use."""
    [rule] = asked("show", "reconsideration-window")["rules"]

    in_use = {one["id"]: one["in_use"] for one in rule["versions"]}
    assert 8 == len(in_use)
    assert in_use["reconsideration-window@2024-02-22.1"]
    assert not in_use["reconsideration-window@2024-02-22.2"]


def test_show_gives_what_differs_between_the_nations(
    asked: Callable[..., Any],
) -> None:
    """Without a nation each version that applies somewhere is given."""
    [rule] = asked("show", "support-minimum", "--on", "2026-03-02")["rules"]

    assert [
        "support-minimum@2022-12-13.1",
        "support-minimum@2018-04-01.1",
        "support-minimum@2022-04-28.1",
    ] == [one["id"] for one in rule["versions"]]


def test_a_version_that_ends_by_nation_says_where(asked: Callable[..., Any]) -> None:
    """An end that differs between the nations is given for each."""
    [rule] = asked("show", "support-minimum", "--nation", "scotland")["rules"]
    first = rule["versions"][0]

    assert 2 == len(rule["versions"])
    assert first["ends_before"] is None
    assert "2018-04-01" == first["ends_before_by_nation"]["scotland"]
    assert "2022-12-13" == first["ends_before_by_nation"]["wales"]


def test_a_lawyer_can_read_what_is_shown(run: Run) -> None:
    """Value, text, source, dates and doubts in words."""
    status, out, _ = run("show", "support-minimum", "--on", "2026-03-02")

    assert 0 == status
    for told in (
        "90 calendar days",
        "For England and Wales.",
        "from 13 December 2022",
        "Source: Written ministerial statement",
        "Public 13 December 2022; read 22 November 2026.",
        "In doubt: A Home Office factsheet",
    ):
        assert told in out


def test_readings_that_are_not_in_use_say_so(run: Run) -> None:
    """An alternative names what it stands for, and why."""
    _, out, _ = run("show", "reasonable-grounds-test")

    assert "Not in use." in out
    assert "Alternative to: reasonable-grounds-test@2009-04-01.1" in out
    assert "Reason: The National Crime Agency" in out


def test_codes_are_shown_with_what_they_mean(run: Run) -> None:
    """A list of codes reads as words; none reads as no such rule."""
    _, out, _ = run("show", "competent-authority", "--on", "2021-11-08")
    _, none, _ = run("show", "duty-to-notify", "--on", "2015-10-31")

    assert "sca (Single Competent Authority); ieca (Immigration" in out
    assert "child: sca" in out
    assert "no such rule" in none


def test_a_parameter_without_a_value_reads_none(run: Run) -> None:
    """Before March 2020 a request had no limit in time."""
    _, out, _ = run("show", "reconsideration-window", "--on", "2016-01-01")

    assert "guidance_length: none" in out


def test_a_date_that_leaves_versions_open_is_refused(run: Run) -> None:
    """The refusal names the versions, and its family decides the exit status."""
    status, out, err = run("show", "recovery-minimum", "--on", "2022-Q4", "--json")

    assert 18 == status
    assert "rule-anchor-too-vague" == json.loads(out)["error"]["code"]
    assert "recovery-minimum@2009-04-01.1 or recovery-minimum@2022-12-13.1" in err


def test_an_unknown_rule_is_a_wrong_call(run: Run) -> None:
    """The nearest name is told."""
    status, _, err = run("show", "recovery-minimun")

    assert 2 == status
    assert "Did you mean recovery-minimum or move-on-minimum?" in err


@pytest.mark.parametrize(
    "words",
    [("--on", "2023-13-01"), ("--nation", "france")],
)
def test_a_wrong_date_or_nation_is_a_wrong_call(
    run: Run, words: tuple[str, ...]
) -> None:
    """A date that does not exist, or a nation that is none."""
    status, _, _ = run("list", *words)

    assert 2 == status


def test_list_names_every_rule(asked: Callable[..., Any]) -> None:
    """Without a date every rule has all its versions."""
    rules = asked("list")["rules"]

    assert list(load_rules().keys()) == [one["rule"] for one in rules]
    assert len(load_rules().by_id) == sum(len(one["versions"]) for one in rules)


def test_list_on_a_date_gives_one_version_a_rule(asked: Callable[..., Any]) -> None:
    """In one nation a date picks one version of each rule that the nation has."""
    rules = asked("list", "--on", "2026-03-02", "--nation", "england")["rules"]

    assert "support-minimum-slavery" not in {one["rule"] for one in rules}
    assert {1} == {len(one["versions"]) for one in rules}
    assert not any(one["left_open"] for one in rules)


def test_list_tells_what_a_date_leaves_open(
    run: Run, asked: Callable[..., Any]
) -> None:
    """A rule known to the month does not keep the other rules from being listed."""
    words = ("list", "--on", "2022-12-15", "--nation", "england")
    _, out, _ = run(*words)
    open_rules = {
        one["rule"]: len(one["versions"])
        for one in asked(*words)["rules"]
        if one["left_open"]
    }

    assert {"assurance-panel": 2, "assurance-panel-times": 2} == open_rules
    _, vague, _ = run("list", "--on", "2022-12", "--nation", "england")
    assert "The date leaves these open; decision-date needs its day:" in vague
    assert "The date leaves these open; the start of the rule is known only" in out


def test_list_before_the_first_rules_is_empty(asked: Callable[..., Any]) -> None:
    """There was no mechanism before April 2009."""
    assert [] == asked("list", "--on", "2009-03-31")["rules"]
    assert all(
        one["left_open"]
        for one in asked("list", "--on", "2009", "--nation", "wales")["rules"]
    )


def test_list_of_a_nation_has_its_rules_alone(run: Run) -> None:
    """A rule of another nation is not listed."""
    _, english, _ = run("list", "--nation", "england")
    _, scottish, _ = run("list", "--nation", "scotland")

    assert "support-minimum-slavery" not in english
    assert "support-minimum-slavery" in scottish


def test_check_passes_the_projects_own_rules(
    run: Run, asked: Callable[..., Any]
) -> None:
    """Rules and versions are counted."""
    status, out, _ = run("check")

    assert 0 == status
    assert f"{len(load_rules().keys())} rules" in out
    assert [] == asked("check")["faults"]


def test_check_tells_every_fault_of_a_directory(run: Run) -> None:
    """Each with file, line and key, and the exit status of the rules family."""
    status, out, err = run("check", str(BROKEN / "many-faults"), "--json")

    faults = json.loads(out)["error"]["faults"]
    assert 10 == status
    assert 6 == len(faults)
    assert ("which-body.yaml", 3, "anchor") == tuple(
        faults[4][key] for key in ("file", "line", "key")
    )
    for fault in faults:
        assert fault["what"] in err


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("rules", lambda: reference.rules_page(load_rules())),
        ("calendars", lambda: reference.calendars_page(load_calendars())),
        ("code-lists", lambda: reference.code_lists_page(load_codes())),
    ],
)
def test_the_reference_pages_are_current(
    root: Path, name: str, made: Callable[[], str]
) -> None:
    """What is committed is what the data gives today."""
    page = root / "docs" / "reference" / f"{name}.md"

    assert page.read_text("utf-8") == made()


def test_every_rule_calendar_and_list_has_its_place_on_a_page() -> None:
    """Nothing that is data is left out of the reference."""
    rules_page = reference.rules_page(load_rules())
    codes_page = reference.code_lists_page(load_codes())

    for version in load_rules().by_id.values():
        assert f"### `{version.id}`" in rules_page
        assert version.source.url in rules_page
    for key in load_codes().keys():  # noqa: SIM118 not a mapping
        assert f"## {key}\n" in codes_page


def test_an_end_shared_by_all_nations_names_none() -> None:
    """Where the nations agree the span reads without them."""
    rule = load_rules().rule("recovery-minimum")

    assert "from 1 April 2009, before 13 December 2022" == plain.span_as_text(
        rule, rule.versions[0]
    )
    assert "from 30 January 2023" == plain.span_as_text(rule, rule.versions[-1])


def test_the_list_says_where_each_version_is_the_one(run: Run) -> None:
    """The nations stand beside the versions where they differ, and only there."""
    _, out, _ = run("list", "--on", "2026-03-02")
    _, wales, _ = run("list", "--on", "2026-03-02", "--nation", "wales")

    assert "support-minimum@2022-12-13.1 (England and Wales): 30" in out
    assert "support-minimum@2018-04-01.1 (Scotland): 90" in out
    assert "recovery-minimum@2023-01-30.1: 30" in out
    assert "support-minimum@2022-12-13.1: 30" in wales


def test_a_start_known_to_its_month_asks_for_no_day(run: Run) -> None:
    """The date of the case is known; it is the start of the rule that is not."""
    _, out, _ = run("list", "--on", "2022-12-13")
    _, _, err = run("show", "assurance-panel", "--on", "2022-12-13")

    assert "the start of the rule is known only to December 2022" in out
    assert "needs its day" not in out
    assert "assurance-panel@2022-12.1 is known only to December 2022" in err


def test_another_reading_is_told_of_beside_the_one_in_use(run: Run) -> None:
    """Its id, how it differs, and how to see it; and only where there is one."""
    _, out, _ = run("show", "reconsideration-window", "--on", "2024-02-22")
    _, plainly, _ = run("show", "recovery-minimum", "--on", "2024-02-22")

    assert "Another reading exists: reconsideration-window@2024-02-22.2, " in out
    assert "opennrm rules show reconsideration-window, without a date." in out
    assert "Another reading" not in plainly


def test_a_name_far_from_all_is_answered_with_the_nearest(run: Run) -> None:
    """Something to go on is given for any name."""
    _, _, err = run("show", "nosuch")

    assert "There is no rule 'nosuch'. The nearest names are " in err


def test_a_rule_of_the_whole_kingdom_was_in_force_nowhere_in_it(run: Run) -> None:
    """No one nation is named for what holds of all."""
    _, _, err = run("show", "reasonable-grounds-test", "--on", "1999-01-01")

    assert "was not in force in the United Kingdom on 1999-01-01" in err
