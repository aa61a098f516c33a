"""Published cells as referrals: real counts, no invented person and no invented day."""

from dataclasses import dataclass

from opennrm.cases.facts import Answer, Consent, ReferralReceived
from opennrm.cases.history import NewFact
from opennrm.rules.dates import PartialDate, Precision, Quarter

NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCell:
    """One published count of people with one combination of coded values.

    Counts: `people` referrals received in `quarter`.
    Labels are kept as published, defects included; the codes are the mended ones.
    """

    quarter: Quarter
    first_responder_type: str
    first_responder_type_label: str
    first_responder: str
    first_responder_label: str
    exploitation_types: tuple[str, ...]
    exploitation_type_label: str
    age_at_exploitation: str
    age_at_exploitation_label: str
    gender: str
    gender_label: str
    nationality: tuple[str, ...]
    nationality_label: str
    people: int


def receive_published(cell: PublishedCell) -> NewFact:
    """The one fact that each referral of a published cell is known by.

    Dates: known to the quarter only. What the table does not say is `not_recorded`.
    """
    fact = ReferralReceived(
        first_responder=cell.first_responder,
        first_responder_label=cell.first_responder_label,
        first_responder_type=cell.first_responder_type,
        first_responder_type_label=cell.first_responder_type_label,
        nation=NOT_RECORDED,
        age_at_exploitation=cell.age_at_exploitation,
        age_at_exploitation_label=cell.age_at_exploitation_label,
        gender=cell.gender,
        gender_label=cell.gender_label,
        nationality=cell.nationality,
        nationality_label=cell.nationality_label,
        exploitation_types=cell.exploitation_types,
        exploitation_type_label=cell.exploitation_type_label,
        location_of_exploitation=NOT_RECORDED,
        location_of_exploitation_label="Not recorded",
        police_force=NOT_RECORDED,
        police_force_limb=NOT_RECORDED,
        county_lines=Answer.NOT_RECORDED,
        channel="published_cells",
        under_18_now=Answer.NOT_RECORDED,
        nrm_consent=Consent.NOT_RECORDED,
        support_wanted=Answer.NOT_RECORDED,
        routing_circumstance=NOT_RECORDED,
    )
    received = PartialDate(cell.quarter.first, Precision.QUARTER)
    return NewFact(fact=fact, occurred=received)
