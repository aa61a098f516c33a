"""Reading the declared measures, dimensions, breaks and tables.

Everything is read and checked together, and every fault of every file is told at
once: a table may name a measure of another file, a measure a dimension.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from opennrm.errors import Family, FaultsFound
from opennrm.rules.dates import Quarter, UnreadableDate
from opennrm.rules.reading import Faults, Section, read
from opennrm.statistics.measure_files import read_measure, read_source, words_by_key
from opennrm.statistics.measures import (
    Break,
    Catalogue,
    DeclaredTable,
    Dimension,
    Measure,
)

DATA: Final = Path(__file__).parent / "data"

_DIMENSION_KEYS: Final = (
    "dimension",
    "title",
    "meaning",
    "list",
    "prints",
    "adds_up",
    "note",
    "titles",
)
_BREAK_KEYS: Final = (
    "break",
    "quarter",
    "title",
    "text",
    "measures",
    "dimensions",
    "source",
)
_TABLE_KEYS: Final = (
    "table",
    "number",
    "title",
    "measure",
    "by",
    "complete",
    "note",
)
_NO_QUARTER: Final = Quarter(2009, 2)


class FaultyMeasures(FaultsFound):
    """The declarations of what is counted were refused; none is used."""

    code: ClassVar[str] = "faulty-measures"
    family: ClassVar[Family] = Family.STATISTICS


def load_catalogue(directory: Path | None = None) -> Catalogue:
    """All declarations of a directory, the project's own without one.

    Raises: FaultyMeasures with every fault of every file.
    """
    return _own() if directory is None else _read(directory)


@cache
def _own() -> Catalogue:
    return _read(DATA)


def _read(directory: Path) -> Catalogue:
    faults = Faults()
    dimensions = _dimensions(directory / "dimensions.yaml", faults)
    measures = _measures(directory / "measures", dimensions, faults)
    breaks = _breaks(directory / "breaks.yaml", measures, dimensions, faults)
    tables = _tables(directory / "tables", measures, faults)
    if faults.found:
        raise FaultyMeasures(
            f"The measures in {directory.name} were refused.", faults.found
        )
    return Catalogue(
        measures=measures,
        dimensions=dimensions,
        breaks=breaks,
        tables=tables,
        digest=_digest(directory),
    )


def _digest(directory: Path) -> str:
    """The digest of all files, by their names and bytes."""
    state = sha256()
    for path in sorted(directory.rglob("*.yaml")):
        content = sha256(path.read_bytes()).hexdigest()
        state.update(f"{path.relative_to(directory).as_posix()} {content}\n".encode())
    return state.hexdigest()


def _entries(path: Path, key: str, faults: Faults) -> list[Section]:
    """The entries of a file that holds one list."""
    if not path.is_file():
        faults.add(path.name, 0, "", "the file is missing", "Put it back.")
        return []
    section = read(path, faults)
    if section is None:
        return []
    section.only((key,))
    return section.sections(key)


def _files(directory: Path, faults: Faults) -> list[tuple[Path, Section]]:
    """The files of a folder that holds one declaration a file."""
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        what = "the folder holds no declaration (*.yaml)"
        faults.add(directory.name, 0, "", what, "Put the files back.")
    read_files = ((path, read(path, faults)) for path in paths)
    return [(path, section) for path, section in read_files if section is not None]


def _dimensions(path: Path, faults: Faults) -> Mapping[str, Dimension]:
    found: dict[str, Dimension] = {}
    for entry in _entries(path, "dimensions", faults):
        entry.only(_DIMENSION_KEYS)
        key = entry.text("dimension")
        titles = entry.section("titles") if entry.has("titles") else None
        prints = entry.one_of("prints", ("label", "code"))
        if key is None:
            continue
        if key in found:
            entry.fault("dimension", f"'{key}' is declared twice", "Keep one of them.")
        found[key] = Dimension(
            key=key,
            title=entry.text("title") or "",
            meaning=entry.text("meaning") or "",
            code_list=entry.optional_text("list"),
            prints_label=prints == "label",
            adds_up=entry.flag("adds_up") if entry.has("adds_up") else True,
            note=entry.optional_text("note") or "",
            titles=words_by_key(titles),
        )
    return MappingProxyType(found)


def _measures(
    directory: Path, dimensions: Mapping[str, Dimension], faults: Faults
) -> Mapping[str, Measure]:
    found: dict[str, Measure] = {}
    for path, section in _files(directory, faults):
        measure = read_measure(section, path.stem, dimensions)
        found[measure.key] = measure
    return MappingProxyType(found)


def _breaks(
    path: Path,
    measures: Mapping[str, Measure],
    dimensions: Mapping[str, Dimension],
    faults: Faults,
) -> Mapping[str, Break]:
    found: dict[str, Break] = {}
    for entry in _entries(path, "breaks", faults):
        entry.only(_BREAK_KEYS)
        key = entry.text("break")
        if key in found:
            entry.fault("break", f"'{key}' is declared twice", "Keep one of them.")
        if key is None:
            continue
        found[key] = Break(
            key=key,
            quarter=_quarter(entry),
            title=entry.text("title") or "",
            text=entry.text("text") or "",
            measures=entry.some_of("measures", tuple(measures)),
            dimensions=entry.some_of("dimensions", tuple(dimensions)),
            source=read_source(entry.section("source")),
        )
        if not entry.texts("measures"):
            entry.fault("measures", "no measure is named", "Name what is broken.")
    return MappingProxyType(found)


def _quarter(entry: Section) -> Quarter:
    text = entry.text("quarter")
    if text is None:
        return _NO_QUARTER
    try:
        return Quarter.parse(text)
    except UnreadableDate as fault:
        entry.fault("quarter", f"'{text}' cannot be read", str(fault))
        return _NO_QUARTER


def _tables(
    directory: Path, measures: Mapping[str, Measure], faults: Faults
) -> Mapping[str, DeclaredTable]:
    found: dict[str, DeclaredTable] = {}
    numbers: set[int] = set()
    for path, section in _files(directory, faults):
        section.only(_TABLE_KEYS)
        key = section.text("table")
        if key is not None and key != path.stem:
            section.fault("table", f"'{key}' is not the file's name", "Write the name.")
        number = section.integer("number") or 0
        if number in numbers:
            section.fault("number", f"{number} is taken", "Give the table a free one.")
        numbers.add(number)
        measure = section.one_of("measure", tuple(measures))
        known = tuple(measures[measure].dimensions) if measure else ()
        if not section.has("complete"):
            section.fault("complete", "'complete' is missing", "Say yes or no.")
        found[path.stem] = DeclaredTable(
            key=path.stem,
            number=number,
            title=section.text("title") or "",
            measure=measure or "",
            by=section.some_of("by", known) if measure else (),
            complete=section.flag("complete"),
            note=section.optional_text("note") or "",
        )
    ordered = sorted(found.values(), key=lambda table: table.number)
    return MappingProxyType({table.key: table for table in ordered})
