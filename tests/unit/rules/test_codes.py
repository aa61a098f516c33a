"""Code lists: members by date, and where published labels lead."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from opennrm.rules.code_files import CODE_FILES
from opennrm.rules.codes import (
    CodeNotInForce,
    Codes,
    UnfitCombination,
    UnknownCode,
    UnknownLabel,
    load_codes,
)
from opennrm.rules.dates import PartialDate

CODES = load_codes()
ON = PartialDate.parse("2023-Q1")


@pytest.mark.parametrize(
    ("key", "label", "code", "mended"),
    [
        ("gender", "Male", "male", False),
        ("gender", "Female", "female", False),
        ("gender", "Other", "other", False),
        ("gender", "Not Recorded", "not_recorded", False),
        ("gender", "Unknown", "unknown", False),
        ("age_at_exploitation", "Adult (18 or over)", "adult", False),
        ("age_at_exploitation", "Child (17 or under)", "child", False),
        ("age_at_exploitation", "Not specified or unknown",
         "not_specified_or_unknown", False),
        ("age_at_exploitation", "Age not specified or unknown",
         "not_specified_or_unknown", False),
        ("location_of_exploitation", "UK and Overseas", "uk_and_overseas", False),
        ("gender", "Male ", "male", True),
    ],
)  # fmt: skip
def test_a_published_label_leads_to_a_code(
    key: str, label: str, code: str, mended: bool
) -> None:
    """The label stays as published; only the code is mended."""
    found = CODES.resolve(key, label, ON)

    assert (code, label, mended) == (found.code, found.label, found.mended)
    assert found is CODES.resolve(key, label, ON)


@pytest.mark.parametrize(
    ("label", "codes", "mended"),
    [
        ("Labour", ("labour",), False),
        ("Labour & Criminal", ("labour", "criminal"), False),
        ("Sexual, Labour, Domestic & Criminal",
         ("sexual", "labour", "domestic", "criminal"), False),
        ("Sexual, Labour, Domestic, Organ Harvesting & Criminal",
         ("sexual", "labour", "domestic", "organ_harvesting", "criminal"), False),
        ("Labour, Domestic, Organ Harvesting",
         ("labour", "domestic", "organ_harvesting"), True),
        ("Labour, Criminal", ("labour", "criminal"), True),
        ("Labour & Criminal ", ("labour", "criminal"), True),
        ("Not specified or unknown", ("not_specified_or_unknown",), False),
    ],
)  # fmt: skip
def test_joined_exploitation_types_are_taken_apart(
    label: str, codes: tuple[str, ...], mended: bool
) -> None:
    """The five types in the publisher's order; a missing & is mended."""
    found = CODES.exploitation_from_label(label, ON)

    assert (codes, label, mended) == (found.codes, found.label, found.mended)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Labor", "Did you mean 'Labour'"),
        ("Criminal & Labour", "the publisher writes 'Labour & Criminal'"),
        ("Labour & Labour", "is not a label"),
        ("Labour & Not specified or unknown", "is not a label"),
        ("Labour& Criminal", "is not a label"),
        ("Labour & Theft", "is not a label"),
        ("Sexual & Labour & Criminal", "publisher writes 'Sexual, Labour & Criminal'"),
        ("", "is not a label"),
    ],
)
def test_what_joins_no_types_is_refused(label: str, told: str) -> None:
    """Another order, a type twice or a strange word is no published label."""
    with pytest.raises(UnknownLabel, match=re.escape(told)):
        CODES.exploitation_from_label(label, ON)


def test_every_combination_of_types_comes_back_from_its_label() -> None:
    """All thirty-one combinations of the five types."""
    types = ("sexual", "labour", "domestic", "organ_harvesting", "criminal")
    for chosen in range(1, 32):
        codes = tuple(one for at, one in enumerate(types) if chosen >> at & 1)
        label = CODES.exploitation_label(codes[::-1], on=ON)

        found = CODES.exploitation_from_label(label, ON)

        assert (codes, False, True) == (found.codes, found.mended, found.in_force)


def test_criminal_exploitation_begins_in_october_2019() -> None:
    """Before, a label that has it is told not in force, and none may be recorded."""
    before = PartialDate.parse("2019-09-30")

    assert not CODES.exploitation_from_label("Labour & Criminal", before).in_force
    with pytest.raises(CodeNotInForce, match="it begins on 2019-10-01"):
        CODES.exploitation_label(("labour", "criminal"), on=before)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((), "Give at least one code"),
        (("labour", "labour"), "each once"),
        (("labour", "not_specified_or_unknown"), "stands alone"),
        (("unknown", "not_recorded"), "stands alone"),
    ],
)
def test_types_that_no_label_joins_are_refused(
    codes: tuple[str, ...], told: str
) -> None:
    """What is not specified stands alone."""
    with pytest.raises(UnfitCombination, match=told):
        CODES.exploitation_label(codes, on=ON)


