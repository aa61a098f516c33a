"""`opennrm serve`: the desks and the release pages, by granian over WSGI."""

import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import click

from opennrm.cli.options import home_option
from opennrm.errors import Family, OpenNRMError
from opennrm.home import Home, Kind


class PortTaken(OpenNRMError):
    """Something else answers at the address that was asked for."""

    code: ClassVar[str] = "port-taken"
    family: ClassVar[Family] = Family.CALL


@click.command()
@home_option()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to answer at; this machine only unless you say so.",
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer.",
)
@click.option(
    "--letters/--no-letters",
    default=True,
    show_default=True,
    help="Also hand over letters; not needed where `opennrm worker` runs.",
)
def serve(home: Home, host: str, port: int, workers: int, letters: bool) -> None:
    """Serve the desks and the release pages of a home.

    The record must be there and protected: see `opennrm migrate`. Beyond this machine,
    put a proxy in front that serves HTTPS, and set OPENNRM_HTTPS and OPENNRM_HOSTS.
    """
    serve_home(home, host=host, port=port, workers=workers, letters=letters)


def serve_home(
    home: Home, *, host: str, port: int, workers: int = 1, letters: bool = True
) -> None:
    """Serve a home until stopped, and hand over its letters meanwhile.

    Raises: HomeNotMade; PortTaken; and what keeps the service from starting:
        RecordNotMigrated, LogUnprotected, RecordUnsafe.
    """
    kind = home.kind
    _require_free(host, port)
    os.environ["OPENNRM_HOME"] = str(home.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "opennrm.server.settings"
    # Made here once, so that what keeps it from starting is said before it starts.
    from opennrm.server import wsgi  # noqa: F401

    click.echo(f"Serving the {kind.replace('_', ' ')} home {home.path}")
    click.echo(f"at http://{_shown(host)}:{port}/ ; stop with Ctrl+C.")
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    with _letters(home, wanted=letters):
        Granian(
            "opennrm.server.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_level=LogLevels.warning,
        ).serve()


@contextmanager
def _letters(home: Home, *, wanted: bool) -> Iterator[None]:
    """A worker beside the service, in a process of its own; it ends with this one.

    A home whose post is not set up is served all the same: its letters wait.
    """
    if not wanted or home.kind is Kind.PUBLISHED_CELLS:
        yield
        return
    from opennrm.cli.worker import post_room

    try:
        post_room(home)
    except OpenNRMError as fault:
        click.echo(f"Letters wait: no worker was started. {fault}", err=True)
        yield
        return
    beside = subprocess.Popen(  # noqa: S603 our own command, arguments of our own
        [
            sys.executable,
            "-c",
            "from opennrm.cli.main import main; main()",
            "worker",
            "--home",
            str(home.path),
            "--beside",
            str(os.getpid()),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        beside.terminate()
        beside.wait()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as cause:
            raise PortTaken(
                f"The service was to answer at {host}, port {port}, but that address "
                f"is not free ({cause.strerror}). Choose another with --port."
            ) from cause


def _shown(host: str) -> str:
    """The host as a browser takes it; `localhost` for this machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_loopback:
        return "localhost"
    return f"[{host}]" if address.version == 6 else host
