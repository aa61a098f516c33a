"""Rows of the decisions of a case, and of the requests to look at one again."""

from collections.abc import Iterator, Sequence
from typing import Final

from opennrm.cases.case import Case, Decision, Reconsideration
from opennrm.cases.facts import DecisionServed, Outcome, PanelConvened, Stage
from opennrm.cases.panels import Panel, panels
from opennrm.cases.sittings import ASSURANCE
from opennrm.extract.rows import (
    Latest,
    Row,
    authority_at_referral,
    known_day,
    nationality_group,
    person,
    quarter,
    whole_days,
)
from opennrm.rules.dates import PartialDate, london_day

_PANELS: Final = ("devolved_panel", "multi_disciplinary_panel")


def decision_rows(case: Case, *, latest: Latest) -> Iterator[Row]:
    """One row a decision as made, those since replaced included."""
    about = case.about
    shared = {
        **person(about),
        "age_at_exploitation": about.age_at_exploitation,
        "age_at_exploitation_label": about.age_at_exploitation_label,
        "nationality_group": nationality_group(about.nationality),
        "authority_at_referral": authority_at_referral(case),
        "received_on": known_day(case.received),
        "received_quarter": quarter(case.received),
    }
    served = _served(case) if DecisionServed in latest else {}
    sat = panels(case) if PanelConvened in latest else ()
    for decision in case.decisions:
        deciding, reviewing = _panels_on(case, decision, sat)
        started = _recovery_before(case, decision)
        yield {
            **shared,
            "stage": decision.stage.value,
            "decision_number": decision.number,
            "outcome": decision.outcome.value,
            "finding": decision.finding,
            "decided_on": decision.decided.first,
            "decided_precision": decision.decided.precision.value,
            "decided_quarter": quarter(decision.decided),
            "recorded_on": london_day(decision.recorded_at),
            "current": decision.current,
            "replaces_number": decision.number - 1 if decision.number > 1 else None,
            "after_reconsideration": decision.after_reconsideration,
            "authority": decision.authority,
            "decided_by_kind": (
                "panel" if deciding or decision.authority in _PANELS else "caseworker"
            ),
            "reviewed": decision.reviewed_by is not None,
            "panel_outcome": reviewing or deciding,
            "primary_reason": decision.reasons[0] if decision.reasons else None,
            "reasons": "+".join(decision.reasons) or None,
            "days_from_receipt": whole_days(case.received, decision.decided),
            "days_from_reasonable_grounds": (
                started and whole_days(started, decision.decided)
            ),
            "days_suspended": _days_suspended(case, decision),
            "served_on": known_day(served.get(decision.version)),
            "rule": decision.rule,
        }


def _recovery_before(case: Case, decision: Decision) -> PartialDate | None:
    """The positive first decision that a conclusive one followed."""
    if decision.stage is not Stage.CONCLUSIVE_GROUNDS:
        return None
    before = [
        d.decided
        for d in case.decisions
        if d.stage is Stage.REASONABLE_GROUNDS
        and d.outcome is Outcome.POSITIVE
        and d.version < decision.version
    ]
    return before[-1] if before else None


def _served(case: Case) -> dict[int, PartialDate]:
    """When each decision was served, by its version."""
    return {
        recorded.fact.decision: recorded.occurred
        for recorded in case.recorded(DecisionServed)
        if isinstance(recorded.fact, DecisionServed)
    }


def _panels_on(
    case: Case, decision: Decision, sat: Sequence[Panel]
) -> tuple[str | None, str | None]:
    """What a panel that decides found before a decision, and what one found of it.

    A panel belongs to the decision of its stage that came next, or, where it reviews,
    to the one that came before.
    """
    if not sat:
        return None, None
    versions = [d.version for d in case.decisions if d.stage is decision.stage]
    place = versions.index(decision.version)
    before = versions[place - 1] if place else 0
    after = versions[place + 1] if place + 1 < len(versions) else case.version + 1
    deciding = reviewing = None
    for panel in sat:
        if panel.stage is not decision.stage:
            continue
        if panel.kind != ASSURANCE and before < panel.version < decision.version:
            deciding = panel.outcome
        elif panel.kind == ASSURANCE and decision.version < panel.version < after:
            reviewing = panel.outcome
    return deciding, reviewing


def _days_suspended(case: Case, decision: Decision) -> int | None:
    if not (case.received.is_day and decision.decided.is_day):
        return None
    days = 0
    for pause in case.suspensions:
        if not pause.since.is_day or (pause.until and not pause.until.is_day):
            return None
        until = pause.until.first if pause.until else decision.decided.first
        begin = max(pause.since.first, case.received.first)
        days += max((min(until, decision.decided.first) - begin).days, 0)
    return days


def reconsideration_rows(case: Case) -> Iterator[Row]:
    """One row a request, with what came of it."""
    for request in case.reconsiderations:
        about = _decision_of(case, request.decision)
        fresh = _decision_of(case, request.redetermined_by)
        yield {
            "request_number": request.number,
            "stage": request.stage.value,
            "decision_number": about.number if about else None,
            "decided_on": known_day(about.decided) if about else None,
            "requested_on": request.requested.first,
            "requested_quarter": quarter(request.requested),
            "requested_by": request.requested_by,
            "basis": "+".join(request.basis),
            "within_window": not request.exceptional_circumstances,
            "exceptional_circumstances": request.exceptional_circumstances,
            "rule": request.rule,
            "state": request.state.value,
            "answered_on": known_day(request.answered),
            "refusal": request.refusal,
            "outcome": fresh.outcome.value if fresh else None,
            "outcome_number": fresh.number if fresh else None,
            "redetermined_on": known_day(fresh.decided) if fresh else None,
            "days_to_answer": _days_to_answer(request),
            "authority": fresh.authority if fresh else case.authority,
        }


def _decision_of(case: Case, version: int | None) -> Decision | None:
    return next((d for d in case.decisions if d.version == version), None)


def _days_to_answer(request: Reconsideration) -> int | None:
    if request.answered is None:
        return None
    return whole_days(request.requested, request.answered)
