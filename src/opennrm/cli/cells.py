"""Published cells without a home: from a file straight to an extract."""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import UUID, uuid5

from opennrm.cases.history import History, RecordedFact
from opennrm.cases.importing import PublishedCell, receive_published
from opennrm.cases.rulebook import load_rulebook
from opennrm.extract.building import build_tables
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.extract.reading import Extract, open_extract
from opennrm.extract.writing import write_extract
from opennrm.home import Kind
from opennrm.rules.dates import london_day
from opennrm.sources.cells import Cell, read_cells

# Nobody is behind these rows, so there is nothing for a secret to protect.
_KEYS = ExtractKeys(pseudonym=b"published cells", record=b"published cells")
_ROWS = UUID("8d7c3b52-5b7e-5c0f-8e3e-52a0c9f4d1aa")


def published(cell: Cell) -> PublishedCell:
    """The cell of a file as the cell that a case is made of."""
    return PublishedCell(
        quarter=cell.quarter,
        first_responder_type=cell.first_responder_type,
        first_responder_type_label=cell.first_responder_type_label,
        first_responder=cell.first_responder,
        first_responder_label=cell.first_responder_label,
        exploitation_types=cell.exploitation_types,
        exploitation_type_label=cell.exploitation_type_label,
        age_at_exploitation=cell.age_at_exploitation,
        age_at_exploitation_label=cell.age_at_exploitation_label,
        gender=cell.gender,
        gender_label=cell.gender_label,
        nationality=cell.nationality,
        nationality_label=cell.nationality_label,
        people=cell.people,
    )


def extract_of_cells(path: Path) -> Extract:
    """An extract of a file of published cells, in a folder that goes with the process.

    Raises: what `read_cells` raises, with every fault of the file.
    """
    now = datetime.now(UTC)
    book = load_rulebook()
    cells = read_cells(path, at=now, codes=book.codes).cells
    content = path.read_bytes()
    # Known no earlier than its last quarter's end, whenever it is read.
    moment = max(
        datetime.combine(cell.quarter.ends_before, datetime.min.time(), UTC)
        for cell in cells
    )
    tables, count = build_tables(
        _histories(cells, moment),
        as_at=None,
        on=london_day(moment),
        book=book,
        keys=_KEYS,
    )
    folder = tempfile.TemporaryDirectory(prefix="opennrm-cells-")
    _FOLDERS.append(folder)
    directory = Path(folder.name) / "extract"
    write_extract(
        directory,
        tables,
        kind=Kind.PUBLISHED_CELLS.value,
        as_at=moment,
        cut_off=moment,
        log_position=count,
        log_digest=hashlib.sha256(content).hexdigest(),
        cases=count,
        rules=book.digest,
        pseudonym_key=_KEYS.digest,
        software=version("opennrm"),
    )
    return open_extract(directory)


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def _histories(cells: tuple[Cell, ...], moment: datetime) -> Iterator[History]:
    position = 0
    for cell in cells:
        new = receive_published(published(cell))
        for _ in range(cell.people):
            position += 1
            yield [
                RecordedFact(
                    case_id=uuid5(_ROWS, str(position)),
                    version=1,
                    position=position,
                    fact=new.fact,
                    occurred=new.occurred,
                    recorded_at=moment,
                    by="service-import",
                    organisation="home_office",
                    command_id="",
                )
            ]
