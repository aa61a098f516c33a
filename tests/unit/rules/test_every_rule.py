"""What each rule says on each date, in each nation: the tables of the law."""

from datetime import date, timedelta

import pytest
import yaml

from opennrm.rules.calendars import load_calendars
from opennrm.rules.codes import load_codes
from opennrm.rules.dates import PartialDate
from opennrm.rules.loading import ANCHORS, RULE_FILES, load_rules
from opennrm.rules.nations import NATIONS
from opennrm.rules.versions import AnchorTooVague, RuleVersion

RULES = load_rules()
UK = ("england", "wales", "scotland", "northern_ireland")


def in_force(key: str, on: str, nation: str | None = None) -> RuleVersion:
    anchors = {RULES.rule(key).anchor: PartialDate.parse(on)}
    return RULES.in_force(key, anchors=anchors, nation=nation)


@pytest.mark.parametrize(
    ("key", "on", "nation", "value", "version"),
    [
        ("reasonable-grounds-target", "2009-04-01", None, 5, "2009-04-01.1"),
        ("reasonable-grounds-target", "2026-04-01", None, 5, "2009-04-01.1"),
        ("reasonable-grounds-target-panel", "2021-05-31", None, None, "2009-04-01.1"),
        ("reasonable-grounds-target-panel", "2021-07-01", None, 45, "2021-06.1"),
        ("reasonable-grounds-test", "2019-06-01", None, "suspect_but_cannot_prove",
         "2009-04-01.1"),
        ("reasonable-grounds-test", "2023-01-20", None, "suspect_but_cannot_prove",
         "2009-04-01.1"),
        ("reasonable-grounds-test", "2023-01-29", None, "suspect_but_cannot_prove",
         "2009-04-01.1"),
        ("reasonable-grounds-test", "2023-01-30", None, "objective_factors",
         "2023-01-30.1"),
        ("reasonable-grounds-test", "2023-02-15", None, "objective_factors",
         "2023-01-30.1"),
        ("reasonable-grounds-test", "2023-07-24", None,
         "reasonable_grounds_to_believe", "2023-07-24.1"),
        ("reasonable-grounds-test", "2023-08-01", None,
         "reasonable_grounds_to_believe", "2023-07-24.1"),
        ("reasonable-grounds-test", "2023-10-09", None,
         "reasonable_grounds_to_believe_reworded", "2023-10-09.1"),
        ("conclusive-grounds-standard", "2012-01-01", None, "balance_of_probabilities",
         "2009-04-01.1"),
        ("conclusive-grounds-standard", "2023-01-30", None, "balance_of_probabilities",
         "2023-01-30.1"),
        ("conclusive-grounds-target", "2023-01-30", None, None, "2009-04-01.1"),
        ("recovery-minimum", "2022-12-12", "england", 45, "2009-04-01.1"),
        ("recovery-minimum", "2022-12-13", "england", 30, "2022-12-13.1"),
        ("recovery-minimum", "2022-12-13", "scotland", 30, "2022-12-13.1"),
        ("recovery-minimum", "2023-01-30", None, 30, "2023-01-30.1"),
        ("support-minimum", "2022-12-12", "wales", 45, "2009-04-01.1"),
        ("support-minimum", "2026-03-02", "wales", 30, "2022-12-13.1"),
        ("support-minimum", "2018-03-31", "scotland", 45, "2009-04-01.1"),
        ("support-minimum", "2026-03-02", "scotland", 90, "2018-04-01.1"),
        ("support-minimum", "2016-01-01", "northern_ireland", 45, "2015.1"),
        ("support-minimum", "2026-03-02", "northern_ireland", 45, "2022-04-28.1"),
        ("support-minimum-slavery", "2018-03-31", "scotland", None, "2009-04-01.1"),
        ("support-minimum-slavery", "2026-03-02", None, 90, "2018-04-01.1"),
        ("competent-authority", "2019-04-28", None, ("mshtu", "ukvi"), "2009-04-01.1"),
        ("competent-authority", "2019-04-29", None, ("sca",), "2019-04-29.1"),
        ("competent-authority", "2021-11-07", None, ("sca",), "2019-04-29.1"),
        ("competent-authority", "2021-11-08", None, ("sca", "ieca"), "2021-11-08.1"),
        ("devolved-panel", "2021-05-31", None, None, "2009-04-01.1"),
        ("devolved-panel", "2026-05-23", None, "pilot_sites", "2021-06.1"),
        ("consent-and-age", "2010-01-01", None, ("under_18", "possibly_under_18"),
         "2009-04-01.1"),
        ("consent-and-age", "2018-01-31", "scotland",
         ("under_18", "possibly_under_18"), "2018-01-31.1"),
        ("consent-and-age", "2015-07-31", "wales",
         ("under_18", "possibly_under_18"), "2015-07-31.1"),
        ("duty-to-notify", "2015-10-31", "england", None, "2009-04-01.1"),
        ("duty-to-notify", "2015-11-01", "england", "listed_public_authorities",
         "2015-11-01.1"),
        ("duty-to-notify", "2026-01-01", "scotland", None, "2009-04-01.1"),
        ("duty-to-notify", "2026-01-01", "northern_ireland", None, "2009-04-01.1"),
        ("reconsideration-window", "2016-06-01", None, "no_limit", "2009-04-01.1"),
        ("reconsideration-window", "2021-06-01", None, "three_months_for_guidance",
         "2020-03-24.1"),
        ("reconsideration-window", "2024-02-21", None, "three_months_for_guidance",
         "2020-03-24.1"),
        ("reconsideration-window", "2024-02-22", None, "thirty_calendar_days",
         "2024-02-22.1"),
        ("reconsideration-requester", "2016-06-01", None,
         ("first_responder", "support_provider"), "2009-04-01.1"),
        ("reconsideration-bar", "2025-09-01", None, None, "2009-04-01.1"),
        ("reconsideration-bar", "2025-09-16", None, None, "2009-04-01.1"),
        ("reconsideration-bar", "2025-10-01", None, "removal_to_convention_state",
         "2025-09-17.1"),
        ("second-reviewer", "2023-06-01", None,
         ("negative_reasonable_grounds", "negative_conclusive_grounds"),
         "2020-03-24.1"),
        ("assurance-panel", "2019-04-28", None, None, "2009-04-01.1"),
        ("assurance-panel", "2021-06-01", None, "every_negative_conclusive_grounds",
         "2019-04-29.1"),
        ("assurance-panel", "2022-11-30", None, "every_negative_conclusive_grounds",
         "2019-04-29.1"),
        ("assurance-panel", "2022-12-31", None, None, "2022-12.1"),
        ("assurance-panel", "2023-06-01", None, None, "2022-12.1"),
        ("recording-practice", "2019-09-30", None,
         ("criminal_within_labour", "one_nationality", "age_adult_or_child"),
         "2009-04-01.1"),
        ("recording-practice", "2019-10-01", None,
         ("criminal_by_itself", "two_nationalities", "age_may_be_unknown"),
         "2019-10-01.1"),
        ("working-day-calendar", "2026-04-01", None, "nation_of_referral",
         "2009-04-01.1"),
    ],
)  # fmt: skip
def test_a_rule_says_on_a_date(
    key: str, on: str, nation: str | None, value: object, version: str
) -> None:
    """The date of the anchor picks the version, and so the value."""
    found = in_force(key, on, nation)

    assert value == found.value
    assert f"{key}@{version}" == found.id
    assert (value is not None) == found.applies


