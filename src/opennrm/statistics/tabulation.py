"""Tables of a measure: the free crossing and the declared table.

A free crossing prints the rows that are not zero, under the labels as stored.
A declared table is complete: one row for every member in force, zeros included,
where several spellings of one member are that member.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import Final

from opennrm.extract.reading import Extract
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Cell, Row, Span, Table
from opennrm.statistics.counting import Engine, Key, Tally
from opennrm.statistics.declarations import load_catalogue
from opennrm.statistics.holding import (
    is_known,
    partial_years,
    quarters_reached,
    why_untold,
)
from opennrm.statistics.measures import Catalogue, DeclaredTable, Measure
from opennrm.statistics.members import ListedMembers, Members
from opennrm.statistics.selecting import (
    PERIODS,
    Chosen,
    check_dimensions,
    choose,
    measure_named,
    table_named,
)
from opennrm.statistics.source import Source
from opennrm.statistics.tallying import cell_of, cells_of, excluded_by

_ZERO_SAYS_NOTHING: Final = "a zero says nothing."


def tabulate(
    source: Extract | Source,
    measure: str,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    span: Span | None = None,
) -> Table:
    """A measure over any crossing of its dimensions, from one extract.

    Shape: one row per combination of members that is not zero, in the order of
        the members; without dimensions one row, also where it is zero. No row, and
        a note that says why, where the record cannot tell the figure.
    Raises: UnknownMeasure, UnknownDimension and UnknownMember, with nearest names.
    """
    counting = Tabulator(source)
    table = counting.free(measure, by=by, where=where, span=span)
    why = counting.why_untold(measure, where or {})
    if why is None:
        return table
    notes = [note for note in table.notes if not note.endswith(_ZERO_SAYS_NOTHING)]
    return replace(table, rows=(), notes=(why, *notes), excluded=())


class Tabulator:
    """One extract open for counting as many tables as wanted."""

    def __init__(
        self,
        source: Extract | Source,
        *,
        catalogue: Catalogue | None = None,
        members: Members | None = None,
    ) -> None:
        self.source = source if isinstance(source, Source) else Source.of(source)
        self.catalogue = catalogue or load_catalogue()
        self.engine = Engine(self.source)
        self._members = members or ListedMembers()
        self._dated: dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]] = {}

    @cached_property
    def held(self) -> Span | None:
        """The quarters that the extract covers: those from the first referral on.

        None where no referral has a known quarter. A quarter before the first is
        not zero: the record simply does not reach back to it.
        """
        held = sorted(self.engine.quarters(measure_named(self.catalogue, "referrals")))
        if not held:
            return None
        return Span(first=Quarter.parse(held[0]), last=Quarter.parse(held[-1]))

    def why_untold(self, measure: str, where: Mapping[str, str]) -> str | None:
        """Why the extract cannot tell a figure, in one sentence; None where it can."""
        asked = measure_named(self.catalogue, measure)
        return why_untold(
            self.engine,
            self.catalogue,
            asked,
            self.chosen(asked, where, spellings=False),
            quarters_reached(self.engine, asked, self.held),
        )

    def free(
        self,
        measure: str,
        *,
        by: Sequence[str] = (),
        where: Mapping[str, str] | None = None,
        span: Span | None = None,
        spellings: bool = True,
        key: str = "",
        title: str = "",
        note: str = "",
    ) -> Table:
        """A free crossing: see `tabulate`; for `spellings` see `chosen`."""
        asked = measure_named(self.catalogue, measure)
        chosen = self.chosen(asked, where or {}, spellings=spellings)
        tallies = self._tally(asked, check_dimensions(asked, by), chosen, span, True)
        cells = cells_of(asked, tallies)
        if not by:
            cells.setdefault((), cell_of(asked, Counter()))
        rows = [
            Row(members=members, codes=members, cell=cell)
            for members, cell in cells.items()
        ]
        rows.sort(key=lambda row: [(one is None, one or "") for one in row.members])
        return self._table(
            asked,
            by,
            rows,
            chosen,
            span,
            tallies=tallies,
            key=key or measure,
            title=title,
            note=note,
        )

    def declared(self, table: str, span: Span) -> Table:
        """A declared table over the quarters of a span.

        Shape: one row per quarter and combination of members in force in it, in the
            order of the code lists, then members that only the extract holds; a member
            that was not in force has a row only where something was counted.
        Raises: UnknownMeasure for a table that nothing declares.
        """
        declared = table_named(self.catalogue, table)
        if not declared.complete:
            return self.free(
                declared.measure,
                by=declared.by,
                span=span,
                key=declared.key,
                title=declared.title,
                note=declared.note,
            )
        return self._complete(declared, span)

    def chosen(
        self, measure: Measure, where: Mapping[str, str], *, spellings: bool = True
    ) -> tuple[Chosen, ...]:
        """What `where` asks for, read against the code lists and the extract.

        With `spellings` a label exactly as stored means that spelling alone; without,
        it means its code, as in a declared table.
        """
        return choose(
            self.engine,
            measure,
            where,
            catalogue=self.catalogue,
            members=self._members,
            spellings=spellings,
        )

    def _complete(self, declared: DeclaredTable, span: Span) -> Table:
        measure = self.catalogue.measures[declared.measure]
        tallies = self._tally(measure, declared.by, (), span, False)
        tallies = [
            replace(one, members=self._counted_as(declared.by, one.members))
            for one in tallies
        ]
        cells = cells_of(measure, tallies)
        axes = [
            self._axis(measure, name, place, span, cells)
            for place, name in enumerate(declared.by)
        ]
        rows = []
        for members in product(*(axis.items() for axis in axes)):
            codes = tuple(code for code, _ in members)
            cell = cells.get(codes)
            if cell is None and not self._in_force(declared.by, codes):
                continue
            rows.append(
                Row(
                    members=tuple(printed for _, printed in members),
                    codes=codes,
                    cell=cell or cell_of(measure, Counter()),
                )
            )
        return self._table(
            measure,
            declared.by,
            rows,
            (),
            span,
            tallies=tallies,
            key=declared.key,
            title=declared.title,
            note=declared.note,
        )

    def _counted_as(self, by: Sequence[str], codes: Key) -> Key:
        """The codes whose rows a combination of codes falls under."""
        return tuple(
            None
            if code is None
            else self._members.counted_as(self.catalogue.dimensions[name], code)
            for name, code in zip(by, codes, strict=True)
        )

    def _in_force(self, by: Sequence[str], codes: Key) -> bool:
        """Whether every listed member of a row was in force in the row's quarter."""
        quarter = codes[by.index("quarter")]
        assert quarter is not None
        for name, code in zip(by, codes, strict=True):
            listed, in_force = self._of_quarter(name, quarter)
            if code in listed and code not in in_force:
                return False
        return True

    def _of_quarter(
        self, name: str, quarter: str
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Every code of a dimension's list, and those in force in a quarter."""
        if (name, quarter) not in self._dated:
            dimension = self.catalogue.dimensions[name]
            when = Quarter.parse(quarter)
            self._dated[name, quarter] = (
                frozenset(self._members.codes(dimension)),
                frozenset(
                    self._members.in_force(dimension, Span(first=when, last=when))
                ),
            )
        return self._dated[name, quarter]

    def _axis(
        self,
        measure: Measure,
        name: str,
        place: int,
        span: Span,
        cells: Mapping[Key, Cell],
    ) -> dict[str | None, str | None]:
        """The members of one dimension, by code, with what a row prints for each."""
        dimension = self.catalogue.dimensions[name]
        if name == "quarter":
            return {each.text: each.text for each in span.quarters}
        occurring = {members[place] for members in cells}
        if name == "year":
            return {year: year for year in sorted(one or "" for one in occurring)}
        listed = self._members.in_force(dimension, span)
        others = sorted((one for one in occurring if one not in listed), key=_last)
        printed: dict[str | None, str | None] = {}
        for code in (*listed, *others):
            printed[code] = code
            if dimension.prints_label and code is not None:
                label = self._members.label(dimension, code)
                printed[code] = label or self._stored_label(measure, name, code)
        return printed

    def _stored_label(self, measure: Measure, name: str, code: str) -> str:
        """The label that the extract holds for a code of no list: a joined one.

        Of several spellings, the first in alphabetical order.
        """
        held = self.engine.distinct(measure, name)
        labels = sorted(label for one, label in held if one == code and label)
        return labels[0] if labels else code

    def _tally(
        self,
        measure: Measure,
        by: Sequence[str],
        chosen: Sequence[Chosen],
        span: Span | None,
        labels: bool,
    ) -> list[Tally]:
        conditions = [one.condition for one in chosen]
        return self.engine.tally(
            measure, by=by, labels=labels, where=conditions, span=span
        )

    def _table(
        self,
        measure: Measure,
        by: Sequence[str],
        rows: Sequence[Row],
        chosen: Sequence[Chosen],
        span: Span | None,
        *,
        tallies: Sequence[Tally],
        key: str,
        title: str,
        note: str,
    ) -> Table:
        dimensions = [self.catalogue.dimensions[name] for name in by]
        narrowed = [
            self.catalogue.dimensions[one.condition.dimension] for one in chosen
        ]
        adds_up = measure.is_count and all(one.adds_up for one in dimensions)
        if not adds_up and measure.is_count:
            # Rows of one referral under several members would count it so often.
            tallies = self._tally(measure, (), chosen, span, True)
        notes = [note] if note else []
        notes += [one.note for one in (*dimensions, *narrowed) if one.note]
        notes += [
            f"This record does not hold the {one.title.lower()}; {_ZERO_SAYS_NOTHING}"
            for one in narrowed
            if one.key not in PERIODS and not is_known(self.engine, measure, one.key)
        ]
        notes += self._breaks(measure, by, chosen, span)
        notes += partial_years(
            span or quarters_reached(self.engine, measure, self.held),
            _years(by, rows, chosen),
        )
        if self.source.provenance.kind != "published_cells":
            notes += measure.record_notes
        notes += measure.notes
        return Table(
            key=key,
            title=title or self._title(measure, by),
            measure=measure,
            dimensions=tuple(by),
            rows=tuple(rows),
            where=tuple((one.condition.dimension, one.printed) for one in chosen),
            span=span,
            adds_up=adds_up,
            notes=tuple(dict.fromkeys(notes)),
            excluded=excluded_by(measure, tallies),
            provenance=self.source.provenance,
        )

    def _title(self, measure: Measure, by: Sequence[str]) -> str:
        titles = [self.catalogue.dimensions[name].title.lower() for name in by]
        if not titles:
            return measure.title
        listed = ", ".join(titles[:-1]) + (" and " if titles[1:] else "") + titles[-1]
        return f"{measure.title} by {listed}"

    def _breaks(
        self,
        measure: Measure,
        by: Sequence[str],
        chosen: Sequence[Chosen],
        span: Span | None,
    ) -> list[str]:
        """What breaks the series inside the quarters that the table covers."""
        covered = span or self.held
        named = (*by, *(one.condition.dimension for one in chosen))
        if covered is None or not set(by) & set(PERIODS):
            return []
        return [
            each.text
            for each in self.catalogue.breaks.values()
            if each.touches(measure.key, named)
            and covered.first < each.quarter <= covered.last
        ]


def _years(
    by: Sequence[str], rows: Sequence[Row], chosen: Sequence[Chosen]
) -> list[str]:
    """The years that a table is divided by or narrowed to."""
    years = {
        year
        for one in chosen
        if one.condition.dimension == "year"
        for year in one.condition.values
    }
    if "year" in by:
        years |= {one for row in rows if (one := row.codes[by.index("year")])}
    return sorted(years)


def _last(member: str | None) -> tuple[bool, str]:
    return (member is None, member or "")
