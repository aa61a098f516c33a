"""The command `opennrm research`: estimates that a researcher can run again."""

from pathlib import Path

import click

from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.progress import progress
from opennrm.research.undercount.estimating import SEED, undercount
from opennrm.research.undercount.plain import as_json as plain_undercount
from opennrm.research.undercount.report import as_text, write_report
from opennrm.research.undercount.resampling import DRAWS
from opennrm.research.undercount.tables import read_table


@click.group()
@home_option(expose=False)
def research() -> None:
    """Estimate what no record holds, with what each estimate assumes."""


@research.command("undercount")
@click.option(
    "--table",
    "table_path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="LISTS.csv",
    help="A column of 0 and 1 for each list, and a column `count` of people.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=SEED,
    show_default=True,
    help="The seed of every draw; part of the result.",
)
@click.option(
    "--draws",
    type=click.IntRange(20, 100_000),
    default=DRAWS,
    show_default=True,
    help="How often the table is drawn again for an interval.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the report page and the results there, too.",
)
@json_option
def undercount_command(
    table_path: Path, seed: int, draws: int, out: Path | None, as_json: bool
) -> None:
    """Estimate how many were never counted, from lists that overlap.

    Several methods are told side by side, because defensible ones differ widely.
    """
    table = read_table(table_path)
    with progress("Methods") as report:
        found = undercount(table, seed=seed, draws=draws, report=report)
    if out is not None:
        write_report(found, out, name=table_path.name)
    if as_json:
        print_json(plain_undercount(found))
    else:
        click.echo(as_text(found))
