"""`opennrm demo`: an invented register to look at, with a release and its desks."""

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any, ClassVar, Final

import click
from click.core import ParameterSource

from opennrm.cases.people import Actor, Role
from opennrm.cli.migrate import bring_up_to_date
from opennrm.cli.options import home_option
from opennrm.cli.output import as_called
from opennrm.cli.progress import Report, progress
from opennrm.cli.record import extract_of
from opennrm.errors import Family, OpenNRMError
from opennrm.home import Home, Kind
from opennrm.publications.register import (
    Registered,
    predecessors,
    register,
    registered,
)
from opennrm.publications.release import make_release
from opennrm.rules.dates import Quarter, end_of_london_day
from opennrm.synth.calibration_file import load_calibration
from opennrm.synth.recordings import SimulatedFacts
from opennrm.synth.simulating import REFERRALS, SEED, simulate

DEMO_HOME: Final = "demo-home"
HOST: Final = "127.0.0.1"
PORT: Final = 8000

_ENVIRONMENT: Final = "OPENNRM_HOME"

# What was asked for, kept in the home so that a second run completes the same.
_NOTE: Final = "demo.json"
_LEAST: Final = 200
# A release waits for what is recorded late; nothing is, once the simulation has ended.
_SETTLING_DAYS: Final = 31
_SIMULATOR: Final = Actor(
    id="service-simulation",
    roles=frozenset({Role.IMPORTER}),
    organisation="synthetic",
)


class AnotherDemo(OpenNRMError):
    """The home holds an invented register of another size or seed."""

    code: ClassVar[str] = "another-demo"
    family: ClassVar[Family] = Family.HOME


