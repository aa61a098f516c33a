"""What kind of information each stored field holds; a test allows no gap.

The class decides who may see a field, what a backup drill checks and what an erasure
must reach. Identity is only ever sealed.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class FieldClass(StrEnum):
    """The kinds of stored information."""

    IDENTITY = "identity"
    """Says who a person is; sealed in the vault and nowhere else."""
    SPECIAL = "special"
    """Coded facts of a person's life, some of them of special categories."""
    OPERATIONAL = "operational"
    """How the service worked: ids, versions, moments, who acted."""
    PUBLIC = "public"
    """Could be printed as it is."""


_I, _S, _O = FieldClass.IDENTITY, FieldClass.SPECIAL, FieldClass.OPERATIONAL

FIELD_CLASSES: Final[Mapping[str, Mapping[str, FieldClass]]] = MappingProxyType(
    {
        "LogEntry": {
            "position": _O,
            "case_id": _O,
            "version": _O,
            "name": _S,
            "occurred_on": _S,
            "occurred_precision": _S,
            "recorded_at": _O,
            "by": _O,
            "organisation": _O,
            "command_id": _O,
            "corrects": _O,
            "cause": _O,
            "payload": _S,
        },
        "Command": {
            "id": _O,
            "actor": _O,
            "command_id": _O,
            "name": _O,
            "digest": _O,
            "result": _O,
            "at": _O,
        },
        "AccessRecord": {
            "id": _O,
            "at": _O,
            "actor": _O,
            "organisation": _O,
            "action": _O,
            "case_id": _O,
            "command_id": _O,
            "purpose": _O,
        },
        "OutboxMessage": {
            "id": _O,
            "case_id": _O,
            "kind": _O,
            "payload": _O,
            "created_at": _O,
            "delivered_at": _O,
        },
        "ToldCase": {
            "case_id": _O,
            "told_through": _O,
            "again_at": _O,
        },
        "Delivery": {
            "letter_id": _O,
            "case_id": _O,
            "version": _O,
            "channel": _O,
            "state": _O,
            "attempts": _O,
            "due_at": _O,
            "code": _S,
            "carrier": _O,
            "carrier_id": _O,
            "changed_at": _O,
        },
        "DeliveryAttempt": {
            "id": _O,
            "letter_id": _O,
            "number": _O,
            "carrier": _O,
            "begun_at": _O,
            "ended_at": _O,
            "outcome": _O,
            "code": _S,
        },
        "SubjectKey": {
            "subject": _O,
            "wrapped": _I,
            "made_at": _O,
            "erased_at": _O,
        },
        "VaultItem": {
            "token": _O,
            "subject": _O,
            "kind": _O,
            "sealed": _I,
            "at": _O,
        },
        "WorkItem": {
            "case_id": _O,
            "reference": _O,
            "route": _S,
            "stage": _S,
            "authority": _O,
            "first_responder": _O,
            "clock": _O,
            "due_on": _O,
            "due_unknown": _O,
            "received_on": _S,
            "received_precision": _S,
            "updated_position": _O,
            "suspended": _S,
            "closed": _O,
        },
    }
)
