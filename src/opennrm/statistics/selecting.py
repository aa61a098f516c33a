"""Reading what a caller asks for: measures, dimensions and members by name.

A member may be named by its label or by its code, in any case of letters; where
spellings count apart, a label as stored comes before one that differs in case, and
both before a code.
What is not known is refused with the nearest names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import ClassVar, Final

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import Quarter
from opennrm.statistics.counting import Condition, Engine
from opennrm.statistics.measures import Catalogue, DeclaredTable, Dimension, Measure
from opennrm.statistics.members import Members

PERIODS: Final = ("year", "quarter")
"""Dimensions whose members are stretches of time."""


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
    spellings: bool,
) -> tuple[Chosen, ...]:
    """What `where` asks for, member by member.

    Raises: UnknownDimension and UnknownMember, with the nearest names.
    """
    check_dimensions(measure, tuple(where))
    found = []
    for name, value in where.items():
        dimension = catalogue.dimensions[name]
        if name in PERIODS:
            found.append(_chosen(dimension, (_period(name, value),), None))
            continue
        held = engine.distinct(measure, name)
        by_label = spellings and dimension.prints_label
        labels = _labels(value, held) if by_label else ()
        if labels:
            found.append(_spelt(dimension, labels))
            continue
        one = _by_code(dimension, value, held, members)
        if by_label:
            # Several spellings may share a code: a reader must see which was meant.
            one = replace(one, printed=f"{one.condition.values[0]} (code)")
        found.append(one)
    return tuple(found)


def _period(name: str, value: str) -> str:
    """A quarter or a year as the extract writes it."""
    if name == "quarter":
        return Quarter.parse(value.upper()).text
    if value.isascii() and value.isdigit() and len(value) == 4:
        return value
    raise UnknownMember(
        f"{value!r} is not a year. Write a year in four digits, such as 2023."
    )


def _by_code(
    dimension: Dimension,
    value: str,
    held: Iterable[tuple[str | None, str | None]],
    members: Members,
) -> Chosen:
    """The codes whose own name, label or title is meant, whatever the letters' case."""
    words: dict[str, list[str]] = {}

    def learn(word: str | None, code: str) -> None:
        if word is not None:
            codes = words.setdefault(word.strip().casefold(), [])
            if code not in codes:
                codes.append(code)

    known = members.codes(dimension)
    for code in known:
        learn(code, code)
    for code in known:
        learn(members.label(dimension, code), code)
    for held_code, label in sorted(held, key=str):
        if held_code is not None:
            learn(held_code, held_code)
            learn(label, held_code)
    asked = value.strip().casefold()
    if asked not in words:
        near = get_close_matches(asked, words, 3, 0.5)
        names = list(dict.fromkeys(words[word][0] for word in near)) or list(known)
        raise UnknownMember(
            f"The dimension {dimension.key} has no member {value!r}. Name a label or a"
            f" code, such as {', '.join(names[:12])}."
        )
    found = tuple(words[asked])
    label = members.label(dimension, found[0]) if dimension.prints_label else None
    return _chosen(dimension, found, label)


def _labels(
    value: str, held: Iterable[tuple[str | None, str | None]]
) -> tuple[str, ...]:
    """The stored labels that a word names: as stored, else in any letters' case."""
    labels = {label for _, label in held if label is not None}
    if value in labels:
        return (value,)
    asked = value.casefold()
    return tuple(sorted(label for label in labels if label.casefold() == asked))


def _spelt(dimension: Dimension, labels: tuple[str, ...]) -> Chosen:
    condition = Condition(dimension=dimension.key, by_label=True, values=labels)
    return Chosen(condition=condition, printed=" or ".join(labels))


def _chosen(dimension: Dimension, codes: tuple[str, ...], label: str | None) -> Chosen:
    condition = Condition(dimension=dimension.key, by_label=False, values=codes)
    return Chosen(condition=condition, printed=label or codes[0])


def _nearest(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(word, names, 3, 0.5)
    if near:
        return f"The nearest: {', '.join(near)}. All: {', '.join(names)}."
    return f"Known are: {', '.join(names)}."
