"""Facts to JSON and back, and what is refused on the way."""

import json
from datetime import date
from uuid import UUID

import pytest

from opennrm.cases.codec import MalformedFact, UnknownFact, decode, from_json, to_json
from opennrm.cases.facts import (
    InformationRequested,
    Outcome,
    ReasonableGroundsDecided,
    Stage,
)

DECIDED = ReasonableGroundsDecided(
    outcome=Outcome.NEGATIVE,
    reasons=("credibility", "insufficient_information"),
    decided_by="user-1",
    reviewed_by="user-2",
    authority="sca",
    rule="reasonable-grounds-test@2023-07-24.1",
    minute=UUID("00000000-0000-4000-8000-000000000001"),
)


def test_a_fact_is_written_as_canonical_json():
    """Sorted keys, no spaces, and nothing for what has not happened."""
    assert (
        '{"authority":"sca","decided_by":"user-1",'
        '"minute":"00000000-0000-4000-8000-000000000001","outcome":"negative",'
        '"reasons":["credibility","insufficient_information"],"reviewed_by":"user-2",'
        '"rule":"reasonable-grounds-test@2023-07-24.1"}'
    ) == to_json(DECIDED)


def test_what_is_written_is_read_back():
    assert DECIDED == from_json("reasonable-grounds-decided@1", to_json(DECIDED))


def test_days_and_stages_are_read_back_as_what_they_are():
    asked = InformationRequested(
        stage=Stage.REASONABLE_GROUNDS, asked_of=("police",), due_on=date(2024, 5, 3)
    )
    read = from_json("information-requested@1", to_json(asked))

    assert asked == read
    assert date(2024, 5, 3) == read.due_on
    assert Stage.REASONABLE_GROUNDS is read.stage


def test_a_name_that_is_not_registered_is_refused():
    with pytest.raises(UnknownFact, match="reasonable-grounds-decided@2"):
        decode("reasonable-grounds-decided@2", {})


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": None},
        {"colour": "blue"},
        {"outcome": "maybe"},
        {"minute": "not an id"},
    ],
    ids=["missing", "unknown", "no such value", "no such id"],
)
def test_a_fact_is_never_half_understood(change):
    values = json.loads(to_json(DECIDED)) | change
    values = {key: value for key, value in values.items() if value is not None}

    with pytest.raises(MalformedFact):
        decode("reasonable-grounds-decided@1", values)
