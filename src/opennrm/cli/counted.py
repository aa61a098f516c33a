"""What a command counts from: the record of a home, an extract, or published cells."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import click

from opennrm.cli.cells import extract_of_cells
from opennrm.cli.options import Decorated
from opennrm.errors import Family, OpenNRMError
from opennrm.extract.reading import Extract, open_extract
from opennrm.home import Home
from opennrm.rules import dates

_SERVICE = ("django", "psycopg", "csp", "whitenoise", "axes")


class RecordUnreadable(OpenNRMError):
    """The record of a home cannot be read by this installation."""

    code: ClassVar[str] = "record-unreadable"
    family: ClassVar[Family] = Family.HOME


class Moment(click.ParamType[datetime]):
    """A day, or an instant with its time zone."""

    name = "when"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment; a bare day is the end of that day in London."""
        if isinstance(value, datetime):
            return value
        try:
            return dates.as_at(str(value))
        except dates.UnreadableDate as fault:
            self.fail(str(fault), param, ctx)


def from_option(*, help_text: str) -> Callable[[Decorated], Decorated]:
    """Accept `--from PATH`; the command receives `given`."""
    return click.option(
        "--from",
        "given",
        type=click.Path(exists=True, path_type=Path),
        metavar="PATH",
        help=help_text,
    )


def as_at_option(command: Decorated) -> Decorated:
    """Accept `--as-at WHEN`; the command receives `as_at`."""
    return click.option(
        "--as-at",
        "as_at",
        type=Moment(),
        metavar="WHEN",
        help="What was known then: a day, or an instant with its time zone.",
    )(command)


def extract_for(home: Home, given: Path | None, as_at: datetime | None) -> Extract:
    """The extract to count from: the one given, else one cut from the home's record.

    A file that is given is read as published cells.

    Raises: RecordUnreadable when the record needs libraries that are not installed;
        click.UsageError for an as-at beside an extract, which is already cut.
    """
    if given is None:
        return _of_record(home, as_at)
    if as_at is not None:
        raise click.UsageError(
            "--as-at and --from were both given, but what --from names is already cut"
            " at a moment. Leave one of them out."
        )
    if not given.is_dir():
        return extract_of_cells(given)
    return open_extract(given)


def _of_record(home: Home, as_at: datetime | None) -> Extract:
    """An extract of the home's record, cut at a moment.

    The record needs the service libraries, which a researcher does not install: so
    they are looked for only here.
    """
    _ = home.kind
    try:
        record = import_module("opennrm.cli.record")
        extract = record.extract_of(home, as_at)
    except ModuleNotFoundError as cause:
        if (cause.name or "").partition(".")[0] not in _SERVICE:
            raise
        raise RecordUnreadable(
            f"The record of {home.path} was to be read, and the library {cause.name} is"
            " not installed. Install its set: pip install 'opennrm[service]', or name"
            " an extract with --from."
        ) from cause
    assert isinstance(extract, Extract)
    return extract
