"""`opennrm extract`: write the extract as at a moment."""

from datetime import UTC, datetime
from pathlib import Path

import click

from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.record import extract_of
from opennrm.extract.writing import copy_extract
from opennrm.home import Home
from opennrm.rules.dates import as_at as read_as_at


@click.command()
@click.option(
    "--as-at",
    "when",
    metavar="WHEN",
    help="A day (its end in London) or a moment; the end of the log without it.",
)
@click.option(
    "--out",
    "out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write; a new or empty one, or an earlier extract.",
)
@json_option
@home_option()
def extract(home: Home, when: str | None, out: Path, as_json: bool) -> None:
    """Write the pseudonymous extract: one Parquet file a table, and a manifest."""
    moment = read_as_at(when) if when else None
    made = extract_of(home, moment)
    copy_extract(made.directory, out)
    manifest = made.manifest
    if as_json:
        print_json(
            {
                "kind": manifest.kind,
                "as_at": manifest.as_at,
                "cut_off": manifest.cut_off,
                "log_position": manifest.log_position,
                "tables": {name: told.rows for name, told in manifest.tables.items()},
            }
        )
        return
    if moment is not None and moment > datetime.now(UTC):
        click.echo(
            f"{when} has not come yet: cut at the end of the log, {manifest.cut_off}.",
            err=True,
        )
    click.echo(
        f"Extract of {manifest.kind.replace('_', ' ')} records as at "
        f"{manifest.as_at}, log position {manifest.log_position}:"
    )
    for name, told in manifest.tables.items():
        click.echo(f"  {name:<18}{told.rows:>12,} rows")
    click.echo(
        "It is pseudonymous, not anonymous: every row still tells about one person."
    )
