"""From one case to its rows: the border that no name crosses.

Each function here and in the modules beside takes a folded case and gives rows of one
table, as plain values by column. A column left out of a row comes out empty.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from opennrm.cases.case import Case
from opennrm.cases.facts import Fact, NotificationReceived, Person
from opennrm.cases.history import RecordedFact
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate, london_day, quarter_of

Row = dict[str, Any]
NOT_RECORDED = "not_recorded"
Latest = Mapping[type[Fact], RecordedFact]


def latest_facts(case: Case) -> Latest:
    """The last fact of each kind that stands; most kinds are on few cases."""
    return {type(recorded.fact): recorded for recorded in case.history}


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


def person(about: Person) -> Row:
    """What several tables tell of the person, in codes and published labels."""
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


def authority_at_referral(case: Case) -> str:
    """The first authority that held the case, or that none was recorded."""
    return case.assignments[0].authority if case.assignments else NOT_RECORDED


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


def notification_row(case: Case, *, upgraded: PartialDate | None) -> Row:
    """The row of one Duty to Notify report; `upgraded` dates a later referral."""
    about = case.about
    assert isinstance(about, NotificationReceived)
    return {
        **person(about),
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
