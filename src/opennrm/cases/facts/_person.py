"""What happens to the person: police, age, whereabouts."""

from dataclasses import dataclass
from uuid import UUID

from opennrm.cases.facts._kinds import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceInformed:
    """The force for the case was told; consent is not needed."""

    police_force: str
    limb: str
    third_party_report: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceRecorded:
    """What the force recorded."""

    record: str
    reference: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceOutcomeRecorded:
    """What came of the police's work."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeAssessed:
    """A formal age assessment."""

    outcome: str
    assessed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdulthoodReached:
    """The person turned 18 without a conclusive decision, and was asked."""

    stays: Answer
    support_consent: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionPackShared:
    """The pack for a child about to turn 18 was shared and talked through."""

    shared_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WentMissing:
    """The person is missing."""

    reported_to_police: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAgain:
    """The person is in touch again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftCountry:
    """There is strong evidence that the person left the UK."""

    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRecorded:
    """The person died. Nothing is removed from any count."""

    source: str
