"""The facts that a history is made of.

One frozen class a stored name. `vocabulary.yaml` fixes the names and the fields and
says what each means; a test holds the two together. A class here may be renamed or
moved freely: only the names registered in `FACTS` are ever stored.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """What a decision found."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Stage(StrEnum):
    """The two decisions of the mechanism."""

    REASONABLE_GROUNDS = "reasonable_grounds"
    CONCLUSIVE_GROUNDS = "conclusive_grounds"


class Answer(StrEnum):
    """An answer to a plain question on the form."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    NOT_ASKED = "not_asked"
    NOT_RECORDED = "not_recorded"


class Consent(StrEnum):
    """Whether an adult agreed to the referral."""

    GIVEN = "given"
    NOT_NEEDED = "not_needed"
    REFUSED = "refused"
    NOT_RECORDED = "not_recorded"


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
class InformationRequested:
    """The authority asked others for what it needs to decide."""

    stage: Stage
    asked_of: tuple[str, ...]
    due_on: date | None = None
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationReceived:
    """An answer came, or it was established that none would."""

    stage: Stage
    received_from: tuple[str, ...]
    answered: bool
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonableGroundsDecided:
    """The first decision; a later one replaces it for what follows."""

    outcome: Outcome
    reasons: tuple[str, ...] | None = None
    decided_by: str
    reviewed_by: str | None = None
    authority: str
    rule: str
    follows_reconsideration: int | None = None
    minute: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusiveGroundsDecided:
    """The second decision, on the balance of probabilities."""

    outcome: Outcome
    finding: str | None = None
    reasons: tuple[str, ...] | None = None
    decided_by: str
    reviewed_by: str | None = None
    authority: str
    rule: str
    follows_reconsideration: int | None = None
    minute: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconsiderationRequested:
    """Someone asked that a negative decision be looked at again."""

    decision: int
    basis: tuple[str, ...]
    requested_by: str
    exceptional_circumstances: bool
    rule: str
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconsiderationAccepted:
    """The authority took the decision up again."""

    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconsiderationRefused:
    """The authority declined to look again."""

    request: int
    reason: str
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSuspended:
    """The person is missing and there is not enough to decide, or the like."""

    reason: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed:
    """Contact or evidence was regained."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn:
    """The adult left the mechanism, or it was in the child's best interests."""

    reason: str
    requested_by: str
    best_interests_determination: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWithdrawn:
    """A fact was recorded in error and counts, from now on, as never recorded."""

    fact: int


Fact = (
    ReferralReceived
    | NotificationReceived
    | AuthorityAssigned
    | CaseTransferred
    | InformationRequested
    | InformationReceived
    | ReasonableGroundsDecided
    | ConclusiveGroundsDecided
    | ReconsiderationRequested
    | ReconsiderationAccepted
    | ReconsiderationRefused
    | CaseSuspended
    | CaseResumed
    | CaseWithdrawn
    | FactWithdrawn
)

FACTS: dict[str, type[Fact]] = {
    "referral-received@1": ReferralReceived,
    "notification-received@1": NotificationReceived,
    "authority-assigned@1": AuthorityAssigned,
    "case-transferred@1": CaseTransferred,
    "information-requested@1": InformationRequested,
    "information-received@1": InformationReceived,
    "reasonable-grounds-decided@1": ReasonableGroundsDecided,
    "conclusive-grounds-decided@1": ConclusiveGroundsDecided,
    "reconsideration-requested@1": ReconsiderationRequested,
    "reconsideration-accepted@1": ReconsiderationAccepted,
    "reconsideration-refused@1": ReconsiderationRefused,
    "case-suspended@1": CaseSuspended,
    "case-resumed@1": CaseResumed,
    "case-withdrawn@1": CaseWithdrawn,
    "fact-withdrawn@1": FactWithdrawn,
}

NAMES: dict[type[Fact], str] = {kind: name for name, kind in FACTS.items()}
