"""Rule sets: what a reform changes, what a mechanism of its own must say."""

import re
import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.loading import load_rules
from opennrm.rules.nations import NationNeeded, UnknownNation
from opennrm.rules.overlaid_rules import overlay_rules
from opennrm.rules.reading import Faults, read
from opennrm.rules.rule_sets import (
    FaultyRuleSet,
    RuleSet,
    UnknownRuleSet,
    baseline,
    load_rule_set,
    rule_set_directory,
    shipped_rule_sets,
)
from opennrm.rules.versions import RuleVersion

SOURCE = "source: {title: A report, paragraph: page 1, url: https://example.org/}"
REFORM = f"""
name: try-out
title: a reform to try
illustrative: true
base: baseline
read_on: 2026-11-22
why: To see what follows.
{SOURCE}
"""
VERSION = f"""
  - from: FROM
    value: 90
    parameters: {{counting: inclusive, ends: later_of_minimum_and_conclusive_grounds}}
    {SOURCE}
    published: 2017-09-11
    read_on: 2026-11-22
"""
Make = Callable[[dict[str, str]], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write the files of a rule set and give its directory."""

    def make(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / "set" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "set"

    return make


def recovery(start: str, *, head: str = "", body: str = "") -> str:
    """A file that gives recovery-minimum one more version."""
    version = VERSION.replace("FROM", start)
    return (
        f"rule: recovery-minimum\n{head}last_review: 2026-11-22\nversions:{version}"
        + body
    )


def in_force(found: RuleSet, key: str, on: str, nation: str | None) -> RuleVersion:
    anchors = {found.rules.rule(key).anchor: PartialDate.parse(on)}
    return found.rules.in_force(key, anchors=anchors, nation=nation)


def test_a_reform_leaves_alone_what_it_does_not_name(make: Make) -> None:
    """Every other rule, list and calendar is the baseline's own."""
    found = load_rule_set(
        make({"ruleset.yaml": REFORM, "rules/recovery-minimum.yaml": recovery("2027")})
    )

    assert baseline().rules.by_key.keys() == found.rules.by_key.keys()
    changed = {
        key
        for key, rule in found.rules.by_key.items()
        if rule is not baseline().rules.by_key[key]
    }
    assert {"recovery-minimum"} == changed
    assert baseline().codes.by_key == found.codes.by_key
    assert baseline().calendar_files == found.calendar_files


def test_a_reform_from_a_date_on_follows_the_baseline(make: Make) -> None:
    """The day before, the baseline applies; on the day, the reform, marked as such."""
    found = load_rule_set(
        make(
            {
                "ruleset.yaml": REFORM,
                "rules/recovery-minimum.yaml": recovery("2027-04-01"),
            }
        )
    )

    before = in_force(found, "recovery-minimum", "2027-03-31", "wales")
    after = in_force(found, "recovery-minimum", "2027-04-01", "wales")
    assert ("recovery-minimum@2023-01-30.1", 30) == (before.id, before.value)
    assert ("recovery-minimum@2027-04-01.1+try-out", 90) == (after.id, after.value)


def test_what_a_reform_drops_never_comes(make: Make) -> None:
    """A later change of the baseline, named, takes nothing away from the reform."""
    head = "drops: [2022-12-13.1, 2023-01-30.1]\n"
    found = load_rule_set(
        make(
            {
                "ruleset.yaml": REFORM,
                "rules/recovery-minimum.yaml": recovery("2018-04-01", head=head),
            }
        )
    )

    assert 90 == in_force(found, "recovery-minimum", "2026-01-01", "england").value
    assert "recovery-minimum@2023-01-30.1" not in found.rules.by_id


def test_a_reform_that_ends_gives_way_to_the_baseline(make: Make) -> None:
    """With `to` it says on which day the baseline's next version takes over."""
    text = recovery("2018-04-01").replace(
        "    value: 90", "    to: 2022-12-12\n    value: 90"
    )
    found = load_rule_set(
        make({"ruleset.yaml": REFORM, "rules/recovery-minimum.yaml": text})
    )

    assert 90 == in_force(found, "recovery-minimum", "2022-12-12", "england").value
    assert 30 == in_force(found, "recovery-minimum", "2022-12-13", "england").value


def test_a_reform_may_read_a_version_of_the_baseline_otherwise(make: Make) -> None:
    """A corrected reading replaces the baseline's, from the same day."""
    text = recovery("2023-01-30").replace(
        "    value: 90",
        "    reading: 2\n    replaces: 2023-01-30.1\n    reason: As if.\n    value: 90",
    )
    found = load_rule_set(
        make({"ruleset.yaml": REFORM, "rules/recovery-minimum.yaml": text})
    )

    assert 30 == in_force(found, "recovery-minimum", "2023-01-29", "england").value
    assert 90 == in_force(found, "recovery-minimum", "2023-01-30", "england").value


def test_with_a_version_go_its_alternatives_and_what_it_had_replaced(
    make: Make,
) -> None:
    """Nothing that was out of use comes back because a later version is dropped."""
    rule = baseline().rules.rule("reconsideration-window")
    dropped = [one for one in rule.versions if one.starts_on.first.year == 2024]
    plain = [one for one in dropped if one.alternative_to is None]
    named = ", ".join(one.id.partition("@")[2] for one in plain)
    parameters = "\n".join(
        f"      {key}: {'none' if value is None else value}"
        for key, value in plain[0].parameters.items()
    )
    text = f"""rule: reconsideration-window
drops: [{named}]
last_review: 2026-11-22
versions:
  - from: 2021-01-01
    value: no_limit
    parameters:
{parameters}
    {SOURCE}
    published: 2020-12-01
    read_on: 2026-11-22
"""
    found = load_rule_set(
        make({"ruleset.yaml": REFORM, "rules/reconsideration-window.yaml": text})
    )

    left = {one.starts_on.first.year for one in found.rules.rule(rule.key).versions}
    assert len(dropped) > len(plain)
    assert {2009, 2020, 2021} == left


def test_a_corrected_reading_that_is_dropped_does_not_bring_back_the_faulty_one(
    tmp_path: Path,
) -> None:
    """What a dropped version had replaced goes with it."""
    (tmp_path / "waiting.yaml").write_text(
        f"""rule: waiting
question: How long?
anchor: calendar-day
nations: [england, wales, scotland, northern_ireland]
unit: calendar_days
covers_from: 2010-01-01
last_review: 2026-11-22
versions:
  - from: 2010-01-01
    value: 1
    {SOURCE}
    published: 2010-01-01
    read_on: 2026-11-22
  - from: 2020-01-01
    value: 2
    {SOURCE}
    published: 2020-01-01
    read_on: 2026-11-22
  - from: 2020-01-01
    reading: 2
    replaces: 2020-01-01.1
    reason: It was misread.
    value: 3
    {SOURCE}
    published: 2020-01-01
    read_on: 2026-11-22
""",
        encoding="utf-8",
    )
    reform = tmp_path / "reform"
    reform.mkdir()
    (reform / "waiting.yaml").write_text(
        f"""rule: waiting
drops: [2020-01-01.2]
last_review: 2026-11-22
versions:
  - from: 2015-01-01
    value: 9
    {SOURCE}
    published: 2015-01-01
    read_on: 2026-11-22
""",
        encoding="utf-8",
    )
    told = Faults()
    section = read(reform / "waiting.yaml", told)
    assert section is not None
    under = overlay_rules(load_rules(tmp_path), [("waiting", section)], mark="+x")

    assert [] == told.found
    assert [1, 9] == [one.value for one in under.rule("waiting").timelines["england"]]


def test_a_reform_may_bring_a_rule_of_its_own(make: Make) -> None:
    """A file that names no rule of the baseline is read as a whole rule."""
    text = f"""rule: pet-passport
question: May a person keep a pet in a safe house?
anchor: calendar-day
nations: [england, wales, scotland, northern_ireland]
unit: code
values: {{allowed: it may stay}}
covers_from: 2027-01-01
last_review: 2026-11-22
versions:
  - from: 2027-01-01
    value: allowed
    {SOURCE}
    published: 2026-11-22
    read_on: 2026-11-22
"""
    found = load_rule_set(
        make({"ruleset.yaml": REFORM, "rules/pet-passport.yaml": text})
    )

    version = in_force(found, "pet-passport", "2027-01-01", None)
    assert ("pet-passport@2027-01-01.1+try-out", "allowed") == (
        version.id,
        version.value,
    )


def test_a_reform_ends_a_code_and_adds_another(make: Make) -> None:
    """The old code keeps its label; each is refused where it is not in force."""
    text = f"""list: competent_authority
read_on: 2026-11-22
{SOURCE}
members:
  - {{code: ieca, to: "2026-12-31", note: Ended by the reform.}}
  - {{code: council, label: The Council, from: "2027-01-01"}}
"""
    found = load_rule_set(
        make({"ruleset.yaml": REFORM, "codes/competent_authority.yaml": text})
    )
    listed = found.codes.list("competent_authority")

    assert listed.member("ieca").in_force(date(2026, 12, 31))
    assert not listed.member("ieca").in_force(date(2027, 1, 1))
    assert "Immigration Enforcement Competent Authority" == listed.label("ieca")
    assert not listed.member("council").in_force(date(2026, 12, 31))
    assert listed.leads_to("The Council") is listed.member("council")


def test_a_reform_adds_a_holiday_and_withdraws_one(make: Make) -> None:
    """Working days are counted by the calendar of the rule set, under its own name."""
    text = f"""jurisdiction: scotland
last_review: 2026-11-22
{SOURCE}
holidays:
  - {{date: 2027-10-18, name: "Survivors' Day"}}
  - {{date: 2027-11-30, name: "St Andrew's Day", withdrawn_on: 2027-01-04, {SOURCE}}}
"""
    found = load_rule_set(
        make({"ruleset.yaml": REFORM, "calendars/scotland.yaml": text})
    )
    scotland = found.calendars_at(None).for_nation("scotland")
    early = found.calendars_at(datetime(2027, 1, 1, tzinfo=UTC)).for_nation("scotland")
    english = found.calendars_at(None).for_nation("england")

    assert not scotland.is_working_day(date(2027, 10, 18))
    assert scotland.is_working_day(date(2027, 11, 30))
    assert not early.is_working_day(date(2027, 11, 30))
    assert scotland.version.endswith("+try-out")
    assert "+" not in english.version


def test_a_rulebook_of_a_reform_says_so_and_has_a_digest_of_its_own(
    make: Make,
) -> None:
    """An extract made under a reform can never be taken for one of the baseline."""
    directory = make(
        {"ruleset.yaml": REFORM, "rules/recovery-minimum.yaml": recovery("2027")}
    )
    book, plain = load_rulebook(directory=directory), load_rulebook()

    assert ("a reform to try", True) == (book.title, book.illustrative)
    assert "Hypothetical: a reform to try. This is not the law." == book.banner
    assert (None, False, None) == (plain.title, plain.illustrative, plain.banner)
    assert plain.digest != book.digest
    assert plain.nations == book.nations


def test_a_reform_is_known_from_its_publication_on(make: Make) -> None:
    """As at a day before its publication, the baseline of that day answers."""
    directory = make(
        {"ruleset.yaml": REFORM, "rules/recovery-minimum.yaml": recovery("2027-01-01")}
    )
    early = load_rulebook(datetime(2017, 9, 1, tzinfo=UTC), directory=directory)
    late = load_rulebook(datetime(2017, 9, 30, tzinfo=UTC), directory=directory)

    assert "recovery-minimum@2027-01-01.1+try-out" not in early.rules.by_id
    assert "recovery-minimum@2027-01-01.1+try-out" in late.rules.by_id


def test_a_reform_that_is_meant_as_law_is_not_called_hypothetical(make: Make) -> None:
    """`illustrative: false` is for a change that is to come, drafted before its day."""
    text = REFORM.replace("illustrative: true", "illustrative: false")
    found = load_rule_set(make({"ruleset.yaml": text}))

    assert found.about is not None
    assert "A reform of the baseline: a reform to try." == found.about.banner


def test_the_shipped_sets_are_found_by_their_short_names() -> None:
    """Each directory bears the name that its manifest gives."""
    shipped = shipped_rule_sets()

    assert {"commissioner-2017", "odihr-handbook", "georgia"} == set(shipped)
    for name, directory in shipped.items():
        about = load_rule_set(directory).about
        assert about is not None
        assert (name, True) == (about.name, about.illustrative)


def test_the_reform_of_the_manual_is_sound(make: Make) -> None:
    """What the page on reforms shows can be typed as it stands."""
    page = Path(__file__).parents[3] / "docs" / "how-to" / "try-a-reform.md"
    blocks = [
        textwrap.dedent(block)
        for block in re.findall(
            r"(?:^    .*\n)+", page.read_text("utf-8"), re.MULTILINE
        )
    ]
    [manifest] = [block for block in blocks if block.startswith("name:")]
    [rule] = [block for block in blocks if block.startswith("rule:")]
    found = load_rule_set(
        make({"ruleset.yaml": manifest, "rules/recovery-minimum.yaml": rule})
    )

    version = in_force(found, "recovery-minimum", "2027-04-01", "scotland")
    assert ("recovery-minimum@2027-04-01.1+my-reform", 60) == (
        version.id,
        version.value,
    )


def test_an_unknown_rule_set_is_refused_with_the_nearest_name() -> None:
    """Neither shipped nor a directory."""
    with pytest.raises(UnknownRuleSet, match="commissioner-2017"):
        rule_set_directory("comissioner-2017")


def test_a_rule_set_may_lie_beside_what_names_it(tmp_path: Path) -> None:
    """A path is read from the place of the story that names it."""
    (tmp_path / "mine").mkdir()

    assert tmp_path / "mine" == rule_set_directory("mine", beside=tmp_path)


def test_a_mechanism_has_its_own_nations_everywhere() -> None:
    """Rules, calendars and refusals know its nations and none of the baseline's."""
    found = load_rule_set(rule_set_directory("georgia"))

    assert ("georgia",) == found.rules.nations
    assert {"georgia"} == set(found.calendars_at(None).by_nation)
    with pytest.raises(UnknownNation, match=r"Use one of georgia\."):
        in_force(found, "recovery-minimum", "2026-01-01", "england")
    with pytest.raises(NationNeeded, match=r"Record one of georgia\."):
        found.calendars_at(None).for_nation(None)


def test_a_rule_that_a_mechanism_has_not_answers_none() -> None:
    """It is there to be asked, and says that there is no such rule."""
    found = load_rule_set(rule_set_directory("georgia"))

    version = in_force(found, "duty-to-notify", "2026-01-01", "georgia")
    assert not version.applies
    assert "duty-to-notify@2019-01-01.1+georgia" == version.id


def mechanism(**changed: str) -> dict[str, str]:
    """A mechanism that does without every rule and takes over every list but one."""
    rules = "".join(f"  - {key}\n" for key in baseline().rules.keys())  # noqa: SIM118
    lists = "".join(
        f"  - {key}\n" for key in baseline().codes.by_key if key != "nation"
    )
    manifest = (
        f"{REFORM.replace('base: baseline', 'base: none')}"
        "nations: [ruritania]\ncovers_from: 2020-01-01\n"
        f"lists_from_baseline:\n{lists}no_such_rule:\n{rules}"
    )
    nations = f"""list: nation
title: State
{SOURCE}
read_on: 2026-11-22
members:
  - {{code: ruritania, label: Ruritania}}
"""
    calendar = f"""jurisdiction: ruritania
nations: [ruritania]
covers_from: 2027-01-01
covers_to: 2027-12-31
edition: 1
last_review: 2026-11-22
{SOURCE}
holidays:
  - {{date: 2027-06-01, name: Coronation}}
"""
    files = {
        "ruleset.yaml": manifest,
        "codes/nation.yaml": nations,
        "calendars/ruritania.yaml": calendar,
    }
    return files | changed


def faults(directory: Path) -> list[str]:
    with pytest.raises(FaultyRuleSet) as refused:
        load_rule_set(directory)
    return [str(fault) for fault in refused.value.faults]


def test_the_smallest_mechanism_is_sound(make: Make) -> None:
    """Without any rule it still says so of each."""
    found = load_rule_set(make(mechanism()))

    assert not any(one.applies for one in found.rules.by_id.values())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "  - recovery-minimum\n",
            "",
            "nothing is said of the rule 'recovery-minimum'",
        ),
        ("  - gender\n", "", "nothing is said of the code list 'gender'"),
        ("  - gender\n", "  - gendre\n", "Use 'gender'."),
        ("  - recovery-minimum\n", "  - recovery-minimun\n", "'recovery-minimum'."),
        ("  - gender\n", "  - gender\n  - nation\n", "'nation' is given as well"),
        ("[ruritania]", "[ruritania, zenda]", "has no member 'zenda'"),
        ("[ruritania]", "[ruritania, zenda]", "0 calendars are for zenda"),
        ("[ruritania]", "[]", "no nation is named"),
        ("[ruritania]", "[Zenda]", "'Zenda' is not the code of a nation"),
        ("[ruritania]", "[ruritania, ruritania]", "names something twice"),
        ("covers_from: 2020-01-01\n", "", "'covers_from' is missing"),
    ],
)
def test_a_mechanism_that_leaves_something_unsaid_is_refused(
    make: Make, before: str, after: str, told: str
) -> None:
    """Each rule, list and nation is accounted for, and what is named exists."""
    files = mechanism()
    files["ruleset.yaml"] = files["ruleset.yaml"].replace(before, after)

    assert any(told in fault for fault in faults(make(files)))


def test_a_mechanism_may_not_use_the_baselines_nations(make: Make) -> None:
    """A rule for England has no place in the mechanism of another state."""
    files = mechanism()
    files["ruleset.yaml"] = files["ruleset.yaml"].replace("  - recovery-minimum\n", "")
    text = recovery("2020-01-01", head="question: How long?\nanchor: calendar-day\n")
    text = text.replace(
        "last_review",
        "nations: [england]\nunit: calendar_days\ncovers_from: 2020-01-01\nlast_review",
        1,
    )
    files["rules/recovery-minimum.yaml"] = text

    assert any("unknown nations 'england'" in fault for fault in faults(make(files)))
