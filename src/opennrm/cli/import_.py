"""`opennrm import`: published figures become a record of their own."""

from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

import click

from opennrm.cases.people import Actor, Role
from opennrm.cases.rulebook import load_rulebook
from opennrm.cli.cells import published
from opennrm.cli.migrate import bring_up_to_date
from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import as_called, print_json
from opennrm.cli.progress import progress
from opennrm.errors import Family, OpenNRMError
from opennrm.home import Home, Kind
from opennrm.rules.dates import Quarter, UnreadableDate
from opennrm.sources.cells import Mended, read_cells

IMPORTER: Final = Actor(
    id="service-import",
    roles=frozenset({Role.IMPORTER}),
    organisation="home_office",
)


class QuarterNotThere(OpenNRMError):
    """A quarter was asked for that the file does not hold."""

    code: ClassVar[str] = "quarter-not-there"
    family: ClassVar[Family] = Family.INPUT


class QuarterType(click.ParamType[Quarter]):
    """A quarter, written 2023-Q1."""

    name = "quarter"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Quarter:
        """Read the quarter."""
        if isinstance(value, Quarter):
            return value
        try:
            return Quarter.parse(str(value))
        except UnreadableDate as fault:
            self.fail(str(fault), param, ctx)


@click.group(name="import")
def import_() -> None:
    """Read published figures into a home."""


@import_.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--quarter",
    type=QuarterType(),
    metavar="QUARTER",
    help="Only this quarter of the file, such as 2023-Q1.",
)
@home_option()
@json_option
def cells(path: Path, quarter: Quarter | None, home: Home, as_json: bool) -> None:
    """Make referrals of the published referral cells in PATH.

    The whole file is checked first; with any fault nothing is written. Each cell of n
    people becomes n referrals, dated to the quarter and labelled as published. Run
    again, it goes on where it was stopped and adds nothing twice.
    """
    at = datetime.now(UTC)
    with progress("Reading the file"):
        read = read_cells(path, at=at, codes=load_rulebook().codes)
    wanted = [cell for cell in read.cells if quarter in (None, cell.quarter)]
    if quarter is not None and not wanted:
        held = ", ".join(one.text for one in read.quarters)
        raise QuarterNotThere(
            f"The quarter {quarter} was asked for, and {path.name} does not hold it. "
            f"It holds {held}."
        )
    home.claim(Kind.PUBLISHED_CELLS)
    bring_up_to_date(home)
    from opennrm.services import imports

    with progress("Recording referrals") as report:
        done = imports.record_cells(
            cells=[published(cell) for cell in wanted],
            by=IMPORTER,
            at=at,
            report=report,
        )
    if as_json:
        print_json(
            {
                "home": str(home.path),
                "kind": home.kind.value,
                "quarters": sorted({cell.quarter.text for cell in wanted}),
                "cells": len(wanted),
                "referrals": {
                    "recorded": done.recorded,
                    "already_there": done.already_there,
                },
                "mended": [
                    {
                        "column": one.column,
                        "label": one.label,
                        "code": one.code,
                        "lines": one.lines,
                    }
                    for one in read.mended
                ],
            }
        )
        return
    click.echo(
        f"{done.recorded:,} referrals recorded from {len(wanted):,} cells;"
        f" {done.already_there:,} were already there."
    )
    _tell_mended(read.mended)
    click.echo(f"Home: {home.path} (published figures; no person, no day is invented).")
    look = f"table referrals --by quarter --home {home.path}"
    click.echo(f"See them: {as_called(look)}")


def _tell_mended(mended: tuple[Mended, ...]) -> None:
    """Say which labels were understood in spite of their spelling."""
    if not mended:
        return
    click.echo(
        f"{len(mended)} labels are spelt in a way that the code lists mend."
        " They stay as published:"
    )
    for one in mended:
        lines = "line" if one.lines == 1 else "lines"
        click.echo(f"  {one.column}: '{one.label}' is {one.code} ({one.lines} {lines})")
