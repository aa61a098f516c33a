"""From a home to its record and its extract: the glue between the two halves.

Commands that count do not read the live record: they get an extract here, made from
the log up to a position and kept in the home under what it was made from.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import ClassVar

from opennrm.cases.history import History
from opennrm.cases.rulebook import load_rulebook
from opennrm.cli.progress import Report, progress
from opennrm.errors import Family, OpenNRMError
from opennrm.extract.building import build_tables
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.extract.reading import Extract, NotAnExtract, open_extract
from opennrm.extract.schema import extract_schema
from opennrm.extract.writing import write_extract
from opennrm.home import Home
from opennrm.rules.dates import london_day


class NothingRecordedYet(OpenNRMError):
    """The record was asked for as at a moment before its first entry."""

    code: ClassVar[str] = "nothing-recorded-yet"
    family: ClassVar[Family] = Family.STATISTICS


def open_record(home: Home) -> None:
    """Make Django read and write the record of this home, once in a process.

    Raises: HomeNotMade when nothing was written there yet.
    """
    _ = home.kind
    os.environ["OPENNRM_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
    import django

    django.setup()


def extract_keys(home: Home) -> ExtractKeys:
    """The keys behind the pseudonyms of this home's extracts."""
    return ExtractKeys(pseudonym=home.key("pseudonym"), record=home.key("record-key"))


def extract_of(home: Home, as_at: datetime | None) -> Extract:
    """The extract of a home's record as at a moment, made now or found made.

    Dates: without `as_at`, the moment of the last fact in the log. One that lies in
        the future is cut at the end of the log; the manifest says where.
    Raises: NothingRecordedYet for a moment before the first entry.
    """
    open_record(home)
    from opennrm.store import log

    end = log.head() if as_at is None else log.cut(as_at)
    if as_at is not None and end.position == 0:
        raise NothingRecordedYet(
            f"The record was asked for as at {as_at.isoformat()}, and nothing had been "
            "recorded by then. Ask for a later moment; without --as-at, all that is "
            "recorded counts."
        )
    moment = _moment(as_at, end.recorded_at if end.position else None)
    keys = extract_keys(home)
    name = _name(keys, end.position, moment)
    directory = home.extracts / name
    if directory.is_dir():
        try:
            return open_extract(directory)
        except NotAnExtract:
            # Made by an earlier version of OpenNRM; made again below.
            pass
    book = load_rulebook(moment)
    with progress("Reading the log") as report:
        tables, cases = build_tables(
            _counted(log.histories(through=end.position), end.position, report),
            as_at=None,
            on=london_day(moment),
            book=book,
            keys=keys,
        )
    write_extract(
        directory,
        tables,
        kind=home.kind.value,
        as_at=moment,
        cut_off=end.recorded_at,
        log_position=end.position,
        log_digest=log.digest(end.position),
        cases=cases,
        rules=book.digest,
        pseudonym_key=keys.digest,
        software=version("opennrm"),
    )
    return open_extract(directory)


def _moment(as_at: datetime | None, last: datetime | None) -> datetime:
    """The moment that an extract tells of: the one asked, unless it has not come.

    Then it is the last recording, so that asking twice gives the same extract.
    """
    now = datetime.now(UTC)
    if as_at is not None and as_at <= now:
        return as_at
    return last or now


def _counted(
    histories: Iterator[tuple[object, History]], facts: int, report: Report
) -> Iterator[History]:
    done = 0
    for _, history in histories:
        yield history
        done += len(history)
        report(done, facts)


def _name(keys: ExtractKeys, position: int, moment: datetime) -> str:
    """What an extract is made from, so that the same one is made once."""
    made_from = [
        keys.digest,
        str(position),
        moment.isoformat(),
        load_rulebook(moment).digest,
        str(extract_schema().version),
        version("opennrm"),
    ]
    digest = hashlib.sha256("\n".join(made_from).encode()).hexdigest()
    return f"{position}-{digest[:16]}"
