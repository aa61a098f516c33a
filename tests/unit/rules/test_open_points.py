"""Open points of the law: nothing is guessed, another reading may be chosen."""

import pytest

from opennrm.rules.dates import PartialDate
from opennrm.rules.loading import load_rules
from opennrm.rules.versions import AnchorTooVague, Rules, RuleVersion

RULES = load_rules()


def in_force(
    key: str, on: str, nation: str | None = None, rules: Rules = RULES
) -> RuleVersion:
    anchors = {rules.rule(key).anchor: PartialDate.parse(on)}
    return rules.in_force(key, anchors=anchors, nation=nation)


@pytest.mark.parametrize(
    ("key", "on", "nation"),
    [
        ("assurance-panel-times", "2022-12-15", None),
        ("move-on-minimum", "2019-09-15", None),
        ("guardianship", "2017-02-15", "england"),
        ("guardianship", "2018-04-15", "northern_ireland"),
        ("guardianship", "2010-06-15", "scotland"),
        ("support-entry", "2015-06-15", "northern_ireland"),
        ("referral-form", "2019-06-15", None),
    ],
)
def test_a_start_known_to_the_month_or_year_settles_no_day_in_it(
    key: str, on: str, nation: str | None
) -> None:
    """Nothing is guessed: the refusal names both versions."""
    with pytest.raises(AnchorTooVague, match="known only to"):
        in_force(key, on, nation)


@pytest.mark.parametrize(
    ("chosen", "on", "used", "parameter", "value"),
    [
        ("regional-pilot@2017-10-26.1", "2017-10-26", "2015-11-01.1", None, None),
        ("regional-pilot@2017-10-26.1", "2019-04-29", "2019-04-29.1", None, None),
        ("disqualification@2023-07-26.2", "2023-07-26", "2023-07-26.1",
         "re_trafficking_assessment", "required"),
        ("reconsideration-answer@2020-03-24.2", "2026-01-01", "2020-03-24.1",
         "counted_in", "working_days"),
        ("conclusive-after-disqualification@2025-12-17.2", "2026-03-20",
         "2025-12-17.1", None, "stops"),
        ("reconsideration-window@2024-02-22.3", "2026-01-31", "2024-02-22.1",
         "runs_from", "receipt"),
        ("reconsideration-window@2024-02-22.4", "2026-01-31", "2024-02-22.1",
         "guidance_unit", "calendar_months"),
        ("reconsideration-bar@2025-09-17.2", "2025-10-01", "2025-09-17.1",
         "looks_at", "decision_date"),
        ("recovery-minimum@2022-11-14.1", "2022-11-14", "2009-04-01.1", None, 30),
    ],
)  # fmt: skip
def test_the_other_reading_of_an_open_point_can_be_chosen(
    chosen: str, on: str, used: str, parameter: str | None, value: object
) -> None:
    """One reading is in use; a rule set may choose the other by its id."""
    key = chosen.partition("@")[0]
    found = in_force(key, on, rules=RULES.choose(chosen))

    assert f"{key}@{used}" == in_force(key, on).id
    assert chosen == found.id
    assert value == (found.parameter(parameter) if parameter else found.value)
    assert found.unconfirmed is not None
    assert found.reason is not None


def test_before_the_other_reading_begins_nothing_changes() -> None:
    """Periods begun by 13 November 2022 keep their 45 days under either reading."""
    shorter = RULES.choose("recovery-minimum@2022-11-14.1")

    assert 45 == in_force("recovery-minimum", "2022-11-13", rules=shorter).number


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("regional-pilot@2019-04-29.1", "The end of the pilots was not found"),
        ("information-before-negative@2020-03-24.1", "is our reading"),
        ("exit-period@2020-03-24.1", "neither a working day nor"),
        ("move-on-minimum@2019-09.1", "The day in September 2019"),
        ("place-of-safety@2021-01-04.1", "tested in the first year"),
        ("first-contact@2021-01-04.1", "run from consent or"),
        ("reconsideration-answer@2020-03-24.1", "neither working nor calendar"),
        ("panel-quorum@2019-04-29.1", "none is demanded"),
        ("disqualification@2024-01-08.1", "the guidance was not read"),
        ("conclusive-after-disqualification@2025-12-17.1", "Permission to appeal"),
        ("adulthood-tasks@2026-02-13.1", "are our own"),
        ("draft-expiry@2020-03-01.1", "since when drafts are deleted"),
        ("police-recording@2020-03-24.1", "Scotland and Northern Ireland"),
        ("victims-covered@2018-04-01.1", "is our reading"),
        ("subsistence@2020-07-01.1", "Present rates were not found"),
    ],
)
def test_what_is_in_doubt_is_said(version: str, told: str) -> None:
    """A version that rests on an open point says which."""
    assert told in str(RULES.version(version).unconfirmed)
