"""Places and the force of each: by town, council and county, in every police area."""

import csv
import shutil
from pathlib import Path

import pytest

from opennrm.rules.codes import load_codes
from opennrm.rules.place_files import PLACE_FILES, FaultyPlaces
from opennrm.rules.places import (
    AmbiguousPlace,
    PlaceKind,
    UnknownPlace,
    load_places,
)

PLACES = load_places()
CODES = load_codes()
TERRITORIAL = [
    member.code
    for member in CODES.list("police_force").members
    if member.attributes.get("territorial") == "yes"
]

# For each territorial force towns and councils inside its area, among them those that
# lie by its border or in a county of another name.
BY_FORCE = {
    "avon_and_somerset_constabulary": (
        ["Bristol", "Bath", "Taunton", "Weston-super-Mare"],
        ["south_gloucestershire_council", "north_somerset_council"],
    ),
    "bedfordshire_police": (
        ["Luton", "Bedford", "Dunstable"],
        ["luton_borough_council"],
    ),
    "cambridgeshire_constabulary": (
        ["Cambridge", "Peterborough", "Wisbech"],
        ["peterborough_city_council"],
    ),
    "cheshire_constabulary": (
        ["Chester", "Warrington", "Runcorn", "Crewe"],
        ["halton_borough_council"],
    ),
    "city_of_london_police": (["City of London"], ["city_of_london_corporation"]),
    "cleveland_police": (
        ["Middlesbrough", "Hartlepool", "Redcar", "Stockton-on-Tees"],
        ["hartlepool_borough_council"],
    ),
    "cumbria_constabulary": (
        ["Carlisle", "Kendal", "Barrow-in-Furness"],
        ["allerdale_borough_council", "cumbria_county_council"],
    ),
    "derbyshire_constabulary": (["Derby", "Glossop"], ["high_peak_borough_council"]),
    "devon_and_cornwall_police": (
        ["Plymouth", "Truro", "Torquay"],
        ["council_of_the_isles_of_scilly"],
    ),
    "dorset_police": (["Bournemouth", "Weymouth"], ["christchurch_borough_council"]),
    "durham_constabulary": (
        ["Durham", "Darlington", "Chester-le-Street"],
        ["darlington_borough_council"],
    ),
    "dyfed_powys_police": (
        ["Carmarthen", "Brecon", "Aberystwyth", "Ystradgynlais"],
        ["powys_county_council"],
    ),
    "essex_police": (["Chelmsford", "Southend", "Chigwell"], ["thurrock_council"]),
    "gloucestershire_constabulary": (
        ["Gloucester", "Cheltenham"],
        ["cotswold_district_council"],
    ),
    "greater_manchester_police": (
        ["Manchester", "Wigan", "Ashton-under-Lyne"],
        ["tameside_metropolitan_borough_council"],
    ),
    "gwent_police": (
        ["Caerphilly", "Abergavenny", "Newport / Casnewydd"],
        ["caerphilly_county_borough_council"],
    ),
    "hampshire_constabulary": (
        ["Southampton", "Ryde", "Aldershot"],
        ["isle_of_wight_council"],
    ),
    "hertfordshire_constabulary": (
        ["Watford", "Stevenage", "Waltham Cross"],
        ["hertsmere_borough_council"],
    ),
    "humberside_police": (
        ["Hull", "Grimsby", "Scunthorpe", "Bridlington"],
        ["north_lincolnshire_council", "north_east_lincolnshire_council"],
    ),
    "kent_police": (["Dover", "Chatham", "Dartford"], ["medway_council"]),
    "lancashire_constabulary": (["Preston", "Blackpool"], ["burnley_borough_council"]),
    "leicestershire_police": (["Leicester", "Oakham"], ["rutland_county_council"]),
    "lincolnshire_police": (["Lincoln", "Grantham"], ["boston_borough_council"]),
    "merseyside_police": (
        ["Liverpool", "Birkenhead", "Southport"],
        ["st_helens_council"],
    ),
    "metropolitan_police_service": (
        ["Croydon", "Uxbridge", "Romford", "Westminster", "Hayes"],
        ["london_borough_of_havering"],
    ),
    "norfolk_constabulary": (
        ["Norwich", "King's Lynn"],
        ["breckland_district_council"],
    ),
    "north_wales_police": (
        ["Wrexham", "Holyhead", "Dolgellau"],
        ["flintshire_county_council"],
    ),
    "north_yorkshire_police": (
        ["York", "Skipton", "Scarborough"],
        ["craven_district_council"],
    ),
    "northamptonshire_police": (["Northampton", "Corby"], ["corby_borough_council"]),
    "northumbria_police": (
        ["Newcastle upon Tyne", "Sunderland", "Alnwick"],
        ["northumberland_county_council"],
    ),
    "nottinghamshire_police": (
        ["Nottingham", "Worksop"],
        ["bassetlaw_district_council"],
    ),
    "police_scotland": (
        ["Glasgow", "Edinburgh", "Stornoway", "Eyemouth"],
        ["the_highland_council"],
    ),
    "police_service_of_northern_ireland": (
        ["Belfast", "Derry / Londonderry", "Newcastle County Down"],
        ["belfast_health_and_social_care_trust", "omagh_district_council"],
    ),
    "south_wales_police": (
        ["Cardiff", "Swansea", "Merthyr Tydfil", "Caerdydd"],
        ["bridgend_county_borough_council"],
    ),
    "south_yorkshire_police": (
        ["Sheffield", "Doncaster"],
        ["barnsley_metropolitan_borough_council"],
    ),
    "staffordshire_police": (
        ["Stoke-on-Trent", "Tamworth"],
        ["newcastle_under_lyme_borough_council"],
    ),
    "suffolk_constabulary": (["Ipswich", "Newmarket"], ["waveney_district_council"]),
    "surrey_police": (
        ["Guildford", "Staines-upon-Thames"],
        ["spelthorne_borough_council"],
    ),
    "sussex_police": (["Brighton", "Crawley"], ["brighton_and_hove_city_council"]),
    "thames_valley_police": (
        ["Oxford", "Reading", "Slough", "Milton Keynes"],
        ["wycombe_district_council"],
    ),
    "warwickshire_police": (
        ["Warwick", "Rugby"],
        ["stratford_on_avon_district_council"],
    ),
    "west_mercia_police": (
        ["Worcester", "Hereford", "Telford", "Shrewsbury"],
        ["wyre_forest_district_council"],
    ),
    "west_midlands_police": (
        ["Birmingham", "Coventry", "Wolverhampton"],
        ["solihull_metropolitan_borough_council"],
    ),
    "west_yorkshire_police": (
        ["Leeds", "Bradford", "Halifax", "Todmorden"],
        ["wakefield_metropolitan_district_council"],
    ),
    "wiltshire_police": (["Swindon", "Salisbury"], ["swindon_borough_council"]),
}


