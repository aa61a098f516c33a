"""Routing beyond the stories: why a case goes where it goes, and dates left open."""

from dataclasses import replace

import pytest

from opennrm.cases.assigning import route_facts, routed
from opennrm.cases.facts import AuthorityAssigned, ProcedureSet
from opennrm.cases.fold import fold
from opennrm.cases.pilots import is_site_of, site_of, too_near_to_18
from opennrm.cases.routing import assigned_to
from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import AnchorTooVague
from opennrm.stories.form import parse_story
from opennrm.stories.telling import tell

BOOK = load_rulebook()
DAY = PartialDate.parse
CHILD = (
    "under_18_now: 'yes', nrm_consent: not_needed, local_authority: hull_city_council"
)


def case_of(*events):
    lines = "".join(f"  - {{{event}}}\n" for event in events)
    told = tell(parse_story(f"title: routing\nevents:\n{lines}", name="here"))
    return fold(told.history, born=told.born)


def referred(details="", received="2026-03-02", born=None, book=BOOK):
    """Where a referral with these details goes."""
    about = case_of(f"on: 2026-03-02, do: refer, with: {{{details}}}").about
    return routed(
        about, received=DAY(received), born=DAY(born) if born else None, book=book
    )


@pytest.mark.parametrize(
    ("details", "born", "authority", "said"),
    [
        ("routing_circumstance: immigration_detention", None, "ieca", "detention"),
        ("", None, "sca", "none_of_these"),
        (CHILD, None, "sca", "the birth date is not known"),
        (CHILD, "2008-03-01", "sca", "is not more than 100 days"),
        (CHILD, "2008", "sca", "may be more than 100 days"),
        (CHILD, "2012-03-01", "devolved_panel", "the panel site hull"),
    ],
)
def test_it_says_why_a_referral_goes_where_it_goes(details, born, authority, said):
    found = referred(details, born=born)

    assert authority == found.authority
    assert said in found.because


def test_before_the_local_panels_the_rule_itself_keeps_a_child_from_one():
    why_not, rule = too_near_to_18(
        received=DAY("2021-05-31"), born=DAY("2012"), nation="england", book=BOOK
    )

    assert "devolved-panel@2009-04-01.1" == rule
    assert "devolved-panel@2009-04-01.1 has no local panels on 2021-05-31" == why_not


def test_a_start_known_to_the_month_keeps_a_child_with_the_national_authority():
    found = referred(CHILD, received="2021-06-10", born="2012-03-01")

    assert "sca" == found.authority
    assert "known only to" in found.because


def test_an_adult_of_a_pilot_council_is_told_of_no_panel():
    found = referred("local_authority: hull_city_council", born="1990")

    assert ("sca", "the circumstance is none_of_these") == (
        found.authority,
        found.because,
    )


def test_the_usual_procedure_is_not_recorded_and_another_is():
    """Two decisions are taken for granted; a mechanism of one says so in each case."""
    usual = case_of("on: 2026-03-02, do: refer")
    one = replace(BOOK.rules.rule("decision-stages"), versions=())
    stages = replace(
        BOOK.rules.in_force(
            "decision-stages", anchors={"referral-received": DAY("2026")}, nation=None
        ),
        value=("conclusive_grounds",),
    )
    by_nation = dict.fromkeys(one.nations, (stages,))
    rules = replace(
        BOOK.rules,
        by_key={
            **BOOK.rules.by_key,
            "decision-stages": replace(one, timelines=by_nation),
        },
        _found={},
    )

    def recorded(book):
        return [
            type(fact)
            for fact in route_facts(
                usual.about, received=usual.received, born=None, book=book
            )
        ]

    assert [AuthorityAssigned] == recorded(BOOK)
    assert [ProcedureSet, AuthorityAssigned] == recorded(replace(BOOK, rules=rules))


@pytest.mark.parametrize(
    ("council", "on", "site"),
    [
        ("city_of_westminster", "2026-03-02", "kensington_and_chelsea_and_westminster"),
        ("north_yorkshire_county_council", "2022-03-02", "north_yorkshire_and_york"),
        ("city_of_edinburgh_council", "2025-08-31", None),
        ("city_of_edinburgh_council", "2025-09-01", "edinburgh"),
        ("leeds_city_council", "2026-03-02", None),
        (None, "2026-03-02", None),
    ],
)
def test_a_council_has_a_site_from_the_day_of_the_site(council, on, site):
    assert site == site_of(council, on=DAY(on), book=BOOK)


def test_every_council_of_a_site_is_in_the_list_of_councils():
    known = {member.code for member in BOOK.codes.list("local_authority").members}
    named = {
        council
        for member in BOOK.codes.list("panel_site").members
        for council in member.attributes.get("local_authorities", ())
    }

    assert named
    assert set() == named - known


@pytest.mark.parametrize(
    ("site", "council", "is_its"),
    [
        ("hull", "hull_city_council", True),
        ("hull", "leeds_city_council", False),
        ("other", "leeds_city_council", True),
        ("other", "hull_city_council", False),
    ],
)
def test_a_site_that_is_not_named_has_the_councils_of_no_named_one(
    site, council, is_its
):
    on = DAY("2026-03-02")

    assert is_its is is_site_of(site, council, on=on, book=BOOK)


def test_the_other_reading_of_the_end_of_the_pilots_can_be_chosen():
    """The end of the regional pilots is in doubt; each reading routes by itself."""
    other = replace(BOOK, rules=BOOK.rules.choose("regional-pilot@2017-10-26.1"))
    details = "police_force: dorset_police, nationality: [uk]"
    read = {
        book.rules is other.rules: referred(details, received="2018-01-10", book=book)
        for book in (BOOK, other)
    }

    assert "slavery_safeguarding_lead" == read[False].authority
    assert "mshtu" == read[True].authority


def test_a_vague_receipt_is_held_up_by_a_pilot_only_in_its_area():
    """A quarter in which a pilot began leaves open who decides, only there."""
    elsewhere = referred("police_force: kent_police", received="2015-Q3")

    assert "mshtu" == elsewhere.authority
    with pytest.raises(AnchorTooVague):
        referred("police_force: dorset_police", received="2015-Q3")


def test_a_transfer_leaves_the_person_who_had_the_case():
    given = (
        "on: 2024-05-02, do: assign decision maker, with: {decision_maker: casework}"
    )
    moved = "on: 2024-05-03, do: transfer, with: {authority: ieca, reason: other}"
    received = "on: 2024-05-01, do: refer"

    assert assigned_to(case_of(received)) is None
    assert "casework" == assigned_to(case_of(received, given))
    assert assigned_to(case_of(received, given, moved)) is None
