"""Rules as plain values for a program, and as lines of text for a lawyer."""

from collections.abc import Iterable, Mapping

from opennrm.paper import wording
from opennrm.rules.dates import PartialDate
from opennrm.rules.nations import NATIONS
from opennrm.rules.versions import AnchorTooVague, Rule, Rules, RuleVersion, Value

Plain = dict[str, object]


def versions_on(
    rules: Rules, key: str, on: PartialDate, nation: str | None
) -> tuple[RuleVersion, ...]:
    """The version that a date picks, in one nation or in each of them.

    Shape: one version where the nations agree, else one for each that differs.
    Raises: UnknownRule; UnknownNation; NotInForce; AnchorTooVague.
    """
    rule = rules.rule(key)
    anchors = {rule.anchor: on}
    asked = rule.nations if nation is None else (nation,)
    found = (rules.in_force(key, anchors=anchors, nation=one) for one in asked)
    return tuple({version.id: version for version in found}.values())


def open_on(rule: Rule, on: PartialDate, nation: str | None) -> tuple[RuleVersion, ...]:
    """Every version that a date leaves open, in one nation or in any."""
    asked = rule.nations if nation is None else (nation,)
    found = (version for one in asked for version in rule.on(on, one))
    return tuple({version.id: version for version in found}.values())


def listed_on(
    rules: Rules, on: PartialDate, nation: str | None
) -> list[tuple[Rule, tuple[RuleVersion, ...], bool]]:
    """Each rule of a nation, with the version that a date picks.

    The last value says that the date leaves several versions open.
    Raises: UnknownNation.
    """
    rows = []
    for rule in rules.by_key.values():
        if nation is not None and nation not in rule.nations:
            continue
        if on.last < rule.covers_from:
            continue
        try:
            rows.append((rule, versions_on(rules, rule.key, on, nation), False))
        except AnchorTooVague:
            rows.append((rule, open_on(rule, on, nation), True))
    return rows


def where_picked(
    rule: Rule, versions: tuple[RuleVersion, ...], on: PartialDate, nation: str | None
) -> dict[str, tuple[str, ...]]:
    """The nations in which a date picks each version; none where all agree."""
    asked = rule.nations if nation is None else (nation,)
    found = {
        one.id: tuple(n for n in asked if one.id in {v.id for v in rule.on(on, n)})
        for one in versions
    }
    return found if len(set(found.values())) > 1 else {}


def left_open_as_text(
    rule: Rule, versions: tuple[RuleVersion, ...], on: PartialDate
) -> str:
    """Why a date leaves versions open: the date is vague, or a start is."""
    vague = [one for one in versions if not one.starts_on.is_day]
    if on.is_day and vague:
        known = f"is known only to {date_as_text(vague[-1].starts_on)}"
        return f"The date leaves these open; the start of the rule {known}:"
    return f"The date leaves these open; {rule.anchor} needs its day:"


def other_readings(
    rule: Rule, versions: tuple[RuleVersion, ...]
) -> tuple[RuleVersion, ...]:
    """The readings that may be chosen in the place of these versions."""
    stand_for = {one.id for one in versions}
    return tuple(one for one in rule.versions if one.alternative_to in stand_for)


def other_readings_as_text(rule: Rule, versions: tuple[RuleVersion, ...]) -> str:
    """That a point may be read in another way, in which, and how to see it."""
    shown = {one.id: one for one in versions}
    lines = [
        f"  Another reading exists: {one.id}, {_differing(rule, shown, one)}."
        for one in other_readings(rule, versions)
    ]
    if lines:
        lines.append(f"  To see it: opennrm rules show {rule.key}, without a date.")
    return "\n".join(lines)


def _differing(rule: Rule, shown: Mapping[str, RuleVersion], other: RuleVersion) -> str:
    stands = shown[str(other.alternative_to)]
    if other.value != stands.value:
        return value_as_text(rule, other.value)
    if other.starts_on != stands.starts_on:
        return f"from {date_as_text(other.starts_on)}"
    differ = [
        f"{name} {'none' if value is None else value}"
        for name, value in other.parameters.items()
        if stands.parameters.get(name) != value
    ]
    if differ:
        return ", ".join(differ)
    if other.nations != stands.nations:
        return f"for {nations_as_text(other.nations)}"
    return "in its text and source"


