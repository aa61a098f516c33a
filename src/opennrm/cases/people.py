"""Who acts: roles and organisations, as the permission table sees them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be in this mechanism."""

    FIRST_RESPONDER = "first_responder"
    DECISION_MAKER = "decision_maker"
    REVIEWER = "reviewer"
    OVERSEER = "overseer"
    IMPORTER = "importer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or service that acts. The id is never a name.

    `organisation` is a first responder's code, or the code of a competent authority
    for those who decide.
    """

    id: str
    roles: frozenset[Role]
    organisation: str
