"""Naming a rule set on a command line: a short name, or a directory."""

from pathlib import Path

import click

from opennrm.cli.options import Decorated
from opennrm.rules.rule_sets import rule_set_directory


def rule_set_option(command: Decorated) -> Decorated:
    """Accept `--rules NAME|DIR`; the command receives `rule_set`, a directory."""
    return click.option(
        "--rules",
        "rule_set",
        callback=_found,
        metavar="NAME|DIR",
        help="Work under a reform or another mechanism instead of the baseline.",
    )(command)


def rule_set_argument(command: Decorated) -> Decorated:
    """Require NAME|DIR; the command receives `rule_set`, a directory."""
    return click.argument("rule_set", metavar="NAME|DIR", callback=_found)(command)


def _found(_: click.Context, __: click.Parameter, asked: str | None) -> Path | None:
    return None if asked is None else rule_set_directory(asked)
