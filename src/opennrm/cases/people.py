"""Who acts: roles and organisations, as the permission table sees them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be in this mechanism."""

    FIRST_RESPONDER = "first_responder"
    DECISION_MAKER = "decision_maker"
    REVIEWER = "reviewer"
    TECHNICAL_LEAD = "technical_lead"
    PANEL_MEMBER = "panel_member"
    SUPPORT_PROVIDER = "support_provider"
    LOCAL_AUTHORITY = "local_authority"
    GUARDIAN = "guardian"
    POLICE = "police"
    IMMIGRATION = "immigration"
    POST_ROOM = "post_room"
    OVERSEER = "overseer"
    IMPORTER = "importer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or service that acts. The id is never a name.

    `organisation` is the code of the body that they act for: a first responder, a
    competent authority, a support provider, a council, a guardianship service or a
    police force.
    """

    id: str
    roles: frozenset[Role]
    organisation: str
