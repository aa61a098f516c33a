"""Intake and route: what came in, and which authority holds it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from opennrm.cases.facts._kinds import Answer, Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is coded of a potential victim, the same in a referral and a report."""

    first_responder: str
    first_responder_label: str
    first_responder_type: str
    first_responder_type_label: str
    nation: str
    age_at_exploitation: str
    age_at_exploitation_label: str
    age_at_referral_years: int | None = None
    gender: str
    gender_label: str
    nationality: tuple[str, ...]
    nationality_label: str
    exploitation_types: tuple[str, ...]
    exploitation_type_label: str
    exploitation_forms: tuple[str, ...] | None = None
    location_of_exploitation: str
    location_of_exploitation_label: str
    counties: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None
    police_force: str
    police_force_limb: str
    county_lines: Answer
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReceived(Person):
    """A first responder's referral reached the mechanism."""

    under_18_now: Answer
    nrm_consent: Consent
    support_wanted: Answer
    local_authority: str | None = None
    routing_circumstance: str
    interpreter_language: str | None = None
    external_id: str | None = None
    notification: UUID | None = None
    subject: UUID | None = None
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationReceived(Person):
    """A Duty to Notify report about an adult who does not consent to a referral."""

    consent_to_identify: bool
    subject: UUID | None = None
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReturned:
    """The authority asked for what is missing before it can start."""

    asked_for: tuple[str, ...]
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralCompleted:
    """What was missing arrived; the date of receipt stays the first one."""

    supplied: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRejected:
    """The sender was not a designated first responder organisation."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDetailAdded:
    """The first responder added to a referral already sent."""

    kinds: tuple[str, ...]
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLinked:
    """A person confirmed that two references are one referral.

    The other case is the one kept.
    """

    kept: UUID
    kind: str
    wholly_earlier: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateUnlinked:
    """The link was found to be wrong."""

    kept: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFirstReceived:
    """Under the rule of that day every form first reached one unit.

    Which kept it or sent it on.
    """

    receiver: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureSet:
    """The decisions that the mechanism makes by the rule of that day.

    Where it does not make both.
    """

    stages: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAssigned:
    """The case was routed to the competent authority that decides it."""

    authority: str
    site: str | None = None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransferred:
    """The case moved to another authority; receipt keeps its date."""

    authority: str
    site: str | None = None
    reason: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMakerAssigned:
    """A named person at the authority took the case."""

    decision_maker: str
