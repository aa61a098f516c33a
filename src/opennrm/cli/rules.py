"""`opennrm rules`: list, show, check, compare and try the dated rules."""

from pathlib import Path
from typing import Any

import click

from opennrm.cli.options import Decorated, home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.rule_set_option import rule_set_argument, rule_set_option
from opennrm.cli.try_reform import try_reform
from opennrm.rules import changes_told, plain
from opennrm.rules.dates import PartialDate, UnreadableDate
from opennrm.rules.differing import changes
from opennrm.rules.loading import load_rules
from opennrm.rules.manifests import MANIFEST
from opennrm.rules.nations import known_nation
from opennrm.rules.rule_sets import RuleSet, baseline, load_rule_set
from opennrm.rules.versions import Rules, RuleVersion


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
        metavar="NATION",
        help="Only what applies in this nation: england, wales and so on.",
    )(command)
    return click.option(
        "--on",
        type=When(),
        metavar="DATE",
        help="Only what is in force on this date: 2023-01-30, or 2023-01 if vague.",
    )(command)


@click.group()
def rules() -> None:
    """List, show, check, compare and try the dated rules.

    A rule is dated data: each version has its source, and the date of the rule's
    anchor picks the version.
    """


@rules.command("list")
@_asking
@rule_set_option
@json_option
@home_option(expose=False)
def list_(
    on: PartialDate | None, nation: str | None, rule_set: Path | None, as_json: bool
) -> None:
    """List the rules, with all their versions or those in force on a date."""
    under = _under(rule_set)
    known = _checked(under, nation)
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
                **_told(under),
                "rules": [
                    {**plain.rule_as_json(rule, versions), "left_open": left_open}
                    for rule, versions, left_open in rows
                ],
            }
        )
        return
    _announce(under)
    for rule, versions, left_open in rows:
        click.echo(f"{rule.key}\n  {rule.question}")
        if left_open:
            assert on is not None  # only a date leaves anything open
            click.echo(f"  {plain.left_open_as_text(rule, versions, on)}")
        where = {} if on is None else plain.where_picked(rule, versions, on, nation)
        for version in versions:
            told = plain.value_as_text(rule, version.value)
            nations = where.get(version.id)
            beside = f" ({plain.nations_as_text(nations)})" if nations else ""
            click.echo(f"    {version.id}{beside}: {told}")
        click.echo()


@rules.command()
@click.argument("rule")
@_asking
@rule_set_option
@json_option
@home_option(expose=False)
def show(
    rule: str,
    on: PartialDate | None,
    nation: str | None,
    rule_set: Path | None,
    as_json: bool,
) -> None:
    """Show RULE: its versions, their values, texts, sources, dates and doubts."""
    under = _under(rule_set)
    known = _checked(under, nation)
    asked = known.rule(rule)
    if on is None:
        versions = _in_nation(asked.versions, nation)
    else:
        versions = plain.versions_on(known, rule, on, nation)
    if as_json:
        print_json({**_told(under), "rules": [plain.rule_as_json(asked, versions)]})
    else:
        _announce(under)
        click.echo(plain.rule_as_text(asked, versions))
        others = "" if on is None else plain.other_readings_as_text(asked, versions)
        if others:
            click.echo(f"\n{others}")


@rules.command()
@click.argument(
    "directory",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@rule_set_option
@json_option
@home_option(expose=False)
def check(directory: Path | None, rule_set: Path | None, as_json: bool) -> None:
    """Check every file of DIRECTORY, or the project's own; tell all faults.

    DIRECTORY is a rule set, with its ruleset.yaml, or a folder of rule files alone.
    """
    if directory is not None and rule_set is not None:
        raise click.UsageError("Give a directory or --rules, not both.")
    if directory is not None and (directory / MANIFEST).is_file():
        rule_set = directory
    if rule_set is None:
        known, told = load_rules(directory), {}
    else:
        found = load_rule_set(rule_set)
        known, told = found.rules, _told(found)
        if not as_json:
            _announce(found)
    versions = len(known.by_id)
    if as_json:
        document = {"rules": list(known.keys()), "versions": versions, "faults": []}
        print_json({**told, **document})
    else:
        click.echo(f"{len(known.keys())} rules, {versions} versions, no fault.")


@rules.command()
@rule_set_argument
@json_option
@home_option(expose=False)
def diff(rule_set: Path, as_json: bool) -> None:
    """Tell what the rule set NAME|DIR changes against the baseline.

    Each rule with its dates, values before and after, text and source; then members
    of code lists, and holidays. NAME is a rule set that comes with the project.
    """
    other = load_rule_set(rule_set)
    found = changes(baseline(), other)
    assert other.about is not None  # only the baseline says nothing of itself
    if as_json:
        print_json(changes_told.changes_as_json(other.about, found))
    else:
        click.echo(changes_told.changes_as_text(other.about, found))


rules.add_command(try_reform)


def _under(rule_set: Path | None) -> RuleSet:
    """The rule set that a command works under, the baseline without one."""
    return baseline() if rule_set is None else load_rule_set(rule_set)


def _checked(under: RuleSet, nation: str | None) -> Rules:
    """The rules of a set, asked about a nation that it has."""
    known_nation(nation, under.rules.nations)
    return under.rules


def _told(under: RuleSet) -> dict[str, object]:
    """What JSON says of a rule set that is not the baseline."""
    about = under.about
    return {} if about is None else {"rule_set": changes_told.set_as_json(about)}


def _announce(under: RuleSet) -> None:
    """Mark what follows as not the law."""
    if under.about is not None:
        click.echo(f"{under.about.banner}\n")


def _in_nation(
    versions: tuple[RuleVersion, ...], nation: str | None
) -> tuple[RuleVersion, ...]:
    return tuple(one for one in versions if nation is None or nation in one.nations)
