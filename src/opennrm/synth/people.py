"""Inventing people: what a first responder says of each, in codes.

What has a published total for a quarter (county lines, the immigration authority) is
shared out over the quarter's people, so that the total comes out in a small register.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from opennrm.cases.facts import Answer, Consent
from opennrm.cases.referring import NotificationDetails, ReferralDetails
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.synth.calibration import Calibration
from opennrm.synth.chance import Wheel, days_between, happens
from opennrm.synth.identities import (
    Identity,
    invent_birth,
    invent_identity,
    load_names,
)
from opennrm.synth.joint import JointShape
from opennrm.synth.mixing import Kind, Mixer, single_type
from opennrm.synth.places import Atlas

_CHANNEL = "synthetic"
_UNKNOWN = "unknown"
# How old people are when referred, in whole years: chosen, no figure was read.
_CHILDREN = Wheel(
    {8: 1, 9: 1, 10: 1.5, 11: 2, 12: 4, 13: 8, 14: 15, 15: 22, 16: 26, 17: 24}
)
_GROWN_UP = Wheel({18: 40, 19: 20, 20: 12, 21: 8, 22: 6, 24: 5, 26: 4, 29: 3, 34: 2})
_ADULTS = Wheel({19: 9, 23: 20, 28: 24, 33: 19, 38: 13, 45: 10, 55: 4, 63: 1})
_NEAR_18 = 24
_CUSTODY = Wheel(
    {
        "inadmissible_asylum_claim": 40,
        "immigration_detention": 35,
        "foreign_national_offender": 25,
    }
)
_IMMIGRATION_ISSUE = 0.3
_SUPPORT_WANTED = 0.72
_IDENTITY_GIVEN = 0.35


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral before it is received: its details and who it is about."""

    details: ReferralDetails
    identity: Identity


@dataclass(frozen=True, slots=True)
class Notified:
    """A Duty to Notify report before it is received; mostly without identity."""

    details: NotificationDetails
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class _Age:
    """What is known of a person's age when referred."""

    years: int
    born_on: PartialDate | None
    under_18_now: Answer


