"""Whether the versions of a rule follow one another without a gap or an overlap."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from opennrm.paper import wording
from opennrm.rules.dates import PartialDate
from opennrm.rules.reading import Section
from opennrm.rules.versions import Rule, RuleVersion, timelines

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A version as read, with what only its checks need."""

    version: RuleVersion
    section: Section
    to: date | None


def check_ids(entries: list[Entry], rule: Rule) -> None:
    """Each id once; whatever another version points at must be there."""
    ids: set[str] = set()
    for entry in entries:
        version = entry.version
        if version.id in ids:
            what = f"the id {version.id} is there twice"
            entry.section.fault("from", what, "Give the later one the next 'reading'.")
        for key in ("replaces", "alternative_to"):
            other = getattr(version, key)
            if other is not None and other not in ids:
                what = f"no earlier version of {rule.key} is {other}"
                entry.section.fault(key, what, "Name one, as 2022-12-13.1.")
        ids.add(version.id)


def check_order(entries: list[Entry]) -> None:
    """Versions are listed by the date from which they apply, oldest first."""
    plain = [entry for entry in entries if entry.version.alternative_to is None]
    for before, after in itertools.pairwise(plain):
        earlier, later = before.version.starts_on, after.version.starts_on
        if later.first < earlier.first:
            what = f"{later.text} comes after {earlier.text}: dates are out of order"
            after.section.fault("from", what, "List the versions oldest first.")


def check_cover(
    entries: list[Entry],
    rule: Rule,
    section: Section,
    *,
    read_otherwise: Sequence[Entry] | None = None,
) -> None:
    """In every nation one version follows another, without a gap or an overlap.

    So it is also under each alternative among `read_otherwise`, all entries without.
    """
    by_id = {entry.version.id: entry for entry in entries}
    known = [entry.version for entry in entries]
    asked = entries if read_otherwise is None else read_otherwise
    others = [entry.version for entry in asked]
    choices = [()] + [(v.id,) for v in others if v.alternative_to in by_id]
    for chosen in choices:
        alike: dict[tuple[str, ...], list[str]] = {}
        for nation, line in timelines(rule.nations, known, chosen).items():
            alike.setdefault(tuple(v.id for v in line), []).append(nation)
        for ids, nations in alike.items():
            where = wording.listed(nations)
            _check_line([by_id[one] for one in ids], where, rule, section)


def _check_line(line: list[Entry], where: str, rule: Rule, section: Section) -> None:
    if not line:
        what = f"gap: no version is for {where}"
        section.fault("versions", what, "Add one; 'value: none' says there is none.")
        return
    if line[0].version.starts_on != PartialDate.on(rule.covers_from):
        first = line[0].version.starts_on.text
        what = f"gap: covers_from is {rule.covers_from}, {where} from {first}"
        line[0].section.fault("from", what, "Begin both on one day.")
    for before, after in itertools.pairwise(line):
        starts, ends = after.version.starts_on, before.to
        if before.version.starts_on.last >= starts.first:
            what = f"overlap with {before.version.id} in {where}"
            after.section.fault("from", what, "Let one begin after the other.")
        elif ends is not None and ends >= starts.first:
            what = f"overlap: it ends on {ends}, and {after.version.id} has begun"
            before.section.fault("to", what, "End it on the day before.")
        elif ends is not None and ends + _ONE_DAY < starts.first:
            what = f"gap: it ends on {ends}, and {after.version.id} begins later"
            before.section.fault("to", what, "Close the gap, with 'value: none' if so.")
    if line[-1].to is not None:
        what = f"gap: nothing follows {line[-1].to} in {where}"
        line[-1].section.fault("to", what, "Add what follows; 'value: none' if none.")
