"""Reading what a caller asks for: measures, dimensions and members by name.

A member may be named by its label or by its code, in any case of letters.
What is not known is refused with the nearest names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import Quarter
from opennrm.statistics.counting import Condition, Engine
from opennrm.statistics.measures import Catalogue, DeclaredTable, Dimension, Measure
from opennrm.statistics.members import Members


class UnknownMeasure(OpenNRMError):
    """A measure or table that nothing declares."""

    code: ClassVar[str] = "unknown-measure"
    family: ClassVar[Family] = Family.STATISTICS


class UnknownDimension(OpenNRMError):
    """A dimension by which the measure cannot be divided or narrowed."""

    code: ClassVar[str] = "unknown-dimension"
    family: ClassVar[Family] = Family.STATISTICS


class UnknownMember(OpenNRMError):
    """A member that the dimension does not have."""

    code: ClassVar[str] = "unknown-member"
    family: ClassVar[Family] = Family.STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A condition and the words in which a reader meets it."""

    condition: Condition
    printed: str


def measure_named(catalogue: Catalogue, key: str) -> Measure:
    """The measure of that key.

    Raises: UnknownMeasure, with the nearest keys.
    """
    if key in catalogue.measures:
        return catalogue.measures[key]
    raise UnknownMeasure(
        f"There is no measure {key!r}. {_nearest(key, catalogue.measures)}"
    )


def table_named(catalogue: Catalogue, key: str) -> DeclaredTable:
    """The declared table of that key.

    Raises: UnknownMeasure, with the nearest keys.
    """
    if key in catalogue.tables:
        return catalogue.tables[key]
    raise UnknownMeasure(
        f"There is no declared table {key!r}. {_nearest(key, catalogue.tables)}"
    )


def check_dimensions(measure: Measure, names: Sequence[str]) -> tuple[str, ...]:
    """The dimensions asked for, each known to the measure and named once.

    Raises: UnknownDimension, with the nearest names.
    """
    for name in names:
        if name not in measure.dimensions:
            raise UnknownDimension(
                f"The measure {measure.key} cannot be divided by {name!r}."
                f" {_nearest(name, measure.dimensions)}"
            )
        if list(names).count(name) > 1:
            raise UnknownDimension(
                f"The measure {measure.key} was to be divided by {name} twice. Name"
                " each dimension once."
            )
    return tuple(names)


def choose(
    engine: Engine,
    measure: Measure,
    where: Mapping[str, str],
    *,
    catalogue: Catalogue,
    members: Members,
) -> tuple[Chosen, ...]:
    """What `where` asks for, member by member.

    Raises: UnknownDimension and UnknownMember, with the nearest names.
    """
    check_dimensions(measure, tuple(where))
    return tuple(
        _choose_one(engine, measure, catalogue.dimensions[name], value, members)
        for name, value in where.items()
    )


def _choose_one(
    engine: Engine,
    measure: Measure,
    dimension: Dimension,
    value: str,
    members: Members,
) -> Chosen:
    if dimension.key == "quarter":
        return _coded(dimension, Quarter.parse(value.upper()).text)
    if dimension.key == "year":
        if not (value.isascii() and value.isdigit() and len(value) == 4):
            raise UnknownMember(
                f"{value!r} is not a year. Write a year in four digits, such as 2023."
            )
        return _coded(dimension, value)
    held = engine.distinct(measure, dimension.key)
    labels = {label for _, label in held if label is not None}
    if dimension.prints_label and value in labels:
        return Chosen(
            condition=Condition(
                dimension=dimension.key, by_label=True, values=(value,)
            ),
            printed=value,
        )
    return _by_code(dimension, value, held, members)


def _by_code(
    dimension: Dimension,
    value: str,
    held: Iterable[tuple[str | None, str | None]],
    members: Members,
) -> Chosen:
    """The member whose code, label or title is meant, whatever the letters' case."""
    codes: dict[str, str] = {}
    for code in members.codes(dimension):
        codes[code.casefold()] = code
        for word in (members.label(dimension, code), dimension.titles.get(code)):
            if word is not None:
                codes.setdefault(word.strip().casefold(), code)
    for held_code, label in sorted(held, key=str):
        if held_code is None:
            continue
        codes.setdefault(held_code.casefold(), held_code)
        if label is not None:
            codes.setdefault(label.strip().casefold(), held_code)
    found = codes.get(value.strip().casefold())
    if found is None:
        near = get_close_matches(value.strip().casefold(), codes, 3, 0.5)
        known = sorted({codes[word] for word in near}) or sorted(set(codes.values()))
        raise UnknownMember(
            f"The dimension {dimension.key} has no member {value!r}. Name a label or a"
            f" code{', such as' if near else ' of'}: {', '.join(known[:12])}."
        )
    label = members.label(dimension, found) if dimension.prints_label else None
    return _coded(dimension, found, label)


def _coded(dimension: Dimension, code: str, label: str | None = None) -> Chosen:
    condition = Condition(dimension=dimension.key, by_label=False, values=(code,))
    return Chosen(condition=condition, printed=label or code)


def _nearest(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(word, names, 3, 0.5)
    if near:
        return f"The nearest: {', '.join(near)}. All: {', '.join(names)}."
    return f"Known are: {', '.join(names)}."
