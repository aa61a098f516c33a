"""The row of a referral: as it came, where it stands, and what became of it."""

from datetime import date

from opennrm.cases.case import Case, Decision
from opennrm.cases.clock import ClockName, ClockState
from opennrm.cases.clocks import counted_clocks
from opennrm.cases.facts import PoliceInformed, ReferralReceived, Stage
from opennrm.cases.rulebook import Rulebook
from opennrm.extract.becoming import what_became
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.extract.rows import (
    NOT_RECORDED,
    Latest,
    Row,
    authority_at_referral,
    known_day,
    nationality_group,
    person,
    quarter,
    whole_days,
)
from opennrm.rules.dates import london_day


def referral_row(
    case: Case, *, latest: Latest, on: date, book: Rulebook, keys: ExtractKeys
) -> Row:
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
        **person(about),
        "record_key": keys.record_key_of(case.case_id),
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
        **_police_force(case, about),
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
        **what_became(case, latest=latest, keys=keys),
        "unknown_clocks": (
            "+".join(f"{c.name}:{c.unknown_code}" for c in told if c.unknown) or None
        ),
    }


def _first(case: Case, stage: Stage) -> Decision | None:
    return next((d for d in case.decisions if d.stage is stage), None)


def _police_force(case: Case, about: ReferralReceived) -> Row:
    """The force that was last told, or before that the one the referral named."""
    informed = case.last(PoliceInformed)
    told = about if informed is None else informed.fact
    assert isinstance(told, ReferralReceived | PoliceInformed), "asked for by its kind"
    limb = told.limb if isinstance(told, PoliceInformed) else told.police_force_limb
    return {"police_force": told.police_force, "police_force_limb": limb}