def test_every_territorial_force_is_in_the_table_below():
    """So that a force that joins the list gets its towns."""
    assert 45 == len(TERRITORIAL)
    assert sorted(TERRITORIAL) == sorted(BY_FORCE)


@pytest.mark.parametrize("force", BY_FORCE)
def test_towns_and_councils_lead_to_their_force(force: str):
    """Towns of each police area, and councils whose county has another force's name."""
    towns, councils = BY_FORCE[force]

    assert dict.fromkeys(towns, force) == {
        town: PLACES.force_of_town(town) for town in towns
    }
    assert dict.fromkeys(councils, force) == {
        code: PLACES.force_of_district(code) for code in councils
    }


def test_every_council_has_one_force_or_says_why_not():
    """Abolished councils, trusts of Northern Ireland and the unknown ones too."""
    codes = [member.code for member in CODES.list("local_authority").members]
    areas = [PLACES.councils[code] for code in codes]

    assert [] == [one for one in areas if (one.force is None) != (one.why is not None)]
    assert 460 == sum(one.force is not None for one in areas)


def test_only_greater_london_is_a_council_of_two_forces():
    """Every other council lies with one force."""
    several = [one.authority for one in PLACES.councils.values() if len(one.forces) > 1]

    assert ["greater_london_authority"] == several


