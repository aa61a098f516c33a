"""Rules and their versions: which one was in force on the date that matters.

A rule names its anchor, the fact whose date picks the version. A version is named
`rule@from.n`; n counts the readings of that date, the corrected and the alternative
ones included. A date that leaves two versions open picks neither: it refuses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.paper import wording
from opennrm.rules.dates import PartialDate, london_day
from opennrm.rules.nations import NATIONS, NationNeeded, known_nation
from opennrm.rules.sources import Source

Value = int | str | tuple[str, ...] | None
Parameter = int | str | None


class UnknownRule(OpenNRMError):
    """A rule or rule version was named that no file holds."""

    code: ClassVar[str] = "unknown-rule"
    family: ClassVar[Family] = Family.CALL


class NotInForce(OpenNRMError):
    """The rules say nothing of that nation on that date."""

    code: ClassVar[str] = "rule-not-in-force"
    family: ClassVar[Family] = Family.RULES


class AnchorMissing(OpenNRMError):
    """The fact whose date picks the version has not happened, or was not given."""

    code: ClassVar[str] = "rule-anchor-missing"
    family: ClassVar[Family] = Family.REFUSED


class AnchorTooVague(OpenNRMError):
    """The date leaves open which of two versions applies."""

    code: ClassVar[str] = "rule-anchor-too-vague"
    family: ClassVar[Family] = Family.DATES


class NoSuchValue(OpenNRMError):
    """A rule version was asked for a value or parameter that it does not hold."""

    code: ClassVar[str] = "rule-value-absent"
    family: ClassVar[Family] = Family.RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """What one rule said from one date, in some nations, and who says so.

    Dates: `starts_on` may be known only to the month; `ends_before` is the start of
    the version that follows in the nation asked about, None while none does.
    `published` is when it could be known, `read_on` when we read the source.
    """

    id: str
    rule: str
    starts_on: PartialDate
    ends_before: PartialDate | None = None
    nations: tuple[str, ...]
    value: Value
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    text: str | None = None
    source: Source
    published: PartialDate
    read_on: date
    note: str | None = None
    unconfirmed: str | None = None
    replaces: str | None = None
    alternative_to: str | None = None
    reason: str | None = None

    @property
    def applies(self) -> bool:
        """Whether there is such a rule at all; False where the file says none."""
        return self.value is not None

    @property
    def number(self) -> int:
        """The value as a whole number, in the unit of its rule.

        Raises: NoSuchValue where the value is none or not a number.
        """
        if isinstance(self.value, int):
            return self.value
        raise NoSuchValue(
            f"{self.id} has no number: its value is {_worded(self.value)}. "
            "Ask `applies` first, or read the value."
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The value as codes, one or several; none where there is no such rule."""
        if self.value is None:
            return ()
        if isinstance(self.value, tuple):
            return self.value
        return (str(self.value),)

    def parameter(self, name: str) -> Parameter:
        """One of the parameters that the rule declares.

        Raises: NoSuchValue for a parameter that it does not declare.
        """
        try:
            return self.parameters[name]
        except KeyError:
            raise NoSuchValue(
                f"{self.id} has no parameter '{name}'. "
                f"It has: {', '.join(self.parameters) or 'none'}."
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One question, answered by versions, each from its date on.

    `versions` holds every reading; `timelines` those in use, by nation, in order.
    """

    key: str
    question: str
    anchor: str
    nations: tuple[str, ...]
    unit: str
    covers_from: date
    last_review: date
    values: Mapping[str, str]
    parameter_meanings: Mapping[str, str]
    notes: tuple[str, ...]
    versions: tuple[RuleVersion, ...]
    timelines: Mapping[str, tuple[RuleVersion, ...]]

    def on(self, when: PartialDate, nation: str) -> tuple[RuleVersion, ...]:
        """Every version that may have been in force on a date, which may be partial."""
        return tuple(
            version
            for version in self.timelines.get(nation, ())
            if when.last >= version.starts_on.first
            and (version.ends_before is None or when.first < version.ends_before.last)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules as they could be known at one moment."""

    by_key: Mapping[str, Rule]
    by_id: Mapping[str, RuleVersion]
    nations: tuple[str, ...] = NATIONS
    as_at: datetime | None = None
    _found: dict[tuple[str, PartialDate, str | None], RuleVersion] = field(
        default_factory=dict, repr=False, compare=False
    )

    def keys(self) -> tuple[str, ...]:
        """The names of all rules, in alphabetical order."""
        return tuple(self.by_key)

    def rule(self, key: str) -> Rule:
        """One rule with all its versions.

        Raises: UnknownRule, with the nearest names.
        """
        try:
            return self.by_key[key]
        except KeyError:
            raise _unknown("rule", key, self.by_key) from None

    def version(self, version_id: str) -> RuleVersion:
        """One version by its id, superseded and alternative readings included.

        Raises: UnknownRule, with the nearest ids.
        """
        try:
            return self.by_id[version_id]
        except KeyError:
            raise _unknown("rule version", version_id, self.by_id) from None

    def in_force(
        self,
        key: str,
        *,
        anchors: Mapping[str, PartialDate],
        nation: str | None,
    ) -> RuleVersion:
        """The version that applies: the one in force on the date of the anchor.

        Dates: the anchor's date decides, not the day on which the question is asked.
        Raises: UnknownRule; AnchorMissing without that date; NotInForce before the
            rule's first version or outside its nations; AnchorTooVague when the
            date leaves versions open; NationNeeded when the nations differ.
        """
        rule = self.rule(key)
        when = anchors.get(rule.anchor)
        if when is None:
            raise AnchorMissing(
                f"{key} is picked by the date of {rule.anchor}, which is not known. "
                f"Record {rule.anchor} first."
            )
        try:
            return self._found[key, when, nation]
        except KeyError:
            found = _find(rule, when, known_nation(nation, self.nations))
            self._found[key, when, nation] = found
            return found

    def choose(self, *version_ids: str) -> "Rules":
        """The same rules with these alternative readings in use.

        An unconfirmed point may be read in two ways; both are in the file and one
        is in use. What is chosen takes the place of the version it is the
        alternative to.
        Raises: UnknownRule; NoSuchValue for a version that is no alternative.
        """
        by_key = dict(self.by_key)
        for version_id in version_ids:
            chosen = self.version(version_id)
            if chosen.alternative_to is None:
                raise NoSuchValue(
                    f"{version_id} is not an alternative reading. "
                    "Choose a version that says what it is the alternative to."
                )
            rule = by_key[chosen.rule]
            by_key[chosen.rule] = replace(
                rule, timelines=timelines(rule.nations, rule.versions, {version_id})
            )
        return replace(self, by_key=MappingProxyType(by_key), _found={})


def timelines(
    nations: Iterable[str],
    versions: Iterable[RuleVersion],
    chosen: Iterable[str] = (),
) -> Mapping[str, tuple[RuleVersion, ...]]:
    """The versions in use by nation, in order, each with the date of the next.

    A version that another replaces is out of use, and so is an alternative unless
    it is chosen, when the version it stands for is.
    """
    wanted = set(chosen)
    known = tuple(versions)
    out = {version.replaces for version in known}
    out |= {version.alternative_to for version in known if version.id in wanted}
    used = sorted(
        (
            version
            for version in known
            if version.id not in out
            and (version.alternative_to is None or version.id in wanted)
        ),
        key=lambda version: version.starts_on.first,
    )
    return MappingProxyType(
        {
            nation: _chained([v for v in used if nation in v.nations])
            for nation in nations
        }
    )


def known_by(rules: Rules, moment: datetime) -> Rules:
    """The rules as they could be known at a moment.

    Dates: a version counts from its day of publication, a London day; one whose day
    of publication is known only to the month counts from that month's last day.
    """
    day = london_day(moment)
    by_key = {}
    for key, rule in rules.by_key.items():
        known = tuple(v for v in rule.versions if v.published.last <= day)
        by_key[key] = replace(
            rule, versions=known, timelines=timelines(rule.nations, known)
        )
    return all_of(by_key, nations=rules.nations, as_at=moment)


def all_of(
    by_key: Mapping[str, Rule],
    *,
    nations: tuple[str, ...] = NATIONS,
    as_at: datetime | None = None,
) -> Rules:
    """These rules together, in alphabetical order."""
    ordered = {key: by_key[key] for key in sorted(by_key)}
    by_id = {v.id: v for rule in ordered.values() for v in rule.versions}
    return Rules(
        by_key=MappingProxyType(ordered),
        by_id=MappingProxyType(by_id),
        nations=nations,
        as_at=as_at,
    )


def _chained(versions: list[RuleVersion]) -> tuple[RuleVersion, ...]:
    """These versions, each with the start of the next as its end."""
    starts: list[PartialDate | None] = [version.starts_on for version in versions]
    return tuple(
        replace(version, ends_before=end)
        for version, end in zip(versions, [*starts[1:], None], strict=False)
    )


def _find(rule: Rule, when: PartialDate, nation: str | None) -> RuleVersion:
    if nation is not None and nation not in rule.nations:
        raise NotInForce(
            f"{rule.key} says nothing of {_titled(nation)}; it is a rule of "
            f"{', '.join(map(_titled, rule.nations))}."
        )
    asked = (nation,) if nation else rule.nations
    found = {one: _find_in(rule, when, one) for one in asked}
    if len({version.id for version in found.values()}) > 1:
        told = ", ".join(f"{v.id} in {_titled(n)}" for n, v in found.items())
        raise NationNeeded(
            f"{rule.key} differs between the nations on {when.text}: {told}. "
            "Record the nation."
        )
    return found[asked[0]]


def _find_in(rule: Rule, when: PartialDate, nation: str) -> RuleVersion:
    versions = rule.on(when, nation)
    if not versions:
        line = rule.timelines.get(nation, ())
        nowhere = not any(rule.on(when, one) for one in rule.nations)
        whole = nowhere and rule.nations == NATIONS
        where = "the United Kingdom" if whole else _titled(nation)
        since = f"The first version is {line[0].id}" if line else "No version is known"
        raise NotInForce(
            f"{rule.key} was not in force in {where} on {when.text}. "
            f"{since}; check the date of {rule.anchor}, or the as-at."
        )
    if len(versions) == 1 and when.first >= versions[0].starts_on.last:
        return versions[0]
    competing = " or ".join(version.id for version in versions)
    vague = [v for v in versions if not v.starts_on.is_day]
    if when.is_day:
        raise AnchorTooVague(
            f"{rule.key} cannot be settled for {when.text}: it may be {competing}, "
            f"and the start of {vague[-1].id} is known only to {_span(vague[-1])}. "
            "A corrected rule file that gives the day would settle it."
        )
    if len(versions) == 1:
        competing = f"{competing} or none before it"
    raise AnchorTooVague(
        f"{rule.key} needs the day of {rule.anchor}: {when.text} leaves open "
        f"{competing}. Record the day."
    )


def _span(version: RuleVersion) -> str:
    """The month, quarter or year to which a start is known."""
    return wording.span(version.starts_on.first, version.starts_on.precision.value)


def _unknown(kind: str, asked: str, known: Iterable[str]) -> UnknownRule:
    names = list(known)
    near = get_close_matches(asked, names, 3)
    hint = "Did you mean " + " or ".join(near) + "?" if near else ""
    if not hint:
        nearest = ", ".join(get_close_matches(asked, names, 3, cutoff=0))
        hint = f"The nearest names are {nearest}. See the list."
    return UnknownRule(f"There is no {kind} '{asked}'. {hint}")


def _worded(value: Value) -> str:
    return "none" if value is None else f"'{value}'"


def _titled(nation: str) -> str:
    return nation.replace("_", " ").title()