def test_what_is_unknown_of_exploitation_is_printed_alike() -> None:
    """The record keeps unknown and not recorded apart; the publisher does not."""
    for code in ("unknown", "not_recorded", "not_specified_or_unknown"):
        label = CODES.exploitation_label((code,), on=ON)
        assert "Not specified or unknown" == label


@pytest.mark.parametrize(
    ("label", "codes", "mended"),
    [
        ("Albanian", ("albanian",), False),
        ("UK", ("uk",), False),
        ("British", ("british",), False),
        ("Jamaican UK", ("jamaican", "uk"), False),
        ("UK Vietnamese", ("uk", "vietnamese"), False),
        ("Ukrainian UK", ("ukrainian", "uk"), False),
        ("Unknown UK", ("unknown", "uk"), False),
        ("UK Jamaican", ("jamaican", "uk"), True),
        ("Congolese (Drc)", ("congolese_drc",), True),
        ("Congolese Drc ", ("congolese_drc",), True),
        ("Congolese Drc Unknown", ("congolese_drc", "unknown"), True),
        ("Congolese Congo ", ("congolese_congo",), True),
        ("Congolese Congo UK", ("congolese_congo", "uk"), True),
        ("Citizen of Guinea Bissau", ("citizen_of_guinea_bissau",), True),
        ("Citizen of Guinea-Bissau Sudanese",
         ("citizen_of_guinea_bissau", "sudanese"), False),
        ("UKrainian", ("ukrainian",), True),
        ("Turkish UKrainian", ("turkish", "ukrainian"), True),
        ("Sudanese South Sudanese", ("south_sudanese", "sudanese"), True),
        ("South Sudanese Sudanese", ("south_sudanese", "sudanese"), False),
        ("Albanian Equatorial Guinean", ("albanian", "equatorial_guinean"), False),
        ("British Virgin Islander Citizen of the Dominican Republic",
         ("british_virgin_islander", "citizen_of_the_dominican_republic"), False),
        ("British English", ("british", "english"), False),
        ("Not Known", ("unknown",), True),
    ],
)  # fmt: skip
def test_nationalities_are_taken_apart(
    label: str, codes: tuple[str, ...], mended: bool
) -> None:
    """One or two, in any order; the codes come in the publisher's order."""
    found = CODES.nationality_from_label(label, ON)

    assert (codes, label, mended) == (found.codes, found.label, found.mended)
    assert found.in_force


@pytest.mark.parametrize(
    "label",
    [
        "Jamaicann",
        "Jamaican  UK",
        "Sudanese Sudanese",
        "Albanian Greek UK",
        "",
        "of the",
    ],
)
def test_what_is_no_nationality_is_refused(label: str) -> None:
    """Three nationalities, one twice or a slip of the pen is no published label."""
    with pytest.raises(UnknownLabel, match="is not a label of nationality"):
        CODES.nationality_from_label(label, ON)


@pytest.mark.parametrize(
    ("codes", "label"),
    [
        (("uk", "jamaican"), "Jamaican UK"),
        (("vietnamese", "uk"), "UK Vietnamese"),
        (("british", "jamaican"), "Jamaican UK"),
        (("stateless",), "Stateless"),
        (("not_recorded",), "Unknown"),
    ],
)
def test_nationalities_are_joined_as_published(
    codes: tuple[str, ...], label: str
) -> None:
    """In alphabetical order, with UK after every other U."""
    assert label == CODES.nationality_label(codes, on=ON)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((), "0 nationalities were given"),
        (("albanian", "greek", "uk"), "3 nationalities were given"),
        (("albanian", "albanian"), "printed alike"),
        (("british", "uk"), "printed alike"),
    ],
)
def test_nationalities_that_no_label_joins_are_refused(
    codes: tuple[str, ...], told: str
) -> None:
    """One or two, and two that can be told apart."""
    with pytest.raises(UnfitCombination, match=told):
        CODES.nationality_label(codes, on=ON)


