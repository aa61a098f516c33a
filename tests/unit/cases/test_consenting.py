"""How each consent stands, as the referral and the ledger tell it."""

import pytest

from opennrm.cases.consenting import (
    consent_is_due,
    consents,
    standing,
    withdrawal_follows,
)
from opennrm.cases.fold import fold
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

ADULT = "on: 2026-03-02, do: refer, with: {support_wanted: 'yes'}"
UNASKED = "on: 2026-03-02, do: refer"
CHILD = (
    "on: 2026-03-02, do: refer, with: {under_18_now: not_sure, "
    "nrm_consent: not_needed, local_authority: leeds_city_council, "
    "support_wanted: 'yes'}"
)
REPORT = "on: 2026-03-02, do: notify, with: {consent_to_identify: true}"
ASSESSED = (
    "on: 2026-03-05, do: assess age, with: {outcome: adult, assessed_by: social_care}"
)
LEFT = (
    "on: 2026-03-20, do: withdraw, with: {reason: adult_choice, "
    "requested_by: individual, best_interests_determination: false}"
)


def said(purpose, answer, on="2026-03-10", recorded="2026-03-12"):
    return (
        f"on: {on}, recorded: {recorded}, do: record consent, with: {{purpose: "
        f"{purpose}, answer: {answer}, text_version: asked@2026, language: en, "
        "interpreter: false}"
    )


def turned_18(stays, support):
    return (
        "on: 2026-03-06, do: reach adulthood, "
        f"with: {{stays: '{stays}', support_consent: '{support}'}}"
    )


def case_of(*events):
    lines = "".join(f"  - {{{event}}}\n" for event in events)
    told = tell(parse_story(f"title: consents\nevents:\n{lines}", name="here"))
    return fold(told.history, born=told.born)


@pytest.mark.parametrize(
    ("events", "purpose", "stands"),
    [
        ((ADULT,), "nrm", "given"),
        ((ADULT,), "support", "given"),
        ((UNASKED,), "support", "not_recorded"),
        ((ADULT,), "police_contact", "not_recorded"),
        ((ADULT, said("support", "withdrawn")), "support", "withdrawn"),
        ((ADULT, said("support", "withdrawn")), "nrm", "given"),
        ((ADULT, said("police_contact", "refused")), "police_contact", "refused"),
        ((CHILD,), "nrm", "not_needed"),
        ((CHILD,), "support", "not_recorded"),
        ((CHILD, ASSESSED), "nrm", "not_recorded"),
        ((CHILD, ASSESSED, said("nrm", "given")), "nrm", "given"),
        ((CHILD, turned_18("yes", "no")), "nrm", "given"),
        ((CHILD, turned_18("yes", "no")), "support", "refused"),
        ((CHILD, turned_18("no", "no")), "nrm", "refused"),
        ((CHILD, turned_18("yes", "no"), said("support", "given")), "support", "given"),
        ((REPORT,), "identity_in_notification", "given"),
        ((REPORT,), "nrm", "refused"),
        ((REPORT,), "police_contact", "not_recorded"),
    ],
)
def test_each_consent_stands_as_it_was_last_said(events, purpose, stands):
    assert stands == standing(case_of(*events), purpose)


def test_the_answer_of_the_later_day_counts_whenever_it_was_recorded():
    """A refusal of the 11th stands though a consent of the 10th was recorded after."""
    case = case_of(
        ADULT,
        said("police_contact", "refused", on="2026-03-11"),
        said("police_contact", "given", on="2026-03-10", recorded="2026-03-13"),
    )

    assert "refused" == standing(case, "police_contact")


def test_of_one_day_the_answer_recorded_last_counts():
    case = case_of(
        ADULT, said("police_contact", "refused"), said("police_contact", "given")
    )

    assert "given" == standing(case, "police_contact")


def test_a_referral_and_a_report_ask_for_consents_of_their_own():
    assert {"nrm", "support", "police_contact", "decision_recipient"} == set(
        consents(case_of(ADULT))
    )
    assert {"nrm", "police_contact", "identity_in_notification"} == set(
        consents(case_of(REPORT))
    )


def test_a_withdrawal_follows_a_consent_withdrawn_and_a_no_at_18():
    assert not withdrawal_follows(case_of(ADULT))
    assert not withdrawal_follows(case_of(CHILD))
    assert not withdrawal_follows(case_of(REPORT))
    assert withdrawal_follows(case_of(ADULT, said("nrm", "withdrawn")))
    assert withdrawal_follows(case_of(CHILD, turned_18("no", "no")))
    assert not withdrawal_follows(case_of(ADULT, said("nrm", "withdrawn"), LEFT))


def test_an_adult_who_was_referred_as_a_child_is_asked():
    assert not consent_is_due(case_of(ADULT))
    assert not consent_is_due(case_of(CHILD))
    assert consent_is_due(case_of(CHILD, ASSESSED))
    assert not consent_is_due(case_of(CHILD, ASSESSED, said("nrm", "given")))
    assert not consent_is_due(case_of(CHILD, turned_18("yes", "yes")))
    assert not consent_is_due(case_of(CHILD, ASSESSED, LEFT))
    assert not consent_is_due(case_of(REPORT))
