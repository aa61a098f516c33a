"""What the rules of the whole mechanism say around each day on which they change."""

from datetime import date

import pytest

from opennrm.rules.calendars import load_calendars
from opennrm.rules.dates import PartialDate
from opennrm.rules.loading import load_rules
from opennrm.rules.versions import RuleVersion

RULES = load_rules()
STAGES = ("reasonable_grounds", "conclusive_grounds")
PILOT_FORCES = (
    "west_yorkshire_police",
    "avon_and_somerset_constabulary",
    "devon_and_cornwall_police",
    "dorset_police",
    "gloucestershire_constabulary",
    "wiltshire_police",
)
PAPERS_GO_TO = ("local_authority", "guardian", "legal_representative")
AT_18 = ("consent_to_stay", "consent_to_support")
LIMBS = ("place_of_exploitation", "place_of_residence", "place_of_encounter")
SLAVERY_TOO = ("trafficking", "slavery_servitude_forced_labour")


def in_force(key: str, on: str, nation: str | None = None) -> RuleVersion:
    anchors = {RULES.rule(key).anchor: PartialDate.parse(on)}
    return RULES.in_force(key, anchors=anchors, nation=nation)


@pytest.mark.parametrize(
    ("key", "on", "nation", "value", "version"),
    [
        ("first-receiver", "2009-04-01", None, "mshtu", "2009-04-01.1"),
        ("first-receiver", "2019-04-28", None, "mshtu", "2009-04-01.1"),
        ("first-receiver", "2019-04-29", None, None, "2019-04-29.1"),
        ("regional-pilot", "2015-08-02", None, None, "2009-04-01.1"),
        ("regional-pilot", "2015-08-03", None, PILOT_FORCES, "2015-08-03.1"),
        ("regional-pilot", "2015-10-31", None, PILOT_FORCES, "2015-08-03.1"),
        ("regional-pilot", "2015-11-01", None, PILOT_FORCES, "2015-11-01.1"),
        ("regional-pilot", "2019-04-28", None, PILOT_FORCES, "2015-11-01.1"),
        ("regional-pilot", "2019-04-29", None, None, "2019-04-29.1"),
        ("decision-stages", "2009-04-01", None, STAGES, "2009-04-01.1"),
        ("decision-stages", "2026-11-22", None, STAGES, "2009-04-01.1"),
        ("information-before-negative", "2020-03-23", None, None, "2009-04-01.1"),
        ("information-before-negative", "2020-03-24", None,
         ("first_responder", "police"), "2020-03-24.1"),
        ("decision-panel", "2026-11-22", None, None, "2009-04-01.1"),
        ("service-of-decision", "2020-03-23", None, "waits_for_recovery_minimum",
         "2009-04-01.1"),
        ("service-of-decision", "2020-03-24", None, "waits_for_recovery_minimum",
         "2020-03-24.1"),
        ("service-of-decision", "2023-01-29", None, "waits_for_recovery_minimum",
         "2020-03-24.1"),
        ("service-of-decision", "2023-01-30", None, "waits_for_recovery_minimum",
         "2023-01-30.1"),
        ("exit-period", "2020-03-23", None, 9, "2009-04-01.1"),
        ("exit-period", "2020-03-24", None, 9, "2020-03-24.1"),
        ("move-on-minimum", "2019-08-31", None, 45, "2009-04-01.1"),
        ("move-on-minimum", "2019-10-01", None, 45, "2019-09.1"),
        ("move-on-minimum", "2026-01-21", None, 45, "2019-09.1"),
        ("move-on-minimum", "2026-01-22", None, 45, "2026-01-22.1"),
        ("support-entry", "2014-12-31", "northern_ireland",
         "after_positive_reasonable_grounds", "2009-04-01.1"),
        ("support-entry", "2016-01-01", "northern_ireland", "from_referral", "2015.1"),
        ("support-entry", "2018-03-31", "scotland",
         "after_positive_reasonable_grounds", "2009-04-01.1"),
        ("support-entry", "2018-04-01", "scotland",
         "after_positive_reasonable_grounds", "2018-04-01.1"),
        ("support-entry", "2021-01-03", "england",
         "after_positive_reasonable_grounds", "2009-04-01.1"),
        ("support-entry", "2021-01-04", "wales",
         "after_positive_reasonable_grounds", "2021-01-04.1"),
        ("place-of-safety", "2021-01-03", "england", None, "2009-04-01.1"),
        ("place-of-safety", "2021-01-04", "england", 3, "2021-01-04.1"),
        ("place-of-safety", "2026-01-01", "scotland", None, "2009-04-01.1"),
        ("support-extension", "2020-03-23", None, 28, "2009-04-01.1"),
        ("support-extension", "2020-03-24", None, 28, "2020-03-24.1"),
        ("first-contact", "2021-01-03", "wales", None, "2009-04-01.1"),
        ("first-contact", "2021-01-04", "wales", 2, "2021-01-04.1"),
        ("first-contact", "2026-01-01", "northern_ireland", None, "2009-04-01.1"),
        ("reconsideration-answer", "2020-03-23", None, None, "2009-04-01.1"),
        ("reconsideration-answer", "2020-03-24", None, 9, "2020-03-24.1"),
        ("assurance-panel-times", "2019-04-28", None, None, "2009-04-01.1"),
        ("assurance-panel-times", "2019-04-29", None, 3, "2019-04-29.1"),
        ("assurance-panel-times", "2022-11-30", None, 3, "2019-04-29.1"),
        ("assurance-panel-times", "2022-12-31", None, None, "2022-12.1"),
        ("panel-quorum", "2015-08-02", None, None, "2009-04-01.1"),
        ("panel-quorum", "2015-08-03", None, ("independent_chair",), "2015-08-03.1"),
        ("panel-quorum", "2019-04-29", None, ("independent_chair",), "2019-04-29.1"),
        ("panel-quorum", "2021-05-31", None, ("independent_chair",), "2019-04-29.1"),
        ("panel-quorum", "2021-06-01", None,
         ("social_care", "police", "health", "independent_chair"), "2021-06-01.1"),
        ("disqualification", "2023-01-29", None, None, "2009-04-01.1"),
        ("disqualification", "2023-01-30", None, "presumption", "2023-01-30.1"),
        ("disqualification", "2023-07-25", None, "presumption", "2023-01-30.1"),
        ("disqualification", "2023-07-26", None, "presumption", "2023-07-26.1"),
        ("disqualification", "2024-01-07", None, "presumption", "2023-07-26.1"),
        ("disqualification", "2024-01-08", None, "risk_assessed", "2024-01-08.1"),
        ("disqualification", "2025-12-16", None, "risk_assessed", "2024-01-08.1"),
        ("disqualification", "2025-12-17", None, "risk_assessed", "2025-12-17.1"),
        ("conclusive-after-disqualification", "2023-01-29", None, None,
         "2009-04-01.1"),
        ("conclusive-after-disqualification", "2023-01-30", None, "stops",
         "2023-01-30.1"),
        ("conclusive-after-disqualification", "2025-12-16", None, "stops",
         "2023-01-30.1"),
        ("conclusive-after-disqualification", "2025-12-17", None, "still_due",
         "2025-12-17.1"),
        ("improper-claim", "2023-01-29", None, "allowed", "2009-04-01.1"),
        ("improper-claim", "2023-01-30", None, None, "2023-01-30.1"),
        ("further-recovery", "2023-01-29", None, "automatic", "2009-04-01.1"),
        ("further-recovery", "2023-01-30", None, "only_when_granted", "2023-01-30.1"),
        ("leave-kind", "2023-01-29", None, "discretionary_leave", "2009-04-01.1"),
        ("leave-kind", "2023-01-30", None, "temporary_permission", "2023-01-30.1"),
        ("leave-pause", "2024-07-10", None, None, "2009-04-01.1"),
        ("leave-pause", "2024-07-11", None, "all", "2024-07-11.1"),
        ("leave-pause", "2024-08-27", None, "partly", "2024-08-27.1"),
        ("leave-pause", "2024-10-23", None, "partly", "2024-08-27.1"),
        ("leave-pause", "2024-10-24", None, None, "2024-10-24.1"),
        ("leave-pause", "2025-02-06", None, "deportation_orders", "2025-02-06.1"),
        ("draft-expiry", "2020-02-29", None, None, "2009-04-01.1"),
        ("draft-expiry", "2020-03-01", None, 28, "2020-03-01.1"),
        ("adulthood-tasks", "2026-02-12", None, AT_18, "2009-04-01.1"),
        ("adulthood-tasks", "2026-02-13", None, (*AT_18, "transition_pack"),
         "2026-02-13.1"),
        ("police-recording", "2020-03-23", None, "every_referral", "2009-04-01.1"),
        ("police-recording", "2020-03-24", None, "every_referral", "2020-03-24.1"),
        ("police-force-limbs", "2020-03-23", None, LIMBS, "2009-04-01.1"),
        ("police-force-limbs", "2020-03-24", None, LIMBS, "2020-03-24.1"),
        ("child-papers", "2020-03-23", None, PAPERS_GO_TO, "2009-04-01.1"),
        ("child-papers", "2020-03-24", None, PAPERS_GO_TO, "2020-03-24.1"),
        ("guardianship", "2017-01-31", "wales", None, "2009-04-01.1"),
        ("guardianship", "2017-03-01", "wales",
         "independent_child_trafficking_guardian", "2017-02.1"),
        ("guardianship", "2009-12-31", "scotland", None, "2009-04-01.1"),
        ("guardianship", "2023-03-31", "scotland", "scottish_guardianship_service",
         "2010.1"),
        ("guardianship", "2023-04-01", "scotland", "guardianship_scotland",
         "2023-04-01.1"),
        ("guardianship", "2018-03-31", "northern_ireland", None, "2009-04-01.1"),
        ("guardianship", "2018-05-01", "northern_ireland",
         "independent_guardian_service", "2018-04.1"),
        ("victims-covered", "2015-07-30", "england", ("trafficking",), "2009-04-01.1"),
        ("victims-covered", "2015-07-31", "england", SLAVERY_TOO, "2015-07-31.1"),
        ("victims-covered", "2018-03-31", "scotland", ("trafficking",),
         "2009-04-01.1"),
        ("victims-covered", "2018-04-01", "scotland", SLAVERY_TOO, "2018-04-01.1"),
        ("victims-covered", "2022-04-27", "northern_ireland", ("trafficking",),
         "2009-04-01.1"),
        ("victims-covered", "2022-04-28", "northern_ireland", SLAVERY_TOO,
         "2022-04-28.1"),
        ("victims-covered", "2022-07-28", None, SLAVERY_TOO, "2022-07-28.1"),
        ("referral-form", "2018-12-31", None, ("paper",), "2009-04-01.1"),
        ("referral-form", "2020-02-29", None, ("paper", "online"), "2019.1"),
        ("referral-form", "2020-03-01", None, ("online",), "2020-03-01.1"),
        ("subsistence", "2020-06-30", "england", "weekly_rates", "2009-04-01.1"),
        ("subsistence", "2020-07-01", "england", "weekly_rates", "2020-07-01.1"),
    ],
)  # fmt: skip
def test_a_rule_changes_on_its_day(
    key: str, on: str, nation: str | None, value: object, version: str
) -> None:
    """The day before still has the version before; the day itself the new one."""
    found = in_force(key, on, nation)

    assert value == found.value
    assert f"{key}@{version}" == found.id


