"""The command `opennrm table`: a measure over any crossing of its dimensions."""

from datetime import datetime
from pathlib import Path

import click

from opennrm.cli.counted import as_at_option, extract_for, from_option
from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.home import Home
from opennrm.paper import wording
from opennrm.statistics.cells import MARK_MEANINGS, Table
from opennrm.statistics.declarations import load_catalogue
from opennrm.statistics.plain import table_as_json
from opennrm.statistics.tabulation import tabulate

KIND_MARKS = {
    "synthetic": "SYNTHETIC DATA: every person and referral here is invented.",
    "published_cells": "Counted from published cells, imported as referrals.",
    "live": "Live record.",
}


@click.command()
@click.argument("measure")
@click.option(
    "--by",
    "by",
    multiple=True,
    metavar="A,B",
    help="Dimensions to divide by, such as quarter,gender; may be repeated.",
)
@click.option(
    "--where",
    "where",
    multiple=True,
    metavar="K=V",
    help="Narrow to one member, such as nation=wales; may be repeated.",
)
@from_option(help_text="Count from this extract instead of the home's record.")
@as_at_option
@home_option()
@json_option
def table(
    measure: str,
    by: tuple[str, ...],
    where: tuple[str, ...],
    given: Path | None,
    as_at: datetime | None,
    home: Home,
    as_json: bool,
) -> None:
    """Tabulate MEASURE, by its dimensions, as known at a moment.

    Without --by it prints one figure. `opennrm table list` lists the measures.
    """
    if measure == "list":
        _list_measures(as_json)
        return
    dimensions, narrowed = divisions(by), conditions(where)
    extract = extract_for(home, given, as_at)
    made = tabulate(extract, measure, by=dimensions, where=narrowed)
    if as_json:
        print_json(table_as_json(made))
    else:
        click.echo(_as_text(made))


def divisions(lists: tuple[str, ...]) -> tuple[str, ...]:
    """The dimensions of one or more lists parted by commas, in their order.

    Raises: click.UsageError for a dimension named twice.
    """
    words = (word.strip() for each in lists for word in each.split(","))
    found: list[str] = []
    for name in filter(None, words):
        if name in found:
            raise click.UsageError(
                f"--by names {name} twice. Name each dimension once."
            )
        found.append(name)
    return tuple(found)


def conditions(words: tuple[str, ...]) -> dict[str, str]:
    """The conditions written as `dimension=member`.

    Raises: click.UsageError for one without an equals sign, or a dimension twice.
    """
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.strip() or not value:
            raise click.UsageError(
                f"--where takes dimension=member, such as nation=wales; not {word!r}."
            )
        if name.strip() in found:
            raise click.UsageError(
                f"--where names {name.strip()} twice. Name each dimension once."
            )
        found[name.strip()] = value
    return found


def _list_measures(as_json: bool) -> None:
    measures = load_catalogue().measures.values()
    if as_json:
        print_json(
            {
                "measures": [
                    {
                        "measure": each.key,
                        "title": each.title,
                        "unit": each.unit,
                        "dimensions": list(each.dimensions),
                    }
                    for each in measures
                ]
            }
        )
        return
    for each in measures:
        click.echo(f"{each.key}\n  {each.title}\n  by {', '.join(each.dimensions)}\n")


def _as_text(made: Table) -> str:
    """The table for a terminal: title, what and when, aligned rows, notes."""
    told = made.provenance
    lines = [made.title]
    lines += [f"where {name} is {value}" for name, value in made.where]
    cut = told.cut_off or told.as_at
    moment = wording.moment(cut) if cut else "before the first fact"
    lines += [
        KIND_MARKS.get(told.kind, told.kind),
        f"As known at {moment} (position {told.log_position} of the log).",
        "",
        *(_aligned(made) if made.rows else ["No figure."]),
        "",
    ]
    lines += [
        f"Left out: {wording.count(each.count)}. {each.reason}"
        for each in made.excluded
        if each.count
    ]
    lines += [f"Note: {note}" for note in made.notes]
    marks = {row.cell.mark for row in made if row.cell.mark is not None}
    lines += [f"[{mark.value}] {MARK_MEANINGS[mark]}" for mark in sorted(marks)]
    source = f"Source: OpenNRM, extract {told.extract[:12]}."
    return "\n".join([*lines, source])


def _aligned(made: Table) -> list[str]:
    shows_base = not made.measure.is_count
    heads = [*made.dimensions, made.measure.unit, *(["of"] if shows_base else [])]
    rows = [
        [
            *(
                member if member is not None else "(not known)"
                for member in row.members
            ),
            row.cell.printed,
            *([wording.count(row.cell.base or 0)] if shows_base else []),
        ]
        for row in made
    ]
    if made.adds_up and made.dimensions and len(rows) > 1:
        total = ["Total", *[""] * (len(made.dimensions) - 1), made.total().printed]
        rows.append(total)
    widths = [
        max(len(line[place]) for line in [heads, *rows]) for place in range(len(heads))
    ]
    words = len(made.dimensions)
    return [
        "  ".join(
            text.ljust(width) if place < words else text.rjust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [heads, *rows]
    ]
