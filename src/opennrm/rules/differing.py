"""What a rule set changes: rule by rule, code by code, holiday by holiday.

A reform is compared with the baseline day by day, so that a change of the baseline
which the reform keeps from coming is told as well. A mechanism of another state has
other nations, so its rules stand beside those that apply anywhere in the baseline.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opennrm.rules.code_lists import CodeList, Member
from opennrm.rules.dates import PartialDate
from opennrm.rules.manifests import Base
from opennrm.rules.rule_sets import RuleSet
from opennrm.rules.versions import Rule, RuleVersion

_Line = tuple[RuleVersion, ...]


class Change(StrEnum):
    """What a rule set does to something of the baseline."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one date on, in some nations: what applies in place of what.

    `before` is empty where the baseline has no such rule on that date. It holds
    several versions only where the nations of the baseline differ and those of
    another mechanism cannot be set beside them.
    """

    starts_on: PartialDate
    nations: tuple[str, ...]
    before: tuple[RuleVersion, ...]
    after: RuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """A rule that the rule set adds, changes or has not.

    `was` is the rule of the baseline, `rule` that of the set; `readings` are further
    readings that the set holds and does not use.
    """

    change: Change
    rule: Rule
    was: Rule | None
    steps: tuple[Step, ...]
    readings: tuple[RuleVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """A member that the rule set adds to a code list, or ends."""

    change: Change
    list: str
    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """A code list that the baseline has not, or that a mechanism has its own of."""

    change: Change
    listed: CodeList


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayChange:
    """A day that is a holiday in one of the two and not in the other."""

    change: Change
    jurisdiction: str
    day: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that a rule set changes."""

    rules: tuple[RuleChange, ...]
    lists: tuple[ListChange, ...]
    members: tuple[MemberChange, ...]
    holidays: tuple[HolidayChange, ...]


def changes(baseline: RuleSet, other: RuleSet) -> Changes:
    """What a rule set changes against the baseline."""
    return Changes(
        rules=tuple(_rule_changes(baseline, other)),
        lists=tuple(_list_changes(baseline, other)),
        members=tuple(_member_changes(baseline, other)),
        holidays=tuple(_holiday_changes(baseline, other)),
    )


def _rule_changes(baseline: RuleSet, other: RuleSet) -> Iterator[RuleChange]:
    absent = other.about.no_such_rule if other.about else ()
    for key, rule in other.rules.by_key.items():
        was = baseline.rules.by_key.get(key)
        known = {version.id for version in was.versions} if was else set()
        steps = _steps(was, rule)
        used = {one.id for line in rule.timelines.values() for one in line}
        readings = tuple(
            one for one in rule.versions if one.id not in used and one.id not in known
        )
        if key in absent:
            change = Change.ABSENT
        else:
            change = Change.CHANGED if was else Change.ADDED
        if steps or readings:
            yield RuleChange(
                change=change, rule=rule, was=was, steps=steps, readings=readings
            )


def _steps(was: Rule | None, rule: Rule) -> tuple[Step, ...]:
    """The spans in which the two differ, those of several nations as one."""
    told: dict[tuple[PartialDate, tuple[str, ...], str], list[str]] = {}
    by_id: dict[str, RuleVersion] = {}
    for nation in rule.nations:
        line = rule.timelines[nation]
        lines = _lines_beside(was, rule, nation)
        starts = {version.starts_on for version in line}
        if was is not None and was.nations == rule.nations:
            starts |= {version.starts_on for version in lines[0]}
        for start in starts:
            after = _on(line, start)
            before = _distinct(_on(one, start) for one in lines)
            # A rule covers every day from its first on, so there is always one.
            if after is None or [one.id for one in before] == [after.id]:
                continue
            by_id |= {one.id: one for one in (*before, after)}
            key = (start, tuple(one.id for one in before), after.id)
            told.setdefault(key, []).append(nation)
    steps = [
        Step(
            starts_on=start,
            nations=tuple(nations),
            before=tuple(by_id[one] for one in before_ids),
            after=by_id[after_id],
        )
        for (start, before_ids, after_id), nations in told.items()
    ]
    return tuple(sorted(steps, key=_place))


def _place(step: Step) -> tuple[date, tuple[str, ...]]:
    return step.starts_on.first, step.nations


def _lines_beside(was: Rule | None, rule: Rule, nation: str) -> list[_Line]:
    """The baseline's versions that a nation's are compared with."""
    if was is None:
        return []
    if was.nations == rule.nations:
        return [was.timelines[nation]]
    return list(was.timelines.values())


def _on(line: _Line, when: PartialDate) -> RuleVersion | None:
    """The version of a line that has begun by a date."""
    begun = [one for one in line if one.starts_on.first <= when.first]
    return begun[-1] if begun else None


def _distinct(versions: Iterator[RuleVersion | None]) -> tuple[RuleVersion, ...]:
    found = {one.id: one for one in versions if one is not None}
    return tuple(found.values())


def _list_changes(baseline: RuleSet, other: RuleSet) -> Iterator[ListChange]:
    for key, listed in other.codes.by_key.items():
        if key not in baseline.codes.by_key:
            yield ListChange(change=Change.ADDED, listed=listed)
        elif _is_whole(other) and listed is not baseline.codes.by_key[key]:
            yield ListChange(change=Change.CHANGED, listed=listed)


def _member_changes(baseline: RuleSet, other: RuleSet) -> Iterator[MemberChange]:
    """Members that a reform adds or ends; the lists of a mechanism are its own."""
    if _is_whole(other):
        return
    for key, listed in other.codes.by_key.items():
        if key not in baseline.codes.by_key:
            continue
        known = {one.code: one for one in baseline.codes.by_key[key].members}
        for member in listed.members:
            if member.code not in known:
                yield MemberChange(change=Change.ADDED, list=key, member=member)
            elif member.ends_on != known[member.code].ends_on:
                yield MemberChange(change=Change.ENDED, list=key, member=member)


def _holiday_changes(baseline: RuleSet, other: RuleSet) -> Iterator[HolidayChange]:
    known = {one.jurisdiction: one for one in baseline.calendar_files}
    for calendar in other.calendar_files:
        of_old = known.get(calendar.jurisdiction)
        old = {h.day: h.name for h in of_old.known_on(None).holidays} if of_old else {}
        new = {h.day: h.name for h in calendar.known_on(None).holidays}
        for day in sorted(old.keys() ^ new.keys()):
            yield HolidayChange(
                change=Change.ADDED if day in new else Change.ENDED,
                jurisdiction=calendar.jurisdiction,
                day=day,
                name=new.get(day) or old[day],
            )


def _is_whole(other: RuleSet) -> bool:
    return other.about is not None and other.about.base is Base.NONE