@pytest.mark.parametrize(
    ("key", "on", "nation", "parameter", "value"),
    [
        ("regional-pilot", "2015-10-31", None, "reasonable_grounds_authority",
         "by_nationality"),
        ("regional-pilot", "2015-11-01", None, "reasonable_grounds_authority",
         "slavery_safeguarding_lead"),
        ("regional-pilot", "2015-08-03", None, "conclusive_grounds_authority",
         "multi_disciplinary_panel"),
        ("information-before-negative", "2026-01-01", None, "adult",
         "adult_safeguarding"),
        ("information-before-negative", "2026-01-01", None, "child",
         "childrens_services+guardian"),
        ("information-before-negative", "2026-01-01", None, "supported",
         "support_provider"),
        ("service-of-decision", "2026-01-01", None, "negative_before_minimum",
         "refused"),
        ("exit-period", "2026-01-01", None, "counting", "exclusive"),
        ("move-on-minimum", "2019-08-31", None, "ends", "at_length"),
        ("move-on-minimum", "2026-01-22", None, "ends", "as_assessed"),
        ("support-entry", "2021-01-03", "england", "before_decision",
         "emergency_accommodation"),
        ("support-entry", "2021-01-04", "england", "before_decision",
         "emergency_accommodation+place_of_safety"),
        ("support-extension", "2026-01-01", None, "asker", "support_provider"),
        ("support-extension", "2026-01-01", None, "reply_working_days", 3),
        ("support-extension", "2026-01-01", None, "before", "exit"),
        ("first-contact", "2026-01-01", "england", "hours", 48),
        ("reconsideration-answer", "2026-01-01", None, "counted_in", "calendar_days"),
        ("assurance-panel-times", "2021-06-01", None, "reply_working_days", 2),
        ("panel-quorum", "2026-01-01", None, "devolved", "social_care+police+health"),
        ("panel-quorum", "2026-01-01", None, "chair_not", "lead_social_worker"),
        ("panel-quorum", "2026-01-01", None, "multi_agency", None),
        ("disqualification", "2024-01-07", None, "re_trafficking_assessment",
         "not_required"),
        ("disqualification", "2024-01-08", None, "re_trafficking_assessment",
         "required"),
        ("disqualification", "2026-03-20", None, "recovery_needs", "required"),
        ("disqualification", "2025-12-16", None, "presumption_in_guidance", "yes"),
        ("disqualification", "2025-12-17", None, "presumption_in_guidance", "no"),
        ("improper-claim", "2022-01-01", None, "evidence", "firm_and_objective"),
        ("leave-kind", "2023-01-30", None, "considered", "automatic"),
        ("draft-expiry", "2026-03-02", None, "warn_after_days", 21),
        ("adulthood-tasks", "2026-02-12", None, "days_before", "100+90+30+0"),
        ("adulthood-tasks", "2026-02-12", None, "pack", "not_required"),
        ("adulthood-tasks", "2026-02-13", None, "pack", "required"),
        ("police-recording", "2026-01-01", None, "on_receipt", "notifiable_incident"),
        ("police-recording", "2026-01-01", None, "positive_uk", "crime"),
        ("police-recording", "2026-01-01", None, "otherwise",
         "crime_related_incident"),
        ("guardianship", "2026-01-01", "england", "covers", "some"),
        ("guardianship", "2026-01-01", "northern_ireland", "until_years", 21),
        ("reconsideration-window", "2026-01-31", None, "runs_from", "decision_date"),
        ("reconsideration-bar", "2025-09-17", None, "looks_at", "request_date"),
        ("subsistence", "2020-06-30", "wales", "outreach_pence", 3500),
        ("subsistence", "2020-07-01", "wales", "outreach_pence", 3960),
    ],
)  # fmt: skip
def test_a_parameter_says_on_a_date(
    key: str, on: str, nation: str | None, parameter: str, value: object
) -> None:
    """What a decision reads beside the value."""
    assert value == in_force(key, on, nation).parameter(parameter)


@pytest.mark.parametrize(
    ("received", "nation", "last"),
    [
        ("2026-04-01", "england", "2026-04-16"),
        ("2026-04-01", "scotland", "2026-04-15"),
        ("2026-04-01", "northern_ireland", "2026-04-16"),
        ("2026-07-06", "wales", "2026-07-17"),
        ("2026-07-06", "scotland", "2026-07-17"),
        ("2026-07-06", "northern_ireland", "2026-07-20"),
    ],
)
def test_support_goes_on_for_nine_working_days(
    received: str, nation: str, last: str
) -> None:
    """Scenario 22: the day of receipt is day 0."""
    length = in_force("exit-period", received, nation).number
    calendar = load_calendars().for_nation(nation)

    start = date.fromisoformat(received)
    assert last == calendar.add_working_days(start, length).isoformat()
