"""Stories that go wrong, each a file: how `opennrm replay` ends, and what it says.

A refusal names the rule version that refused it, where one did, and what to do next.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from opennrm.cli.main import main
from opennrm.errors import FAMILIES, Family

STORIES = Path(__file__).parent / "stories"
REFUSED = FAMILIES[Family.REFUSED].exit_status
INPUT = FAMILIES[Family.INPUT].exit_status
CALL = FAMILIES[Family.CALL].exit_status


class Bad(NamedTuple):
    """How a story must end: the code of its refusal, what is said, the exit status."""

    code: str
    said: tuple[str, ...]
    status: int = REFUSED


def faulty(*said):
    return Bad("story-faulty", said, INPUT)


def broken(*said):
    return Bad("story-broken", said, INPUT)


def refused(code, *said):
    return Bad(code, said)


EXPECTED = {
    "file_not_yaml": faulty("This is not YAML"),
    "file_without_events": faulty("Nothing happens", "Add an event"),
    "file_unknown_key": faulty("colour", "Known: events"),
    "file_unknown_command": faulty("Known: decide reasonable grounds"),
    "file_unknown_field": faulty("gendre", "Known: gender"),
    "file_unknown_role": faulty("judge", "Known: decision_maker"),
    "file_unknown_person": broken("Line 4", "nobody is called 'pat'", "Known:"),
    "file_unknown_rule_set": Bad("unknown-rule-set", ("commissioner-2017",), CALL),
    "file_unknown_track": broken("no track 'grounds'", "reasonable_grounds"),
    "file_unknown_table": broken("no table 'referals'", "referrals"),
    "file_label_that_names_nothing": broken("'the first'", "Give `as`"),
    "file_out_of_order": broken("Line 4", "give `recorded`"),
    "file_no_case_yet": broken("Line 3", "Begin with refer or notify"),
    "file_two_cases": broken("Line 4", "a second case", "a story of its own"),
    "file_text_for_a_list": faulty("'expect' is list"),
    "file_map_for_a_text": faulty("'as' is label"),
    "file_letters_in_words": faulty("'letters' is list"),
    "file_organisation_as_a_list": faulty("organisation of 'pat'"),
    "date_30_february": faulty("2026-02-30", "Write 2023-01-05"),
    "date_fifth_quarter": faulty("2026-Q5", "Write 2023-01-05"),
    "date_in_words": faulty("last Tuesday", "Write 2023-01-05"),
    "date_to_come": refused("not-yet-happened", "Check the date"),
    "date_before_the_mechanism": refused("rule-not-in-force", "2009-03-31", "check"),
    "date_before_receipt": refused("out-of-order", "2026-02-27", "Check both dates"),
    "date_after_the_calendars": refused(
        "outside-calendar", "england-and-wales@", "Check the date"
    ),
    "intake_nation_unknown": refused("unknown-nation", "cornwall", "Use one of"),
    "intake_code_unknown": refused("unknown-code", "atlantean", "Did you mean"),
    "intake_value_of_another_kind": refused("fields-not-those", "nationality", "See"),
    "intake_code_not_in_force": refused(
        "code-not-in-force", "2012-03-01", "Use a code in force"
    ),
    "intake_adult_without_consent": refused(
        "consent-needed", "consent-and-age@2015-07-31.1", "Explain the mechanism"
    ),
    "intake_consent_of_a_child": refused(
        "consent-not-asked", "consent-and-age@2015-07-31.1", "refer without it"
    ),
    "intake_child_without_council": refused(
        "local-authority-needed", "consent-and-age@2015-07-31.1", "council or trust"
    ),
    "intake_age_against_birth_date": refused("age-against-birth-date", "Mend"),
    "intake_identity_in_a_report": refused(
        "identity-without-consent", "duty-to-notify@2015-11-01.1", "Send it without"
    ),
    "intake_report_in_scotland": refused(
        "no-duty-then", "duty-to-notify@2009-04-01.1", "Refer the adult"
    ),
    "intake_report_worked_on": refused("not-a-referral", "make a referral"),
    "linking_duplicate_of_itself": refused("linked-to-itself", "Name the other case"),
    "linking_decided_case": refused("decided-already", "link the other"),
    "routing_back_to_the_first_authority": refused("already-there", "Read the case"),
    "routing_adult_to_a_local_panel": refused("outside-the-pilot", "Name another"),
    "deciding_by_another_authority": refused("not-permitted", "ask the authority"),
    "deciding_by_a_first_responder": refused("not-permitted", "ask the authority"),
    "deciding_reviewer_is_the_maker": refused("reviewer-is-the-maker", "A second"),
    "deciding_proposer_reviews": refused("reviewer-is-the-maker", "A second person"),
    "deciding_negative_without_requests": refused(
        "information-not-requested",
        "information-before-negative@2020-03-24.1",
        "Request the information",
    ),
    "deciding_negative_without_waiting": refused(
        "information-awaited",
        "information-before-negative@2020-03-24.1",
        "Record the answer",
    ),
    "deciding_negative_without_reasons": refused("reasons-needed", "Give at least"),
    "deciding_negative_without_reviewer": refused(
        "reviewer-needed", "second-reviewer@2020-03-24.1", "Name the second person"
    ),
    "deciding_negative_inside_the_minimum": refused(
        "recovery-not-over", "recovery-minimum@2023-01-30.1", "Decide after that day"
    ),
    "deciding_outcome_unknown": refused("fields-not-those", "outcome", "See the"),
    "deciding_conclusive_first": refused("not-now", "not open yet", "Read the case"),
    "deciding_while_suspended": refused("paused", "2026-03-03", "Resume it first"),
    "deciding_after_withdrawal": refused("already-closed", "make a new referral"),
    "serving_too_early": refused(
        "service-waits",
        "service-of-decision@2023-01-30.1",
        "recovery-minimum@2023-01-30.1",
        "Serve it after that day",
    ),
    "serving_before_the_panel_concluded": refused(
        "not-assured", "assurance-panel@2019-04-29.1", "Convene the panel"
    ),
    "panel_without_health": refused(
        "panel-not-quorate", "panel-quorum@2021-06-01.1", "health", "Call them"
    ),
    "panel_chaired_by_the_lead_social_worker": refused(
        "chair-is-lead-social-worker", "panel-quorum@2021-06-01.1", "someone else"
    ),
    "panel_not_asked": refused("panel-needed", "devolved panel", "Convene one"),
    "panel_vote_after_a_conflict": refused("not-permitted", "ask the authority"),
    "panel_too_short_to_read": refused(
        "too-short-to-read", "assurance-panel-times@2019-04-29.1", "Let it sit then"
    ),
    "revoking_what_is_not_decided": refused("not-now", "positive conclusive decision"),
    "reconsidering_a_positive": refused("not-now", "a negative decision"),
    "reconsidering_too_late": refused(
        "too-late-to-ask", "reconsideration-window@2024-02-22.1", "record them"
    ),
    "reconsidering_by_the_person_in_2016": refused(
        "not-for-them-to-ask", "reconsideration-requester@2009-04-01.1", "Ask one of"
    ),
    "reconsidering_barred_too_soon": refused(
        "not-barred", "reconsideration-bar", "Accept it"
    ),
    "disqualifying_before_2023": refused(
        "no-disqualification-then", "the rule disqualification", "Check the date"
    ),
    "disqualifying_without_weighing": refused(
        "recovery-needs-not-weighed", "disqualification@2025-12-17.1", "Weigh it"
    ),
    "disqualifying_without_the_risk": refused(
        "re-trafficking-risk-not-assessed", "disqualification@2025-12-17.1", "Assess"
    ),
    "disqualifying_twice": refused("not-now", "no disqualification", "Read the case"),
    "pausing_twice": refused("paused", "2026-03-03", "Resume it first"),
    "pausing_a_missing_person_who_is_here": refused(
        "whereabouts-differ", "Record first what became of them"
    ),
    "pausing_child_withdraws_alone": refused(
        "child-cannot-withdraw", "Record the local authority's finding"
    ),
    "consenting_for_a_child": refused("consent-not-asked", "at 18 they are asked"),
    "support_without_consent": refused("support-consent-needed", "Record the consent"),
    "support_before_the_decision": refused(
        "support-before-decision", "support-entry@2021-01-04.1", "emergency"
    ),
    "support_for_a_child": refused("support-not-for-a-child", "Name the kind"),
    "support_ended_early": refused(
        "support-not-over", "exit-period@2020-03-24.1", "2026-04-16", "End it on"
    ),
    "support_extension_asked_by_a_lawyer": refused(
        "extension-not-theirs-to-ask", "support-extension@2020-03-24.1", "turns to"
    ),
    "support_extension_too_long": refused(
        "extension-out-of-bounds", "support-extension@2020-03-24.1", "Agree a day"
    ),
    "support_extension_after_exit": refused(
        "extension-asked-late",
        "support-extension@2020-03-24.1",
        "exit-period@2020-03-24.1",
    ),
    "guardians_for_an_adult": refused("not-permitted", "Check the reference"),
    "staying_before_the_decision": refused("not-now", "Read the case again"),
    "police_record_before_they_were_told": refused("not-now", "must have been inform"),
    "police_with_nothing_known": refused("no-force-known", "ask the first responder"),
    "ages_not_yet_18": refused("not-yet-18", "2026-08-31", "Check the date"),
    "ages_adult_reaches_adulthood": refused("not-now", "must have been a child"),
    "whereabouts_found_and_never_lost": refused("not-now", "must be missing or have"),
    "letters_to_a_child": refused("letter-to-a-child", "Address it to the local"),
    "letters_by_an_unsafe_channel": refused("unsafe-channel", "safe: email", "Use a"),
    "letters_to_the_place_of_exploitation": refused(
        "place-of-exploitation", "Record another one that is safe"
    ),
    "letters_to_someone_missing": refused("person-out-of-reach", "tell those who act"),
    "correcting_what_others_rest_on": refused("would-break-history", "Check both"),
    "withdrawing_what_others_rest_on": refused("would-break-history", "latest first"),
    "correcting_nothing": refused("no-change", "Check what was meant"),
    "correcting_with_an_unknown_code": refused("unknown-code", "blue", "gender"),
    "correcting_a_fact_that_is_not_there": refused(
        "nothing-to-correct", "name the fact that stands"
    ),
    "withdrawing_a_fact_that_is_not_there": refused(
        "nothing-to-correct", "name the fact that stands"
    ),
    "correcting_without_a_cause": faulty("needs the field 'cause'"),
    "correcting_a_field_that_is_not_there": refused("malformed-fact", "colour"),
}


def replayed(name, *options):
    return CliRunner().invoke(main, ["replay", str(STORIES / f"{name}.yaml"), *options])


def test_every_bad_story_is_expected_to_end_in_one_way():
    assert set(EXPECTED) == {path.stem for path in STORIES.glob("*.yaml")}
    assert len(EXPECTED) >= 50


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_story_is_refused_with_its_code_and_what_to_do(name):
    """Nothing but an error of the project ends it, with the status of its family."""
    expected = EXPECTED[name]
    done = replayed(name)
    said = " ".join(done.output.split())

    assert expected.status == done.exit_code, said
    for words in expected.said:
        assert words in said
    if expected.status == REFUSED:
        assert [expected.code] == re.findall(r"\(([a-z0-9-]+), not foreseen", said)
    else:
        as_json = replayed(name, "--json")
        assert f'"code": "{expected.code}"' in as_json.output


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_story_foresees_nothing(name):
    """A story that says what must be refused is another kind of story."""
    assert "refused:" not in (STORIES / f"{name}.yaml").read_text(encoding="utf-8")
