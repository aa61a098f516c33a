"""Reading the files of places: refused whole, with every fault told."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from opennrm.errors import Family, FaultsFound
from opennrm.rules.codes import Codes
from opennrm.rules.nations import NATIONS
from opennrm.rules.reading import Faults, Section, read, read_source

PLACE_FILES = Path(__file__).parent / "data" / "geography"
GAZETTEER = ("name", "nation", "authority", "people", "geonames", "divided")
_ABOUT = ("title", "source", "read_on", "credit", "unconfirmed", "notes")
_PLACE = ("name", "authority", "county", "nation", "forces", "other_names", "why")
Known = Mapping[str, Sequence[str]]
BRITISH_TRANSPORT_POLICE = "british_transport_police"


class FaultyPlaces(FaultsFound):
    """The files of places were refused; none of them is used."""

    code: ClassVar[str] = "faulty-places"
    family: ClassVar[Family] = Family.RULES


class PlaceKind(StrEnum):
    """What kind of place a name means."""

    TOWN = "town"
    AIRPORT = "airport"
    PORT = "port"
    RAILWAY = "railway"
    COUNCIL = "council"
    COUNTY = "county"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A council's area or a county: the forces that police it, the largest part first.

    `why` says why it leads to no single force.
    """

    code: str
    forces: tuple[str, ...]
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A named place as a file gives it, its forces not yet looked up."""

    name: str
    kind: PlaceKind
    authority: str | None = None
    county: str | None = None
    nation: str | None = None
    forces: tuple[str, ...] = ()
    people: int | None = None
    divided: bool = False
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFiles:
    """Everything that the files say.

    `in_county` holds the counties in which a council lies; `plain` the council of the
    place that a bare name means; `other_names` further names, each with the place's own
    name and council.
    """

    councils: dict[str, Area]
    counties: dict[str, Area]
    in_county: dict[str, tuple[str, ...]]
    entries: tuple[Entry, ...]
    plain: tuple[tuple[str, str], ...]
    other_names: tuple[tuple[str, str, str], ...]


def read_place_files(directory: Path, codes: Codes) -> PlaceFiles:
    """All files of places of a directory.

    Raises: FaultyPlaces with every fault of every file.
    """
    faults = Faults()
    known = {
        key: tuple(member.code for member in codes.list(key).members)
        for key in ("local_authority", "county", "police_force")
    }
    councils: dict[str, Area] = {}
    counties: dict[str, Area] = {}
    in_county: dict[str, tuple[str, ...]] = {}
    areas = _opened(directory / "areas.yaml", faults)
    if areas is not None:
        areas.only((*_ABOUT, "forces", "counties", "unsettled"))
        councils = _councils(areas, known)
        counties, in_county = _counties(areas, known)
        _unsettled(areas, known, councils, counties)
    entries: list[Entry] = []
    plain: list[tuple[str, str]] = []
    other: list[tuple[str, str, str]] = []
    left_out: set[tuple[str, str]] = set()
    reviewed = _opened(directory / "reviewed.yaml", faults)
    if reviewed is not None:
        reviewed.only((*_ABOUT, "places", "plain", "other_names", "left_out"))
        entries += _entries(reviewed, "places", PlaceKind.TOWN, known)
        plain += [_pair(one, known) for one in reviewed.sections("plain")]
        for one in reviewed.sections("other_names"):
            one.only(("name", "place", "authority"))
            council = one.one_of("authority", known["local_authority"]) or ""
            other.append((one.text("name") or "", one.text("place") or "", council))
        left_out |= {_pair(one, known) for one in reviewed.sections("left_out")}
    transport = _opened(directory / "transport.yaml", faults)
    if transport is not None:
        transport.only((*_ABOUT, "airports", "ports", "railway"))
        entries += _entries(transport, "airports", PlaceKind.AIRPORT, known)
        entries += _entries(transport, "ports", PlaceKind.PORT, known)
        entries += _entries(transport, "railway", PlaceKind.RAILWAY, known)
    told = _opened(directory / "gazetteer.yaml", faults)
    if told is not None:
        told.only(_ABOUT)
    entries += [
        entry
        for entry in _gazetteer(directory / "gazetteer.csv", faults, known)
        if (entry.name, entry.authority) not in left_out
    ]
    if reviewed is not None:
        _check_names(reviewed, entries)
    if faults.found:
        raise FaultyPlaces("The files of places were refused.", faults.found)
    return PlaceFiles(
        councils=councils,
        counties=counties,
        in_county=in_county,
        entries=tuple(entries),
        plain=tuple(plain),
        other_names=tuple(other),
    )


def folded(name: str) -> str:
    """A name without what people write differently: accents, hyphens, apostrophes."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’.]", "", plain)
    plain = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    return re.sub(r"\bsaint\b", "st", plain).replace(" and ", " ")


def _check_names(reviewed: Section, entries: Sequence[Entry]) -> None:
    """What is said of a place is said of one that is there."""
    there = {(folded(entry.name), entry.authority) for entry in entries}
    for key, name in (("plain", "name"), ("other_names", "place")):
        for one in reviewed.sections(key):
            named = one.optional_text(name) or ""
            if (folded(named), one.optional_text("authority")) not in there:
                what = f"there is no '{named}' with that council"
                one.fault(name, what, "Add it under places, or correct the name.")


