"""A mechanism of its own: the rules, lists and calendars of another state.

It says of every rule and list of the baseline whether it has it, takes it over or
does without; what it forgot would else be found by a caseworker in mid-case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType

from opennrm.rules.calendars import CalendarFile, check_nations, read_calendar
from opennrm.rules.code_files import read_list
from opennrm.rules.code_lists import CodeList
from opennrm.rules.dates import PartialDate
from opennrm.rules.loading import Reading, read_rule
from opennrm.rules.manifests import Manifest
from opennrm.rules.reading import Faults, Section
from opennrm.rules.versions import Rule, Rules, RuleVersion, all_of, timelines

_ABSENT = "no_such_rule"
_TAKEN = "lists_from_baseline"
_NATIONS = "nation"


def mechanism_rules(
    baseline: Rules,
    files: Iterable[tuple[str, Section]],
    about: Manifest,
    section: Section,
) -> Rules:
    """The mechanism's own rules, and those of the baseline that it says it has not.

    A rule that it has not answers "no such rule" on every day that it covers.
    """
    reading = Reading(nations=about.nations, mark=about.mark)
    by_key = {stem: read_rule(one, stem, reading) for stem, one in files}
    _account(section, _ABSENT, about.no_such_rule, by_key, baseline.by_key, "rule")
    for key in about.no_such_rule:
        if key in baseline.by_key and key not in by_key:
            by_key[key] = _absent(baseline.by_key[key], about)
    return all_of(by_key, nations=about.nations)


def mechanism_codes(
    baseline: Mapping[str, CodeList],
    files: Iterable[tuple[str, Section]],
    about: Manifest,
    section: Section,
) -> Mapping[str, CodeList]:
    """The mechanism's own lists, and those that it takes over by name."""
    lists = {stem: read_list(one, stem) for stem, one in files}
    _account(section, _TAKEN, about.lists_from_baseline, lists, baseline, "code list")
    listed = lists.get(_NATIONS)
    for nation in about.nations if listed else ():
        if listed and nation not in listed:
            what = f"codes/{_NATIONS}.yaml has no member '{nation}'"
            section.fault("nations", what, "Add it there, or leave the nation out.")
    for key in about.lists_from_baseline:
        if key in baseline:
            lists.setdefault(key, baseline[key])
    return MappingProxyType({key: lists[key] for key in sorted(lists)})


def mechanism_calendars(
    files: Iterable[tuple[str, Section]], about: Manifest, faults: Faults
) -> tuple[CalendarFile, ...]:
    """The mechanism's calendars: one for each of its nations."""
    read_all = [
        read_calendar(section, about.nations, mark=about.mark) for _, section in files
    ]
    found = [calendar for calendar in read_all if calendar is not None]
    check_nations("calendars", found, about.nations, faults)
    return tuple(found)


def _account(
    section: Section,
    key: str,
    named: tuple[str, ...],
    given: Mapping[str, object],
    baseline: Mapping[str, object],
    kind: str,
) -> None:
    """Each name of the baseline is given or named, and none is both."""
    for name in named:
        if name not in baseline:
            near = get_close_matches(name, baseline, 1)
            do = f"Use '{near[0]}'." if near else "Leave it out."
            section.fault(key, f"the baseline has no {kind} '{name}'", do)
        elif name in given:
            what = f"the {kind} '{name}' is given as well"
            section.fault(key, what, "Leave it out here, or remove its file.")
    for name in baseline:
        if name not in given and name not in named:
            what = f"nothing is said of the {kind} '{name}' of the baseline"
            section.fault(key, what, f"Give its file, or name it under '{key}'.")


def _absent(rule: Rule, about: Manifest) -> Rule:
    """A rule of the baseline, with one version that says there is no such rule.

    Its parameters are none too, so that asking for one is no fault of the asker.
    """
    first = about.covers_from or rule.covers_from
    version = RuleVersion(
        id=f"{rule.key}@{first.isoformat()}.1{about.mark}",
        rule=rule.key,
        starts_on=PartialDate.on(first),
        nations=about.nations,
        value=None,
        parameters=MappingProxyType(dict.fromkeys(rule.parameter_meanings)),
        source=about.source,
        published=PartialDate.on(first),
        read_on=about.read_on,
        note="The mechanism has no such rule.",
    )
    return replace(
        rule,
        nations=about.nations,
        covers_from=first,
        last_review=about.read_on,
        notes=(),
        versions=(version,),
        timelines=timelines(about.nations, (version,)),
    )
