"""Whether the police know that someone is missing."""

import pytest

from opennrm.cases.fold import fold
from opennrm.cases.whereabouts import reported_missing
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

UNTOLD = "on: 2024-05-02, do: go missing, with: {reported_to_police: false}"
TOLD = "on: 2024-05-03, do: go missing, with: {reported_to_police: true}"
FOUND = "on: 2024-05-04, do: find again"
AGAIN = "on: 2024-05-05, do: go missing, with: {reported_to_police: false}"


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ((), False),
        ((UNTOLD,), False),
        ((TOLD,), True),
        ((UNTOLD, TOLD), True),
        ((TOLD, FOUND), False),
        ((TOLD, FOUND, AGAIN), False),
    ],
)
def test_a_report_to_the_police_counts_until_the_person_is_found(events, told):
    lines = "".join(
        f"  - {{{event}}}\n" for event in ("on: 2024-05-01, do: refer", *events)
    )
    history = tell(
        parse_story(f"title: missing\nevents:\n{lines}", name="here")
    ).history

    assert told is reported_missing(fold(history))
