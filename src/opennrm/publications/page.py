"""A bulletin in the making: its tables, its ledger, and what is printed from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from opennrm.paper import blocks, charts, tables, wording
from opennrm.paper.bars import BarChart
from opennrm.paper.furniture import BANNERS
from opennrm.paper.lines import LineChart
from opennrm.publications.manifest import Predecessor
from opennrm.publications.paragraphs import Paragraphs
from opennrm.publications.prose import Ledger, Term
from opennrm.publications.tables import ReleaseTables
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import MARK_MEANINGS, Cell, Mark

QUARTERS_SHOWN = 5
NOT_HELD = "[x]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a printed table: what it is for, and its figures."""

    names: tuple[str, ...]
    cells: tuple[Cell | None, ...]
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart as drawn, and the figures behind it as tidy CSV."""

    svg: str
    csv: str


@dataclass(slots=True, kw_only=True)
class Page:
    """What the sections of one bulletin share while they are written."""

    tables: ReleaseTables
    paragraphs: Paragraphs
    predecessors: tuple[Predecessor, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    drawn: dict[str, Drawn] = field(default_factory=dict)

    @property
    def period(self) -> Quarter:
        """The quarter that the release is of."""
        return self.tables.period

    @property
    def shown(self) -> tuple[Quarter, ...]:
        """The quarters that tables on the page show; the files hold all."""
        return self.tables.span.quarters[-QUARTERS_SHOWN:]

    @property
    def kind_mark(self) -> str:
        """What is printed on every drawing of a record that is not live."""
        banner = BANNERS.get(self.tables.kind)
        return banner.tag if banner else ""

    def say(self, template: str, **slots: Cell | Term | Markup | str) -> Markup:
        """A paragraph of prose with figures."""
        return blocks.paragraph(self.ledger.say(template, **slots))

    def paragraph(self, key: str) -> Markup:
        """A compulsory paragraph."""
        return blocks.paragraph(self.ledger.declare(self.paragraphs.text(key)))

    def inset(self, key: str) -> Markup:
        """A compulsory paragraph, set in."""
        return blocks.inset(self.ledger.declare(self.paragraphs.text(key)))

    def figure(self, key: str, caption: str) -> Markup:
        """A chart that was drawn before, with its caption."""
        said = self.ledger.declare(caption)
        return blocks.figure(self.drawn[key].svg, caption=said)

    def grid(
        self,
        key: str,
        *,
        caption: str,
        heads: Sequence[str],
        columns: Sequence[str],
        lines: Sequence[Line],
        notes: Sequence[str] = (),
    ) -> Markup:
        """A table of figures, kept in the ledger cell by cell."""
        rows = []
        for line in lines:
            names = [tables.Entry(text=name) for name in line.names]
            figures = [_entry(cell) for cell in line.cells]
            rows.append(tables.Row(entries=(*names, *figures), total=line.total))
        marks = {each.mark for line in lines for each in line.cells if each}
        said = [
            tables.Note(mark=mark.value, text=MARK_MEANINGS[mark])
            for mark in Mark
            if mark in marks
        ]
        if any(cell is None for line in lines for cell in line.cells):
            said.append(tables.Note(mark="x", text="Not held by this record."))
        said += [tables.Note(mark="", text=note) for note in notes]
        for note in said:
            self.ledger.declare(note.text)
        printed = tables.PrintedTable(
            key=key,
            caption=self.ledger.declare(caption),
            columns=(
                *(tables.Column(label=head) for head in heads),
                *(tables.Column(label=column, numeric=True) for column in columns),
            ),
            rows=tuple(rows),
            row_headers=len(heads),
            notes=tuple(said),
            dense=len(columns) > QUARTERS_SHOWN,
        )
        self.ledger.tables[key] = (
            (*heads, *columns),
            *(tuple(_text(entry) for entry in row.entries) for row in rows),
        )
        return tables.render(printed)

    def draw(self, key: str, chart: LineChart | BarChart, csv: str) -> None:
        """Draw a chart and let it stand on the page.

        `key` names its file; the chart's own is its element's id, which the table of
        the same key may not share.
        """
        svg = charts.render(chart)
        self.drawn[key] = Drawn(svg=svg, csv=csv)
        self.ledger.drawings.append(svg)


def _entry(cell: Cell | None) -> tables.Entry:
    if cell is None:
        return tables.Entry(text=NOT_HELD)
    shows = cell.mark is not None and cell.mark is not Mark.NOT_APPLICABLE
    marks = (cell.mark.value,) if cell.mark is not None and shows else ()
    return tables.Entry(text=cell.printed, marks=marks)


def _text(entry: tables.Entry) -> str:
    """An entry as a reader of the page finds it."""
    words = [entry.text, *(f"[{mark}]" for mark in entry.marks)]
    return " ".join(" ".join(words).split())


def quarter_words(quarter: Quarter) -> str:
    """A quarter in words: January to March 2023."""
    return wording.span(quarter.first, "quarter")


def period_term(quarter: Quarter) -> Term:
    """A quarter as a term of a sentence."""
    return Term(quarter_words(quarter))


def short(quarter: Quarter) -> str:
    """A quarter at the head of a column: 2023 Q1."""
    return f"{quarter.year} Q{quarter.number}"
