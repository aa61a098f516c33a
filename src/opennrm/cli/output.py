"""What a command leaves on standard output when a program reads it."""

import json
from collections.abc import Mapping

import click


def print_json(document: Mapping[str, object]) -> None:
    """Print the one JSON document of a command.

    Values must already be plain: text, numbers, booleans, null, lists, mappings.
    """
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
