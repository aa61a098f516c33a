"""Comparing: what an invented register tells under one rulebook and under another.

Everything is counted from the cases that the histories tell; nothing is put in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median
from typing import Final

from opennrm.cases.case import Case, Decision, Route, Status
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.sittings import ASSURANCE, panels
from opennrm.cases.support_spells import spells
from opennrm.rules.differing import Changes
from opennrm.synth.recordings import SimulatedFacts, histories

COUNT: Final = "count"
DAYS: Final = "days"
SHARE: Final = "share"

_AWAITING: Final = (
    Status.AWAITING_REASONABLE_GROUNDS,
    Status.AWAITING_CONCLUSIVE_GROUNDS,
    Status.AWAITING_RECONSIDERATION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing counted; `value` is None where there is nothing to count it on."""

    name: str
    meaning: str
    unit: str
    value: float | None


def measures(
    stream: Iterable[SimulatedFacts], *, since: date, until: date
) -> tuple[Measure, ...]:
    """What a register tells of the referrals received from a day on.

    Counts: referrals that stand; decisions as made, later ones included.
    Dates: as it stands on the day `until`, so that support and waits still going on
        then are cut off.
    """
    cases = [case for case in _cases(stream) if case.received.first >= since]
    return (
        Measure(
            name="referrals",
            meaning="referrals received",
            unit=COUNT,
            value=len(cases),
        ),
        *_of_decisions(cases),
        *_of_support(cases, until=until),
        Measure(
            name="awaiting_at_end",
            meaning="referrals awaiting a decision at the end",
            unit=COUNT,
            value=sum(case.status in _AWAITING for case in cases),
        ),
    )


def first_difference(found: Changes) -> date | None:
    """The first day on which a rule set is not the baseline; None where it never is."""
    days = [step.starts_on.first for rule in found.rules for step in rule.steps]
    days += [change.day for change in found.holidays]
    for change in found.members:
        begins = change.member.ends_on or change.member.starts_on
        days.append(begins.first if begins else date.min)
    return min(days, default=None)


def _cases(stream: Iterable[SimulatedFacts]) -> Iterator[Case]:
    """Every referral that was not taken back."""
    for history in histories(stream).values():
        try:
            case = fold(history)
        except NoSuchCase:
            continue
        if case.route is Route.NRM:
            yield case


def _of_decisions(cases: list[Case]) -> Iterator[Measure]:
    made = [(case, decision) for case in cases for decision in case.decisions]
    for stage in Stage:
        named = stage.value.replace("_", " ")
        of_stage = [(case, one) for case, one in made if one.stage is stage]
        for outcome in Outcome:
            yield Measure(
                name=f"{stage.value}_{outcome.value}",
                meaning=f"{named}: {outcome.value} decisions",
                unit=COUNT,
                value=sum(one.outcome is outcome for _, one in of_stage),
            )
        waits = [
            (one.decided.first - case.received.first).days
            for case, one in of_stage
            if one.number == 1
        ]
        yield Measure(
            name=f"days_to_{stage.value}",
            meaning=f"{named}: median days from referral to the first decision",
            unit=DAYS,
            value=median(waits) if waits else None,
        )
    yield Measure(
        name="decided_by_panel",
        meaning="decisions that a panel took",
        unit=SHARE,
        value=fmean(_by_panel(case, one) for case, one in made) if made else None,
    )


def _by_panel(case: Case, decision: Decision) -> bool:
    """Whether a panel came to this decision before it was made."""
    earlier = max(
        (
            one.version
            for one in case.decisions
            if one.stage is decision.stage and one.version < decision.version
        ),
        default=0,
    )
    return any(
        panel.stage is decision.stage
        and panel.kind != ASSURANCE
        and panel.outcome == decision.outcome.value
        and earlier < panel.version < decision.version
        for panel in panels(case)
    )


def _of_support(cases: list[Case], *, until: date) -> Iterator[Measure]:
    begun = [
        (case, [spell for spell in spells(case) if spell.started is not None])
        for case in cases
    ]
    supported = [(case, told) for case, told in begun if told]
    waits, lengths, current = [], [], 0
    for case, told in supported:
        spans = [
            (spell.started.first, spell.ended.first if spell.ended else until)
            for spell in told
            if spell.started is not None
        ]
        waits.append((min(first for first, _ in spans) - case.received.first).days)
        lengths.append(sum((last - first).days for first, last in spans))
        current += any(spell.ended is None for spell in told)
    yield Measure(
        name="supported",
        meaning="people supported",
        unit=COUNT,
        value=len(supported),
    )
    yield Measure(
        name="days_to_support",
        meaning="median days from referral to the start of support",
        unit=DAYS,
        value=median(waits) if waits else None,
    )
    yield Measure(
        name="days_supported",
        meaning="mean days supported, of those who were",
        unit=DAYS,
        value=fmean(lengths) if lengths else None,
    )
    yield Measure(
        name="supported_at_end",
        meaning="people in support at the end",
        unit=COUNT,
        value=current,
    )
