"""A table of overlapping lists: who was on which, read strictly from a file.

One row is a capture history: a 0 or 1 for each list, and how many people had it.
Histories that are left out had nobody. Nobody can be counted on no list at all.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from opennrm.errors import Family, Fault, FaultsFound, OpenNRMError
from opennrm.research.undercount.cells import MOST_LISTS, Numbers

COUNT: Final = "count"
_WHOLE: Final = re.compile(r"-?[0-9]+")
_MOST_PEOPLE: Final = 100_000_000


class ListsRefused(FaultsFound):
    """A table of overlapping lists has faults; nothing was estimated."""

    code: ClassVar[str] = "lists-refused"
    family: ClassVar[Family] = Family.INPUT


class ListsUnreadable(OpenNRMError):
    """A table of overlapping lists cannot be opened or is no text."""

    code: ClassVar[str] = "lists-unreadable"
    family: ClassVar[Family] = Family.INPUT


class ListsUnfit(OpenNRMError):
    """Lists cannot be merged or left out as asked."""

    code: ClassVar[str] = "lists-unfit"
    family: ClassVar[Family] = Family.CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """The lists by name, and the number of people on each set of them.

    Counts: people, each once, on at least one list.
    Shape: `people` has a number for each set of lists, bit i standing for list i; the
        first, on no list, is zero.
    """

    lists: tuple[str, ...]
    people: tuple[int, ...]

    @property
    def counts(self) -> Numbers:
        """The numbers of people as an array."""
        return np.array(self.people, dtype=np.float64)

    @property
    def observed(self) -> int:
        """Everyone who is on at least one list."""
        return sum(self.people)

    def on(self, lists: int) -> int:
        """How many are on every list of a set, whatever else they are on."""
        return sum(
            number for at, number in enumerate(self.people) if at & lists == lists
        )

    def without(self, name: str) -> "ListTable":
        """The table as it would be had this list not been kept.

        Raises: ListsUnfit when there is no such list, or only one other.
        """
        place = self._place(name)
        if len(self.lists) < 3:
            raise ListsUnfit(
                f"To leave out {name} was asked for, and one list would remain, from"
                " which nothing can be estimated. Leave out none."
            )
        low = (1 << place) - 1
        found = [0] * (len(self.people) // 2)
        for at, number in enumerate(self.people):
            found[(at & low) | (at >> 1 & ~low)] += number
        found[0] = 0
        return ListTable(
            lists=self.lists[:place] + self.lists[place + 1 :], people=tuple(found)
        )

    def merged(self, name: str, other: str) -> "ListTable":
        """The table with two lists made one, on which is who was on either.

        Raises: ListsUnfit when there is no such list, or no third.
        """
        first, second = sorted((self._place(name), self._place(other)))
        if first == second or len(self.lists) < 3:
            raise ListsUnfit(
                f"To merge {name} and {other} was asked for, which leaves less than two"
                " lists or names one twice. Name two of three lists or more."
            )
        low = (1 << second) - 1
        found = [0] * (len(self.people) // 2)
        for at, number in enumerate(self.people):
            either = at | (at >> second & 1) << first
            found[(either & low) | (either >> 1 & ~low)] += number
        joined = f"{self.lists[first]}+{self.lists[second]}"
        lists = (
            *self.lists[:first],
            joined,
            *self.lists[first + 1 : second],
            *self.lists[second + 1 :],
        )
        return ListTable(lists=lists, people=tuple(found))

    def _place(self, name: str) -> int:
        if name not in self.lists:
            raise ListsUnfit(
                f"The list {name} was asked for. The table has {', '.join(self.lists)}."
            )
        return self.lists.index(name)


def read_table(path: Path) -> ListTable:
    """Read a table of lists from a file of comma-separated values.

    Raises: ListsUnreadable when it cannot be opened or is not UTF-8; ListsRefused with
        every fault and its line: a value that is not 0 or 1, a number of people that
        is not whole or below zero, people on no list, a history given twice.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise ListsUnreadable(
            f"The table of lists {path.name} cannot be read as UTF-8 text. Give a file"
            " of comma-separated values."
        ) from cause
    return table_from(list(csv.reader(text.splitlines())), file=path.name)


