"""Where: the organisation that refers, and the nation, force, county and council."""

from dataclasses import dataclass

import numpy as np

from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.synth.calibration import Calibration
from opennrm.synth.chance import Wheel, happens
from opennrm.synth.joint import Area, JointShape
from opennrm.synth.mixing import Kind

# Of those exploited abroad, how many are referred to the force of where they live
# rather than of where they were met: chosen.
_LIVES_HERE = 0.8
_SECOND_COUNTY = 0.06


@dataclass(frozen=True, slots=True)
class Spot:
    """Everything about place that a referral says."""

    first_responder: str
    nation: str
    police_force: str
    police_force_limb: str
    counties: tuple[str, ...] | None
    countries: tuple[str, ...] | None
    local_authority: str


class Atlas:
    """Finds a place for a referral, in force on its day."""

    def __init__(
        self, calibration: Calibration, shape: JointShape, book: Rulebook
    ) -> None:
        self._calibration = calibration
        self._shape = shape
        self._book = book
        self._areas: dict[tuple[Quarter, bool], Wheel[Area]] = {}
        self._councils: dict[tuple[str, Quarter], tuple[str, ...]] = {}
        self._organisations: dict[tuple[str, str, Quarter], Wheel[str]] = {}
        self._counties = {
            area.force: Wheel(area.counties) for area in shape.areas if area.counties
        }
        self._countries = countries_by_nationality(book)

    def spot(
        self,
        kind: Kind,
        nationality: tuple[str, ...],
        on: PartialDate,
        rng: np.random.Generator,
        *,
        england_or_wales: bool = False,
    ) -> Spot:
        """A place for a referral of this kind, in England or Wales if asked."""
        quarter = Quarter.of(on.first)
        area = self._wheel(quarter, england_or_wales).spin(rng)
        councils = self._in_force(area, quarter)
        council = councils[int(rng.random() * len(councils))]
        at_home = kind.place in ("uk", "both")
        if kind.place == "uk" or (at_home and happens(0.9, rng)):
            limb = "place_of_exploitation"
        else:
            lives = happens(_LIVES_HERE, rng)
            limb = "place_of_residence" if lives else "place_of_encounter"
        return Spot(
            first_responder=self._responder(kind.responder, area, council, on, rng),
            nation=area.nation,
            police_force=area.force,
            police_force_limb=limb,
            counties=self._county(area, rng) if at_home else None,
            countries=(
                self._country(nationality)
                if kind.place in ("overseas", "both")
                else None
            ),
            local_authority=council,
        )

    def _wheel(self, quarter: Quarter, england_or_wales: bool) -> Wheel[Area]:
        """The areas, weighted so that each nation has its published share."""
        key = quarter, england_or_wales
        if key not in self._areas:
            wanted = self._calibration.share("nation", quarter)
            totals: dict[str, int] = {}
            for area in self._shape.areas:
                totals[area.nation] = totals.get(area.nation, 0) + area.referrals
            self._areas[key] = Wheel(
                (area, area.referrals * wanted[area.nation] / totals[area.nation])
                for area in self._shape.areas
                if not england_or_wales or area.nation in ("england", "wales")
            )
        return self._areas[key]

    def _in_force(self, area: Area, quarter: Quarter) -> tuple[str, ...]:
        """The area's councils all through a quarter; told of children, and refer."""
        key = area.force, quarter
        if key not in self._councils:
            lists = [
                self._book.codes.list(name)
                for name in ("local_authority", "first_responder")
            ]
            self._councils[key] = tuple(
                code
                for code in area.councils
                if all(
                    listed.member(code).in_force(day)
                    for listed in lists
                    for day in (quarter.first, quarter.last)
                )
            )
        return self._councils[key]

    def _responder(
        self,
        kind: str,
        area: Area,
        council: str,
        on: PartialDate,
        rng: np.random.Generator,
    ) -> str:
        if kind == "police":
            return area.force
        if kind == "local_authority":
            return council
        quarter = Quarter.of(on.first)
        key = kind, area.nation, quarter
        if key not in self._organisations:
            listed = self._book.codes.list("first_responder")
            self._organisations[key] = Wheel(
                (code, weight)
                for code, weight in self._shape.organisations[kind].items()
                if listed.member(code).in_force(on)
                and area.nation in listed.member(code).attributes["nations"]
            )
        return self._organisations[key].spin(rng)

    def _county(self, area: Area, rng: np.random.Generator) -> tuple[str, ...]:
        wheel = self._counties[area.force]
        first = wheel.spin(rng)
        second = wheel.spin(rng) if happens(_SECOND_COUNTY, rng) else first
        return (first,) if second == first else (first, second)

    def _country(self, nationality: tuple[str, ...]) -> tuple[str, ...] | None:
        """The country of the nationality: where most exploitation abroad is said."""
        found = tuple(
            self._countries[code] for code in nationality if code in self._countries
        )
        return found[:1] or None


def countries_by_nationality(book: Rulebook) -> dict[str, str]:
    """Countries by nationality, through the letters that both lists carry."""
    countries = {
        member.attributes["iso"]: member.code
        for member in book.codes.list("country").members
        if member.attributes.get("iso")
    }
    return {
        member.code: countries[member.attributes["iso"]]
        for member in book.codes.list("nationality").members
        if member.attributes.get("iso") in countries and member.code != "uk"
    }
