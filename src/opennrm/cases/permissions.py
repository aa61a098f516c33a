"""Who may do what: one pure table of role, command and relation to the case.

`services.access` fetches which relations hold and asks here; stories ask the same
table without a database. Whatever is not in the table is refused.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import ClassVar

from opennrm.cases.people import Actor, Role
from opennrm.errors import Family, OpenNRMError


class Command(StrEnum):
    """Everything that a person may ask of the record."""

    RECEIVE_REFERRAL = "receive_referral"
    RECEIVE_NOTIFICATION = "receive_notification"
    READ_WORK_LIST = "read_work_list"
    READ_OWN_REFERRALS = "read_own_referrals"
    READ_CASE = "read_case"
    READ_STATUS = "read_status"
    READ_IDENTITY = "read_identity"
    TRANSFER = "transfer"
    REQUEST_INFORMATION = "request_information"
    RECEIVE_INFORMATION = "receive_information"
    DECIDE_REASONABLE_GROUNDS = "decide_reasonable_grounds"
    DECIDE_CONCLUSIVE_GROUNDS = "decide_conclusive_grounds"
    REQUEST_RECONSIDERATION = "request_reconsideration"
    ANSWER_RECONSIDERATION = "answer_reconsideration"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    IMPORT = "import"


class Relation(StrEnum):
    """How a person stands to a case."""

    OWN_ORGANISATION = "own_organisation"
    OWN_AUTHORITY = "own_authority"
    PUBLISHED_CELL = "published_cell"
    ANY = "any"


class NotPermitted(OpenNRMError):
    """This person may not do this; said in the same words whether it exists or not."""

    code: ClassVar[str] = "not-permitted"
    family: ClassVar[Family] = Family.PERMISSION


_AUTHORITY = frozenset({Relation.OWN_AUTHORITY})
_ORGANISATION = frozenset({Relation.OWN_ORGANISATION})
_ANY = frozenset({Relation.ANY})
_DECIDERS = {Role.DECISION_MAKER: _AUTHORITY, Role.REVIEWER: _AUTHORITY}

PERMISSIONS: dict[Command, dict[Role, frozenset[Relation]]] = {
    Command.RECEIVE_REFERRAL: {Role.FIRST_RESPONDER: _ORGANISATION},
    Command.RECEIVE_NOTIFICATION: {Role.FIRST_RESPONDER: _ORGANISATION},
    Command.READ_WORK_LIST: {
        Role.DECISION_MAKER: _ANY,
        Role.REVIEWER: _ANY,
        Role.OVERSEER: _ANY,
    },
    Command.READ_OWN_REFERRALS: {Role.FIRST_RESPONDER: _ANY},
    Command.READ_CASE: {**_DECIDERS, Role.OVERSEER: _ANY},
    Command.READ_STATUS: {Role.FIRST_RESPONDER: _ORGANISATION},
    Command.READ_IDENTITY: _DECIDERS,
    Command.TRANSFER: _DECIDERS,
    Command.REQUEST_INFORMATION: _DECIDERS,
    Command.RECEIVE_INFORMATION: _DECIDERS,
    Command.DECIDE_REASONABLE_GROUNDS: _DECIDERS,
    Command.DECIDE_CONCLUSIVE_GROUNDS: _DECIDERS,
    Command.REQUEST_RECONSIDERATION: {
        Role.FIRST_RESPONDER: _ORGANISATION,
        **_DECIDERS,
    },
    Command.ANSWER_RECONSIDERATION: _DECIDERS,
    Command.SUSPEND: _DECIDERS,
    Command.RESUME: _DECIDERS,
    Command.WITHDRAW: {Role.FIRST_RESPONDER: _ORGANISATION, **_DECIDERS},
    Command.CORRECT: {**_DECIDERS, Role.IMPORTER: frozenset({Relation.PUBLISHED_CELL})},
    Command.IMPORT: {Role.IMPORTER: _ANY},
}


def is_permitted(
    actor: Actor, command: Command, relations: Collection[Relation]
) -> bool:
    """Whether one of the actor's roles may give the command under these relations."""
    held = {Relation.ANY, *relations}
    allowed = PERMISSIONS.get(command, {})
    return any(held & allowed.get(role, frozenset()) for role in actor.roles)


def permit(actor: Actor, command: Command, relations: Collection[Relation]) -> None:
    """Let the command through, or refuse it.

    Raises: NotPermitted, in words that do not say whether the case exists.
    """
    if not is_permitted(actor, command, relations):
        raise NotPermitted(
            f"To {command.value.replace('_', ' ')} was refused: there is no such case, "
            "or your role does not reach it. Check the reference, or ask the "
            "authority that holds the case."
        )


def relations_to(
    actor: Actor, *, first_responder: str, authority: str | None, channel: str | None
) -> frozenset[Relation]:
    """How an actor stands to a case of this first responder, held by this authority.

    A case that came from published cells is about nobody: what the publisher revises
    may be corrected by the service that imported it.
    """
    held = set()
    if actor.organisation == first_responder:
        held.add(Relation.OWN_ORGANISATION)
    if authority is not None and actor.organisation == authority:
        held.add(Relation.OWN_AUTHORITY)
    if channel == "published_cells":
        held.add(Relation.PUBLISHED_CELL)
    return frozenset(held)