class Inventor:
    """Invents the people of a quarter."""

    def __init__(
        self, calibration: Calibration, shape: JointShape, book: Rulebook
    ) -> None:
        self._calibration = calibration
        self._shape = shape
        self._book = book
        self._mixer = Mixer(calibration, shape, book)
        self._atlas = Atlas(calibration, shape, book)
        self._members = [Wheel(kind.members) for kind in shape.classes]
        self._forms = _forms_by_type(book)

    def referrals(
        self, days: Sequence[date], rng: np.random.Generator
    ) -> list[Referred]:
        """One referral for each of these days, all of one quarter."""
        if not days:
            return []
        quarter = Quarter.of(days[0])
        kinds = self._mixer.draw(quarter, len(days), rng)
        made = [
            self._referral(kind, day, quarter, rng)
            for kind, day in zip(kinds, days, strict=True)
        ]
        self._flag_county_lines(made, quarter, rng)
        self._send_to_immigration_authority(made, days, quarter, rng)
        return made

    def notifications(
        self, days: Sequence[date], rng: np.random.Generator
    ) -> list[Notified]:
        """One report for each of these days: adults of England and Wales."""
        if not days:
            return []
        quarter = Quarter.of(days[0])
        made: list[Notified] = []
        while len(made) < len(days):
            wanted = 3 * (len(days) - len(made)) + 5
            for kind in self._mixer.draw(quarter, wanted, rng):
                if kind.age != "child" and len(made) < len(days):
                    made.append(self._notification(kind, days[len(made)], quarter, rng))
        return made

    def _notification(
        self, kind: Kind, day: date, quarter: Quarter, rng: np.random.Generator
    ) -> Notified:
        referred = self._referral(
            replace(kind, age="adult"), day, quarter, rng, duty_to_notify=True
        )
        return notification_of(referred, identified=happens(_IDENTITY_GIVEN, rng))

    def _referral(
        self,
        kind: Kind,
        day: date,
        quarter: Quarter,
        rng: np.random.Generator,
        *,
        duty_to_notify: bool = False,
    ) -> Referred:
        on = PartialDate.on(day)
        nationality = self._nationality(kind, rng)
        gender = kind.gender
        if happens(self._calibration.parameter("other_gender"), rng):
            gender = "other"
        age = self._age(kind.age, day, rng, adult=duty_to_notify)
        spot = self._atlas.spot(
            kind, nationality, on, rng, england_or_wales=duty_to_notify
        )
        child = age.under_18_now is not Answer.NO
        types = _coded(single_type(kind.exploitation, on=on, book=self._book))
        details = ReferralDetails(
            first_responder=spot.first_responder,
            nation=spot.nation,
            age_at_exploitation=kind.age,
            age_at_referral_years=(
                age.years if age.born_on is not None and age.born_on.is_day else None
            ),
            gender=gender,
            nationality=nationality,
            exploitation_types=types,
            exploitation_forms=self._forms_of(types, kind.age, rng),
            location_of_exploitation=_PLACES[kind.place],
            counties=spot.counties,
            countries=spot.countries,
            police_force=spot.police_force,
            police_force_limb=spot.police_force_limb,
            county_lines=self._county_lines_asked(quarter),
            channel=_CHANNEL,
            under_18_now=age.under_18_now,
            nrm_consent=Consent.NOT_NEEDED if child else Consent.GIVEN,
            support_wanted=_support(child=child, rng=rng),
            local_authority=spot.local_authority if child else None,
            routing_circumstance=self._circumstance(nationality, quarter, rng),
            interpreter_language=load_names().group(nationality).language
            if happens(0.6, rng)
            else None,
        )
        identity = invent_identity(
            nationality=nationality, gender=gender, born_on=age.born_on, rng=rng
        )
        return Referred(details, identity)

    def _nationality(self, kind: Kind, rng: np.random.Generator) -> tuple[str, ...]:
        if happens(self._calibration.parameter("nationality_not_known"), rng):
            return (_UNKNOWN,)
        codes = self._members[kind.nationality_class].spin(rng)
        if self._shape.classes[kind.nationality_class].name == "with_uk":
            codes = (*codes, "uk")
        return tuple(sorted(codes))

    def _age(
        self, at_exploitation: str, day: date, rng: np.random.Generator, *, adult: bool
    ) -> _Age:
        if at_exploitation == "child":
            grown = happens(self._calibration.parameter("grown_up"), rng)
            years = (_GROWN_UP if grown else _CHILDREN).spin(rng)
        else:
            years = _ADULTS.spin(rng) + days_between(-1, 4, rng)
        doubt = self._calibration.parameter("age_in_doubt")
        answer = Answer.YES if years < 18 else Answer.NO
        if 18 <= years <= _NEAR_18 and not adult and happens(doubt, rng):
            answer = Answer.NOT_SURE
        return _Age(years, invent_birth(years=years, on=day, rng=rng), answer)

    def _circumstance(
        self, nationality: tuple[str, ...], quarter: Quarter, rng: np.random.Generator
    ) -> str:
        """What decided between the authorities before 29 April 2019."""
        if "uk" in nationality:
            return "uk_national"
        if nationality == (_UNKNOWN,):
            return "none_of_these"
        if not self._shape.european_economic_area.isdisjoint(nationality):
            if quarter.year > 2020:
                return "none_of_these"
            issue = happens(_IMMIGRATION_ISSUE, rng)
            return f"eea_national_{'with' if issue else 'without'}_immigration_issue"
        return "non_eea_national"

    def _forms_of(
        self, types: tuple[str, ...], age: str, rng: np.random.Generator
    ) -> tuple[str, ...] | None:
        """Sub-types ticked on the form, one for each type, on most forms."""
        if happens(0.35, rng):
            return None
        found = []
        for kind in types:
            forms = self._forms.get(kind, ())
            if age != "child":
                forms = tuple(f for f in forms if not f.startswith("child_"))
            if forms:
                found.append(forms[int(rng.random() * len(forms))])
        return tuple(found) or None

    def _county_lines_asked(self, quarter: Quarter) -> Answer:
        share = self._calibration.share("county_lines", quarter)["flagged"]
        return Answer.NO if share else Answer.NOT_ASKED

    def _flag_county_lines(
        self, made: list[Referred], quarter: Quarter, rng: np.random.Generator
    ) -> None:
        share = self._calibration.share("county_lines", quarter)["flagged"]
        able = [
            place
            for place, referred in enumerate(made)
            if "criminal" in referred.details.exploitation_types
            and referred.details.location_of_exploitation != "overseas"
            and "uk" in referred.details.nationality
        ]
        # Children first: they were four in five of those flagged.
        able.sort(key=lambda at: made[at].details.age_at_exploitation != "child")
        for place in _some_of(able, round(share * len(made)), 0.8, rng):
            details = replace(made[place].details, county_lines=Answer.YES)
            made[place] = replace(made[place], details=details)

    def _send_to_immigration_authority(
        self,
        made: list[Referred],
        days: Sequence[date],
        quarter: Quarter,
        rng: np.random.Generator,
    ) -> None:
        """Give some adults a circumstance that sends them to that authority."""
        share = self._calibration.share("immigration_authority", quarter)["ieca"]
        able, due = [], 0
        for place, (referred, day) in enumerate(zip(made, days, strict=True)):
            if "ieca" not in self._authorities(day, referred.details.nation):
                continue
            due += 1
            details = referred.details
            if details.under_18_now is Answer.NO and "uk" not in details.nationality:
                able.append(place)
        for place in _some_of(able, round(share * due), 1, rng):
            details = replace(
                made[place].details, routing_circumstance=_CUSTODY.spin(rng)
            )
            made[place] = replace(made[place], details=details)

    def _authorities(self, day: date, nation: str) -> tuple[str, ...]:
        return self._book.rules.in_force(
            "competent-authority",
            anchors={"referral-received": PartialDate.on(day)},
            nation=nation,
        ).codes