def test_every_county_has_one_force_or_says_why_not():
    """The counties of the form's list."""
    codes = [member.code for member in CODES.list("county").members]
    areas = [PLACES.counties[code] for code in codes]

    assert [] == [one for one in areas if (one.force is None) != (one.why is not None)]
    assert 91 == sum(one.force is not None for one in areas)


@pytest.mark.parametrize(
    ("county", "forces"),
    [
        ("greater_london", ("metropolitan_police_service", "city_of_london_police")),
        ("durham", ("durham_constabulary", "cleveland_police")),
        ("north_yorkshire", ("north_yorkshire_police", "cleveland_police")),
        ("lincolnshire", ("lincolnshire_police", "humberside_police")),
        (
            "gloucestershire",
            ("gloucestershire_constabulary", "avon_and_somerset_constabulary"),
        ),
        ("isle_of_man", ()),
        ("unknown", ()),
        ("kent", ("kent_police",)),
        ("rutland", ("leicestershire_police",)),
        ("western_isles", ("police_scotland",)),
        ("county_tyrone", ("police_service_of_northern_ireland",)),
    ],
)
def test_a_county_of_several_forces_has_none_alone(county, forces):
    """It names them, the one that polices most of it first."""
    only = forces[0] if len(forces) == 1 else None

    assert only == PLACES.force_of_county(county)
    assert forces == PLACES.forces_of_county(county)


def test_several_newports_are_kept_apart():
    """Each with its council; no force until one is named."""
    assert [
        "Newport City Council",
        PLACES.councils["isle_of_wight_council"].where,
        "Telford & Wrekin Council",
        "Uttlesford District Council",
        "East Riding of Yorkshire Council",
        "Pembrokeshire County Council",
    ] == [place.where for place in PLACES.town("Newport")]
    with pytest.raises(AmbiguousPlace) as refused:
        PLACES.force_of_town("Newport")
    assert "6 places" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Newport, Pembrokeshire County Council", "dyfed_powys_police"),
        ("Newport, isle_of_wight_council", "hampshire_constabulary"),
        ("Newport, shropshire", "west_mercia_police"),
        ("Newport / Trefdraeth", "dyfed_powys_police"),
        ("Casnewydd", "gwent_police"),
        ("Bangor, northern_ireland", "police_service_of_northern_ireland"),
        ("st helens", "merseyside_police"),
        ("Saint Helens", "merseyside_police"),
        ("King’s Lynn", "norfolk_constabulary"),
        ("Bishops Stortford", "hertfordshire_constabulary"),
        ("Blairgowrie & Rattray", "police_scotland"),
        ("Stoke on Trent", "staffordshire_police"),
        ("Cwmbrân", "gwent_police"),
        ("Cwmbran", "gwent_police"),
        ("Loughton", "essex_police"),
        ("Acton", "metropolitan_police_service"),
        ("Kent", "kent_police"),
        ("kent_county_council", "kent_police"),
        ("Kent County Council", "kent_police"),
        ("Wirral", "merseyside_police"),
        ("Tower Hamlets", "metropolitan_police_service"),
        ("Kirklees", "west_yorkshire_police"),
        ("Rhondda Cynon Taf", "south_wales_police"),
        ("Windsor and Maidenhead", "thames_valley_police"),
        ("Cornwall", "devon_and_cornwall_police"),
        ("Nobody writes this / Aberdare", "south_wales_police"),
        ("Aberdare / Nobody writes this", "south_wales_police"),
    ],
)
def test_a_name_is_read_as_people_write_it(text, force):
    """Accents, hyphens, both languages, a council after a comma, a code."""
    assert (force,) == PLACES.forces_of(text)


def test_two_names_that_share_no_place_are_both_told():
    """What a double name may mean is never narrowed to nothing."""
    both = PLACES.named("Leeds / Cardiff")

    assert {"Leeds City Council", "City of Cardiff Council"} == {p.where for p in both}


