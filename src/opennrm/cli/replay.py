"""`opennrm replay`: a dated story in; tracks, clocks, letters and refusals out."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from opennrm.cli.counted import as_at_option
from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.rule_set_option import rule_set_option
from opennrm.errors import FAMILIES, Family
from opennrm.rules.dates import PartialDate
from opennrm.rules.rule_sets import rule_set_directory
from opennrm.stories.form import read_story
from opennrm.stories.replaying import Replay
from opennrm.stories.replaying import replay as replayed
from opennrm.stories.telling import tell


@click.command()
@click.argument("story", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_at_option
@click.option(
    "--on",
    "on",
    metavar="DAY",
    help="Read the clocks on this day instead of the last day known.",
)
@rule_set_option
@home_option(expose=False)
@json_option
def replay(
    story: Path,
    as_at: datetime | None,
    on: str | None,
    rule_set: Path | None,
    as_json: bool,
) -> None:
    """Replay STORY, a dated story, through the functions of the service.

    Prints its tracks, clocks, letters and refusals as known at a moment; nothing is
    stored. It ends with status 11 where a step was refused that the story does not say
    must be, or an expectation does not hold; all is printed all the same.
    """
    read = read_story(story)
    if rule_set is None and read.rules is not None:
        rule_set = rule_set_directory(read.rules, beside=story.parent)
    told = tell(read, rule_set=rule_set, strict=False)
    day = None if on is None else PartialDate.parse(on).day_for("--on")
    found = replayed(told, as_at=as_at, on=day)
    if as_json:
        print_json(found.as_json())
    else:
        for line in _lines(found):
            click.echo(line)
    if found.broken:
        raise click.exceptions.Exit(FAMILIES[Family.REFUSED].exit_status)


def _lines(found: Replay) -> Iterator[str]:
    yield found.title
    if found.banner:
        yield found.banner
    known = "everything recorded" if found.as_at is None else f"{found.as_at:%Y-%m-%d}"
    yield f"As known at: {known}. Clocks read on {found.on}."
    yield from _part("Events", (_event(event) for event in found.events))
    if found.status:
        yield from _part("Status", [_words(found.status)])
    yield from _part(
        "Tracks",
        (f"{_words(track)}: {_words(state)}" for track, state in found.tracks.items()),
    )
    yield from _part("Clocks", (_clock(clock) for clock in found.clocks))
    yield from _part(
        "Letters sent",
        (
            f"{one['on']}  {_words(one['letter'])} to {_words(one['recipient'])}, by "
            f"{_words(one['channel'])}, {one['language']}, text {one['text_version']}"
            for one in found.letters_sent
        ),
    )
    yield from _part("Letters still to be sent", map(_due, found.letters_due))
    yield from _part("May follow", [", ".join(found.may_follow)])
    yield from _part(
        "Refusals",
        (
            f"line {one['line']}, {one['on']}, {one['do']} ({one['code']}"
            f"{'' if one['foreseen'] else ', not foreseen by the story'}): "
            f"{one['message']}"
            for one in found.refusals
        ),
    )
    yield from _part("Went otherwise than the story has it", found.broken)


def _part(title: str, lines: Any) -> Iterator[str]:
    told = list(lines)
    if told:
        yield ""
        yield title
        yield from (f"  {line}" for line in told)


def _event(event: Any) -> str:
    outcome = "" if event["refused"] is None else f"  refused: {event['refused']}"
    if event["stands"] is False:
        outcome = "  no longer stands"
    return f"{event['on']}  {event['do']}{outcome}"


def _clock(clock: Any) -> str:
    name, state = _words(clock["name"]), clock["state"]
    if clock["unknown"]:
        return f"{name}: unknown. {clock['unknown']}"
    due = f", due {clock['due_on']}" if clock["due_on"] else ""
    elapsed = ""
    if clock["elapsed"] is not None and clock["unit"]:
        of = f" of {clock['length']}" if clock["length"] is not None else ""
        elapsed = f", {clock['elapsed']}{of} {_words(clock['unit'])}"
    versions = [one for one in (clock["rule"], clock["calendar"]) if one]
    used = f" ({', '.join(versions)})" if versions else ""
    return f"{name}: {state}{due}{elapsed}{used}"


def _due(letter: Any) -> str:
    channel = (
        f"by {_words(letter['channel'])}"
        if letter["channel"]
        else "no safe channel is recorded"
    )
    minute = ", with the reasoned minute" if letter["minute"] else ""
    told = f"{_words(letter['letter'])} to {_words(letter['recipient'])}"
    return f"{told}, {channel}{minute}"


def _words(token: str) -> str:
    return token.replace("_", " ")
