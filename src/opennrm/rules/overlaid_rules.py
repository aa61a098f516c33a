"""Rules under a reform: the baseline's versions, and what the reform adds or drops.

A reform states only what differs. What it leaves alone stays the baseline's, and so
does what the baseline brings later, unless the reform drops it by name: a version
that would be overtaken without a word is a fault, never a surprise in a figure.
"""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from opennrm.rules.covering import Entry, check_cover, check_ids, check_order
from opennrm.rules.loading import Reading, read_rule, read_versions, values_of
from opennrm.rules.reading import Section
from opennrm.rules.versions import Rule, Rules, RuleVersion, all_of, timelines

_KEYS = ("rule", "values", "drops", "last_review", "notes", "versions")


def overlay_rules(
    baseline: Rules, files: Iterable[tuple[str, Section]], *, mark: str
) -> Rules:
    """The baseline's rules with what these files add, by name of file.

    A file named after a rule of the baseline adds versions to it; any other is a
    rule of its own. Faults are kept in the files' sections.
    """
    by_key = dict(baseline.by_key)
    for stem, section in files:
        reading = Reading(nations=baseline.nations, mark=mark)
        if stem in baseline.by_key:
            by_key[stem] = _overlaid(section, baseline.by_key[stem], reading)
        else:
            by_key[stem] = read_rule(section, stem, reading)
    return all_of(by_key, nations=baseline.nations)


def _overlaid(section: Section, rule: Rule, reading: Reading) -> Rule:
    section.only(_KEYS)
    key = section.text("rule")
    if key is not None and key != rule.key:
        section.fault("rule", f"'{key}' is not the file's name", f"Write '{rule.key}'.")
    kept = _kept(section, rule)
    shell = replace(
        rule,
        last_review=section.day("last_review") or rule.last_review,
        values=_values(section, rule),
        notes=(*rule.notes, *section.texts("notes")),
    )
    earlier = frozenset(version.id for version in kept)
    added = read_versions(section, shell, replace(reading, earlier=earlier))
    entries = [Entry(version=one, section=section, to=None) for one in kept] + added
    check_ids(entries, shell)
    check_order(added)
    _check_overtaken(kept, added)
    # How the baseline may be read otherwise is no fault of the reform's.
    check_cover(entries, shell, section, read_otherwise=added)
    known = tuple(entry.version for entry in entries)
    return replace(shell, versions=known, timelines=timelines(rule.nations, known))


def _values(section: Section, rule: Rule) -> MappingProxyType[str, str]:
    """The baseline's codes and the reform's own, none meaning two things."""
    if not section.has("values"):
        return MappingProxyType(dict(rule.values))
    added = values_of(section, rule.unit)
    for code in added:
        if code in rule.values:
            what = f"the baseline has the value '{code}' already"
            section.fault("values", what, "Leave it out, or take another word.")
    return MappingProxyType({**rule.values, **added})


def _kept(section: Section, rule: Rule) -> list[RuleVersion]:
    """The baseline's versions but those that the reform says never came.

    With a version go its alternatives, and what it had replaced: neither may come
    back by being left behind.
    """
    by_id = {version.id: version for version in rule.versions}
    gone: set[str] = set()
    for text in section.texts("drops"):
        asked = f"{rule.key}@{text}"
        if asked not in by_id:
            what = f"the baseline has no version {asked}"
            own = ", ".join(one.removeprefix(f"{rule.key}@") for one in by_id)
            section.fault("drops", what, f"Name one of {own}.")
            continue
        gone.add(asked)
    size = -1
    while len(gone) != size:
        size = len(gone)
        gone |= {v.replaces for v in rule.versions if v.replaces and v.id in gone}
        gone |= {one.id for one in rule.versions if one.alternative_to in gone}
    return [version for version in rule.versions if version.id not in gone]


def _check_overtaken(kept: list[RuleVersion], added: list[Entry]) -> None:
    """No version of the reform is ended by one of the baseline without a word."""
    out = {version.replaces for version in (*kept, *(one.version for one in added))}
    for entry in added:
        new = entry.version
        if new.alternative_to is not None or entry.to is not None:
            continue
        for old in kept:
            shared = set(old.nations) & set(new.nations)
            used = old.id not in out and old.alternative_to is None
            if used and shared and old.starts_on.first >= new.starts_on.first:
                what = f"{old.id} of the baseline would overtake it"
                do = (
                    "Name that version under 'drops', or say with 'to' on which day "
                    "the reform gives way to it."
                )
                entry.section.fault("from", what, do)
