"""Tables of a page: a caption, headers with their scope, marks and notes.

A table takes text, already worded (see `wording`): it prints, it does not round.
"""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from opennrm.errors import Family, OpenNRMError
from opennrm.paper import furniture
from opennrm.paper.wording import slug


class TableMisshapen(OpenNRMError):
    """A row, a group of columns and the columns do not fit each other."""

    code: ClassVar[str] = "table-misshapen"
    family: ClassVar[Family] = Family.PUBLICATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its header, and whether it holds numbers (set to the right)."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A header over several neighbouring columns; an empty label spans nothing."""

    label: str
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One cell: its text, the marks beside it (`r`, `c`, `note 1`), perhaps a link."""

    text: str
    marks: tuple[str, ...] = ()
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of entries; a total row is set apart by a line and bold type."""

    entries: tuple[Entry, ...]
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a mark means; an empty mark makes a note on the table as a whole."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table as a reader meets it.

    `key` becomes the element's id; `row_headers` is how many leading columns name
    the row; `dense` sets smaller type for tables of a release.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_headers: int = 1
    groups: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()
    source: str = ""
    key: str = ""
    dense: bool = False


def row(*texts: str, total: bool = False) -> Row:
    """A row of plain texts."""
    return Row(entries=tuple(Entry(text=text) for text in texts), total=total)


def render(table: PrintedTable) -> Markup:
    """The table as HTML, inside a region that scrolls where the page is narrow.

    Raises: TableMisshapen when a row is shorter or longer than the columns, or
        the groups do not cover them.
    """
    _check(table)
    return furniture.fill(
        "table.jinja", table=table, key=table.key or f"table-{slug(table.caption)}"
    )


def _check(table: PrintedTable) -> None:
    width = len(table.columns)
    for number, line in enumerate(table.rows, start=1):
        if len(line.entries) != width:
            raise TableMisshapen(
                f"The table “{table.caption}” has {width} columns, but its row "
                f"{number} has {len(line.entries)} entries. Give one entry a column."
            )
    covered = sum(group.columns for group in table.groups)
    if table.groups and covered != width:
        raise TableMisshapen(
            f"The table “{table.caption}” has {width} columns, but its groups cover "
            f"{covered}. Add a group with an empty label for columns without one."
        )
