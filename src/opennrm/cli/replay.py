"""`opennrm replay`: a dated story in; tracks, clocks, letters and refusals out."""

from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from opennrm.cases.addressing import UnsafeChannel
from opennrm.cli.counted import as_at_option
from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.rule_set_option import rule_set_option
from opennrm.errors import FAMILIES, Family
from opennrm.rules.dates import PartialDate
from opennrm.rules.manifests import MANIFEST
from opennrm.rules.rule_sets import UnknownRuleSet, shipped_rule_sets
from opennrm.stories.form import read_story
from opennrm.stories.replaying import Replay
from opennrm.stories.replaying import replay as replayed
from opennrm.stories.shown import shown
from opennrm.stories.telling import tell
from opennrm.stories.yaml_parts import YEARS


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
        rule_set = _own_rule_set(read.rules, story)
    told = tell(read, rule_set=rule_set, strict=False)
    day = None if on is None else _day(on)
    found = replayed(told, as_at=as_at, on=day)
    if as_json:
        print_json(found.as_json())
    else:
        for line in _lines(found):
            click.echo(shown(line))
    if found.broken:
        raise click.exceptions.Exit(FAMILIES[Family.REFUSED].exit_status)


def _day(on: str) -> date:
    day = PartialDate.parse(on).day_for("--on")
    if day.year not in YEARS:
        raise click.BadParameter(
            f"{on} is past what can be reckoned. "
            f"Give a year from {YEARS[0]} to {YEARS[-1]}.",
            param_hint="--on",
        )
    return day


def _own_rule_set(asked: str, story: Path) -> Path:
    """The rule set that a story names: a shipped one, or one that lies beside it.

    A story may come from anyone, so that it reads nothing outside its own directory.
    Raises: UnknownRuleSet for anything else, with the names of the shipped ones.
    """
    shipped = shipped_rule_sets()
    if asked in shipped:
        return shipped[asked]
    own = story.resolve().parent
    try:
        found = (own / asked).resolve()
        inside = found != own and found.is_relative_to(own)
        if inside and (found / MANIFEST).is_file():
            return found
    except (OSError, ValueError, RuntimeError):
        pass  # a name that no file can have
    near = get_close_matches(asked, shipped, 3) or list(shipped)
    raise UnknownRuleSet(
        f"{asked!r} is neither a rule set that comes with the project nor one in the "
        f"story's own directory. Those that come with it are: {', '.join(near)}. "
        "Another is named on the command line, by --rules."
    )


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
    waits = letter["waits"]
    if waits is None or (letter["channel"] is None and _is_of_channels(waits)):
        return f"{told}, {channel}{minute}"
    return f"{told}, {channel}{minute}; waits: {waits}"


def _is_of_channels(waits: str) -> bool:
    """Whether what holds a letter is only that no channel is safe, told already."""
    return waits.startswith(f"{UnsafeChannel.code}:")


def _words(token: str) -> str:
    return token.replace("_", " ")