def _opened(path: Path, faults: Faults) -> Section | None:
    """A file of places, its source read; None, with its faults kept, without one."""
    if not path.is_file():
        faults.add(path.name, 0, "", "the file is missing", "Put it there.")
        return None
    section = read(path, faults)
    if section is not None:
        section.text("title")
        section.day("read_on")
        read_source(section)
    return section


def _councils(areas: Section, known: Known) -> dict[str, Area]:
    found: dict[str, Area] = {}
    for one in areas.sections("forces"):
        one.only(("force", "authorities"))
        force = one.one_of("force", known["police_force"]) or ""
        for code in one.some_of("authorities", known["local_authority"]):
            if code in found:
                what = f"'{code}' is with another force already"
                one.fault("authorities", what, "Keep it with one force.")
            found[code] = Area(code=code, forces=(force,))
    return found


def _counties(
    areas: Section, known: Known
) -> tuple[dict[str, Area], dict[str, tuple[str, ...]]]:
    found: dict[str, Area] = {}
    inside: dict[str, tuple[str, ...]] = {}
    for one in areas.sections("counties"):
        one.only(("county", "forces", "authorities"))
        code = one.one_of("county", known["county"]) or ""
        if code in found:
            one.fault("county", f"'{code}' is there twice", "Keep one of the two.")
        forces = one.some_of("forces", known["police_force"])
        found[code] = Area(code=code, forces=forces)
        for council in one.some_of("authorities", known["local_authority"]):
            inside[council] = (*inside.get(council, ()), code)
    return found, inside


def _unsettled(
    areas: Section, known: Known, councils: dict[str, Area], counties: dict[str, Area]
) -> None:
    """Say why, of each area that leads to no single force; all others must lead."""
    by_list = {"local_authority": councils, "county": counties}
    for one in areas.sections("unsettled"):
        one.only(("list", "code", "forces", "why"))
        key = one.one_of("list", tuple(by_list))
        if key is None:
            continue
        code = one.one_of("code", known[key]) or ""
        forces = one.some_of("forces", known["police_force"])
        if len(forces) == 1:
            one.fault("forces", "one force settles it", "Put it among the settled.")
        by_list[key][code] = Area(code=code, forces=forces, why=one.text("why"))
    for key, named in by_list.items():
        for code in known[key]:
            area = named.get(code)
            if area is None or (len(area.forces) != 1 and area.why is None):
                what = f"'{code}' of {key} leads to no single force"
                areas.fault("forces", what, "Name its force, or say why under it.")


def _entries(
    section: Section, key: str, kind: PlaceKind, known: Known
) -> Iterator[Entry]:
    """The places of one list of a file, once under each of their names."""
    for one in section.sections(key):
        one.only(_PLACE)
        chosen = {
            field: one.one_of(field, allowed) if one.has(field) else None
            for field, allowed in (
                ("authority", known["local_authority"]),
                ("county", known["county"]),
                ("nation", NATIONS),
            )
        }
        forces = one.some_of("forces", known["police_force"])
        why = one.optional_text("why")
        if kind is PlaceKind.RAILWAY and not forces:
            forces = (BRITISH_TRANSPORT_POLICE,)
        if not (chosen["authority"] or forces or why):
            what = "neither its council nor its force is named"
            one.fault("authority", what, "Name one, or say under 'why' why not.")
        for name in (one.text("name") or "", *one.texts("other_names")):
            yield Entry(
                name=name,
                kind=kind,
                authority=chosen["authority"],
                county=chosen["county"],
                nation=chosen["nation"],
                forces=forces,
                why=why,
            )


def _pair(one: Section, known: Known) -> tuple[str, str]:
    one.only(("name", "authority", "why"))
    council = one.one_of("authority", known["local_authority"])
    return one.text("name") or "", council or ""


def _gazetteer(path: Path, faults: Faults, known: Known) -> Iterator[Entry]:
    if not path.is_file():
        do = "Write it with assets/geography/place_towns.py."
        faults.add(path.name, 0, "", "the file is missing", do)
        return
    councils = set(known["local_authority"])
    with path.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened, strict=True)
        if tuple(next(rows, ())) != GAZETTEER:
            do = f"Begin with {','.join(GAZETTEER)}."
            faults.add(path.name, 1, "", "the columns are not those", do)
            return
        for row in rows:
            line = rows.line_num
            if len(row) != len(GAZETTEER):
                faults.add(path.name, line, "", "the row is cut", "Give every column.")
                continue
            name, nation, council, people, _, divided = row
            if nation not in NATIONS:
                what = f"unknown nation '{nation}'"
                faults.add(path.name, line, "nation", what, "Use one of the four.")
            if council and council not in councils:
                what = f"unknown council '{council}'"
                faults.add(path.name, line, "authority", what, "Use a code of ours.")
            if not people.isdecimal():
                what = f"'{people}' is not a whole number"
                faults.add(path.name, line, "people", what, "Write 0 where unknown.")
                continue
            yield Entry(
                name=name,
                kind=PlaceKind.TOWN,
                authority=council or None,
                nation=nation,
                people=int(people) or None,
                divided=divided == "yes",
            )