def rule_as_json(rule: Rule, versions: Iterable[RuleVersion]) -> Plain:
    """A rule with these of its versions, as plain values."""
    return {
        "rule": rule.key,
        "question": rule.question,
        "anchor": rule.anchor,
        "nations": list(rule.nations),
        "unit": rule.unit,
        "values": dict(rule.values),
        "parameters": dict(rule.parameter_meanings),
        "notes": list(rule.notes),
        "last_review": rule.last_review.isoformat(),
        "versions": [_version_as_json(rule, one) for one in versions],
    }


def rule_as_text(rule: Rule, versions: Iterable[RuleVersion]) -> str:
    """A rule with these of its versions, to be read."""
    lines = [rule.key, f"  {rule.question}", ""]
    lines.append(f"  The date of {rule.anchor} picks the version.")
    lines.append(f"  It is a rule of {nations_as_text(rule.nations)}.")
    lines += [f"  {note}" for note in rule.notes]
    for version in versions:
        lines += ["", *_version_as_text(rule, version)]
    return "\n".join(lines)


def value_as_text(rule: Rule, value: Value) -> str:
    """A value with its unit, or with what its code means."""
    if value is None:
        return "no such rule"
    if isinstance(value, int):
        return f"{value} {rule.unit.replace('_', ' ')}"
    codes = (value,) if isinstance(value, str) else value
    return "; ".join(f"{code} ({rule.values[code]})" for code in codes)


def ends_before(rule: Rule, version: RuleVersion) -> dict[str, PartialDate | None]:
    """The start of what follows a version, in each nation in which it is in use."""
    return {
        nation: one.ends_before
        for nation, line in rule.timelines.items()
        for one in line
        if one.id == version.id
    }


def span_as_text(rule: Rule, version: RuleVersion) -> str:
    """From when to when a version applies, as people write dates."""
    told = [f"from {date_as_text(version.starts_on)}"]
    by_end: dict[PartialDate, list[str]] = {}
    ends = ends_before(rule, version)
    for nation, end in ends.items():
        if end is not None:
            by_end.setdefault(end, []).append(nation)
    for end, nations in by_end.items():
        where = (
            f" in {nations_as_text(tuple(nations))}" if len(ends) > len(nations) else ""
        )
        told.append(f"before {date_as_text(end)}{where}")
    return ", ".join(told)


def date_as_text(when: PartialDate) -> str:
    """A date, perhaps partial, as people write it."""
    return wording.span(when.first, when.precision.value)


def nations_as_text(nations: tuple[str, ...]) -> str:
    """Nations as people list them."""
    if nations == NATIONS:
        return "the whole United Kingdom"
    return wording.listed([one.replace("_", " ").title() for one in nations])


def _version_as_json(rule: Rule, version: RuleVersion) -> Plain:
    value = version.value
    ends = ends_before(rule, version)
    texts = {nation: end.text if end else None for nation, end in ends.items()}
    same = set(texts.values())
    return {
        "id": version.id,
        "from": version.starts_on.text,
        "ends_before": same.pop() if len(same) == 1 else None,
        "ends_before_by_nation": texts,
        "nations": list(version.nations),
        "value": list(value) if isinstance(value, tuple) else value,
        "parameters": dict(version.parameters),
        "text": version.text,
        "source": {
            "title": version.source.title,
            "paragraph": version.source.paragraph,
            "url": version.source.url,
        },
        "published": version.published.text,
        "read_on": version.read_on.isoformat(),
        "note": version.note,
        "unconfirmed": version.unconfirmed,
        "replaces": version.replaces,
        "alternative_to": version.alternative_to,
        "reason": version.reason,
        "in_use": bool(ends),
    }


def _version_as_text(rule: Rule, version: RuleVersion) -> list[str]:
    lines = [f"  {version.id}, {span_as_text(rule, version)}"]
    if version.nations != rule.nations:
        lines.append(f"    For {nations_as_text(version.nations)}.")
    if not ends_before(rule, version):
        lines.append("    Not in use.")
    lines.append(f"    {value_as_text(rule, version.value)}")
    if version.text:
        lines.append(f"    “{version.text}”")
    for name, value in version.parameters.items():
        lines.append(f"    {name}: {'none' if value is None else value}")
    source = version.source
    lines.append(f"    Source: {source.title}, {source.paragraph}.")
    lines.append(f"      {source.url}")
    published = date_as_text(version.published)
    lines.append(f"    Public {published}; read {wording.day(version.read_on)}.")
    told = (
        ("In doubt", version.unconfirmed),
        ("Note", version.note),
        ("Replaces", version.replaces),
        ("Alternative to", version.alternative_to),
        ("Reason", version.reason),
    )
    lines += [f"    {word}: {text}" for word, text in told if text]
    return lines