def test_a_published_first_responder_leads_to_an_organisation() -> None:
    """Its type must agree with the list; the labels stay as published."""
    found = CODES.first_responder_from_label(
        "Government agency", "Home Office - Immigration Enforcement IE", ON
    )

    assert "home_office_immigration_enforcement" == found.code
    assert ("government_agency", "Government agency") == (found.type, found.type_label)
    assert (False, True) == (found.mended, found.in_force)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("NGO and third sector", "Kalayaan "), ("NGO and third sector ", "Kalayaan")],
)
def test_a_mended_spelling_of_either_is_reported(kind: str, name: str) -> None:
    """A trailing space leads to the organisation and is told."""
    found = CODES.first_responder_from_label(kind, name, ON)

    assert ("kalayaan", True) == (found.code, found.mended)


def test_a_first_responder_under_another_type_is_refused() -> None:
    """A charity is not a police force."""
    with pytest.raises(UnknownLabel, match="published under 'NGO and third sector'"):
        CODES.first_responder_from_label("Police", "Kalayaan", ON)


@pytest.mark.parametrize(
    ("kind", "name"), [("Police", "Kalayan"), ("Charity", "Kalayaan")]
)
def test_an_unknown_first_responder_or_type_is_refused(kind: str, name: str) -> None:
    """Neither is guessed."""
    with pytest.raises(UnknownLabel, match="is not a label of first_responder"):
        CODES.first_responder_from_label(kind, name, ON)


@pytest.mark.parametrize("kind", ["Local Authority", "Government agency"])
def test_a_type_that_no_source_settles_is_not_held_against_a_body(kind: str) -> None:
    """A Health and Social Care Trust is taken under any type."""
    name = "Belfast Health and Social Care Trust"

    assert "belfast_health_and_social_care_trust" == (
        CODES.first_responder_from_label(kind, name, ON).code
    )


def test_a_council_is_printed_as_local_authority() -> None:
    """The record keeps the council; published tables name none."""
    council = CODES.first_responder("leeds_city_council", on=ON)

    assert ("Leeds City Council", "Local Authority") == (council.name, council.label)
    assert ("local_authority", True) == (council.type, council.type_is_settled)
    assert (("england",), ("may_refer", "must_notify")) == (
        council.nations,
        council.duties,
    )


@pytest.mark.parametrize(
    ("code", "duties"),
    [
        ("essex_police", ("may_refer", "must_notify")),
        ("british_transport_police", ("may_refer", "must_notify")),
        ("national_crime_agency", ("may_refer", "must_notify")),
        ("greater_london_authority", ("may_refer", "must_notify")),
        ("gangmasters_and_labour_abuse_authority", ("may_refer", "must_notify")),
        ("home_office_uk_border_force", ("may_refer", "notifies_by_policy")),
        ("police_scotland", ("may_refer",)),
        ("police_service_of_northern_ireland", ("may_refer",)),
        ("the_salvation_army", ("may_refer",)),
        ("glasgow_city_council", ("may_refer",)),
    ],
)
def test_the_duty_to_notify_is_kept_apart_from_its_practice(
    code: str, duties: tuple[str, ...]
) -> None:
    """Who may refer, who must notify by statute and who does so by policy."""
    on = PartialDate.parse("2023-01-01")

    assert duties == CODES.first_responder(code, on=on).duties


def test_an_abolished_council_no_longer_refers() -> None:
    """It may be recorded until its last day, and its successor is named."""
    with pytest.raises(CodeNotInForce, match="it ends on 2023-04-01"):
        CODES.first_responder(
            "allerdale_borough_council", on=PartialDate.parse("2023-04-02")
        )

    found = CODES.first_responder(
        "allerdale_borough_council", on=PartialDate.parse("2023-04-01")
    )
    listed = CODES.list("first_responder")
    successor = listed.member(found.code).attributes["successor"]
    assert "cumberland_council" == successor
    assert successor in listed


def test_a_complete_table_has_a_row_for_each_member_in_force() -> None:
    """In the list's order; not for teams and councils that are printed together."""
    before = CODES.list("exploitation_type").members_in_force(date(2019, 9, 30))
    after = CODES.list("exploitation_type").members_in_force(date(2019, 10, 1))
    responders = CODES.list("first_responder").members_in_force(ON)

    assert ["sexual", "labour", "domestic", "organ_harvesting"] == [
        one.code for one in before[:4]
    ]
    assert "criminal" not in {one.code for one in before}
    assert "criminal" in {one.code for one in after}
    assert len({one.label for one in responders}) == len(responders)
    assert 1 == sum(one.label == "Local Authority" for one in responders)


