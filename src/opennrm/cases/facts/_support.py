"""Support, guardianship and permission to stay."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRequested:
    """Support was asked for, also before the first decision."""

    kind: str
    requested_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportOffered:
    """A provider offered a place or a worker."""

    kind: str
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportStarted:
    """Support began, with the person's consent to it."""

    kind: str
    provider: str
    contact: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportDeclined:
    """The person did not want what was offered."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportExtended:
    """An extension was agreed on the provider's request."""

    until: date
    requested_on: date
    requested_by: str
    exceptional_circumstances: bool | None = None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportExtensionRefused:
    """An extension was refused."""

    requested_on: date
    requested_by: str
    reason: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAssessed:
    """A recovery needs assessment on the seven outcome areas."""

    needs: tuple[str, ...]
    recommended_until: date | None = None
    agreed_until: date | None = None
    agreement: str
    narrative: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveOnStarted:
    """Move-on support after a positive conclusive decision."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEnded:
    """Support ended."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPeriodWithheld:
    """The law gave no recovery period by itself.

    As the referral tells only of what lay before an earlier positive decision.
    """

    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPeriodGranted:
    """A further recovery period was granted where none arises by itself."""

    until: date
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferredOnward:
    """The person was referred on to another service.

    With their consent, here or in the country of return.
    """

    service: str
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianAppointed:
    """An independent guardian or a guardianship service took up a child's case."""

    service: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianEnded:
    """Guardianship ended."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveConsidered:
    """Permission to stay was considered after a positive conclusive decision."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDecided:
    """Permission to stay was granted or refused."""

    outcome: str
    ground: str | None = None
    since: date | None = None
    until: date | None = None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCurtailed:
    """Permission to stay was cut short or revoked."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryReturnMade:
    """The person returned by choice, with a handover or without."""

    country: str
    risk_assessed: bool
    handover: bool
