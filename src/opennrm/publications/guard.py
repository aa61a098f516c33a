"""Reading a finished page again, and accounting for every digit on it.

The page is parsed as a reader's browser would. A digit passes only as a figure of
the ledger, a declared term, a cell of a registered table, part of a registered
drawing, or part of a text that was declared whole.
"""

import re
from html.parser import HTMLParser
from typing import ClassVar, Final

from opennrm.errors import Family, Fault, FaultsFound
from opennrm.publications.prose import Ledger

_DIGIT: Final = re.compile(r"\d")
_SILENT: Final = frozenset({"style", "script"})
_VOID: Final = frozenset({"meta", "link", "br", "hr", "img", "input", "col"})
_SPOKEN: Final = ("aria-label", "alt", "title")


class DigitsUnaccounted(FaultsFound):
    """A finished page shows numbers that no table gave."""

    code: ClassVar[str] = "digits-unaccounted"
    family: ClassVar[Family] = Family.PUBLICATIONS


def check_page(html: str, ledger: Ledger, *, name: str) -> None:
    """Account for every digit of a page.

    Raises: DigitsUnaccounted with every text that holds a digit of its own, every
        figure that differs from its cell, and every table that differs from its own.
    """
    for drawing in ledger.drawings:
        html = html.replace(drawing, "")
    page = _Page(ledger, name)
    page.feed(html)
    page.close()
    faults = [*page.faults, *_tables(page.tables, ledger, name)]
    if faults:
        raise DigitsUnaccounted(f"The page {name} was refused.", faults)


def _tables(
    shown: dict[str, list[list[str]]], ledger: Ledger, name: str
) -> list[Fault]:
    faults = []
    for key, rows in shown.items():
        expected = ledger.tables.get(key)
        if expected is None:
            if any(_DIGIT.search(text) for row in rows for text in row):
                faults.append(_fault(name, 0, key, "a table that nothing registered"))
        elif tuple(tuple(row) for row in rows) != expected:
            faults.append(_fault(name, 0, key, "the table differs from its figures"))
    missing = sorted(ledger.tables.keys() - shown.keys())
    faults += [_fault(name, 0, key, "the table is not on the page") for key in missing]
    return faults


class _Page(HTMLParser):
    """The page as it is parsed: where we are, and what was found."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[Fault] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._ledger = ledger
        self._name = name
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._table: list[list[str]] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._settle()
        given = dict(attrs)
        for spoken in _SPOKEN:
            self._judge((given.get(spoken) or "").strip())
        if tag in _VOID:
            return
        self._open.append((tag, given))
        if tag == "table":
            self._table = self.tables.setdefault(given.get("id") or "", [])
        elif self._table is not None and tag == "tr":
            self._table.append([])
        elif self._table is not None and tag in ("td", "th"):
            self._table[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._settle()
        if tag in _VOID:
            return
        while self._open:
            closed, _ = self._open.pop()
            if closed == tag:
                break
        if tag == "table":
            self._table = None

    def handle_data(self, data: str) -> None:
        self._text += data

    def close(self) -> None:
        super().close()
        self._settle()

    def _settle(self) -> None:
        """Judge the text since the last tag, by the elements that are open."""
        text, self._text = " ".join(self._text.split()), ""
        names = {tag for tag, _ in self._open}
        if not text or names & _SILENT:
            return
        in_cell = names & {"td", "th"}
        if self._table is not None and in_cell and self._table:
            row = self._table[-1]
            row[-1] = f"{row[-1]} {text}".strip()
            return
        tag, given = self._open[-1] if self._open else ("", {})
        if tag == "data":
            self._judge_figure(given.get("id") or "", text)
        elif tag == "span" and "data-term" in given:
            if text not in self._ledger.terms:
                self._refuse(text, "the term was not declared")
        else:
            self._judge(text)

    def _judge_figure(self, key: str, text: str) -> None:
        expected = self._ledger.figures.get(key)
        if expected != text:
            self._refuse(text, f"the figure {key} is {expected} in its table")

    def _judge(self, text: str) -> None:
        if _DIGIT.search(text) and text not in self._ledger.texts:
            self._refuse(text, "a digit that no table gave")

    def _refuse(self, text: str, what: str) -> None:
        line, _ = self.getpos()
        self.faults.append(_fault(self._name, line, text[:60], what))


def _fault(file: str, line: int, key: str, what: str) -> Fault:
    return Fault(
        file=file,
        line=line,
        key=key,
        what=what,
        do="Take the number from a cell, or declare the text.",
    )