@click.command()
@click.option(
    "--referrals",
    default=REFERRALS,
    show_default=True,
    type=click.IntRange(min=_LEAST),
    help="How many referrals to invent, over twelve years.",
)
@click.option(
    "--seed",
    default=SEED,
    show_default=True,
    type=click.IntRange(min=0),
    help="The same seed gives the same register.",
)
@click.option("--no-serve", is_flag=True, help="Stop before serving.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@home_option()
def demo(home: Home, referrals: int, seed: int, no_serve: bool, port: int) -> None:
    """Set up an invented register, a release of it, and the desks.

    Nobody in it exists and its figures are evidence of nothing. Run again, it goes on
    where it was stopped and makes nothing twice. Without --home it is ./demo-home.
    """
    home = _own_home(home)
    home.claim(Kind.SYNTHETIC)
    _same_as_before(home, referrals=referrals, seed=seed)
    bring_up_to_date(home)
    from opennrm.web.accounts import make_demo_accounts

    accounts = make_demo_accounts()
    _record(home, referrals=referrals, seed=seed)
    period = load_calibration().quarters[-1]
    kept = _release(home, period)
    _tell(home, kept, port=port)
    click.echo("\nAccounts to sign in with:")
    for account in accounts:
        click.echo(f"  {account.sign_in_name:<16} {account.password}   {account.may}")
    if no_serve:
        click.echo(f"\nTo serve it: {as_called(f'serve --home {home.path}')}")
        return
    from opennrm.cli.serve import serve_home

    click.echo()
    serve_home(home, host=HOST, port=port)


def _own_home(home: Home) -> Home:
    """The home asked for; ./demo-home where none was, before or after the command."""
    context: click.Context | None = click.get_current_context()
    asked = bool(os.environ.get(_ENVIRONMENT))
    while context is not None:
        source = context.get_parameter_source("home")
        asked = asked or source is ParameterSource.COMMANDLINE
        context = context.parent
    return home if asked else Home(home.path.with_name(DEMO_HOME))


def _same_as_before(home: Home, *, referrals: int, seed: int) -> None:
    """Note what is asked for, or confirm that it is what the home was made with.

    Raises: AnotherDemo.
    """
    asked = {"referrals": referrals, "seed": seed}
    note = home.path / _NOTE
    if not note.exists():
        _write_note(home, {**asked, "complete": False})
        return
    held = _read_note(home)
    if {key: held.get(key) for key in asked} != asked:
        raise AnotherDemo(
            f"The home {home.path} holds an invented register of "
            f"{held.get('referrals')} referrals with the seed {held.get('seed')}; "
            f"{referrals} with the seed {seed} were asked for. Ask for the same, or "
            "choose another home with --home."
        )


def _read_note(home: Home) -> dict[str, Any]:
    note = home.path / _NOTE
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise AnotherDemo(
            f"The note {note} cannot be read, so it is not known which register the "
            "home holds. Choose another home with --home."
        )
    return held


def _write_note(home: Home, held: dict[str, Any]) -> None:
    draft = home.path / f".{_NOTE}.draft"
    draft.write_text(json.dumps(held, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(home.path / _NOTE)


def _record(home: Home, *, referrals: int, seed: int) -> None:
    """Simulate the register and record it, unless it is there already."""
    held = _read_note(home)
    if held.get("complete"):
        click.echo("The invented register is there already.")
        return
    import numpy as np

    from opennrm.services import replaying

    stream = simulate(referrals=referrals, rng=np.random.default_rng(seed))
    with progress("Inventing twelve years, day by day") as report:
        done = replaying.record_histories(
            stream=_as_commands(_with_progress(stream, report)), by=_SIMULATOR
        )
    _write_note(home, {**held, "complete": True})
    told = f"Recorded {done.recorded:,} commands of an invented register"
    if done.already_there:
        told += f"; {done.already_there:,} were there already"
    click.echo(f"{told}.")


def _with_progress(
    stream: Iterator[SimulatedFacts], report: Report
) -> Iterator[SimulatedFacts]:
    """The stream itself; progress is told in simulated days."""
    quarters = load_calibration().quarters
    first, last = quarters[0].first, quarters[-1].last
    total = (last - first).days + 1
    day: date | None = None
    for batch in stream:
        if batch.recorded_at.date() != day:
            day = batch.recorded_at.date()
            report(min((day - first).days + 1, total), total)
        yield batch


def _as_commands(stream: Iterator[SimulatedFacts]) -> Iterator[Any]:
    """The stream as the services take it."""
    from opennrm.services.replaying import Simulated

    for batch in stream:
        yield Simulated(
            case_id=batch.case_id,
            after=batch.after,
            facts=batch.facts,
            by=batch.by,
            organisation=batch.organisation,
            command_id=batch.command_id,
            at=batch.recorded_at,
            identity=None if batch.identity is None else batch.identity.as_values(),
        )


def _release(home: Home, period: Quarter) -> Registered:
    """The release of the last quarter, built once and kept in the home."""
    earlier = registered(home.releases)
    for each in earlier:
        if each.period == period:
            return each
    cut_on = period.last + timedelta(days=_SETTLING_DAYS)
    extract = extract_of(home, end_of_london_day(cut_on))
    with progress(f"Building the release of {period}"):
        made = make_release(
            extract,
            period,
            software=version("opennrm"),
            predecessors=predecessors(
                earlier, log_position=extract.manifest.log_position
            ),
        )
        return register(made, extract, home.releases)


def _tell(home: Home, kept: Registered, *, port: int) -> None:
    """Say what there is and where."""
    facts = kept.manifest.log_position
    place = f"http://localhost:{port}"
    release = f"{place}/releases/{kept.manifest.period}/{kept.directory.name}/"
    quarters = load_calibration().quarters
    click.echo(
        f"\nSynthetic data: an invented register from {quarters[0]} to {quarters[-1]} "
        f"in {facts:,} facts."
    )
    click.echo("Nobody in it exists. Its figures are evidence of nothing.\n")
    click.echo(f"  Home      {home.path}")
    click.echo(f"  Desks     {place}/")
    click.echo(f"  Release   {release}")
    click.echo(f"            {kept.directory / 'index.html'}")
    click.echo("\nTo try:")
    where = f"--home {home.path}"
    click.echo(f"  {as_called(f'table referrals --by quarter {where}')}")
    figure = f"{kept.manifest.period}/referrals"
    click.echo(f"  {as_called(f'explain {figure} {where}')}")
