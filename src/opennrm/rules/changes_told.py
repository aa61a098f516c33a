"""What a rule set changes, told to a lawyer and to a program."""

from collections.abc import Iterable

from opennrm.paper import wording
from opennrm.rules import plain
from opennrm.rules.differing import Change, Changes, RuleChange, Step
from opennrm.rules.manifests import Base, Manifest
from opennrm.rules.plain import Plain
from opennrm.rules.sources import Source
from opennrm.rules.versions import Parameter, Rule, RuleVersion

_NO_RULE = "the baseline has no such rule"
# What the two that are compared are called: before and after, or baseline and here.
_Sides = tuple[str, str]


def set_as_json(about: Manifest) -> Plain:
    """What a rule set says of itself, as plain values."""
    return {
        "name": about.name,
        "title": about.title,
        "illustrative": about.illustrative,
        "base": about.base.value,
        "nations": list(about.nations),
        "why": about.why,
        "source": _source_as_json(about.source),
        "notes": list(about.notes),
        "banner": about.banner,
    }


def set_as_text(about: Manifest) -> str:
    """What a rule set says of itself, to stand above what is printed under it."""
    source = about.source
    lines = [about.banner, about.why, f"Source: {source.title}, {source.paragraph}."]
    return "\n".join([*lines, f"  {source.url}", *about.notes])


def changes_as_json(about: Manifest, found: Changes) -> Plain:
    """All that a rule set changes, as plain values."""
    return {
        "rule_set": set_as_json(about),
        "rules": [_rule_as_json(one) for one in found.rules],
        "lists": [
            {
                "list": one.listed.key,
                "change": one.change.value,
                "title": one.listed.title,
                "members": [member.code for member in one.listed.members],
            }
            for one in found.lists
        ],
        "members": [
            {
                "list": one.list,
                "change": one.change.value,
                "code": one.member.code,
                "label": one.member.name,
                "from": one.member.starts_on.text if one.member.starts_on else None,
                "to": one.member.ends_on.text if one.member.ends_on else None,
                "note": one.member.note,
            }
            for one in found.members
        ],
        "holidays": [
            {
                "jurisdiction": one.jurisdiction,
                "change": one.change.value,
                "date": one.day.isoformat(),
                "name": one.name,
            }
            for one in found.holidays
        ],
    }


def changes_as_text(about: Manifest, found: Changes) -> str:
    """All that a rule set changes, to be read."""
    lines = [set_as_text(about)]
    absent = [one for one in found.rules if one.change is Change.ABSENT]
    whole = about.base is Base.NONE
    sides = ("baseline", "here") if whole else ("before", "after")
    for one in found.rules:
        if one.change is not Change.ABSENT:
            lines += ["", *_rule_as_text(one, sides)]
    if absent:
        lines += ["", "Rules of the baseline that it has not"]
        lines += [f"  {one.rule.key}: {one.rule.question}" for one in absent]
    lines += _lists_as_text(found)
    lines += _members_as_text(found)
    lines += _holidays_as_text(found)
    if not (found.rules or found.lists or found.members or found.holidays):
        lines += ["", "Nothing differs from the baseline."]
    return "\n".join(lines)


def _rule_as_json(one: RuleChange) -> Plain:
    was = one.was
    return {
        "rule": one.rule.key,
        "change": one.change.value,
        "question": one.rule.question,
        "anchor": one.rule.anchor,
        "steps": [
            {
                "from": step.starts_on.text,
                "nations": list(step.nations),
                "before": [_version_as_json(was, v) for v in step.before if was],
                "after": _version_as_json(one.rule, step.after),
            }
            for step in one.steps
        ],
        "readings": [_version_as_json(one.rule, v) for v in one.readings],
    }


def _version_as_json(rule: Rule, version: RuleVersion) -> Plain:
    value = version.value
    return {
        "id": version.id,
        "value": list(value) if isinstance(value, tuple) else value,
        "reads": plain.value_as_text(rule, value),
        "parameters": dict(version.parameters),
        "text": version.text,
        "source": _source_as_json(version.source),
        "unconfirmed": version.unconfirmed,
    }


