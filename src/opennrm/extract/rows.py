"""From one case to its rows: the border that no name crosses.

Each function takes a folded case and gives rows of one table, as plain values by
column. Columns that nothing fills yet are left out and come out empty.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from opennrm.cases.case import Case, Decision, Reconsideration
from opennrm.cases.clock import ClockName, ClockState
from opennrm.cases.clocks import counted_clocks
from opennrm.cases.facts import (
    NotificationReceived,
    Outcome,
    Person,
    ReferralReceived,
    Stage,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate, london_day, quarter_of

Row = dict[str, Any]
NOT_RECORDED = "not_recorded"
_PANELS = ("devolved_panel", "multi_disciplinary_panel")


def quarter(when: PartialDate) -> str | None:
    """The quarter of a date as text; None when the date is too vague."""
    found = quarter_of(when)
    return found.text if found else None


def known_day(when: PartialDate | None) -> date | None:
    """The day of a date that is known to the day; None otherwise."""
    return when.first if when is not None and when.is_day else None


def whole_days(start: PartialDate, end: PartialDate) -> int | None:
    """Whole days between two dates; None unless both are known to the day."""
    if start.is_day and end.is_day:
        return (end.first - start.first).days
    return None


def nationality_group(nationality: tuple[str, ...]) -> str:
    """United Kingdom alone, dual including it, another, or which unknown it is."""
    if nationality == ("uk",):
        return "uk"
    if "uk" in nationality:
        return "dual_including_uk"
    return nationality[0] if nationality[0] in _UNKNOWNS else "other"


_UNKNOWNS = ("unknown", "not_recorded", "not_applicable", "not_specified_or_unknown")


def _person(about: Person) -> Row:
    return {
        "first_responder_type": about.first_responder_type,
        "first_responder_type_label": about.first_responder_type_label,
        "first_responder": about.first_responder,
        "first_responder_label": about.first_responder_label,
        "nation": about.nation,
        "gender": about.gender,
        "gender_label": about.gender_label,
        "nationality": "+".join(sorted(about.nationality)),
        "nationality_label": about.nationality_label,
        "exploitation_type": "+".join(about.exploitation_types),
        "exploitation_type_label": about.exploitation_type_label,
    }


def referral_row(case: Case, *, on: date, book: Rulebook) -> Row:
    """The row of one referral, its clocks read on the day of the cut-off."""
    about = case.about
    assert isinstance(about, ReferralReceived)
    received = case.received
    first = _first(case, Stage.REASONABLE_GROUNDS)
    grounds = case.decision(Stage.REASONABLE_GROUNDS)
    first_conclusive = _first(case, Stage.CONCLUSIVE_GROUNDS)
    conclusive = case.decision(Stage.CONCLUSIVE_GROUNDS)
    told = counted_clocks(case, on=on, book=book)
    target = next(
        (c for c in told if c.name is ClockName.REASONABLE_GROUNDS_TARGET), None
    )
    minimum = next((c for c in told if c.name is ClockName.RECOVERY_MINIMUM), None)
    nationality = about.nationality
    return {
        **_person(about),
        "origin": about.channel,
        "route": case.route.value,
        "received_on": received.first,
        "received_precision": received.precision.value,
        "received_quarter": quarter(received),
        "received_month": (
            f"{received.first:%Y-%m}"
            if received.precision in ("day", "month")
            else None
        ),
        "recorded_on": london_day(case.received_recorded_at),
        "under_18_now": about.under_18_now,
        "age_at_referral_years": about.age_at_referral_years,
        "age_at_exploitation": about.age_at_exploitation,
        "age_at_exploitation_label": about.age_at_exploitation_label,
        "nationality_first": nationality[0],
        "nationality_second": nationality[1] if len(nationality) > 1 else None,
        "nationality_group": nationality_group(nationality),
        "location_of_exploitation": about.location_of_exploitation,
        "location_of_exploitation_label": about.location_of_exploitation_label,
        "county": about.counties[0] if about.counties else None,
        "counties": "+".join(about.counties) if about.counties else None,
        "countries": "+".join(about.countries) if about.countries else None,
        "county_lines": about.county_lines,
        "police_force": about.police_force,
        "police_force_limb": about.police_force_limb,
        "local_authority": about.local_authority,
        "nrm_consent": about.nrm_consent,
        "support_wanted": about.support_wanted,
        "routing_circumstance": about.routing_circumstance,
        "authority_at_referral": authority_at_referral(case),
        "authority_now": case.authority or NOT_RECORDED,
        "panel_site": case.assignments[-1].site if case.assignments else None,
        "follows_notification": about.notification is not None,
        "status": case.status,
        "reasonable_grounds_outcome": grounds and grounds.outcome.value,
        "reasonable_grounds_decided_on": grounds and known_day(grounds.decided),
        "reasonable_grounds_first_outcome": first and first.outcome.value,
        "reasonable_grounds_first_decided_on": first and known_day(first.decided),
        "days_to_reasonable_grounds": (
            grounds and whole_days(received, grounds.decided)
        ),
        "reasonable_grounds_due_on": target.due_on if target else None,
        "reasonable_grounds_within_target": (
            target.state is ClockState.MET
            if target and target.state in (ClockState.MET, ClockState.MISSED)
            else None
        ),
        "conclusive_grounds_outcome": conclusive and conclusive.outcome.value,
        "conclusive_grounds_decided_on": conclusive and known_day(conclusive.decided),
        "conclusive_grounds_first_outcome": (
            first_conclusive and first_conclusive.outcome.value
        ),
        "conclusive_grounds_first_decided_on": (
            first_conclusive and known_day(first_conclusive.decided)
        ),
        "days_to_conclusive_grounds": (
            conclusive and whole_days(received, conclusive.decided)
        ),
        "recovery_minimum_ends_on": minimum.due_on if minimum else None,
        "suspended": case.is_suspended,
        "suspended_on": (
            known_day(case.suspensions[-1].since) if case.is_suspended else None
        ),
        "withdrawn_on": case.withdrawal and known_day(case.withdrawal.on),
        "withdrawal_reason": case.withdrawal and case.withdrawal.reason,
        "subject_state": "present",
        "age_state": "presumed_child"
        if about.under_18_now == "not_sure"
        else "claimed",
        "unknown_clocks": (
            "+".join(f"{c.name}:{c.unknown_code}" for c in told if c.unknown) or None
        ),
    }


def authority_at_referral(case: Case) -> str:
    """The first authority that held the case, or that none was recorded."""
    return case.assignments[0].authority if case.assignments else NOT_RECORDED


def _first(case: Case, stage: Stage) -> Decision | None:
    return next((d for d in case.decisions if d.stage is stage), None)


def decision_rows(case: Case) -> Iterator[Row]:
    """One row a decision as made, those since replaced included."""
    about = case.about
    person = {
        **_person(about),
        "age_at_exploitation": about.age_at_exploitation,
        "age_at_exploitation_label": about.age_at_exploitation_label,
        "nationality_group": nationality_group(about.nationality),
        "authority_at_referral": authority_at_referral(case),
        "received_on": known_day(case.received),
        "received_quarter": quarter(case.received),
    }
    for decision in case.decisions:
        started = _recovery_before(case, decision)
        yield {
            **person,
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
                "panel" if decision.authority in _PANELS else "caseworker"
            ),
            "reviewed": decision.reviewed_by is not None,
            "primary_reason": decision.reasons[0] if decision.reasons else None,
            "reasons": "+".join(decision.reasons) or None,
            "days_from_receipt": whole_days(case.received, decision.decided),
            "days_from_reasonable_grounds": (
                started and whole_days(started, decision.decided)
            ),
            "days_suspended": _days_suspended(case, decision),
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


def exploitation_rows(case: Case, *, book: Rulebook) -> Iterator[Row]:
    """One row a base type of exploitation recorded."""
    about = case.about
    for base in about.exploitation_types:
        yield {
            "exploitation_base": base,
            "exploitation_base_label": book.codes.label(
                "exploitation_type", base, on=case.received
            ),
            "exploitation_form": (
                "+".join(about.exploitation_forms) if about.exploitation_forms else None
            ),
            "alone": len(about.exploitation_types) == 1,
            "received_quarter": quarter(case.received),
        }


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


def notification_row(case: Case, *, upgraded: PartialDate | None) -> Row:
    """The row of one Duty to Notify report; `upgraded` dates a later referral."""
    about = case.about
    assert isinstance(about, NotificationReceived)
    return {
        **_person(about),
        "origin": about.channel,
        "received_on": case.received.first,
        "received_precision": case.received.precision.value,
        "received_quarter": quarter(case.received),
        "recorded_on": london_day(case.received_recorded_at),
        "location_of_exploitation": about.location_of_exploitation,
        "location_of_exploitation_label": about.location_of_exploitation_label,
        "police_force": about.police_force,
        "upgraded_to_referral": upgraded is not None,
        "upgraded_on": known_day(upgraded),
    }


def step_rows(case: Case) -> Iterator[Row]:
    """One row a transition of a track."""
    for step in case.steps:
        yield {
            "step_number": step.number,
            "track": step.track.value,
            "from_state": step.before.value,
            "to_state": step.after.value,
            "fact": step.fact,
            "happened_on": step.happened.first,
            "happened_precision": step.happened.precision.value,
            "recorded_on": london_day(step.recorded_at),
            "authority": step.authority,
            "rule": step.rule,
        }
