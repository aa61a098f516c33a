"""`opennrm migrate`: make the record's database, or bring it up to date."""

from datetime import UTC, datetime

import click

from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.progress import progress
from opennrm.cli.record import open_record
from opennrm.home import Home, Kind


@click.command()
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    help="What kind of record a new home will hold; `live` without it.",
)
@home_option()
@json_option
def migrate(home: Home, kind: str | None, as_json: bool) -> None:
    """Make or update the record's database, and the triggers that guard its log.

    A home is made where there is none. Repeat it whenever a new version of OpenNRM is
    installed, and when a command says that the triggers are missing. The work lists are
    made again too, since their due days follow the rules and holidays now known.
    """
    if kind is not None or not home.is_made:
        home.claim(Kind(kind) if kind else Kind.LIVE)
    changed = bring_up_to_date(home)
    with progress("Making the work lists again"):
        cases = _make_lists_again(home)
    if as_json:
        print_json(
            {
                "home": str(home.path),
                "kind": home.kind,
                "migrations": changed,
                "cases": cases,
            }
        )
    elif changed:
        click.echo(f"The record of {home.path} is up to date: {', '.join(changed)}.")
    else:
        click.echo(f"The record of {home.path} was up to date; its triggers are there.")


def bring_up_to_date(home: Home) -> list[str]:
    """Apply what migrations are missing, make the triggers again, and check them.

    Raises: RecordUnsafe, LogUnprotected when the database cannot be made safe.
    """
    open_record(home)
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from opennrm.store import triggers

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    # Also without a plan: it makes the triggers again.
    call_command("migrate", verbosity=0, interactive=False)
    triggers.check(connection)
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _make_lists_again(home: Home) -> int:
    """Read the work lists off the log once more; how many cases they hold."""
    from opennrm.services import lists
    from opennrm.store import log

    # A synthetic register stands at the last thing that was recorded in it.
    simulated = home.kind is Kind.SYNTHETIC
    return lists.rebuild(at=log.head().recorded_at if simulated else datetime.now(UTC))
