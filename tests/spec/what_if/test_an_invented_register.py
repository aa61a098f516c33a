"""An invented register under a reform: what is invented follows the reform's rules."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import numpy as np
import pytest

from opennrm.cases.facts import (
    ConclusiveGroundsDecided,
    PanelConcluded,
    PanelConvened,
    ReasonableGroundsDecided,
)
from opennrm.cases.history import RecordedFact
from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.rule_sets import rule_set_directory
from opennrm.synth.recordings import histories
from opennrm.synth.simulating import simulate

REFORM_BEGAN = date(2018, 4, 1)
DECISIONS = (ReasonableGroundsDecided, ConclusiveGroundsDecided)


def register(name: str | None) -> Mapping[UUID, list[RecordedFact]]:
    directory = None if name is None else rule_set_directory(name)
    book = load_rulebook(directory=directory)
    stream = simulate(referrals=80, rng=np.random.default_rng(7), book=book)
    return histories(stream)


def decided_without_a_panel(history: list[RecordedFact]) -> list[RecordedFact]:
    """The decisions since the reform that no multi-agency panel of theirs precedes."""
    convened: dict[int, object] = {}
    concluded: set[object] = set()
    found = []
    for recorded in history:
        fact = recorded.fact
        if isinstance(fact, PanelConvened) and fact.kind == "multi_agency":
            convened[recorded.version] = fact.stage
        elif isinstance(fact, PanelConcluded):
            concluded.add(convened.get(fact.panel))
        elif isinstance(fact, DECISIONS) and recorded.occurred.first >= REFORM_BEGAN:
            stage = (
                "reasonable_grounds"
                if isinstance(fact, ReasonableGroundsDecided)
                else "conclusive_grounds"
            )
            if stage not in concluded:
                found.append(recorded)
    return found


@pytest.mark.parametrize(("name", "some"), [(None, True), ("commissioner-2017", False)])
def test_a_panel_precedes_every_decision_under_the_reform_and_none_without(
    name: str | None, some: bool
) -> None:
    """The same seed and size; the rules alone make the difference."""
    cases = register(name).values()
    decided = [
        recorded
        for history in cases
        for recorded in history
        if isinstance(recorded.fact, DECISIONS)
        and recorded.occurred.first >= REFORM_BEGAN
    ]
    alone = [one for history in cases for one in decided_without_a_panel(history)]

    assert len(decided) > 50
    assert some is bool(alone)
