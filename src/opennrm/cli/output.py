"""What a command leaves on standard output when a program reads it."""

import json
import shutil
import sys
from collections.abc import Mapping

import click


def print_json(document: Mapping[str, object]) -> None:
    """Print the one JSON document of a command.

    Values must already be plain: text, numbers, booleans, null, lists, mappings.
    """
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def as_called(command: str) -> str:
    """A command line as this person can type it: with the path where one is needed."""
    called = sys.argv[0]
    name = "opennrm" if shutil.which("opennrm") else called
    return f"{name if called.endswith('opennrm') else 'opennrm'} {command}"
