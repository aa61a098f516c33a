"""`opennrm rules`: list, show and check the dated rules."""

from pathlib import Path
from typing import Any

import click

from opennrm.cli.options import Decorated, home_option, json_option
from opennrm.cli.output import print_json
from opennrm.rules import plain
from opennrm.rules.dates import PartialDate, UnreadableDate
from opennrm.rules.loading import load_rules
from opennrm.rules.nations import NATIONS
from opennrm.rules.versions import RuleVersion


class When(click.ParamType[PartialDate]):
    """A date that may be known only to the month, quarter or year."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> PartialDate:
        """Read 2023-01-30, 2023-01, 2023-Q1 or 2023."""
        try:
            return PartialDate.parse(str(value))
        except UnreadableDate as fault:
            self.fail(str(fault), param, ctx)


def _asking(command: Decorated) -> Decorated:
    """Accept `--on DATE` and `--nation N`; the command receives `on` and `nation`."""
    command = click.option(
        "--nation",
        type=click.Choice(NATIONS),
        help="Only what applies in this nation.",
    )(command)
    return click.option(
        "--on",
        type=When(),
        metavar="DATE",
        help="Only what is in force on this date: 2023-01-30, or 2023-01 if vague.",
    )(command)


@click.group()
def rules() -> None:
    """List, show and check the dated rules.

    A rule is dated data: each version has its source, and the date of the rule's
    anchor picks the version.
    """


@rules.command("list")
@_asking
@json_option
@home_option(expose=False)
def list_(on: PartialDate | None, nation: str | None, as_json: bool) -> None:
    """List the rules, with all their versions or those in force on a date."""
    known = load_rules()
    if on is None:
        rows = [
            (rule, _in_nation(rule.versions, nation), False)
            for rule in known.by_key.values()
            if nation is None or nation in rule.nations
        ]
    else:
        rows = plain.listed_on(known, on, nation)
    if as_json:
        print_json(
            {
                "rules": [
                    {**plain.rule_as_json(rule, versions), "left_open": left_open}
                    for rule, versions, left_open in rows
                ]
            }
        )
        return
    for rule, versions, left_open in rows:
        click.echo(f"{rule.key}\n  {rule.question}")
        if left_open:
            click.echo(f"  The date leaves these open; {rule.anchor} needs its day:")
        for version in versions:
            told = plain.value_as_text(rule, version.value)
            click.echo(f"    {version.id}: {told}")
        click.echo()


@rules.command()
@click.argument("rule")
@_asking
@json_option
@home_option(expose=False)
def show(rule: str, on: PartialDate | None, nation: str | None, as_json: bool) -> None:
    """Show RULE: its versions, their values, texts, sources, dates and doubts."""
    known = load_rules()
    asked = known.rule(rule)
    if on is None:
        versions = _in_nation(asked.versions, nation)
    else:
        versions = plain.versions_on(known, rule, on, nation)
    if as_json:
        print_json({"rules": [plain.rule_as_json(asked, versions)]})
    else:
        click.echo(plain.rule_as_text(asked, versions))


@rules.command()
@click.argument(
    "directory",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@json_option
@home_option(expose=False)
def check(directory: Path | None, as_json: bool) -> None:
    """Check every rule file of DIRECTORY, or the project's own; tell all faults."""
    known = load_rules(directory)
    versions = len(known.by_id)
    if as_json:
        print_json({"rules": list(known.keys()), "versions": versions, "faults": []})
    else:
        click.echo(f"{len(known.keys())} rules, {versions} versions, no fault.")


def _in_nation(
    versions: tuple[RuleVersion, ...], nation: str | None
) -> tuple[RuleVersion, ...]:
    return tuple(one for one in versions if nation is None or nation in one.nations)
