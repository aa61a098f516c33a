"""Prose whose numbers come from tables, and from nowhere else.

A sentence is a template of words. Its slots take a `Cell` for a number, a `Term`
for a declared name that may hold digits (a period, a date, a member's label), or
plain words without any. The ledger keeps what was printed, for the guard that reads
the finished page again (see `guard`).
"""

import re
from dataclasses import dataclass, field
from string import Formatter
from typing import ClassVar, Final

from markupsafe import Markup, escape

from opennrm.errors import Family, OpenNRMError
from opennrm.statistics.cells import Cell

_DIGIT: Final = re.compile(r"\d")


class NumberOutOfNowhere(OpenNRMError):
    """Words of a release hold a number that no table gave."""

    code: ClassVar[str] = "number-out-of-nowhere"
    family: ClassVar[Family] = Family.PUBLICATIONS


@dataclass(frozen=True, slots=True)
class Term:
    """A declared name that may hold digits: a period, a date, a label."""

    text: str


@dataclass(slots=True)
class Ledger:
    """Everything with digits that a page may show, and where it came from.

    `figures` are the texts of cells by their element's id; `terms` and `texts` are
    names and whole texts that were declared.
    """

    figures: dict[str, str] = field(default_factory=dict)
    terms: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    tables: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    drawings: list[str] = field(default_factory=list)

    def say(self, template: str, **slots: Cell | Term | Markup | str) -> Markup:
        """A sentence: the template's words with its slots filled.

        Raises: NumberOutOfNowhere for a digit in the words themselves; TypeError
            for a bare number, which has no table behind it.
        """
        parts = []
        for words, name, _, _ in Formatter().parse(template):
            parts.append(self._plain(words))
            if name is not None:
                parts.append(self._filled(name, slots[name]))
        return Markup("").join(parts)

    def declare(self, text: str) -> str:
        """Let a whole text stand on the page as it is: a heading, a note, a fact."""
        self.texts.add(" ".join(text.split()))
        return text

    def _filled(self, name: str, value: Cell | Term | Markup | str) -> Markup:
        match value:
            case Cell():
                return self._figure(value)
            case Term():
                self.terms.add(value.text)
                return Markup("<span data-term>{}</span>").format(value.text)
            case Markup():
                return value
            case str():
                return self._plain(value)
        raise TypeError(f"the slot {name!r} takes a cell, a term or words")

    def _figure(self, cell: Cell) -> Markup:
        key = f"figure-{len(self.figures) + 1}"
        self.figures[key] = cell.printed
        exact = "" if cell.value is None else str(cell.value)
        return Markup('<data id="{}" value="{}">{}</data>').format(
            key, exact, cell.printed
        )

    @staticmethod
    def _plain(words: str) -> Markup:
        if _DIGIT.search(words):
            raise NumberOutOfNowhere(
                f"The words “{words.strip()}” hold a number. Put a cell of a table in a"
                " slot, or declare the name that holds it as a term."
            )
        return escape(words)
