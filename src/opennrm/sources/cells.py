"""The published referral cells: a count of people a line, crossed by six dimensions.

The layout is that of the tidy cells made from the Home Office's tables of referrals by
first responder: one row is a count of `people` referred in a quarter with one
combination of labels. Labels come out as published; where a known misspelling leads to
a code, that is told, not refused. Anything else that is wrong with the file is told
too, all of it at once, each with its line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar, Final

from opennrm.errors import Family, FaultsFound, OpenNRMError
from opennrm.rules.codes import Codes
from opennrm.rules.dates import Quarter, UnreadableDate, london_day
from opennrm.sources.labels import TYPE_COLUMN, Labels, Meaning
from opennrm.sources.lines import Lines

DIMENSIONS: Final = (
    "first_responder_type",
    "first_responder",
    "exploitation_type",
    "age_at_exploitation",
    "gender",
    "nationality",
)
COLUMNS: Final = ("quarter", *DIMENSIONS, "people")
_ALL: Final = ", ".join(COLUMNS)
LAYOUT: Final = "referral-cells@1"

FIRST_QUARTER: Final = Quarter(2009, 2)
"""The first quarter of the mechanism, which began on 1 April 2009."""

MOST_PEOPLE: Final = 1_000_000
_WHOLE_NUMBER: Final = re.compile(r"0|[1-9][0-9]*")
_HIGHEST_LENGTH: Final = len(str(MOST_PEOPLE))


class CellsRefused(FaultsFound):
    """A file of published cells has faults; nothing of it was used."""

    code: ClassVar[str] = "cells-refused"
    family: ClassVar[Family] = Family.INPUT


class CellsUnreadable(OpenNRMError):
    """A file of published cells cannot be opened."""

    code: ClassVar[str] = "cells-unreadable"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One published count, with its labels as published and the codes they lead to.

    Counts: `people` referrals received in `quarter`.
    """

    line: int
    quarter: Quarter
    first_responder_type: str
    first_responder_type_label: str
    first_responder: str
    first_responder_label: str
    exploitation_types: tuple[str, ...]
    exploitation_type_label: str
    age_at_exploitation: str
    age_at_exploitation_label: str
    gender: str
    gender_label: str
    nationality: tuple[str, ...]
    nationality_label: str
    people: int

    @property
    def key(self) -> tuple[str, ...]:
        """What a cell is found by: its quarter and six labels, as published."""
        return (
            self.quarter.text,
            self.first_responder_type_label,
            self.first_responder_label,
            self.exploitation_type_label,
            self.age_at_exploitation_label,
            self.gender_label,
            self.nationality_label,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A label that was understood in spite of its spelling, and on how many lines."""

    column: str
    label: str
    code: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """All cells of a file, in its order, and the labels that were mended."""

    cells: tuple[Cell, ...]
    mended: tuple[Mended, ...]

    @property
    def people(self) -> int:
        """The referrals of all cells together."""
        return sum(cell.people for cell in self.cells)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters that the file holds, in their order."""
        return tuple(sorted({cell.quarter for cell in self.cells}))


def read_cells(path: Path, *, at: datetime, codes: Codes) -> Cells:
    """The cells of a file, with the code lists in force in their quarters.

    Dates: no quarter may begin after the London day of `at`.

    Raises:
        CellsRefused: with every fault of the file, its line and column.
        CellsUnreadable: when the file cannot be opened.
    """
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise CellsUnreadable(
            f"The published cells {path.name} were to be read, and the system refused:"
            f" {cause.strerror}. Check the path."
        ) from cause
    return _Reader(Lines(file=path.name, content=content), at=at, codes=codes).cells()


class _Reader:
    """The state of one reading. Lives inside `read_cells` only."""

    def __init__(self, lines: Lines, *, at: datetime, codes: Codes) -> None:
        self.lines = lines
        self.today = london_day(at)
        self.labels = Labels(codes)
        self.quarters: dict[str, Quarter | None] = {}
        self.first_lines: dict[tuple[str, ...], int] = {}
        self.mended: dict[tuple[str, str, str], int] = {}
        self.found: list[Cell] = []

    def cells(self) -> Cells:
        """Everything in the file, or every fault of it."""
        rows = self.lines.rows()
        header = next(rows, None)
        if header is not None:
            places = self._places(*header)
            width = len(header[1])
            for line, row in rows:
                if len(row) == width:
                    self._cell(
                        line, {name: row[place] for name, place in places.items()}
                    )
                else:
                    self.lines.fault(
                        line,
                        "",
                        f"{len(row)} fields where the first line has {width}",
                        "Give each line all of its fields; quote those with commas.",
                    )
        if not self.lines.faults and not self.found:
            self.lines.fault(
                1, "", "there is no cell below the first line", "Give the whole file."
            )
        if self.lines.faults:
            raise CellsRefused(
                f"{self.lines.file} was to be read as published referral cells and was"
                " refused; nothing of it was used.",
                self.lines.faults,
            )
        mended = tuple(
            Mended(column=column, label=label, code=code, lines=count)
            for (column, label, code), count in sorted(self.mended.items())
        )
        return Cells(cells=tuple(self.found), mended=mended)

    def _places(self, line: int, header: list[str]) -> dict[str, int]:
        """Where each column stands; the missing and the unknown are told."""
        for name in COLUMNS:
            if header.count(name) == 0:
                self.lines.fault(
                    line, name, "the column is missing", f"Give all columns: {_ALL}."
                )
            elif header.count(name) > 1:
                self.lines.fault(
                    line, name, "the column is there twice", "Keep one of them."
                )
        for name in header:
            if name not in COLUMNS:
                near = get_close_matches(name, COLUMNS, 1)
                hint = f"Did you mean {near[0]}?" if near else "Remove it."
                self.lines.fault(line, name, "the column is unknown", hint)
        return {name: header.index(name) for name in COLUMNS if name in header}

    def _cell(self, line: int, row: Mapping[str, str]) -> None:
        """One line's cell, or its faults."""
        faults = len(self.lines.faults)
        quarter = self._quarter(line, row.get("quarter"))
        people = self._people(line, row.get("people"))
        meanings = {
            column: self._meaning(line, column, row, quarter)
            for column in DIMENSIONS
            if column in row
        }
        if len(row) == len(COLUMNS):
            self._once(line, row)
        if (
            len(self.lines.faults) > faults
            or len(row) < len(COLUMNS)
            or quarter is None
            or people is None
        ):
            return
        for column, meaning in meanings.items():
            if meaning.mended:
                key = (column, row[column], "+".join(meaning.codes))
                self.mended[key] = self.mended.get(key, 0) + 1
        self.found.append(
            Cell(
                line=line,
                quarter=quarter,
                first_responder_type=meanings["first_responder_type"].codes[0],
                first_responder_type_label=row["first_responder_type"],
                first_responder=meanings["first_responder"].codes[0],
                first_responder_label=row["first_responder"],
                exploitation_types=meanings["exploitation_type"].codes,
                exploitation_type_label=row["exploitation_type"],
                age_at_exploitation=meanings["age_at_exploitation"].codes[0],
                age_at_exploitation_label=row["age_at_exploitation"],
                gender=meanings["gender"].codes[0],
                gender_label=row["gender"],
                nationality=meanings["nationality"].codes,
                nationality_label=row["nationality"],
                people=people,
            )
        )

    def _once(self, line: int, row: Mapping[str, str]) -> None:
        """The same cell may not be counted twice."""
        key = tuple(row[name] for name in COLUMNS[:-1])
        first = self.first_lines.setdefault(key, line)
        if first != line:
            self.lines.fault(
                line,
                "",
                f"the same cell as on line {first}",
                "Keep one line for each combination of quarter and labels.",
            )

    def _quarter(self, line: int, text: str | None) -> Quarter | None:
        """The quarter of a line; None where it has none or a faulty one."""
        if text is None:
            return None
        if text not in self.quarters:
            try:
                self.quarters[text] = Quarter.parse(text)
            except UnreadableDate:
                self.quarters[text] = None
        quarter = self.quarters[text]
        what = ""
        if quarter is None:
            what, do = f"'{text}' is not a quarter", "Write it as 2023-Q1."
        elif quarter < FIRST_QUARTER:
            what = f"{text} lies before the mechanism began in {FIRST_QUARTER}"
            do = "Check the quarter."
        elif quarter.first > self.today:
            what, do = f"{text} has not begun yet", "Check the quarter."
        if what:
            self.lines.fault(line, "quarter", what, do)
            return None
        return quarter

    def _people(self, line: int, text: str | None) -> int | None:
        """The count of a line; None where it has none or a faulty one."""
        if text is None:
            return None
        if _WHOLE_NUMBER.fullmatch(text) is None:
            self.lines.fault(
                line,
                "people",
                f"'{text}' is not a count of people",
                "Write a whole number in digits, without sign, comma or space.",
            )
            return None
        if len(text) > _HIGHEST_LENGTH or int(text) > MOST_PEOPLE:
            self.lines.fault(
                line,
                "people",
                f"more people than any cell can hold ({MOST_PEOPLE:,})",
                "Check the count.",
            )
            return None
        return int(text)

    def _meaning(
        self, line: int, column: str, row: Mapping[str, str], quarter: Quarter | None
    ) -> Meaning:
        """What a label means in its quarter; a fault is told at every line."""
        kind = row.get(TYPE_COLUMN) if column == "first_responder" else None
        # Beside a faulty quarter a label is still held against the present lists.
        meaning = self.labels.meaning(
            column, row[column], quarter or Quarter.of(self.today), kind
        )
        if meaning.fault:
            self.lines.fault(line, column, meaning.fault, meaning.do)
        return meaning
