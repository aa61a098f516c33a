"""The command `opennrm explain`: what a figure counts, was, and why it changed."""

import os
from datetime import datetime
from pathlib import Path

import click

from opennrm.cli.counted import (
    RecordUnreadable,
    as_at_option,
    extract_for,
    from_option,
)
from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.table import KIND_MARKS
from opennrm.extract.reading import Extract
from opennrm.home import Home
from opennrm.paper import wording
from opennrm.publications import explaining
from opennrm.publications.differences import Difference
from opennrm.publications.explaining import Explanation, Value
from opennrm.publications.figures import read_figure
from opennrm.publications.register import registered
from opennrm.rules.codes import load_codes

_DATABASE = "OPENNRM_DATABASE_URL"


@click.command()
@click.argument("figure")
@from_option(help_text="Explain from this extract instead of the home's record.")
@as_at_option
@home_option()
@json_option
def explain(
    figure: str,
    given: Path | None,
    as_at: datetime | None,
    home: Home,
    as_json: bool,
) -> None:
    """Explain FIGURE, such as 2023-Q1/referrals/nation=wales.

    Every value that a registered release holds for it is told, with the itemised
    reasons for each change, and the present value where the record can be read.
    """
    name = read_figure(figure)
    releases = registered(home.releases) if given is None else ()
    present = _present(home, given, as_at, needed=not releases)
    if as_at is not None and present is not None:
        # What was known then: releases that were cut later are not told.
        cut = present.manifest.log_position
        releases = tuple(one for one in releases if one.manifest.log_position <= cut)
    told = explaining.explain(name, releases, present=present)
    if as_json:
        print_json(_as_json(told))
    else:
        click.echo("\n".join(_as_lines(told)))


def _present(
    home: Home, given: Path | None, as_at: datetime | None, *, needed: bool
) -> Extract | None:
    """The extract of the present, None where releases alone can be read."""
    if given is None and not needed:
        # Releases explain themselves without the record they were cut from.
        if not home.is_made or (
            not home.record.exists() and _DATABASE not in os.environ
        ):
            return None
        try:
            return extract_for(home, None, as_at)
        except RecordUnreadable:
            return None
    return extract_for(home, given, as_at)


def _as_json(told: Explanation) -> dict[str, object]:
    measure = told.measure
    return {
        "figure": str(told.figure),
        "measure": measure.key,
        "title": measure.title,
        "unit": measure.unit,
        "period": told.figure.period.text,
        "where": dict(told.members),
        "definition": {
            "one_unit": measure.one_unit,
            "population": measure.population,
            "dated_by": measure.dated_by.meaning,
            "counting_rule": measure.decision_rule.value,
            "counting_rule_text": measure.rule_text,
            "exclusions": {each.key: each.reason for each in measure.exclusions},
            "notes": list(told.notes),
            "sources": [each.title for each in measure.sources],
        },
        "values": [_value_as_json(each) for each in told.values],
        "changes": [
            {
                "from": before.release,
                "to": after.release or "present",
                "difference": _net(before, after),
                "rows": change.rows,
                "reasons": [
                    {
                        "cause": each.cause,
                        "meaning": _meaning(each.cause),
                        "came_in": each.came_in,
                        "went_out": each.went_out,
                        "net": each.net,
                    }
                    for each in change.reasons
                ],
                "residual": change.residual,
            }
            for before, after, change in _steps(told)
        ],
    }


def _value_as_json(value: Value) -> dict[str, object]:
    told = value.provenance
    return {
        "release": value.release or "present",
        "value": value.cell.data,
        "printed": value.cell.printed,
        "rows": value.rows,
        "kind": told.kind,
        "as_at": told.as_at.isoformat() if told.as_at else None,
        "cut_off": told.cut_off.isoformat() if told.cut_off else None,
        "log_position": told.log_position,
        "extract": told.extract,
        "rules": told.rules,
        "rules_used": dict(value.rules_used),
        "excluded": {each.key: each.count for each in value.excluded},
        "same_definitions": value.same_definitions,
        "policy": value.policy,
    }


def _net(before: Value, after: Value) -> int | float | None:
    """The change of the figure itself, None where either has no value."""
    if before.cell.value is None or after.cell.value is None:
        return None
    net = after.cell.value - before.cell.value
    return net if isinstance(net, int) else float(net)


def _steps(told: Explanation) -> list[tuple[Value, Value, Difference]]:
    """Each pair of neighbouring values with what lies between them."""
    return list(zip(told.values[:-1], told.values[1:], told.changes, strict=True))


def _meaning(cause: str) -> str:
    causes = load_codes().list("change_cause")
    return causes.label(cause) if cause in causes else cause


def _as_lines(told: Explanation) -> list[str]:
    """The explanation for a terminal: what, then each value and what changed it."""
    measure = told.measure
    last = told.values[-1]
    period = wording.span(told.figure.period.first, "quarter")
    members = [f"  where {name} is {value}" for name, value in told.members]
    lines = [
        f"{measure.title}, {period}",
        *members,
        KIND_MARKS.get(last.provenance.kind, last.provenance.kind),
        "",
        f"Counts         {measure.one_unit}",
        f"Population     {measure.population}",
        f"Dated by       {measure.dated_by.meaning}",
        f"Counting rule  {measure.rule_text}",
    ]
    lines += [
        f"Left out       {wording.count(each.count)}: {each.reason}"
        for each in last.excluded
        if each.count
    ]
    lines += [
        f"Rule           {rule}: {wording.plural(count, 'decision')}"
        for rule, count in last.rules_used.items()
    ]
    lines += [f"Note           {note}" for note in told.notes]
    lines += ["", *_told(told.values[0])]
    for before, after, change in _steps(told):
        lines += [*_why(before, after, change), *_told(after)]
    return lines


def _told(value: Value) -> list[str]:
    cut = value.provenance.cut_off
    moment = wording.moment(cut) if cut else "before the first fact"
    name = f"release {value.release}" if value.release else "the present record"
    asked = value.provenance.as_at
    if asked is not None and not value.release:
        name = f"the record as at {wording.moment(asked)}"
    lines = [
        f"{value.cell.printed} {value.cell.unit.value} in {name}, from"
        f" {wording.plural(value.rows, 'row')}; last fact {moment}, position"
        f" {wording.count(value.provenance.log_position)} of the log."
    ]
    if not value.same_definitions:
        lines.append(
            "  Measures were declared otherwise then; this is what today's definition"
            " makes of that release's extract."
        )
    return lines


def _why(before: Value, after: Value, change: Difference) -> list[str]:
    if not change.reasons:
        return ["  No row came in or went out."]
    net = _net(before, after)
    lines = [f"  Changed by {net}:" if net is not None else "  Changed:"]
    for each in change.reasons:
        lines.append(
            f"    {_meaning(each.cause)}: {each.came_in} came in, {each.went_out} went"
            f" out ({each.net:+d})"
        )
    lines.append(f"    Not explained: {change.residual}")
    return lines
