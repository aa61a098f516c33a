"""Describing: the person of a referral or a report in codes, with the day's labels."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from opennrm.cases.facts import Answer
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What a first responder says of the person, in codes; labels are looked up."""

    first_responder: str
    nation: str
    age_at_exploitation: str
    age_at_referral_years: int | None = None
    gender: str
    nationality: tuple[str, ...]
    exploitation_types: tuple[str, ...]
    exploitation_forms: tuple[str, ...] | None = None
    location_of_exploitation: str
    counties: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None
    police_force: str = "not_recorded"
    police_force_limb: str = "not_recorded"
    county_lines: Answer = Answer.NOT_RECORDED
    channel: str


def own_fields(details: PersonDetails) -> dict[str, Any]:
    """The fields that a kind of details adds to those of the person."""
    shared = {field.name for field in fields(PersonDetails)}
    return {
        field.name: getattr(details, field.name)
        for field in fields(details)
        if field.name not in shared
    }


def labelled(
    details: PersonDetails, *, on: PartialDate, book: Rulebook
) -> Mapping[str, Any]:
    """The person's codes with the labels of the day beside them.

    Raises: the errors of the code lists for a code unknown or not in force.
    """
    codes = book.codes
    for listed, given in (
        ("exploitation_form", details.exploitation_forms or ()),
        ("county", details.counties or ()),
        ("country", details.countries or ()),
        ("police_force_limb", (details.police_force_limb,)),
    ):
        for code in given:
            codes.checked(listed, code, on=on)
    responder = codes.first_responder(details.first_responder, on=on)
    return {
        "first_responder": responder.code,
        "first_responder_label": responder.label,
        "first_responder_type": responder.type,
        "first_responder_type_label": codes.label(
            "first_responder_type", responder.type, on=on
        ),
        "nation": codes.checked("nation", details.nation, on=on),
        "age_at_exploitation": details.age_at_exploitation,
        "age_at_exploitation_label": codes.label(
            "age_at_exploitation", details.age_at_exploitation, on=on
        ),
        "age_at_referral_years": details.age_at_referral_years,
        "gender": details.gender,
        "gender_label": codes.label("gender", details.gender, on=on),
        "nationality": details.nationality,
        "nationality_label": codes.nationality_label(details.nationality, on=on),
        "exploitation_types": details.exploitation_types,
        "exploitation_type_label": codes.exploitation_label(
            details.exploitation_types, on=on
        ),
        "exploitation_forms": details.exploitation_forms,
        "location_of_exploitation": details.location_of_exploitation,
        "location_of_exploitation_label": codes.label(
            "location_of_exploitation", details.location_of_exploitation, on=on
        ),
        "counties": details.counties,
        "countries": details.countries,
        "police_force": codes.checked("police_force", details.police_force, on=on),
        "police_force_limb": details.police_force_limb,
        "county_lines": details.county_lines,
        "channel": codes.checked("channel", details.channel, on=on),
    }