@pytest.mark.parametrize("day", range(1, 31))
def test_the_end_of_the_assurance_panels_is_known_to_the_month(day: int) -> None:
    """No day of December 2022 settles it but the last, by which they had ended."""
    with pytest.raises(AnchorTooVague, match="known only to"):
        in_force("assurance-panel", f"2022-12-{day:02d}")


@pytest.mark.parametrize(
    ("on", "circumstance", "authority"),
    [
        ("2025-12-01", "immigration_detention", "ieca"),
        ("2021-11-07", "immigration_detention", "sca"),
        ("2021-11-08", "immigration_detention", "ieca"),
        ("2025-12-01", "foreign_national_offender", "ieca"),
        ("2025-12-01", "inadmissible_asylum_claim", "ieca"),
        ("2025-12-01", "child", "sca"),
        ("2025-12-01", "none_of_these", "sca"),
        ("2019-03-01", "uk_national", "mshtu"),
        ("2019-03-01", "non_eea_national", "ukvi"),
        ("2019-03-01", "eea_national_without_immigration_issue", "mshtu"),
        ("2019-03-01", "eea_national_with_immigration_issue", "ukvi"),
        ("2019-03-01", "child", None),
        ("2019-04-29", "uk_national", "sca"),
        ("2019-04-29", "non_eea_national", "sca"),
    ],
)
def test_circumstances_at_receipt_choose_the_authority(
    on: str, circumstance: str, authority: str | None
) -> None:
    """Scenario 14: who decides depends on the day and on the circumstances."""
    assert authority == in_force("competent-authority", on).parameter(circumstance)


def test_every_circumstance_that_can_be_recorded_is_routed() -> None:
    """The code list and the rule name the same circumstances."""
    listed = load_codes().list("routing_circumstance")
    recorded = {one.code for one in listed.members} - {"not_recorded"}

    for version in RULES.rule("competent-authority").versions:
        assert recorded | {"child"} == set(version.parameters)
        authorities = set(version.parameters.values()) - {None}
        assert authorities <= set(version.codes)


def test_everyone_who_may_ask_for_reconsideration_has_a_code() -> None:
    """The rule names requesters by the codes that are recorded."""
    listed = load_codes().list("requester")

    for version in RULES.rule("reconsideration-requester").versions:
        assert all(code in listed for code in version.codes)


@pytest.mark.parametrize(
    ("decided", "ends"),
    [
        (date(2022, 12, 12), date(2023, 1, 25)),
        (date(2022, 12, 13), date(2023, 1, 11)),
        (date(2026, 3, 2), date(2026, 3, 31)),
        (date(2024, 2, 1), date(2024, 3, 1)),
    ],
)
def test_the_recovery_minimum_counts_the_day_of_the_decision(
    decided: date, ends: date
) -> None:
    """Scenarios 6 and 8: day 1 is the day of the positive decision."""
    found = in_force("recovery-minimum", decided.isoformat())

    assert "inclusive" == found.parameter("counting")
    assert ends == decided + timedelta(days=found.number - 1)