def _source_as_json(source: Source) -> Plain:
    return {"title": source.title, "paragraph": source.paragraph, "url": source.url}


def _rule_as_text(one: RuleChange, sides: _Sides) -> list[str]:
    new = " (a rule of its own)" if one.change is Change.ADDED else ""
    lines = [f"{one.rule.key}{new}", f"  {one.rule.question}"]
    told: set[str] = set()
    for step in one.steps:
        when = plain.date_as_text(step.starts_on)
        where = plain.nations_as_text(step.nations)
        lines.append(
            f"  From {when} on (the date of {one.rule.anchor} counts), in {where}:"
        )
        lines += _step_as_text(one, step, told, sides)
    if one.readings:
        lines.append("  Further readings, not in use:")
        lines += [
            f"    {v.id}: {plain.value_as_text(one.rule, v.value)}"
            for v in one.readings
        ]
    return lines


def _step_as_text(
    one: RuleChange, step: Step, told: set[str], sides: _Sides
) -> list[str]:
    """One step; the text and source of a version are told once a rule."""
    old, new = sides
    lines = []
    for version in step.before:
        reads = plain.value_as_text(one.was or one.rule, version.value)
        lines.append(f"    {old}: {reads} ({version.id})")
    if not step.before:
        lines.append(f"    {old}: {_NO_RULE}")
    after = step.after
    lines.append(
        f"    {new}: {plain.value_as_text(one.rule, after.value)} ({after.id})"
    )
    lines += [f"      {each}" for each in _parameters(step.before, after, sides)]
    if after.id in told:
        return lines
    told.add(after.id)
    if after.text:
        lines.append(f"      “{after.text}”")
    lines.append(f"      Source: {after.source.title}, {after.source.paragraph}.")
    lines.append(f"        {after.source.url}")
    doubts = (
        ("In doubt", after.unconfirmed),
        ("Note", after.note),
        ("Reason", after.reason),
    )
    return lines + [f"      {word}: {text}" for word, text in doubts if text]


def _parameters(
    before: Iterable[RuleVersion], after: RuleVersion, sides: _Sides
) -> list[str]:
    """The parameters that are not what they were."""
    lines = []
    versions = tuple(before)
    for name, value in after.parameters.items():
        old = {_parameter(one.parameters.get(name)) for one in versions}
        if old == {_parameter(value)}:
            continue
        was = wording.listed(sorted(old)) if old else "none"
        lines.append(f"{name}: {was} {sides[0]}, {_parameter(value)} {sides[1]}")
    return lines


def _parameter(value: Parameter) -> str:
    return "none" if value is None else str(value)


def _lists_as_text(found: Changes) -> list[str]:
    if not found.lists:
        return []
    lines = ["", "Code lists"]
    for one in found.lists:
        own = "its own members" if one.change is Change.CHANGED else "a list of its own"
        codes = ", ".join(member.code for member in one.listed.members)
        lines.append(f"  {one.listed.key}: {own}, {codes}")
    return lines


def _members_as_text(found: Changes) -> list[str]:
    if not found.members:
        return []
    lines = ["", "Members of code lists"]
    for one in found.members:
        member = one.member
        if one.change is Change.ENDED and member.ends_on:
            told = f"ends on {plain.date_as_text(member.ends_on)}"
        else:
            since = member.starts_on
            told = f"added, from {plain.date_as_text(since)}" if since else "added"
        lines.append(f"  {one.list}: {member.code} ({member.name}), {told}")
        if member.note:
            lines.append(f"    {member.note}")
    return lines


def _holidays_as_text(found: Changes) -> list[str]:
    if not found.holidays:
        return []
    lines = ["", "Holidays"]
    for one in found.holidays:
        told = "added" if one.change is Change.ADDED else "withdrawn"
        when = wording.day(one.day)
        lines.append(f"  {one.jurisdiction}: {when}, {one.name}, {told}")
    return lines
