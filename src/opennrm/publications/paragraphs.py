"""The compulsory paragraphs: what every release must say in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from opennrm.errors import Family, FaultsFound
from opennrm.rules.reading import Faults, Section, read

PARAGRAPHS: Final = Path(__file__).parent / "data" / "paragraphs.yaml"

COMPULSORY: Final = (
    "what_is_counted",
    "undercount",
    "better_identification",
    "provisional",
    "decisions_flow",
    "break_october_2019",
    "process_change_2023",
    "exploitation_alone",
    "nationality",
    "waiting",
    "small_numbers",
    "synthetic",
    "published_cells",
)
"""Without one of these no release is built."""

_DIGIT: Final = re.compile(r"\d")


class ParagraphsMissing(FaultsFound):
    """Compulsory words of a release are missing, empty or hold stray numbers."""

    code: ClassVar[str] = "paragraphs-missing"
    family: ClassVar[Family] = Family.PUBLICATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraphs:
    """The paragraphs by key, for which kinds of record, and the file's digest."""

    texts: Mapping[str, str]
    kinds: Mapping[str, tuple[str, ...]]
    digest: str

    def text(self, key: str) -> str:
        """The text of a paragraph."""
        return self.texts[key]

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The paragraphs that only releases of this kind carry."""
        return tuple(
            self.texts[key] for key, kinds in self.kinds.items() if kind in kinds
        )


def load_paragraphs(path: Path | None = None) -> Paragraphs:
    """The compulsory paragraphs of a file, the project's own without one.

    Raises: ParagraphsMissing with every fault of the file.
    """
    return _own() if path is None else _read(path)


@cache
def _own() -> Paragraphs:
    return _read(PARAGRAPHS)


def _read(path: Path) -> Paragraphs:
    faults = Faults()
    texts: dict[str, str] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    section = read(path, faults)
    entries = section.sections("paragraphs") if section else []
    for entry in entries:
        entry.only(("paragraph", "kinds", "dates", "text"))
        key = entry.one_of("paragraph", COMPULSORY)
        text = _text(entry)
        if key is not None and text is not None:
            texts[key] = text
            if entry.has("kinds"):
                kinds[key] = entry.texts("kinds")
    named = {entry.optional_text("paragraph") for entry in entries}
    for key in COMPULSORY:
        if section is not None and key not in named:
            faults.add(path.name, 0, key, "the paragraph is missing", "Put it back.")
    if faults.found:
        raise ParagraphsMissing(
            "A release was to be built, and its compulsory words were refused.",
            faults.found,
        )
    return Paragraphs(
        texts=MappingProxyType(texts),
        kinds=MappingProxyType(kinds),
        digest=sha256(path.read_bytes()).hexdigest(),
    )


def _text(entry: Section) -> str | None:
    """The text of a paragraph, with no digit but those of its declared dates."""
    text = entry.text("text")
    if text is None:
        return None
    rest = text
    for date in entry.texts("dates"):
        if date not in text:
            entry.fault("dates", f"'{date}' is not in the text", "Remove it.")
        rest = rest.replace(date, "")
    if _DIGIT.search(rest):
        entry.fault(
            "text",
            "the text holds a number that is no declared date",
            "Numbers come from tables; list dates under 'dates'.",
        )
    return text
