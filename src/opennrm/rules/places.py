"""Places of the United Kingdom, and the police force of each.

A name may mean several places, and then all of them are told with what distinguishes
them. Nothing here is recorded of anyone: a town is read, its force and county are kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.codes import Codes, load_codes
from opennrm.rules.place_files import (
    PLACE_FILES,
    Area,
    Entry,
    FaultyPlaces,
    PlaceFiles,
    PlaceKind,
    folded,
    read_place_files,
)

__all__ = [
    "AmbiguousPlace",
    "FaultyPlaces",
    "Place",
    "PlaceKind",
    "Places",
    "UnknownPlace",
    "load_places",
]

# A bare name means its largest place where that has this many times the people of the
# next; a place whose people are not known may have as many as a small town. Our own
# choice.
_OUTWEIGHS = 20
_PEOPLE_WHERE_UNKNOWN = 5_000
# What follows is left out in speech: "Newcastle" is said of Newcastle upon Tyne.
_LONGER = re.compile(r"(.+?) (upon|on|under|in|by|super|next|le) .+")
# What a council is styled, beside the name of its place.
_STYLE = re.compile(
    r"\b((london|royal|metropolitan|county)? ?borough( council)? ?(of)?"
    r"|(city|county|district|metropolitan)? ?council|city of|(city|county) district)\b"
)
_ORDER = tuple(PlaceKind)


class UnknownPlace(OpenNRMError):
    """A place was named that is in none of the files."""

    code: ClassVar[str] = "unknown-place"
    family: ClassVar[Family] = Family.CALL


class AmbiguousPlace(OpenNRMError):
    """A name is that of several places under several forces."""

    code: ClassVar[str] = "ambiguous-place"
    family: ClassVar[Family] = Family.CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place, its council, and the forces that police it.

    Several forces stand where its place within a larger area is not settled, the one
    that polices most of it first; none where it is outside the United Kingdom.
    `where` distinguishes it from others of its name. `on_border`: postcodes nearby lie
    with another force. `why` says why there is not one force.
    """

    name: str
    kind: PlaceKind
    where: str
    authority: str | None
    county: str | None
    nation: str | None
    forces: tuple[str, ...]
    people: int | None
    on_border: bool
    why: str | None

    @property
    def force(self) -> str | None:
        """The one force that polices it; None where there is none or several."""
        return self.forces[0] if len(self.forces) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All places."""

    by_name: Mapping[str, tuple[Place, ...]]
    plain: Mapping[str, str]
    councils: Mapping[str, Place]
    counties: Mapping[str, Place]

    def named(self, text: str, *, nation: str | None = None) -> tuple[Place, ...]:
        """Every place that a text may mean, the largest first; empty for none.

        The text is a name, both names of a Welsh town ("Newport / Casnewydd"), a name
        with its council, county or nation after a comma ("Whitchurch, Shropshire
        Council"), or the code or name of a council or county.
        """
        found = self._written(text)
        if not found and "," in text:
            name, _, rest = text.rpartition(",")
            found = tuple(p for p in self._written(name) if _lies_in(p, folded(rest)))
        if not found:
            # What people call a council comes last: Lincolnshire is a county first.
            areas = (*self.councils.values(), *self.counties.values())
            asked = folded(text)
            found = tuple(p for p in areas if asked in _area_names(p)) or tuple(
                p for p in areas if asked == _STYLE.sub("", folded(p.name)).strip()
            )
        return tuple(p for p in found if nation is None or p.nation == nation)

    def town(self, name: str, *, nation: str | None = None) -> tuple[Place, ...]:
        """The towns of a name, the largest first."""
        found = self.named(name, nation=nation)
        return tuple(place for place in found if place.kind is PlaceKind.TOWN)

    def forces_of(self, text: str, *, nation: str | None = None) -> tuple[str, ...]:
        """The forces of the place that a text means, the one with most of it first.

        Empty where the place is known and no force of the United Kingdom polices it.
        The refusals repeat nothing of the text: it may say where a person is.
        Raises: UnknownPlace; AmbiguousPlace where places of that name have different
            forces and none is plainly meant.
        """
        found = self.named(text, nation=nation)
        if not found:
            raise UnknownPlace(
                "A place was given that is not known. Check its spelling, or give the "
                "name or code of its council or county."
            )
        meant = self._plainly_meant(text, found)
        if meant is not None:
            return meant.forces
        if len({place.forces for place in found}) == 1:
            return found[0].forces
        raise AmbiguousPlace(
            f"A place was given by a name that {len(found)} places share, under "
            "different police forces. Give its council or county after a comma, as in "
            "'Whitchurch, Shropshire Council'."
        )

    def force_of_town(self, name: str, *, nation: str | None = None) -> str | None:
        """The force of a town; None where there is none or several.

        Raises: UnknownPlace; AmbiguousPlace.
        """
        return _only(self.forces_of(name, nation=nation))

    def force_of_district(self, code: str) -> str | None:
        """The force of a council's area; None where there is none or several.

        Raises: UnknownPlace.
        """
        return self._area(self.councils, code, "council").force

    def force_of_county(self, code: str) -> str | None:
        """The force of a county; None where there is none or several.

        Raises: UnknownPlace.
        """
        return self._area(self.counties, code, "county").force

    def forces_of_county(self, code: str) -> tuple[str, ...]:
        """The forces of a county, the one that polices most of it first.

        Raises: UnknownPlace.
        """
        return self._area(self.counties, code, "county").forces

    def _area(self, areas: Mapping[str, Place], code: str, what: str) -> Place:
        try:
            return areas[code]
        except KeyError:
            raise UnknownPlace(
                f"'{code}' is not the code of a {what}. "
                "The page of code lists has them all."
            ) from None

    def _written(self, text: str) -> tuple[Place, ...]:
        """The places of a name, or of both names where both are known."""
        whole = self.by_name.get(folded(text), ())
        parts = [self.by_name.get(folded(part), ()) for part in text.split(" / ")]
        if whole or len(parts) == 1:
            return whole
        known = [part for part in parts if part]
        if not known:
            return ()
        shared = {place.where for place in known[0]}
        for part in known[1:]:
            shared &= {place.where for place in part}
        both = tuple(place for place in known[0] if place.where in shared)
        return both or tuple(place for part in known for place in part)

    def _plainly_meant(self, text: str, found: tuple[Place, ...]) -> Place | None:
        if len(found) == 1:
            return found[0]
        council = self.plain.get(folded(text))
        for place in found:
            if council is not None and place.authority == council:
                return place
        first, *rest = found
        next_most = max(place.people or _PEOPLE_WHERE_UNKNOWN for place in rest)
        return first if (first.people or 0) >= _OUTWEIGHS * next_most else None


def load_places(directory: Path = PLACE_FILES) -> Places:
    """All places, the project's own without a directory.

    Raises: FaultyPlaces with every fault of every file.
    """
    return _loaded(directory)


@lru_cache(maxsize=2)
def _loaded(directory: Path) -> Places:
    codes = load_codes()
    files = read_place_files(directory, codes)
    by_name: dict[str, list[Place]] = {}
    for entry in files.entries:
        place = _place(entry, files, codes)
        _keep(by_name.setdefault(folded(entry.name), []), place)
    _shorten(by_name)
    for name, own, council in files.other_names:
        known = [p for p in by_name.get(folded(own), []) if p.authority == council]
        for place in known:
            _keep(by_name.setdefault(folded(name), []), place)
    return Places(
        by_name={
            name: tuple(sorted(places, key=_largest_first))
            for name, places in by_name.items()
        },
        plain={folded(name): council for name, council in files.plain},
        councils={
            code: _council(area, files, codes) for code, area in files.councils.items()
        },
        counties={code: _county(area, codes) for code, area in files.counties.items()},
    )


def _place(entry: Entry, files: PlaceFiles, codes: Codes) -> Place:
    council = entry.authority
    nation = entry.nation or _nation_of(council, codes)
    counties = files.in_county.get(council or "", ())
    county = entry.county or (counties[0] if len(counties) == 1 else None)
    forces = entry.forces or (files.councils[council].forces if council else ())
    if nation == "northern_ireland" and not forces:
        forces = ("police_service_of_northern_ireland",)
    where = (
        codes.list("local_authority").member(council).name
        if council
        else codes.list("county").label(county)
        if county
        else codes.list("nation").label(nation)
        if nation
        else entry.why or ""
    )
    return Place(
        name=entry.name,
        kind=entry.kind,
        where=where,
        authority=council,
        county=county,
        nation=nation,
        forces=forces,
        people=entry.people,
        on_border=entry.divided,
        why=entry.why,
    )


def _council(area: Area, files: PlaceFiles, codes: Codes) -> Place:
    counties = files.in_county.get(area.code, ())
    name = codes.list("local_authority").member(area.code).name
    return Place(
        name=name,
        kind=PlaceKind.COUNCIL,
        where=name,
        authority=area.code,
        county=counties[0] if len(counties) == 1 else None,
        nation=_nation_of(area.code, codes),
        forces=area.forces,
        people=None,
        on_border=False,
        why=area.why,
    )


def _county(area: Area, codes: Codes) -> Place:
    nations = {
        nation
        for force in area.forces
        for nation in codes.list("police_force").member(force).attributes["nations"]
    }
    name = codes.list("county").member(area.code).name
    return Place(
        name=name,
        kind=PlaceKind.COUNTY,
        where=name,
        authority=None,
        county=area.code,
        nation=nations.pop() if len(nations) == 1 else None,
        forces=area.forces,
        people=None,
        on_border=False,
        why=area.why,
    )


def _nation_of(council: str | None, codes: Codes) -> str | None:
    if council is None:
        return None
    nation = codes.list("local_authority").member(council).attributes.get("nation")
    return nation if isinstance(nation, str) else None


def _keep(places: list[Place], place: Place) -> None:
    """Add a place unless the same one is there, as the gazetteer repeats the review."""
    same = (place.kind, place.where)
    if same not in {(known.kind, known.where) for known in places}:
        places.append(place)


def _shorten(by_name: dict[str, list[Place]]) -> None:
    """Know long names by their short form too, beside smaller places of that name.

    A place that is larger than those of the long names is meant by the short one.
    """
    short: dict[str, list[Place]] = {}
    for name, places in by_name.items():
        if longer := _LONGER.fullmatch(name):
            short.setdefault(longer.group(1), []).extend(places)
    for name, places in short.items():
        known = by_name.setdefault(name, [])
        largest = max((place.people or 0 for place in known), default=0)
        for place in places:
            if (place.people or 0) > largest or not largest:
                _keep(known, place)


def _largest_first(place: Place) -> tuple[int, int, str]:
    return _ORDER.index(place.kind), -(place.people or 0), place.where


def _lies_in(place: Place, asked: str) -> bool:
    told = (place.where, place.authority, place.county, place.nation)
    return asked in {folded(one) for one in told if one}


def _area_names(area: Place) -> tuple[str, str]:
    """The code and the name of a council or county."""
    code = area.authority if area.kind is PlaceKind.COUNCIL else area.county
    return folded(code or ""), folded(area.name)


def _only(forces: tuple[str, ...]) -> str | None:
    return forces[0] if len(forces) == 1 else None
