"""Explaining a figure: what it counts, what it was, and why it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.extract.reading import Extract
from opennrm.publications.differences import Difference, conditions, difference
from opennrm.publications.figures import FigureName
from opennrm.publications.register import Registered
from opennrm.statistics.cells import Cell, Excluded, Provenance
from opennrm.statistics.declarations import load_catalogue
from opennrm.statistics.measures import Measure
from opennrm.statistics.selecting import measure_named
from opennrm.statistics.tabulation import Tabulator


class NothingToExplain(OpenNRMError):
    """No release and no record here holds the figure."""

    code: ClassVar[str] = "nothing-to-explain"
    family: ClassVar[Family] = Family.NOT_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a figure was in one extract.

    `release` names the registered release, empty for the present record; `rows` is
    the number of rows behind the figure.
    `same_definitions` is false where the measures were declared otherwise then: the
    value told is what today's definition makes of that release's extract.
    """

    release: str
    provenance: Provenance
    cell: Cell
    rows: int
    excluded: tuple[Excluded, ...]
    rules_used: Mapping[str, int]
    same_definitions: bool
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A figure with its definition, its values in order, and what lies between them."""

    figure: FigureName
    measure: Measure
    members: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]
    changes: tuple[Difference, ...]
    notes: tuple[str, ...]


def explain(
    figure: FigureName,
    releases: Sequence[Registered],
    *,
    present: Extract | None,
) -> Explanation:
    """Explain a figure from the registered releases and, where given, the present.

    Raises: NothingToExplain when neither is there or can tell the figure;
        UnknownMeasure, UnknownDimension and UnknownMember, with the nearest names.
    """
    measure = measure_named(load_catalogue(), figure.measure)
    values: list[Value] = []
    countings: list[Tabulator] = []
    untold = ""
    for release in _later(releases, figure, present=present is not None):
        source = release.extract() if release is not None else present
        assert source is not None
        counting = Tabulator(source)
        value = _value(figure, counting, release=release)
        # A record that cannot tell a figure has no value for it, not zero.
        why = counting.why_untold(figure.measure, figure.conditions)
        if why is not None:
            untold = why
            continue
        values.append(value)
        countings.append(counting)
    if untold and not values:
        raise NothingToExplain(
            f"The figure {figure} was to be explained, but no release and no record"
            f" here can tell it. {untold} Name a figure that it holds."
        )
    if not values:
        raise NothingToExplain(
            f"The figure {figure} was to be explained, but no release of that quarter"
            " or a later one is registered here and there is no record to count. Build"
            " a release, or name an extract with --from."
        )
    # Values are counted by codes, as in a declared table: so is what is told of them.
    table = countings[-1].free(figure.measure, where=figure.conditions, spellings=False)
    return Explanation(
        figure=figure,
        measure=measure,
        members=tuple(one for one in table.where if one[0] != "quarter"),
        values=tuple(values),
        changes=tuple(
            difference(figure, before=before, after=after)
            for before, after in pairwise(countings)
        ),
        notes=table.notes,
    )


def _later(
    releases: Sequence[Registered], figure: FigureName, *, present: bool
) -> list[Registered | None]:
    """The releases that can hold a figure, then None for the present, if asked for."""
    held: list[Registered | None] = [
        each for each in releases if each.period >= figure.period
    ]
    return [*held, None] if present else held


def _value(
    figure: FigureName, counting: Tabulator, *, release: Registered | None
) -> Value:
    """The figure in one extract, by today's definition."""
    told = release.manifest if release else None
    table = counting.free(figure.measure, where=figure.conditions, spellings=False)
    cell = table.rows[0].cell
    measure = table.measure
    return Value(
        release=f"{told.period}/{release.directory.name}" if told and release else "",
        provenance=counting.source.provenance,
        cell=cell,
        rows=cell.base or 0,
        excluded=table.excluded,
        rules_used=counting.engine.rules_used(measure, conditions(figure, counting)),
        same_definitions=told is None or told.measures == counting.catalogue.digest,
        policy=told.policy if told else "",
    )
