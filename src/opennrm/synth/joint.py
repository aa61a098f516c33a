"""How the attributes of a referral go together, read from the joint shape and areas.

The shape says which kinds of referral are likely beside which others; how many of
each a period has comes from the calibration figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import ClassVar

from opennrm.errors import FaultsFound
from opennrm.rules.nations import NATIONS
from opennrm.rules.reading import Faults, Section, read
from opennrm.synth.calibration_file import DATA, numbers

AGES = ("adult", "child", "unknown")
GENDERS = ("female", "male")
PLACES = ("uk", "overseas", "both", "unknown")
RESPONDERS = ("government_agency", "police", "local_authority", "ngo")
# In the data an unknown age goes with what is usual for adults.
_GROUPS = ("adult", "child")
_COLUMNS = ("age", "female", "place", "responder", "exploitation")


class FaultyShape(FaultsFound):
    """A file that says how attributes go together was refused."""

    code: ClassVar[str] = "faulty-joint-shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalityClass:
    """What is usual for one nationality, or for a wide class of them.

    `people` is the number of referrals behind the shares; `female`, `responder` and
    `exploitation` are of adults first and of children second.
    """

    name: str
    people: int
    age: tuple[float, ...]
    female: tuple[float, ...]
    place: tuple[float, ...]
    responder: tuple[tuple[float, ...], tuple[float, ...]]
    exploitation: tuple[tuple[float, ...], tuple[float, ...]]
    members: tuple[tuple[tuple[str, ...], int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The area of one police force: its weight and what lies in it."""

    force: str
    nation: str
    referrals: int
    counties: Mapping[str, int]
    councils: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointShape:
    """Everything that the two files say.

    `tilt` holds, by gender and then adults and children, how much likelier each kind
    of exploitation is than for all.
    """

    exploitation: tuple[tuple[str, ...], ...]
    tilt: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]
    classes: tuple[NationalityClass, ...]
    european_economic_area: frozenset[str]
    organisations: Mapping[str, Mapping[str, int]]
    areas: tuple[Area, ...]


@lru_cache(maxsize=4)
def load_joint_shape(
    joint: Path | None = None, areas: Path | None = None
) -> JointShape:
    """The joint shape and the areas, the shipped ones without paths.

    Raises: FaultyShape, with every fault of both files, its line and its key.
    """
    with (
        resources.as_file(DATA / "joint.yaml") as own_joint,
        resources.as_file(DATA / "areas.yaml") as own_areas,
    ):
        faults = Faults()
        top = read(joint or own_joint, faults)
        places = read(areas or own_areas, faults)
        made = _shape(top, places) if top is not None and places is not None else None
    if faults.found or made is None:
        raise FaultyShape("The joint shape was refused.", faults.found)
    return made


def _shape(top: Section, places: Section) -> JointShape:
    top.only(
        (
            "source",
            "assumptions",
            "columns",
            "gender_tilt",
            "classes",
            "members",
            "european_economic_area",
            "organisations",
        )
    )
    top.text("source")
    kinds = _columns(top)
    tilt = {
        gender: _adults_and_children(part, kinds, most=10)
        for gender in GENDERS
        if (part := _within(top, "gender_tilt", gender)) is not None
    }
    members = {
        name: tuple((tuple(sorted(key.split("+"))), n) for key, n in weights.items())
        for name, section in _each(top, "members")
        for weights in [_weights(section, name)]
    }
    classes = tuple(
        _class(name, section, kinds, members.get(name))
        for name, outer in _each(top, "classes")
        if (section := outer.section(name)) is not None
    )
    organisations = {
        name: _weights(section, name) for name, section in _each(top, "organisations")
    }
    return JointShape(
        exploitation=tuple(tuple(kind.split("+")) for kind in kinds),
        tilt=tilt,
        classes=classes,
        european_economic_area=frozenset(top.texts("european_economic_area")),
        organisations=organisations,
        areas=_areas(places),
    )


def _columns(top: Section) -> tuple[str, ...]:
    columns = top.section("columns")
    if columns is None:
        return ()
    columns.only(_COLUMNS)
    expected = {
        "age": AGES,
        "female": _GROUPS,
        "place": PLACES[:3],
        "responder": RESPONDERS,
    }
    for key, names in expected.items():
        if columns.texts(key) != names:
            columns.fault(
                key, "these are not the columns", f"Write [{', '.join(names)}]."
            )
    return columns.texts("exploitation")


def _class(
    name: str,
    section: Section,
    kinds: Sequence[str],
    members: tuple[tuple[tuple[str, ...], int], ...] | None,
) -> NationalityClass:
    section.only(("people", *_COLUMNS))
    responder = section.section("responder")
    exploitation = section.section("exploitation")
    return NationalityClass(
        name=name,
        people=section.integer("people") or 0,
        age=_row(section, "age", len(AGES)),
        female=_row(section, "female", len(_GROUPS)),
        place=_row(section, "place", len(PLACES) - 1),
        responder=_adults_and_children(responder, RESPONDERS, most=100),
        exploitation=_adults_and_children(exploitation, kinds, most=100),
        members=members or (((name,), 1),),
    )


def _adults_and_children(
    section: Section | None, columns: Sequence[str], *, most: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if section is None:
        return (), ()
    section.only(_GROUPS)
    adult, child = (_row(section, group, len(columns), most=most) for group in _GROUPS)
    return adult, child


def _row(
    section: Section, key: str, length: int, *, most: float = 100
) -> tuple[float, ...]:
    found = numbers(section, key, length, most=most)
    return tuple(found) if found else ()


def _areas(top: Section) -> tuple[Area, ...]:
    top.only(("sources", "areas"))
    return tuple(
        Area(
            force=force,
            nation=section.one_of("nation", NATIONS) or "",
            referrals=section.integer("referrals") or 0,
            counties=_weights(section, "counties"),
            councils=section.texts("councils"),
        )
        for force, outer in _each(top, "areas")
        if (section := outer.section(force)) is not None
    )


def _each(top: Section, key: str) -> list[tuple[str, Section]]:
    """The names under a key, each with the mapping that holds it."""
    section = top.section(key)
    return [] if section is None else [(name, section) for name in section.values]


def _within(top: Section, key: str, name: str) -> Section | None:
    outer = top.section(key)
    return None if outer is None else outer.section(name)


def _weights(section: Section, key: str) -> dict[str, int]:
    """Whole numbers by name."""
    inner = section.section(key)
    if inner is None:
        return {}
    return {name: inner.integer(name) or 0 for name in inner.values}
