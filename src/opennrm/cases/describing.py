"""Describing: the person of a referral or a report in codes, with the day's labels."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final

from opennrm.cases.facts import Answer
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate

ADULT_YEARS: Final = 18
_OLDEST_YEARS: Final = 120


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


class AgeContradictsItself(Refused):
    """An age in years is no age of a person, or not that of an adult or child."""

    code: ClassVar[str] = "age-contradicts-itself"


def ages_agree(under_18: Answer, years: int | None) -> None:
    """Refuse an age in years that the answer on being under 18 contradicts.

    Raises: AgeContradictsItself.
    """
    if years is None:
        return
    child = years < ADULT_YEARS
    if under_18 is (Answer.NO if child else Answer.YES):
        said = "18 or over" if child else "under 18"
        given = "under 18" if child else "18 or over"
        raise AgeContradictsItself(
            f"A referral says that the person is {said} now, and gives an age in years "
            f"that is {given}. Mend the one or the other; where the age is in doubt, "
            "answer not sure."
        )


def _possible(years: int | None) -> None:
    if years is not None and not 0 <= years <= _OLDEST_YEARS:
        raise AgeContradictsItself(
            "The age in years that was given is no age that a person can have. Give "
            f"0 to {_OLDEST_YEARS}, or leave it out where it is not known."
        )


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

    Raises: AgeContradictsItself; the errors of the code lists for a code unknown or
        not in force.
    """
    codes = book.codes
    _possible(details.age_at_referral_years)
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
