"""Reading rule files: one YAML file a rule, refused whole with every fault told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from opennrm.errors import Family, FaultsFound
from opennrm.rules.covering import Entry, check_cover, check_ids, check_order
from opennrm.rules.nations import NATIONS
from opennrm.rules.reading import Faults, Section, read, read_source
from opennrm.rules.versions import (
    Parameter,
    Rule,
    Rules,
    RuleVersion,
    Value,
    all_of,
    known_by,
    timelines,
)

RULE_FILES = Path(__file__).parent / "data" / "rules"

# The dates that may pick a version. All are names of facts but the last two:
# `decision-date` is the date of the decision in question, of either stage, and
# `calendar-day` is the day that is asked about.
ANCHORS = (
    "referral-received",
    "notification-received",
    "reasonable-grounds-decided",
    "conclusive-grounds-decided",
    "decision-served",
    "reconsideration-requested",
    "disqualification-decided",
    "leave-considered",
    "decision-date",
    "calendar-day",
)
LENGTHS = ("working_days", "calendar_days", "calendar_months")
UNITS = (*LENGTHS, "code", "codes")

_RULE_KEYS = (
    "rule",
    "question",
    "anchor",
    "nations",
    "unit",
    "values",
    "parameters",
    "covers_from",
    "last_review",
    "notes",
    "versions",
)
_VERSION_KEYS = (
    "from",
    "to",
    "reading",
    "nations",
    "value",
    "parameters",
    "text",
    "source",
    "published",
    "read_on",
    "note",
    "unconfirmed",
    "replaces",
    "alternative_to",
    "reason",
)
_NO_DATE = date(2009, 4, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """For which rule set a file is read.

    `mark` ends the id of each version of a rule set that is not the baseline;
    `earlier` holds the ids of the baseline, which a version may replace.
    """

    nations: tuple[str, ...] = NATIONS
    mark: str = ""
    earlier: frozenset[str] = frozenset()


_BASELINE = Reading()


class FaultyRules(FaultsFound):
    """Rule files were refused; none of them is used."""

    code: ClassVar[str] = "faulty-rules"
    family: ClassVar[Family] = Family.RULES


def load_rules(
    directory: Path | None = None, *, as_at: datetime | None = None
) -> Rules:
    """All rules of a directory, the project's own without one.

    Dates: `as_at` drops the versions that were not yet published at that moment.
    Raises: FaultyRules with every fault of every file.
    """
    rules = _own_rules() if directory is None else _read_rules(directory)
    return rules if as_at is None else known_by(rules, as_at)


@lru_cache(maxsize=1)
def _own_rules() -> Rules:
    return _read_rules(RULE_FILES)


def _read_rules(directory: Path) -> Rules:
    faults = Faults()
    by_key: dict[str, Rule] = {}
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        what = "the directory holds no rule file (*.yaml)"
        faults.add(directory.name, 0, "", what, "Name a directory of rule files.")
    for path in paths:
        section = read(path, faults)
        rule = read_rule(section, path.stem) if section else None
        if rule is None or section is None:
            continue
        if rule.key in by_key:
            what = f"the rule '{rule.key}' is in two files"
            section.fault("rule", what, "Keep one file a rule.")
        by_key[rule.key] = rule
    if faults.found:
        raise FaultyRules(f"The rules in {directory.name} were refused.", faults.found)
    return all_of(by_key)


def read_rule(section: Section, stem: str, reading: Reading = _BASELINE) -> Rule:
    """The rule that a file holds, with its faults kept."""
    section.only(_RULE_KEYS)
    key = section.text("rule")
    if key is not None and key != stem:
        section.fault("rule", f"'{key}' is not the file's name", f"Write '{stem}'.")
    unit = section.one_of("unit", UNITS)
    nations = section.some_of("nations", reading.nations)
    if not nations:
        section.fault("nations", "no nation is named", "Name the nations it is for.")
    covers_from = section.day("covers_from")
    rule = Rule(
        key=key or stem,
        question=section.text("question") or "",
        anchor=section.one_of("anchor", ANCHORS) or "",
        nations=nations,
        unit=unit or "",
        covers_from=covers_from or _NO_DATE,
        last_review=section.day("last_review") or _NO_DATE,
        values=values_of(section, unit),
        parameter_meanings=_meanings(section),
        notes=section.texts("notes"),
        versions=(),
        timelines={},
    )
    versions = read_versions(section, rule, reading)
    check_ids(versions, rule)
    check_order(versions)
    known = tuple(entry.version for entry in versions)
    if covers_from is not None:
        check_cover(versions, rule, section)
    return replace(rule, versions=known, timelines=timelines(nations, known))


def read_versions(section: Section, rule: Rule, reading: Reading) -> list[Entry]:
    """The versions that a file gives of a rule, with their faults kept."""
    entries = [_version(one, rule, reading) for one in section.sections("versions")]
    return [entry for entry in entries if entry is not None]


def values_of(section: Section, unit: str | None) -> Mapping[str, str]:
    """The codes that a version of this rule may have as its value."""
    if unit not in ("code", "codes"):
        if section.has("values"):
            what = "a length has no list of values"
            section.fault("values", what, "Remove it, or make the unit 'code'.")
        return MappingProxyType({})
    return _texts_of(section.section("values"))


def _texts_of(section: Section | None) -> Mapping[str, str]:
    if section is None:
        return MappingProxyType({})
    return MappingProxyType(section.optional_texts())


def _meanings(section: Section) -> Mapping[str, str]:
    if not section.has("parameters"):
        return MappingProxyType({})
    return _texts_of(section.section("parameters"))


def _version(section: Section, rule: Rule, within: Reading) -> Entry | None:
    section.only(_VERSION_KEYS)
    starts_on = section.when("from")
    published = section.when("published")
    read_on = section.day("read_on")
    reading = section.integer("reading") if section.has("reading") else 1
    nations = (
        section.some_of("nations", rule.nations)
        if section.has("nations")
        else rule.nations
    )
    replaces = _id(section, "replaces", rule, within)
    alternative_to = _id(section, "alternative_to", rule, within)
    reason = section.optional_text("reason")
    if (replaces or alternative_to) and not section.has("reason"):
        section.fault("reason", "'reason' is missing", "Say why it is read otherwise.")
    if replaces and alternative_to:
        what = "a version either replaces another or is an alternative to it"
        section.fault("alternative_to", what, "Keep one of the two keys.")
    if published and read_on and read_on < published.first:
        what = f"it was read on {read_on}, before it was published"
        section.fault("read_on", what, "Correct one of the two dates.")
    if read_on and rule.last_review < read_on:
        what = f"last_review {rule.last_review} is before this version was read"
        section.fault("read_on", what, "Correct one of the two dates.")
    value = _value(section, rule)
    source = read_source(section)
    parameters = _parameters(section, rule, has_value=value is not None)
    to = section.day("to") if section.has("to") else None
    if starts_on is None:
        return None
    version = RuleVersion(
        id=f"{rule.key}@{starts_on.text}.{reading}{within.mark}",
        rule=rule.key,
        starts_on=starts_on,
        nations=nations,
        value=value,
        parameters=parameters,
        text=section.optional_text("text"),
        source=source,
        published=published or starts_on,
        read_on=read_on or _NO_DATE,
        note=section.optional_text("note"),
        unconfirmed=section.optional_text("unconfirmed"),
        replaces=replaces,
        alternative_to=alternative_to,
        reason=reason,
    )
    return Entry(version=version, section=section, to=to)


def _id(section: Section, key: str, rule: Rule, within: Reading) -> str | None:
    """The id of another version, written in the file without the rule's name."""
    text = section.optional_text(key)
    if not text:
        return None
    plain = f"{rule.key}@{text}"
    return plain if plain in within.earlier else plain + within.mark