_PLACES = {
    "uk": "uk",
    "overseas": "overseas",
    "both": "uk_and_overseas",
    "unknown": _UNKNOWN,
}


def notification_of(referred: Referred, *, identified: bool) -> Notified:
    """The report about an adult who does not consent, by the same responder."""
    details = referred.details
    return Notified(
        NotificationDetails(
            first_responder=details.first_responder,
            nation=details.nation,
            age_at_exploitation=details.age_at_exploitation,
            age_at_referral_years=details.age_at_referral_years,
            gender=details.gender,
            nationality=details.nationality,
            exploitation_types=details.exploitation_types,
            exploitation_forms=details.exploitation_forms,
            location_of_exploitation=details.location_of_exploitation,
            counties=details.counties,
            countries=details.countries,
            police_force=details.police_force,
            police_force_limb=details.police_force_limb,
            county_lines=details.county_lines,
            channel=details.channel,
            consent_to_identify=identified,
        ),
        referred.identity if identified else None,
    )


def _coded(types: tuple[str, ...]) -> tuple[str, ...]:
    return (_UNKNOWN,) if types == ("not_specified",) else types


def _support(*, child: bool, rng: np.random.Generator) -> Answer:
    if child:
        return Answer.NOT_ASKED
    return Answer.YES if happens(_SUPPORT_WANTED, rng) else Answer.NO


def _forms_by_type(book: Rulebook) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for member in book.codes.list("exploitation_form").members:
        kind = member.attributes.get("type")
        if isinstance(kind, str):
            found.setdefault(kind, []).append(member.code)
    return {kind: tuple(forms) for kind, forms in found.items()}


def _some_of(
    places: list[int], number: int, front: float, rng: np.random.Generator
) -> list[int]:
    """So many of these places, a share of them from the front of the list."""
    number = min(number, len(places))
    ahead = min(round(front * number), len(places))
    if front == 1:
        return [places[at] for at in rng.permutation(len(places))[:number].tolist()]
    first = places[: max(ahead * 2, ahead)]
    chosen = [first[at] for at in rng.permutation(len(first))[:ahead].tolist()]
    rest = [place for place in places if place not in set(chosen)]
    more = rng.permutation(len(rest))[: number - len(chosen)].tolist()
    return chosen + [rest[at] for at in more]