def test_newcastle_is_not_only_the_one_of_its_bare_name():
    """The short form of a larger place stands beside the small place of that name."""
    assert [
        "Newcastle City Council",
        "Newcastle-under-Lyme Borough Council",
        "Northern Ireland",
    ] == [place.where for place in PLACES.town("Newcastle")]
    assert ["Northern Ireland"] == [
        place.where for place in PLACES.town("Newcastle", nation="northern_ireland")
    ]


@pytest.mark.parametrize(
    ("name", "kind", "forces"),
    [
        ("Heathrow", "airport", ("metropolitan_police_service",)),
        ("Gatwick Airport", "airport", ("sussex_police",)),
        ("London Stansted", "airport", ("essex_police",)),
        ("London Luton", "airport", ("bedfordshire_police",)),
        ("London City Airport", "airport", ("metropolitan_police_service",)),
        ("Manchester Airport", "airport", ("greater_manchester_police",)),
        ("East Midlands Airport", "airport", ("leicestershire_police",)),
        ("Cardiff Airport", "airport", ("south_wales_police",)),
        ("Glasgow Airport", "airport", ("police_scotland",)),
        ("Aldergrove Airport", "airport", ("police_service_of_northern_ireland",)),
        ("Port of Dover", "port", ("kent_police",)),
        ("Immingham", "town", ("humberside_police",)),
        ("Port of Holyhead", "port", ("north_wales_police",)),
        ("St Pancras International", "railway", ("british_transport_police",)),
        ("On a train", "railway", ("british_transport_police",)),
    ],
)
def test_airports_ports_and_the_railway_have_a_force(name, kind, forces):
    """An airport is its council's force's; the railway has a force of its own."""
    (place,) = PLACES.named(name)

    assert PlaceKind(kind) is place.kind
    assert forces == place.forces


def test_london_without_a_borough_may_be_either_force_s():
    """All but the City is the Metropolitan Police Service's, which comes first."""
    london = ("metropolitan_police_service", "city_of_london_police")

    assert london == PLACES.forces_of("London")
    assert PLACES.force_of_town("London") is None


@pytest.mark.parametrize("name", ["Peel", "Higher Larrick", "isle_of_man"])
def test_a_place_without_a_force_here_says_why(name):
    """Towns of the Isle of Man, and names that no source placed."""
    (place,) = PLACES.named(name)

    assert () == PLACES.forces_of(name)
    assert place.why


def test_a_place_by_the_border_of_two_forces_says_so():
    """Postcodes nearby lie with another force."""
    (place,) = PLACES.town("Woburn Sands")

    assert place.on_border
    assert "thames_valley_police" == place.force


def test_a_town_knows_its_county_where_that_is_settled():
    """Stockton-on-Tees lies in two."""
    (leeds,) = PLACES.town("Leeds")
    (stockton,) = PLACES.town("Stockton-on-Tees")

    assert "west_yorkshire" == leeds.county
    assert stockton.county is None


@pytest.mark.parametrize(
    "asked",
    [
        lambda: PLACES.forces_of("Nowhere at all"),
        lambda: PLACES.forces_of("Nowhere, Kent"),
        lambda: PLACES.forces_of("Nowhere / Nirgendwo"),
        lambda: PLACES.force_of_town("Leeds", nation="scotland"),
        lambda: PLACES.force_of_district("nowhere"),
        lambda: PLACES.force_of_county("nowhere"),
    ],
)
def test_a_place_that_is_not_known_is_refused(asked):
    """Never guessed."""
    with pytest.raises(UnknownPlace):
        asked()


def test_a_refusal_does_not_repeat_where_someone_is():
    """A place that was typed may be a person's home."""
    with pytest.raises(UnknownPlace) as unknown:
        PLACES.forces_of("Hiddenham")
    with pytest.raises(AmbiguousPlace) as ambiguous:
        PLACES.forces_of("Newport")

    assert "Hiddenham" not in str(unknown.value)
    assert "Newport" not in str(ambiguous.value)


def test_every_town_of_the_form_is_known(shared: Path):
    """Each of the names that the form offers leads to a place, or to why not."""
    towns = shared / "reference" / "uk_towns.csv"
    if not towns.is_file():
        pytest.skip("the form's towns (../shared/reference) are not here")
    with towns.open(encoding="utf-8") as opened:
        names = [row["name"] for row in csv.DictReader(opened)]

    assert ["Unknown"] == [name for name in names if not PLACES.town(name)]
    assert len(names) > 1_600


