"""The reference pages of rules, calendars and code lists, as Markdown text."""

from collections.abc import Iterable

from opennrm.paper import wording
from opennrm.rules import plain
from opennrm.rules.calendars import Calendar, Calendars
from opennrm.rules.code_lists import CodeList, Member
from opennrm.rules.codes import Codes
from opennrm.rules.sources import Source
from opennrm.rules.versions import Rule, Rules, RuleVersion

_FEW = 60


def rules_page(rules: Rules) -> str:
    """Every rule, with every version, its source and what is in doubt."""
    lines = [
        "# Rules",
        "",
        "A rule is dated data: one file a rule, one version for each date on which the"
        " answer changed.",
        "The date of the rule's anchor picks the version; a date that leaves several"
        " versions open picks none, and what asked is refused.",
        "A version is named `rule@from.n`, where n counts the readings of that date.",
        "What was not confirmed from a source says so, under “In doubt”.",
        "`opennrm rules show RULE --on DATE --nation NATION` answers for one date.",
        "This page is generated from the rule files.",
        "",
        _row("rule", "question", "anchor"),
        _row("---", "---", "---"),
    ]
    lines += [
        _row(f"[{rule.key}](#{rule.key})", rule.question, f"`{rule.anchor}`")
        for rule in rules.by_key.values()
    ]
    for rule in rules.by_key.values():
        lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def calendars_page(calendars: Calendars) -> str:
    """The bank holidays of the three jurisdictions, with announcements and moves."""
    lines = [
        "# Working-day calendars",
        "",
        "A working day is neither at a weekend nor a bank holiday of the jurisdiction.",
        "A holiday that was announced late counts from its announcement on, and one"
        " that was moved counted until then; so what was due as at a past day can be"
        " computed again.",
        "A version is named `jurisdiction@date.n`: the last announcement taken account"
        " of, and the edition of the list.",
        "Outside the years covered, a clock refuses.",
        "Contains public sector information licensed under the Open Government Licence"
        " v3.0.",
        "This page is generated from the calendar files.",
    ]
    known = {one.jurisdiction: one for one in calendars.by_nation.values()}
    for one in sorted(known.values(), key=lambda each: each.jurisdiction):
        lines += ["", *_calendar(one)]
    return "\n".join(lines) + "\n"


def code_lists_page(codes: Codes) -> str:
    """Every code list, with its source and, where it is short, its members."""
    lines = [
        "# Code lists",
        "",
        "A coded value is stored with its code and with the label of its day; tables"
        " print the label.",
        "Spellings are defects seen in published tables: each leads to its code, and"
        " the label stays as it was published.",
        "A member without a row stands in a table only where something falls there.",
        "This page is generated from the code lists.",
        "",
        _row("list", "what", "members"),
        _row("---", "---", "---"),
    ]
    lists = [codes.list(key) for key in codes.by_key]
    lines += [
        _row(f"[{one.key}](#{one.key})", one.title, str(len(one.members)))
        for one in lists
    ]
    for one in lists:
        lines += ["", *_code_list(one)]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> list[str]:
    lines = [f"## {rule.key}", "", rule.question, ""]
    lines.append(f"The date of `{rule.anchor}` picks the version.")
    lines.append(f"It is a rule of {plain.nations_as_text(rule.nations)}.")
    lines.append(f"Last reviewed on {wording.day(rule.last_review)}.")
    lines += rule.notes
    if rule.parameter_meanings:
        lines += ["", _row("parameter", "meaning"), _row("---", "---")]
        lines += [_row(f"`{k}`", text) for k, text in rule.parameter_meanings.items()]
    for version in rule.versions:
        lines += ["", *_version(rule, version)]
    return lines


def _version(rule: Rule, version: RuleVersion) -> list[str]:
    lines = [f"### `{version.id}`", ""]
    span = plain.span_as_text(rule, version)
    lines.append(f"{span[0].upper()}{span[1:]}.")
    if version.nations != rule.nations:
        lines.append(f"For {plain.nations_as_text(version.nations)}.")
    if not plain.ends_before(rule, version):
        lines.append("Not in use.")
    lines.append(f"**{plain.value_as_text(rule, version.value)}**")
    if version.text:
        lines += ["", f"> {version.text}"]
    if version.parameters:
        lines += ["", _row("parameter", "value"), _row("---", "---")]
        lines += [
            _row(f"`{name}`", "none" if value is None else f"`{value}`")
            for name, value in version.parameters.items()
        ]
    lines += ["", f"Source: {_source(version.source)}"]
    published = plain.date_as_text(version.published)
    lines.append(f"Public {published}; read on {wording.day(version.read_on)}.")
    told = (
        ("In doubt", version.unconfirmed),
        ("Note", version.note),
        ("Replaces", version.replaces),
        ("Alternative to", version.alternative_to),
        ("Reason", version.reason),
    )
    lines += [f"{word}: {text}" for word, text in told if text]
    return lines


def _calendar(one: Calendar) -> list[str]:
    lines = [f"## {one.jurisdiction}", ""]
    lines.append(f"Version `{one.version}`, for {plain.nations_as_text(one.nations)}.")
    lines.append(
        f"It covers {wording.day(one.covers_from)} to {wording.day(one.covers_to)}."
    )
    lines.append(f"Source: {_source(one.source)}")
    lines += ["", _row("day", "holiday", "announced"), _row("---", "---", "---")]
    for holiday in one.holidays:
        announced = wording.day(holiday.announced_on) if holiday.announced_on else ""
        if holiday.source is not None:
            announced += f" ({_source(holiday.source)})"
        lines.append(_row(wording.day(holiday.day), holiday.name, announced))
    return lines


def _code_list(one: CodeList) -> list[str]:
    lines = [f"## {one.key}", "", f"{one.title}."]
    lines.append(f"Source: {_source(one.source)} Read on {wording.day(one.read_on)}.")
    if one.credit:
        lines.append(one.credit)
    lines += one.notes
    members: Iterable[Member] = one.members
    if len(one.members) > _FEW:
        members = [each for each in one.members if _is_special(each)]
        lines += [
            "",
            f"It has {len(one.members)} members; these say more than their label.",
        ]
    lines += ["", _row("code", "label", "from", "to", "told")]
    lines.append(_row(*["---"] * 5))
    lines += [_member(each) for each in members]
    return lines


def _is_special(member: Member) -> bool:
    return bool(member.spellings or member.other_labels or member.note)


def _member(member: Member) -> str:
    told = [member.note] if member.note else []
    if member.label != member.name:
        told.append(f"Printed as “{member.label}”.")
    elif not member.makes_row:
        told.append("No row.")
    if member.other_labels:
        told.append(f"Also published as {_quoted(member.other_labels)}.")
    if member.spellings:
        told.append(f"Spelt {_quoted(member.spellings)}.")
    begins = member.starts_on.text if member.starts_on else ""
    ends = member.ends_on.text if member.ends_on else ""
    return _row(f"`{member.code}`", member.name, begins, ends, " ".join(told))


def _quoted(words: tuple[str, ...]) -> str:
    return wording.listed([f"“{word}”" for word in words])


def _source(source: Source) -> str:
    return f"[{source.title}]({source.url}), {source.paragraph}."


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
