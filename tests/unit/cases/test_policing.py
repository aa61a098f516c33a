"""Which force is told, in which order, and what a force may record."""

from dataclasses import replace
from datetime import date

import pytest

from opennrm.cases.choosing_force import NO_FORCE, ChosenForce, force_for
from opennrm.cases.facts import PoliceInformed
from opennrm.cases.fold import fold
from opennrm.cases.policing import (
    WAYS,
    AlreadyInformed,
    NoForceKnown,
    NotThatRecord,
    inform_police,
    record_police,
)
from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.rule_sets import shipped_rule_sets
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

BOOK = load_rulebook()
ON = PartialDate.on(date(2024, 5, 10))
TODAY = date(2024, 5, 10)


def case_of(events: str):
    """A case after the events of a story; the first of them receives it."""
    return fold(tell(parse_story(f"title: t\nevents:\n{events}", name="t")).history)


def received(with_="{}"):
    return case_of(f"  - {{on: 2024-05-01, do: refer, with: {with_}}}\n")


@pytest.mark.parametrize(
    ("exploitation", "residence", "encounter", "force", "limb"),
    [
        (["Leeds"], "Cardiff", "Heathrow", "west_yorkshire_police", "exploitation"),
        ([], "Cardiff", "Heathrow", "south_wales_police", "residence"),
        (["Unknown"], "Cardiff", None, "south_wales_police", "residence"),
        (["not_recorded"], "unknown", "Heathrow", "metropolitan_police_service",
         "encounter"),
        ([], None, "Gatwick Airport", "sussex_police", "encounter"),
        ([], None, "St Pancras International", "british_transport_police",
         "encounter"),
        (["kent"], None, None, "kent_police", "exploitation"),
        (["leeds_city_council"], None, None, "west_yorkshire_police", "exploitation"),
        # A place outside the United Kingdom gives no force, so the next limb does.
        (["Peel"], "Cardiff", None, "south_wales_police", "residence"),
    ],
)  # fmt: skip
def test_the_first_limb_with_a_force_decides(
    exploitation, residence, encounter, force, limb
):
    """Where exploited, else where living, else where encountered."""
    chosen = force_for(
        exploitation, residence, encounter, on=ON, nation="england", book=BOOK
    )

    assert ChosenForce(force=force, limb=f"place_of_{limb}") == chosen


@pytest.mark.parametrize(
    ("exploitation", "residence", "encounter"),
    [
        ([], None, None),
        (["Unknown"], "Unknown", "not_recorded"),
        (["Peel"], None, None),
    ],
)
def test_without_a_place_there_is_no_force(exploitation, residence, encounter):
    """Nothing is guessed; nothing known is said as such."""
    assert NO_FORCE == force_for(
        exploitation, residence, encounter, on=ON, nation="england", book=BOOK
    )


@pytest.mark.parametrize(
    ("places", "force", "copies"),
    [
        (
            ["Leeds", "Luton", "Bradford"],
            "west_yorkshire_police",
            ["bedfordshire_police"],
        ),
        (["Luton", "Leeds"], "bedfordshire_police", ["west_yorkshire_police"]),
        # A county of two forces is told to both, the one with most of it leading.
        (["greater_london"], "metropolitan_police_service", ["city_of_london_police"]),
        (["lincolnshire"], "lincolnshire_police", ["humberside_police"]),
        (["Halifax", "Leeds"], "west_yorkshire_police", []),
    ],
)
def test_of_several_forces_the_first_leads_and_the_others_get_a_copy(
    places, force, copies
):
    """The guidance is silent; this is our design."""
    chosen = force_for(places, None, None, on=ON, nation="wales", book=BOOK)

    assert (force, tuple(copies)) == (chosen.force, chosen.copies)


@pytest.mark.parametrize(("forces", "told"), [(1, "kent_police"), (2, "not_recorded")])
def test_a_mechanism_without_the_rule_tells_its_only_force(forces, told):
    """Elsewhere one force may police the whole state; of two none is chosen."""
    known = BOOK.codes.list("police_force")
    few = [known.member(code) for code in ("kent_police", "essex_police")][:forces]
    codes = replace(
        BOOK.codes,
        by_key={**BOOK.codes.by_key, "police_force": replace(known, members=few)},
    )
    georgia = load_rulebook(directory=shipped_rule_sets()["georgia"])
    book = replace(georgia, codes=codes)
    on = PartialDate.on(date(2020, 1, 8))

    chosen = force_for(["Leeds"], None, None, on=on, nation="georgia", book=book)

    assert ChosenForce(force=told, limb="not_recorded") == chosen


def test_the_leading_force_is_the_last_told():
    """Whoever asks the case for its force finds the one that leads."""
    facts = inform_police(
        received(),
        exploited_in=("Leeds", "Luton"),
        third_party_report=True,
        on=ON,
        today=TODAY,
        book=BOOK,
    )

    assert ["bedfordshire_police", "west_yorkshire_police"] == [
        new.fact.police_force for new in facts
    ]
    assert {"place_of_exploitation"} == {new.fact.limb for new in facts}
    assert all(new.fact.third_party_report for new in facts)


