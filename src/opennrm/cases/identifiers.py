"""Ids in the log: of those who act, and of a sender's own. Never a name or a text."""

import re
from functools import lru_cache
from typing import Any, ClassVar, Final

from opennrm.cases.facts import FACTS
from opennrm.cases.vocabulary import FieldKind, fields_of
from opennrm.errors import Family, OpenNRMError

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,79}")
# Asked for to compare it with the chair, and not kept.
_ASKED_ONLY: Final = frozenset({"lead_social_worker"})


class NotAnId(OpenNRMError):
    """Where an id belongs, something else was given; it is not repeated."""

    code: ClassVar[str] = "not-an-id"
    family: ClassVar[Family] = Family.INPUT


def check_ids(field: str, value: Any) -> None:
    """Refuse an id, or several of them, that may be a name or a text.

    An id that is empty is left to the rule that asks for it.

    Raises: NotAnId, which names the field and never the value.
    """
    for one in value if isinstance(value, (list, tuple)) else (value,):
        if one and not _ID.fullmatch(str(one)):
            raise NotAnId(
                f"The field {field} was given something that has not the form of an "
                "id. Give the id of the account, or of the sender's record: up to 80 "
                "letters of a to z, digits and _ . : - with a letter or digit first. "
                "Names and free text belong in the vault."
            )


@lru_cache(maxsize=1)
def actor_fields() -> frozenset[str]:
    """The fields that hold the id of someone who acts, in any fact."""
    return _ASKED_ONLY | {
        name
        for fact in FACTS
        for name, field in fields_of(fact).items()
        if field.kind in (FieldKind.ACTOR, FieldKind.ACTORS)
    }