def _value(section: Section, rule: Rule) -> Value:
    """The value in the rule's unit; `none`, written out, says there is no such rule."""
    if rule.unit == "codes" and section.texts_are_listed("value"):
        return section.some_of("value", tuple(rule.values))
    text = section.text("value")
    if text is None or text == "none":
        return None
    if rule.unit in LENGTHS:
        return section.integer("value")
    if rule.unit == "codes":
        section.fault("value", f"'{text}' is not a list", "Write [one, two], or none.")
        return None
    return section.one_of("value", (*rule.values, "none")) if rule.unit else None


def _parameters(
    section: Section, rule: Rule, *, has_value: bool
) -> Mapping[str, Parameter]:
    declared = rule.parameter_meanings
    if not section.has("parameters"):
        if declared and has_value:
            told = ", ".join(declared)
            what = f"the parameters {told} are missing"
            section.fault("parameters", what, "Give each, or 'none'.")
        return MappingProxyType({})
    given = section.section("parameters")
    if given is None:
        return MappingProxyType({})
    given.only(declared)
    found: dict[str, Parameter] = {}
    for name in declared:
        text = given.text(name)
        if text is not None:
            plain = text.isascii() and text.isdigit()
            found[name] = None if text == "none" else int(text) if plain else text
    return MappingProxyType(found)
