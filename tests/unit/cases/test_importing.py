"""A published cell becomes referrals that say no more than the cell does."""

from dataclasses import fields

from opennrm.cases.facts import Answer, Consent
from opennrm.cases.importing import PublishedCell, receive_published
from opennrm.rules.dates import Quarter

CELL = PublishedCell(
    quarter=Quarter(2022, 4),
    first_responder_type="police",
    first_responder_type_label="Police",
    first_responder="kent_police",
    first_responder_label="Kent Police",
    exploitation_types=("labour", "domestic", "organ_harvesting"),
    exploitation_type_label="Labour, Domestic, Organ Harvesting",
    age_at_exploitation="adult",
    age_at_exploitation_label="Adult (18 or over)",
    gender="male",
    gender_label="Male",
    nationality=("congolese_drc",),
    nationality_label="Congolese (Drc)",
    people=3,
)


def test_no_day_is_invented():
    assert "2022-Q4" == receive_published(CELL).occurred.text


def test_labels_stay_as_published():
    fact = receive_published(CELL).fact

    assert "Labour, Domestic, Organ Harvesting" == fact.exploitation_type_label
    assert "Congolese (Drc)" == fact.nationality_label
    assert ("congolese_drc",) == fact.nationality


def test_nothing_is_invented_of_the_person():
    """What the cell does not say is not recorded, or absent; nothing is guessed."""
    fact = receive_published(CELL).fact
    said = {field.name for field in fields(PublishedCell)} | {"channel"}
    rest = {
        field.name: getattr(fact, field.name)
        for field in fields(fact)
        if field.name not in said
    }

    assert {
        None,
        "not_recorded",
        "Not recorded",
        Answer.NOT_RECORDED,
        Consent.NOT_RECORDED,
    } >= set(rest.values())
    assert fact.subject is None
    assert fact.narrative is None
