"""Reconsideration and disqualification: a decision questioned, or its effects."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


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
class ReconsiderationBarred:
    """No reconsideration lies because of where removal is intended.

    The court remains.
    """

    request: int
    country: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconsiderationExtensionAgreed:
    """More time to ask was agreed, on reasons given early."""

    decision: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconsiderationAskingDeclined:
    """A first responder or support provider declined to ask for the person.

    The authority must agree, and the person be told in writing.
    """

    decision: int
    declined_by: str
    approved_by: str
    told_in_writing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisqualificationConsidered:
    """The authority began to consider a disqualification."""

    ground: str
    requested_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisqualificationDecided:
    """Disqualified or not. The conclusive decision may still be due."""

    outcome: str
    ground: str
    re_trafficking_risk_assessed: bool
    recovery_needs_weighed: bool
    decided_by: str
    reviewed_by: str
    rule: str
    minute: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisqualificationQuashed:
    """A court set the disqualification aside."""

    decision: int