def test_districts_agree_with_a_table_of_another_maker(shared: Path):
    """The force of each of 361 districts, by the names of the police areas."""
    table = shared / "reference" / "geography" / "uk_lad.csv"
    if not table.is_file():
        pytest.skip("the table of districts (../shared/reference) is not here")
    by_gss = {
        str(member.attributes["gss"]): member.code
        for member in CODES.list("local_authority").members
        if "gss" in member.attributes
    }
    with table.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    areas: dict[str, set[str | None]] = {}
    for row in rows:
        code = by_gss[row["lad_code"]]
        areas.setdefault(row["pfa_name"], set()).add(PLACES.force_of_district(code))

    assert 361 == len(rows)
    assert 45 == len({force for found in areas.values() for force in found})
    assert {} == {name: found for name, found in areas.items() if len(found) > 1}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the files, to be broken."""
    return Path(shutil.copytree(PLACE_FILES, tmp_path / "geography"))


FAULTS = [
    ("areas.yaml", "force: kent_police", "force: kent_polise", "unknown force"),
    (
        "areas.yaml",
        "      - kent_county_council\n",
        "",
        "'kent_county_council' of local_authority leads to no single force",
    ),
    (
        "areas.yaml",
        "      - kent_county_council\n",
        "      - kent_county_council\n      - essex_county_council\n",
        "'essex_county_council' is with another force already",
    ),
    ("areas.yaml", "county: kent\n", "county: essex\n", "'essex' is there twice"),
    (
        "areas.yaml",
        "    why: No county is named.",
        "    forces: [kent_police]\n    why: No county is named.",
        "one force settles it",
    ),
    ("areas.yaml", "list: county", "list: shire", "unknown list 'shire'"),
    ("areas.yaml", "title: ", "tidle: ", "unknown key 'tidle'"),
    (
        "reviewed.yaml",
        "{name: Abersychan, authority: torfaen_county_borough_council}",
        "{name: Abersychan}",
        "neither its council nor its force is named",
    ),
    ("reviewed.yaml", "{name: Abersychan, ", "{name: A, age: 3, ", "unknown key 'age'"),
    (
        "reviewed.yaml",
        "{name: Kensington, authority: royal_borough_of_kensington_and_chelsea}",
        "{name: Kensington, authority: kent_county_council}",
        "there is no 'Kensington' with that council",
    ),
    ("transport.yaml", "authority: crawley_borough_council", "authority: crawley",
     "unknown authority 'crawley'"),
    ("gazetteer.csv", "name,nation", "nation,name", "the columns are not those"),
    ("gazetteer.csv", "Abberton,england", "Abberton,albion", "unknown nation"),
    ("gazetteer.csv", "colchester_borough_council", "colchester", "unknown council"),
    ("gazetteer.csv", ",831,2657880", ",many,2657880", "is not a whole number"),
    ("gazetteer.csv", ",831,2657880,", ",831", "the row is cut"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "written", "broken", "told"), FAULTS)
def test_a_faulty_file_is_refused_with_its_fault(files, name, written, broken, told):
    """The file, the line and what to do."""
    text = (files / name).read_text("utf-8")
    assert written in text
    (files / name).write_text(text.replace(written, broken, 1), "utf-8")

    with pytest.raises(FaultyPlaces) as refused:
        load_places(files)

    assert told in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize("path", sorted(PLACE_FILES.iterdir()), ids=lambda p: p.name)
def test_a_missing_or_empty_file_is_refused(files, path):
    """Every file of places is needed."""
    (files / path.name).unlink()
    with pytest.raises(FaultyPlaces) as missing:
        load_places(files)
    (files / path.name).write_text("", "utf-8")
    with pytest.raises(FaultyPlaces) as empty:
        load_places(files / ".")

    assert f"{path.name}: the file is missing" in str(missing.value)
    assert path.name in str(empty.value)
