"""Invented identities: a name, a birth date and ways of contact that are nobody's."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import ClassVar

import numpy as np

from opennrm.errors import FaultsFound
from opennrm.rules.dates import PartialDate, Precision
from opennrm.rules.reading import Faults, Section, read
from opennrm.synth.calibration_file import DATA
from opennrm.synth.chance import days_between, happens

_NO_LANGUAGE = "none"
_ELSEWHERE = "elsewhere"
# How often nothing, or the year alone, is known of a birth date: chosen.
_BIRTH_UNKNOWN = 0.02
_BIRTH_YEAR_ONLY = 0.04


class FaultyNames(FaultsFound):
    """The file of invented names was refused."""

    code: ClassVar[str] = "faulty-names"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the vault holds of one invented person; fields as in the vocabulary.

    `other_names` says that the person is synthetic.
    """

    given_name: str
    family_name: str
    other_names: str
    born_on: PartialDate | None
    telephone: str
    email: str
    address: str
    safe_to_telephone: bool
    safe_to_email: bool
    safe_to_write: bool

    def as_values(self) -> dict[str, object]:
        """The identity as plain values, by the field names of the vocabulary."""
        values: dict[str, object] = asdict(self)
        values["born_on"] = None if self.born_on is None else self.born_on.text
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class NameGroup:
    """Names that are usual together, and the language spoken."""

    language: str | None
    nationalities: tuple[str, ...]
    given: Mapping[str, tuple[str, ...]]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLists:
    """Everything in the file of names."""

    mark: str
    telephone_from: int
    telephone_numbers: int
    email_domain: str
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    groups: Mapping[str, NameGroup]
    by_nationality: Mapping[str, NameGroup]

    def group(self, nationality: tuple[str, ...]) -> NameGroup:
        """The group of a nationality; of the other one where one of two is UK."""
        for code in sorted(nationality, key=lambda code: code == "uk"):
            if code in self.by_nationality:
                return self.by_nationality[code]
        return self.groups[_ELSEWHERE]


@lru_cache(maxsize=2)
def load_names(path: Path | None = None) -> NameLists:
    """The invented names, the shipped ones without a path.

    Raises: FaultyNames, with every fault, its line and its key.
    """
    faults = Faults()
    with resources.as_file(DATA / "names.yaml") as own:
        top = read(path or own, faults)
        made = _names(top) if top is not None else None
    if faults.found or made is None:
        raise FaultyNames("The file of invented names was refused.", faults.found)
    return made


def _names(top: Section) -> NameLists:
    top.only(
        (
            "mark",
            "telephone_from",
            "telephone_numbers",
            "email_domain",
            "streets",
            "towns",
            "groups",
        )
    )
    outer = top.section("groups")
    sections = (
        {} if outer is None else {name: outer.section(name) for name in outer.values}
    )
    groups = {name: _group(part) for name, part in sections.items() if part}
    if outer is not None and _ELSEWHERE not in groups:
        outer.fault(_ELSEWHERE, "there is no group for all others", "Add 'elsewhere'.")
    return NameLists(
        mark=top.text("mark") or "",
        telephone_from=top.integer("telephone_from") or 0,
        telephone_numbers=top.integer("telephone_numbers") or 0,
        email_domain=top.text("email_domain") or "",
        streets=top.texts("streets"),
        towns=top.texts("towns"),
        groups=groups,
        by_nationality={
            code: group for group in groups.values() for code in group.nationalities
        },
    )


def _group(section: Section) -> NameGroup:
    section.only(("language", "nationalities", "female", "male", "family"))
    language = section.text("language")
    for key in ("female", "male", "family"):
        if not section.texts(key):
            section.fault(key, "no name is listed", "List at least one.")
    return NameGroup(
        language=None if language == _NO_LANGUAGE else language,
        nationalities=section.texts("nationalities"),
        given={key: section.texts(key) for key in ("female", "male")},
        family=section.texts("family"),
    )


def invent_identity(
    *,
    nationality: tuple[str, ...],
    gender: str,
    born_on: PartialDate | None,
    rng: np.random.Generator,
) -> Identity:
    """An identity for a person of this nationality and gender."""
    lists = load_names()
    group = lists.group(nationality)
    given = group.given["male" if gender == "male" else "female"]
    given_name, family_name = _one(given, rng), _one(group.family, rng)
    number = days_between(0, lists.telephone_numbers - 1, rng)
    house = days_between(1, 99, rng)
    local = f"{given_name}.{family_name}.{number}".lower().replace(" ", "")
    return Identity(
        given_name=given_name,
        family_name=family_name,
        other_names=lists.mark,
        born_on=born_on,
        telephone=f"0{lists.telephone_from + number}",
        email=f"{local}@{lists.email_domain}",
        address=f"{house} {_one(lists.streets, rng)}, {_one(lists.towns, rng)}",
        safe_to_telephone=happens(0.8, rng),
        safe_to_email=happens(0.7, rng),
        safe_to_write=happens(0.5, rng),
    )


def invent_birth(
    *, years: int, on: date, rng: np.random.Generator
) -> PartialDate | None:
    """A birth date of someone who is so many whole years old on a day.

    Dates: for some people only the year is known, for a few nothing is.
    """
    if happens(_BIRTH_UNKNOWN, rng):
        return None
    youngest = _years_before(on, years)
    oldest = _years_before(on, years + 1) + timedelta(days=1)
    born = oldest + timedelta(days=days_between(0, (youngest - oldest).days, rng))
    if happens(_BIRTH_YEAR_ONLY, rng):
        return PartialDate(date(born.year, 1, 1), Precision.YEAR)
    return PartialDate.on(born)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _one(values: tuple[str, ...], rng: np.random.Generator) -> str:
    return values[int(rng.random() * len(values))]
