"""The tables of a release: all declared ones, counted and checked together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from opennrm.errors import Family, Fault, FaultsFound, OpenNRMError
from opennrm.extract.reading import Extract
from opennrm.rules.dates import Quarter, london_day
from opennrm.statistics.cells import Cell, Row, Span, Table, Unit
from opennrm.statistics.measures import Catalogue
from opennrm.statistics.members import UNKNOWN, ListedMembers
from opennrm.statistics.tabulation import Tabulator

TOTALS: Final = "referrals-by-quarter"


class PeriodNotHeld(OpenNRMError):
    """The extract cannot fill the period of a release."""

    code: ClassVar[str] = "period-not-held"
    family: ClassVar[Family] = Family.PUBLICATIONS


class TablesDisagree(FaultsFound):
    """Tables of one release do not add up to each other."""

    code: ClassVar[str] = "tables-disagree"
    family: ClassVar[Family] = Family.PUBLICATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTables:
    """All tables of a release over the same quarters, from one extract.

    Dates: `span` runs from the first quarter that the extract holds to `period`.
    `not_held` names the declared tables that the record cannot fill: a record made
    from published cells knows no decision, and a table of zeros would say that none
    was made.
    """

    period: Quarter
    span: Span
    catalogue: Catalogue
    tables: Mapping[str, Table]
    not_held: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What kind of record the tables were counted from."""
        return self.tables[TOTALS].provenance.kind

    def __getitem__(self, key: str) -> Table:
        return self.tables[key]

    def total(self, quarter: Quarter) -> Cell:
        """All referrals of a quarter, the base of its shares."""
        return self.tables[TOTALS].cell(quarter=quarter.text)

    def name_of(self, dimension: str, member: str | None) -> str:
        """A member in words: its label, or the name of a code that is printed."""
        if member is None:
            return "Not known"
        told = self.catalogue.dimensions[dimension]
        if told.prints_label:
            return member.strip()
        return ListedMembers().label(told, member) or member

    def covers(self, quarter: Quarter) -> bool:
        """Whether the extract reaches back to a quarter."""
        return self.span.first <= quarter <= self.period

    def any_in_period(self, key: str) -> bool:
        """Whether a table counts anything at all in the period."""
        return any(row.cell.base for row in self.in_period(key))

    def tells(self, key: str, dimension: str) -> bool:
        """Whether a table knows its dimension for anybody in the period.

        A record that never recorded an authority has only unknown members; the
        release then says so and prints no number.
        """
        if key not in self.tables:
            return False
        place = self.tables[key].dimensions.index(dimension)
        return any(
            row.cell.value and row.codes[place] not in UNKNOWN
            for row in self.in_period(key)
        )

    def in_period(self, key: str) -> tuple[Row, ...]:
        """The rows of the period, none of a table that the record cannot fill."""
        if key not in self.tables:
            return ()
        table = self.tables[key]
        place = table.dimensions.index("quarter")
        return tuple(row for row in table if row.members[place] == self.period.text)

    @property
    def zero(self) -> Cell:
        """No referral at all."""
        return Cell(value=0, unit=Unit.REFERRALS, base=0)

    def base_of(self, key: str) -> Cell:
        """How many decisions the period's figure of a table of times rests on."""
        cell = self.tables[key].cell(quarter=self.period.text)
        return Cell(value=cell.base, unit=Unit.DECISIONS, base=cell.base)

    def ranked(
        self, key: str, dimension: str, **members: str
    ) -> list[tuple[str, Cell]]:
        """The known members of a dimension in the period, the most frequent first.

        Other dimensions of the table are summed over, or narrowed to `members`; joined
        members, such as two nationalities, are left out. Equal counts come in the
        order of their names.
        """
        table = self.tables[key]
        place = table.dimensions.index(dimension)
        narrowed = [(table.dimensions.index(one), at) for one, at in members.items()]
        names: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for row in self.in_period(key):
            code = row.codes[place]
            if code is None or code in UNKNOWN or "+" in code:
                continue
            names.setdefault(code, self.name_of(dimension, row.members[place]))
            if all(row.has(where, member) for where, member in narrowed):
                counts[code] += int(row.cell.value or 0)
        unit = Unit(table.measure.unit)
        found = [
            (names[code], Cell(value=value, unit=unit, base=value))
            for code, value in counts.items()
            if value
        ]
        return sorted(found, key=lambda one: (-int(one[1].value or 0), one[0]))


def release_tables(extract: Extract, period: Quarter) -> ReleaseTables:
    """Count every declared table up to a period, and check that they agree.

    Raises: PeriodNotHeld when the extract was cut before the period ended or holds
        no referral of it; TablesDisagree when parts do not make the whole.
    """
    counting = Tabulator(extract)
    told = counting.source.provenance
    held = counting.held
    moment = told.as_at or told.cut_off
    if moment is not None and london_day(moment) <= period.last:
        raise PeriodNotHeld(
            f"The release of {period} was to be built from an extract as at"
            f" {london_day(moment)}, before that quarter had ended. Build it as at a"
            f" later day: --as-at {period.next().first}, or when cases have settled."
        )
    if held is None or period.text not in counting.engine.quarters(
        counting.catalogue.measures["referrals"]
    ):
        reach = f"It holds {held}." if held else "It holds no referral."
        raise PeriodNotHeld(
            f"The release of {period} was to be built, but the extract has no referral"
            f" of that quarter. {reach} Name a quarter that it holds."
        )
    span = Span(first=held.first, last=period)
    counted = {key: counting.declared(key, span) for key in counting.catalogue.tables}
    check_sums(counted)
    tables = {key: table for key, table in counted.items() if _is_held(table)}
    return ReleaseTables(
        period=period,
        span=span,
        catalogue=counting.catalogue,
        tables=MappingProxyType(tables),
        not_held=tuple(key for key in counted if key not in tables),
    )


def _is_held(table: Table) -> bool:
    """Whether the record knows anything of what a table is about, in any quarter.

    It must count something, and know each dimension for somebody.
    """
    counted = [row for row in table if row.cell.base]
    return bool(counted) and all(
        any(row.codes[place] not in UNKNOWN for row in counted)
        for place in range(len(table.dimensions))
    )


def check_sums(tables: Mapping[str, Table]) -> None:
    """Hold every table of referrals to the totals by quarter.

    A table whose rows overlap must reach each total at least.
    Raises: TablesDisagree with every table and quarter that does not add up.
    """
    faults = []
    totals = tables[TOTALS]
    for key, table in tables.items():
        if table.measure.key != totals.measure.key or table.span is None:
            continue
        place = table.dimensions.index("quarter")
        sums: Counter[str | None] = Counter()
        for row in table:
            sums[row.members[place]] += int(row.cell.value or 0)
        for quarter in table.span.quarters:
            parts = sums[quarter.text]
            whole = int(totals.cell(quarter=quarter.text).value or 0)
            if parts == whole or (not table.adds_up and parts >= whole):
                continue
            faults.append(
                Fault(
                    file=key,
                    key=quarter.text,
                    what=f"the rows make {parts}, and the total is {whole}",
                    do="Mend the measure or the extract.",
                )
            )
    if faults:
        raise TablesDisagree("The tables of the release were refused.", faults)
