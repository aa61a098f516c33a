"""The options that every command shares: which home, and whether in JSON."""

import os
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from opennrm.home import DEFAULT_HOME, Home

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_CHOSEN: Final = "opennrm.home"


def home_option(*, expose: bool = True) -> Callable[[Decorated], Decorated]:
    """Accept `--home DIR`, before or after the command; the later one wins.

    The command receives `home`, a `Home`, unless `expose` is false.
    """

    def choose(ctx: click.Context, _: click.Parameter, value: str | None) -> Home:
        # `meta` is shared by the contexts of a command line, outermost first.
        if value is not None:
            ctx.meta[_CHOSEN] = value
        return Home.find(ctx.meta.get(_CHOSEN), environ=os.environ)

    return click.option(
        "--home",
        metavar="DIR",
        callback=choose,
        expose_value=expose,
        help=f"Workspace directory (else OPENNRM_HOME, else ./{DEFAULT_HOME}).",
    )


def json_option(command: Decorated) -> Decorated:
    """Accept `--json`; the command receives `as_json`."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="Print one JSON document on standard output and nothing else there.",
    )(command)