@pytest.mark.parametrize(
    ("referral", "forces", "limb"),
    [
        (
            "{police_force: kent_police, police_force_limb: place_of_residence,"
            " counties: [essex]}",
            ["kent_police"],
            "place_of_residence",
        ),
        ("{counties: [essex]}", ["essex_police"], "place_of_exploitation"),
        (
            "{counties: [greater_london, essex]}",
            ["city_of_london_police", "essex_police", "metropolitan_police_service"],
            "place_of_exploitation",
        ),
    ],
)
def test_without_places_the_referral_says_which_force(referral, forces, limb):
    """Its own force, else the forces of its counties of exploitation."""
    facts = inform_police(
        received(referral), third_party_report=False, on=ON, today=TODAY, book=BOOK
    )

    assert forces == [new.fact.police_force for new in facts]
    assert {limb} == {new.fact.limb for new in facts}


def test_a_case_without_any_place_is_not_told_to_nobody():
    """It says whom to ask, for every case goes to a force."""
    with pytest.raises(NoForceKnown, match="encountered"):
        inform_police(
            received(), third_party_report=False, on=ON, today=TODAY, book=BOOK
        )


def test_telling_the_same_force_again_is_refused():
    """A second telling would put back a record that stands."""
    case = case_of(
        "  - {on: 2024-05-01, do: refer, with: {counties: [essex]}}\n"
        "  - {on: 2024-05-02, do: inform police, with: {third_party_report: false}}\n"
    )
    with pytest.raises(AlreadyInformed, match="2024-05-02"):
        inform_police(case, third_party_report=False, on=ON, today=TODAY, book=BOOK)

    (told,) = inform_police(
        case, third_party_report=True, on=ON, today=TODAY, book=BOOK
    )
    assert (
        PoliceInformed(
            police_force="essex_police",
            limb="place_of_exploitation",
            third_party_report=True,
        )
        == told.fact
    )


POSITIVE = (
    "  - {on: 2024-05-07, do: decide reasonable grounds, with: {outcome: positive}}\n"
)
NEGATIVE = (
    "  - {on: 2024-05-07, do: decide reasonable grounds, with: {outcome: negative,"
    " reasons: [insufficient_information], reviewed_by: reviewer}}\n"
)


@pytest.mark.parametrize(
    ("where", "decision", "allowed"),
    [
        ("uk", "", {"notifiable_incident"}),
        ("overseas", "", {"notifiable_incident"}),
        ("uk", POSITIVE, {"crime"}),
        ("uk_and_overseas", POSITIVE, {"crime"}),
        ("overseas", POSITIVE, {"crime_related_incident"}),
        # The rule says nothing of a place that is not known: the force judges.
        ("not_recorded", POSITIVE, {"crime", "crime_related_incident"}),
        ("uk", NEGATIVE, {"crime_related_incident"}),
        ("overseas", NEGATIVE, {"crime_related_incident"}),
    ],
)
def test_what_a_force_records_follows_decision_and_place(where, decision, allowed):
    """The three records of the rule, and no other."""
    countries = ", countries: [albania]" if where == "overseas" else ""
    case = case_of(
        "  - {on: 2012-05-01, do: refer, with: {location_of_exploitation: "
        f"{where}{countries}, routing_circumstance: uk_national}}}}\n"
        "  - {on: 2012-05-01, do: inform police,"
        " with: {exploited_in: [Leeds], third_party_report: false}}\n"
        + decision.replace("2024", "2012")
    )
    recorded, told = set(), []
    for record in ("notifiable_incident", "crime", "crime_related_incident"):
        try:
            (new,) = record_police(case, record=record, on=ON, today=TODAY, book=BOOK)
        except NotThatRecord as refused:
            told.append(str(refused))
        else:
            recorded.add(new.fact.record)

    assert allowed == recorded
    assert 3 == len(told) + len(recorded)
    assert all("police-recording@2009-04-01.1" in words for words in told)


def test_a_record_of_the_day_before_the_decision_is_an_incident():
    """What a force recorded on receipt may be learned after the decision."""
    case = case_of(
        "  - {on: 2024-05-01, do: refer}\n"
        "  - {on: 2024-05-01, do: inform police,"
        " with: {exploited_in: [Leeds], third_party_report: false}}\n" + POSITIVE
    )
    before = PartialDate.on(date(2024, 5, 6))

    (new,) = record_police(
        case, record="notifiable_incident", on=before, today=TODAY, book=BOOK
    )
    assert before == new.occurred


def test_the_crime_reference_goes_to_the_vault():
    """The command has no field for it; the service seals the text."""
    assert "reference" == WAYS["record police"].text
    assert ["record"] == list(WAYS["record police"].fields)
