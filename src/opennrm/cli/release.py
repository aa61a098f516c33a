"""The commands `opennrm release build` and `opennrm release verify`."""

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from opennrm.cli.counted import as_at_option, extract_for, from_option
from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.home import Home
from opennrm.publications.manifest import MANIFEST, Manifest, read_manifest
from opennrm.publications.register import predecessors, register, registered
from opennrm.publications.release import (
    EXTRACT_FOLDER,
    check_folder,
    make_release,
    write_release,
)
from opennrm.publications.verifying import verify_files, verify_rebuild
from opennrm.rules.dates import Quarter, UnreadableDate


class Period(click.ParamType[Quarter]):
    """A quarter, such as 2023-Q1."""

    name = "quarter"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Quarter:
        """Read the quarter."""
        if isinstance(value, Quarter):
            return value
        try:
            return Quarter.parse(str(value).upper())
        except UnreadableDate as fault:
            self.fail(str(fault), param, ctx)


@click.group()
def release() -> None:
    """Build releases, and verify them."""


@release.command()
@click.option("--period", required=True, type=Period(), metavar="QUARTER")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder to write; new, empty, or an earlier release of that quarter.",
)
@from_option(help_text="Build from this extract instead of the home's record.")
@as_at_option
@home_option()
@json_option
def build(
    period: Quarter,
    out: Path,
    given: Path | None,
    as_at: datetime | None,
    home: Home,
    as_json: bool,
) -> None:
    """Build the release of a quarter: bulletin, tables, charts and manifest.

    A release built from a home is registered there with the extract behind it.
    """
    check_folder(out, period)
    extract = extract_for(home, given, as_at)
    from_home = given is None
    earlier = registered(home.releases) if from_home else ()
    made = make_release(
        extract,
        period,
        software=version("opennrm"),
        predecessors=predecessors(earlier, log_position=extract.manifest.log_position),
    )
    write_release(made, out)
    kept = register(made, extract, home.releases) if from_home else None
    told = made.manifest
    if as_json:
        print_json(
            {
                **_summary(told),
                "files": len(told.files),
                "registered": f"{told.period}/{kept.directory.name}" if kept else None,
            }
        )
        return
    click.echo(
        f"Release of {told.period}, {told.kind.replace('_', ' ')} record, position"
        f" {told.log_position:,} of the log: {len(told.files)} files and {MANIFEST}."
    )
    click.echo(f"Small numbers: {told.policy}. {told.policy_risk}")
    if kept is not None:
        click.echo(f"Registered as {told.period}/{kept.directory.name}.")
    click.echo(f"Digest {told.digest}. Read {out / 'index.html'}.")


@release.command()
@click.argument(
    "directory", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@from_option(help_text="Build again from this extract and compare.")
@home_option()
@json_option
def verify(directory: Path, given: Path | None, home: Home, as_json: bool) -> None:
    """Check a release: every digest, and a rebuild from its extract where there is one.

    The extract is the one of --from, else the one beside a registered release, else
    that of the same release in the home's register.
    """
    files = verify_files(directory)
    told = read_manifest(directory)
    extract = given or _kept_extract(directory, home, told)
    if extract is not None:
        verify_rebuild(directory, extract_for(home, extract, None))
    rebuilt = extract is not None
    if as_json:
        print_json({**_summary(told), "files": files, "rebuilt": rebuilt})
        return
    click.echo(f"{files} files of the release of {told.period} match their digests.")
    if rebuilt:
        click.echo("Built again from its extract, it is the same byte for byte.")
    else:
        click.echo("Not built again: no extract is here. Name one with --from.")


def _kept_extract(directory: Path, home: Home, told: Manifest) -> Path | None:
    """The folder of the extract behind a release, where it was kept."""
    beside = directory / EXTRACT_FOLDER
    if beside.is_dir():
        return beside
    for each in registered(home.releases):
        if each.manifest.digest == told.digest:
            return each.directory / EXTRACT_FOLDER
    return None


def _summary(told: Manifest) -> dict[str, object]:
    return {
        "period": told.period,
        "kind": told.kind,
        "as_at": told.as_at,
        "cut_off": told.cut_off,
        "log_position": told.log_position,
        "policy": told.policy,
        "release": told.digest,
    }