def table_from(rows: Sequence[Sequence[str]], *, file: str) -> ListTable:
    """The table in the rows of a file, its header first.

    Raises: ListsRefused with every fault and its line.
    """
    asked = f"The table of lists {file} was asked for and is refused."
    faults = list(_header_faults(rows, file))
    if faults:
        raise ListsRefused(asked, faults)
    header = [name.strip() for name in rows[0]]
    last = header.index(COUNT)
    places = [at for at in range(len(header)) if at != last]
    people = [0] * (1 << len(places))
    first_seen: dict[int, int] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(value.strip() for value in row):
            continue
        found, wrong = _history(row, header, places, last, file=file, line=line)
        faults += wrong
        if found is None:
            continue
        at, number = found
        if at in first_seen:
            faults.append(
                Fault(
                    file=file,
                    line=line,
                    what=f"the history of line {first_seen[at]} is given again",
                    do="Give each history once, with all its people.",
                )
            )
        first_seen.setdefault(at, line)
        people[at] = number
    if not faults and not sum(people):
        faults.append(
            Fault(
                file=file,
                what="nobody is on any list",
                do="Nothing can be said of a population of which nobody was seen.",
            )
        )
    if faults:
        raise ListsRefused(asked, faults)
    return ListTable(lists=tuple(header[at] for at in places), people=tuple(people))


def _header_faults(rows: Sequence[Sequence[str]], file: str) -> list[Fault]:
    header = [name.strip() for name in rows[0]] if rows else []

    def fault(what: str, do: str, key: str = "") -> Fault:
        return Fault(file=file, line=1, key=key, what=what, do=do)

    if header.count(COUNT) != 1:
        return [
            fault(
                f"the column {COUNT} is there {header.count(COUNT)} times",
                f"Give a column for each list and one named {COUNT}.",
            )
        ]
    lists = [name for name in header if name != COUNT]
    faults = [
        fault(
            "the list is named twice" if name else "a list has no name",
            "Name each list once.",
            name,
        )
        for name in sorted(
            {each for each in lists if lists.count(each) > 1 or not each}
        )
    ]
    if len(lists) < 2:
        faults.append(
            fault(
                f"the table has {len(lists)} list" + ("" if len(lists) == 1 else "s"),
                "The unseen are estimated from overlaps, so give two lists or more."
                " With one list all that can be said is that there were at least so"
                " many.",
            )
        )
    if len(lists) > MOST_LISTS:
        faults.append(
            fault(
                f"the table has {len(lists)} lists",
                f"Merge lists of one kind until there are {MOST_LISTS} at most.",
            )
        )
    return faults


def _history(
    row: Sequence[str],
    header: Sequence[str],
    places: Sequence[int],
    last: int,
    *,
    file: str,
    line: int,
) -> tuple[tuple[int, int] | None, list[Fault]]:
    """The set of lists and the number of people of a line, or its faults."""

    def fault(key: str, what: str, do: str) -> Fault:
        return Fault(file=file, line=line, key=key, what=what, do=do)

    if len(row) != len(header):
        return None, [
            fault(
                "",
                f"the line has {len(row)} values for {len(header)} columns",
                "Give a value for each column.",
            )
        ]
    faults = [
        fault(
            header[at],
            f"{row[at].strip()!r} is neither 0 nor 1",
            "Give 1 for people on the list and 0 for people not on it.",
        )
        for at in places
        if row[at].strip() not in {"0", "1"}
    ]
    written = row[last].strip()
    if not _WHOLE.fullmatch(written) or abs(int(written)) > _MOST_PEOPLE:
        faults.append(
            fault(COUNT, f"{written!r} is no number of people", "Give a whole number.")
        )
    elif int(written) < 0:
        faults.append(
            fault(COUNT, "the number of people is below zero", "Give zero or more.")
        )
    if faults:
        return None, faults
    at = sum(1 << bit for bit, place in enumerate(places) if row[place].strip() == "1")
    if at == 0 and int(written):
        return None, [
            fault(
                COUNT,
                "people are counted who are on no list",
                "They are what is to be estimated; leave the line out. Where they were"
                " counted in another way, that count is a list of its own.",
            )
        ]
    return (at, int(written)), []
