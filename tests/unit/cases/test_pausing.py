"""Which decision is due, and who may leave, beyond the stories."""

import pytest

from opennrm.cases.facts import Stage
from opennrm.cases.fold import fold
from opennrm.cases.pausing import open_stage
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

REFERRED = "on: 2024-05-01, do: refer"
POSITIVE = "on: 2024-05-08, do: decide reasonable grounds, with: {outcome: positive}"
ASKED = (
    "on: 2024-05-02, do: request information, with: {asked_of: [police], due_on: null}"
)
CONCLUDED = (
    "on: 2024-07-01, do: decide conclusive grounds, "
    "with: {outcome: positive, finding: trafficking}"
)


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        ((REFERRED,), Stage.REASONABLE_GROUNDS),
        ((REFERRED, ASKED), Stage.REASONABLE_GROUNDS),
        ((REFERRED, POSITIVE), Stage.CONCLUSIVE_GROUNDS),
        ((REFERRED, POSITIVE, CONCLUDED), None),
        (("on: 2024-05-01, do: notify",), None),
    ],
)
def test_the_stage_whose_decision_is_due(events, stage):
    lines = "".join(f"  - {{{event}}}\n" for event in events)
    told = tell(parse_story(f"title: due\nevents:\n{lines}", name="here"))

    assert stage is open_stage(fold(told.history))
