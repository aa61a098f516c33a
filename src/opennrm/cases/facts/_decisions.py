"""The two decisions, and everything that leads to one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from opennrm.cases.facts._kinds import Outcome, Stage
from opennrm.rules.dates import PartialDate


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
class DecisionProposed:
    """A decision maker put a draft decision before a second person."""

    stage: Stage
    outcome: Outcome
    reasons: tuple[str, ...] | None = None
    proposed_by: str
    minute: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReviewed:
    """The second person agreed with the draft, or did not."""

    stage: Stage
    proposal: int
    agreed: bool
    reviewed_by: str
    minute: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionServed:
    """The decision was told to the person or their representative."""

    decision: int
    received_on: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDelayRequested:
    """Someone asked that the conclusive decision wait."""

    requested_by: str
    until: date | None = None
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDelayAnswered:
    """The authority agreed to wait, or did not."""

    request: int
    agreed: bool
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelConvened:
    """An assurance, multi-disciplinary or devolved panel was called on the case."""

    kind: str
    stage: Stage
    site: str | None = None
    members: tuple[str, ...]
    agencies: tuple[str, ...]
    chair: str
    papers_on: date
    sits_on: date
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelConflictDeclared:
    """A member declared a conflict; a vote already cast is void."""

    panel: int
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelVoted:
    """A member's vote, with dissent where there was one."""

    panel: int
    member: str
    vote: str
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelConcluded:
    """The panel's outcome; it never changes a decision by itself."""

    panel: int
    outcome: str
    casting_vote: bool
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelDisagreementSettled:
    """The technical lead upheld, amended or asked for more inquiries."""

    panel: int
    settled_as: str
    settled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusiveGroundsRevoked:
    """A positive conclusive decision was taken back."""

    decision: int
    reasons: tuple[str, ...]
    decided_by: str
    reviewed_by: str
