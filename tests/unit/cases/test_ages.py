"""What was left undone on the day on which someone turned 18."""

import pytest

from opennrm.cases.ages import left_undone_at_18
from opennrm.cases.fold import fold
from opennrm.cases.rulebook import load_rulebook
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

BOOK = load_rulebook()


def case_of(year, *events):
    child = (
        f"on: {year}-03-02, do: refer, with: {{under_18_now: 'yes', "
        "nrm_consent: not_needed, local_authority: leeds_city_council}"
    )
    lines = "".join(f"  - {{{event}}}\n" for event in (child, *events))
    told = tell(parse_story(f"title: ages\nevents:\n{lines}", name="here"))
    return fold(told.history, born=told.born)


def turned_18(year, stays, support):
    return (
        f"on: {year}-09-01, do: reach adulthood, "
        f"with: {{stays: '{stays}', support_consent: '{support}'}}"
    )


PACK = "on: 2026-08-01, do: share transition pack, with: {shared_by: social_care}"
MISSING = "on: 2026-08-01, do: go missing, with: {reported_to_police: true}"


@pytest.mark.parametrize(
    ("year", "events", "undone"),
    [
        (2026, (), ()),
        (2026, (PACK, turned_18(2026, "yes", "yes")), ()),
        (2026, (turned_18(2026, "yes", "yes"),), ("transition_pack",)),
        (2026, (PACK, turned_18(2026, "no", "not_asked")), ()),
        (2026, (PACK, turned_18(2026, "yes", "not_asked")), ("consent_to_support",)),
        (
            2026,
            (MISSING, turned_18(2026, "not_asked", "not_asked")),
            ("consent_to_stay", "consent_to_support", "transition_pack"),
        ),
        (2025, (turned_18(2025, "yes", "no"),), ()),
    ],
)
def test_what_the_rule_of_the_day_sets_and_was_not_done_is_told(year, events, undone):
    assert undone == left_undone_at_18(case_of(year, *events), book=BOOK)