@pytest.mark.parametrize(
    ("key", "nation", "last"),
    [
        ("support-minimum", "scotland", date(2026, 5, 30)),
        ("support-minimum-slavery", "scotland", date(2026, 5, 31)),
        ("support-minimum", "northern_ireland", date(2026, 4, 16)),
    ],
)
def test_support_after_one_decision_differs_between_nations(
    key: str, nation: str, last: date
) -> None:
    """Scenario 7: a positive decision of 2 March 2026 in three nations."""
    found = in_force(key, "2026-03-02", nation)
    day_one = 1 if found.parameter("counting") == "inclusive" else 0

    assert last == date(2026, 3, 2) + timedelta(days=found.number - day_one)


def test_the_settings_of_an_open_point_can_be_chosen() -> None:
    """Scenario 20: thirty days are in use, one month can be chosen instead."""
    month = RULES.choose("reconsideration-window@2024-02-22.2")
    when = {"decision-date": PartialDate.parse("2026-01-31")}

    used = RULES.in_force("reconsideration-window", anchors=when, nation=None)
    chosen = month.in_force("reconsideration-window", anchors=when, nation=None)

    assert (30, "calendar_days") == (
        used.parameter("guidance_length"),
        used.parameter("guidance_unit"),
    )
    assert (1, "calendar_months") == (
        chosen.parameter("evidence_length"),
        chosen.parameter("evidence_unit"),
    )


def test_both_dates_of_the_one_month_window_can_be_chosen() -> None:
    """Sources give 12 and 22 February 2024; between them the setting decides."""
    earlier = RULES.choose("reconsideration-window@2024-02-12.1")
    when = {"decision-date": PartialDate.parse("2024-02-15")}

    used = RULES.in_force("reconsideration-window", anchors=when, nation=None)
    chosen = earlier.in_force("reconsideration-window", anchors=when, nation=None)

    assert "reconsideration-window@2020-03-24.1" == used.id
    assert "reconsideration-window@2024-02-12.1" == chosen.id


@pytest.mark.parametrize(
    ("received", "nation", "due"),
    [
        ("2026-04-01", "england", "2026-04-10"),
        ("2026-04-01", "wales", "2026-04-10"),
        ("2026-04-01", "scotland", "2026-04-09"),
        ("2026-04-01", "northern_ireland", "2026-04-10"),
        ("2026-07-09", "england", "2026-07-16"),
        ("2026-07-09", "scotland", "2026-07-16"),
        ("2026-07-09", "northern_ireland", "2026-07-17"),
        ("2026-03-13", "england", "2026-03-20"),
        ("2026-03-13", "scotland", "2026-03-20"),
        ("2026-03-13", "northern_ireland", "2026-03-23"),
        ("2026-07-30", "scotland", "2026-08-07"),
        ("2026-07-30", "england", "2026-08-06"),
        ("2026-07-30", "northern_ireland", "2026-08-06"),
        ("2026-08-27", "england", "2026-09-04"),
        ("2026-08-27", "northern_ireland", "2026-09-04"),
        ("2026-08-27", "scotland", "2026-09-03"),
        ("2026-06-11", "scotland", "2026-06-19"),
        ("2026-06-11", "england", "2026-06-18"),
        ("2025-12-23", "england", "2026-01-02"),
        ("2025-12-23", "northern_ireland", "2026-01-02"),
        ("2025-12-23", "scotland", "2026-01-05"),
        *(("2026-05-02", nation, "2026-05-11") for nation in UK),
    ],
)
def test_the_target_skips_the_bank_holidays_of_the_nation(
    received: str, nation: str, due: str
) -> None:
    """Scenarios 1 to 5: five working days after receipt, which is day 0."""
    target = in_force("reasonable-grounds-target", received, nation)
    calendar = load_calendars().for_nation(nation)

    assert "exclusive" == target.parameter("counting")
    start = date.fromisoformat(received)
    assert due == calendar.add_working_days(start, target.number).isoformat()


def test_every_anchor_is_a_fact_of_the_vocabulary() -> None:
    """A rule is picked by a fact that can be recorded, or by a date that is given."""
    vocabulary = RULE_FILES.parents[2] / "cases" / "vocabulary.yaml"
    facts = yaml.safe_load(vocabulary.read_text("utf-8"))["facts"]
    names = {name.partition("@")[0] for name in facts}

    assert set(ANCHORS) - names == {"decision-date", "calendar-day"}


def test_every_version_gives_its_source_in_full() -> None:
    """No statement of law without document, paragraph and address."""
    for version in RULES.by_id.values():
        source = version.source
        assert source.title
        assert source.paragraph
        assert source.url.startswith("https://")


def test_the_nations_are_those_of_the_code_list() -> None:
    """Rules and records name the nations alike."""
    assert UK == NATIONS
    assert all(nation in load_codes().list("nation") for nation in NATIONS)