def test_unknown_codes_and_lists_are_refused_with_the_nearest() -> None:
    """A slip of the pen is told what was meant."""
    with pytest.raises(UnknownCode, match="Did you mean 'female'"):
        CODES.checked("gender", "femail", on=ON)
    with pytest.raises(UnknownCode, match="See the code lists"):
        CODES.list("gender").label("zzzz")
    with pytest.raises(UnknownCode, match="There is no code list 'colour'"):
        CODES.list("colour")


def test_labels_and_codes_of_a_day_are_given() -> None:
    """What a record keeps beside the code is what tables of the day print."""
    assert "Male" == CODES.label("gender", "male", on=ON)
    assert "Not specified or unknown" == CODES.label(
        "age_at_exploitation", "unknown", on=ON
    )
    assert "england" == CODES.checked("nation", "england", on=ON)
    assert sorted(CODES.keys()) == list(CODES.keys())


def test_an_ended_code_is_told_both_its_days() -> None:
    """The refusal says when the code began and ended."""
    here = Path(__file__).parents[2] / "broken" / "rules" / "codes" / "sound"
    listed = load_codes(here).list("colour")

    with pytest.raises(
        CodeNotInForce, match="it begins on 2020-01-01 and it ends on 2021-12-31"
    ):
        listed.checked("blue", PartialDate.parse("2022"))
    assert "Blue" == listed.label("azure")


def test_every_list_of_a_fact_that_is_written_is_there() -> None:
    """Each code list that a fact in use names can be looked up."""
    vocabulary = CODE_FILES.parents[2] / "cases" / "vocabulary.yaml"
    words = yaml.safe_load(vocabulary.read_text("utf-8"))
    used = [fact for fact in words["facts"].values() if fact["in_use"]]
    fields = [field for fact in used for field in fact["fields"].values()]
    for group in {name for fact in used for name in fact.get("groups", [])}:
        fields += words["groups"][group].values()
    named = {
        found[1]
        for field in fields
        if (found := re.search(r"codes?\((\w+)\)", field["type"]))
    }

    assert named - set(CODES.keys()) == set()


def test_the_lists_credit_where_they_are_from() -> None:
    """A list made from other people's lists says whose they are."""
    for key in ("first_responder", "local_authority", "nationality", "country"):
        credit = CODES.list(key).credit
        assert credit is not None
        assert "licence" in credit


def read(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_label_of_the_published_cells_leads_to_a_code(shared: Path) -> None:
    """Eight thousand cells, and the mended spellings are the known ones."""
    codes = Codes(by_key=CODES.by_key)
    mended = set()
    for row in read(shared, "published/home_office/referral_cells.csv"):
        on = PartialDate.parse(row["quarter"])
        found = (
            codes.first_responder_from_label(
                row["first_responder_type"], row["first_responder"], on
            ),
            codes.exploitation_from_label(row["exploitation_type"], on),
            codes.nationality_from_label(row["nationality"], on),
            codes.resolve("age_at_exploitation", row["age_at_exploitation"], on),
            codes.resolve("gender", row["gender"], on),
        )
        assert all(one.in_force for one in found)
        mended |= {one.label for one in found if one.mended}

    assert {
        "Congolese (Drc)", "Congolese Drc ", "Congolese Congo ",
        "Citizen of Guinea Bissau", "Turkish UKrainian",
        "Labour, Domestic, Organ Harvesting",
    } <= mended  # fmt: skip
    assert 24 == len(mended)


def test_other_published_labels_lead_to_codes(shared: Path) -> None:
    """Reports by nationality, and places of exploitation."""
    home_office = "published/home_office"
    for row in read(shared, f"{home_office}/duty_to_notify_by_nationality.csv"):
        CODES.nationality_from_label(row["nationality"], ON)
    for row in read(shared, f"{home_office}/referrals_by_location.csv"):
        for key in ("age_at_exploitation", "location_of_exploitation"):
            CODES.resolve(key, row[key], ON)


def test_every_name_of_the_reference_lists_leads_to_a_code(shared: Path) -> None:
    """Organisations, forces, nationalities, councils, counties and countries."""
    for name, column, key in (
        ("first_responders", "organisation", "first_responder"),
        ("police_forces", "name", "police_force"),
        ("nationalities", "nationality", "nationality"),
        ("uk_counties_and_regions", "name", "county"),
        ("countries", "name", "country"),
    ):
        for row in read(shared, f"reference/{name}.csv"):
            CODES.resolve(key, row[column], ON)
