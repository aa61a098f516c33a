"""Commands that were carried out: each once, whatever is sent twice.

A command id belongs to its actor. Sent again with the same content, it returns what
it returned the first time; with other content it is refused.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, Final

from django.db import IntegrityError, connection

from opennrm.errors import Family, OpenNRMError
from opennrm.store import homekeys, triggers
from opennrm.store.engine import engine_of

LONGEST_ID: Final = 200
_IDS_AT_ONCE: Final = 500

_INSERT: Final = (
    "INSERT INTO store_command (actor, command_id, name, digest, result, at)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)

# Made once: making one costs more than using it.
_CANONICAL: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":")
)


class CommandReused(OpenNRMError):
    """The actor used this command id before, for something else."""

    code: ClassVar[str] = "command-reused"
    family: ClassVar[Family] = Family.CONFLICT


class CommandUnderWay(OpenNRMError):
    """The same command was carried out by someone else in this very moment."""

    code: ClassVar[str] = "command-under-way"
    family: ClassVar[Family] = Family.CONFLICT


class UnfitCommandId(OpenNRMError):
    """A command id that cannot be kept."""

    code: ClassVar[str] = "unfit-command-id"
    family: ClassVar[Family] = Family.CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """A command as it is kept: whose, what it asked (digested) and answered."""

    actor: str
    command_id: str
    name: str
    digest: str
    result: Mapping[str, Any]
    at: datetime


def digest_of(name: str, content: Mapping[str, Any]) -> str:
    """The keyed digest by which a repeated command is known to ask the same.

    `content` is plain values, as JSON has them.
    """
    text = _CANONICAL.encode([name, content])
    return hmac.digest(homekeys.command_key(), text.encode(), "sha256").hex()


def first_result(*, actor: str, command_id: str, digest: str) -> dict[str, Any] | None:
    """What this command returned when it was first carried out; None if it was not.

    Raises:
        CommandReused: the id was used for something else.
        UnfitCommandId: the id is empty or too long.
    """
    if not 1 <= len(command_id) <= LONGEST_ID:
        raise UnfitCommandId(
            f"A command id of {len(command_id)} characters was given. Give one of 1 "
            f"to {LONGEST_ID} characters, a new one for each new command."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest, result FROM store_command"
            " WHERE actor = %s AND command_id = %s",
            [actor, command_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    if row[0] != digest:
        raise CommandReused(
            "This command id was used before, for something else, and nothing was "
            "stored now. Use a new command id for a new command; repeat an old one "
            "only word for word."
        )
    result: dict[str, Any] = json.loads(row[1])
    return result


def record(command: CarriedOut) -> None:
    """Keep a command with its result, in the transaction of what it recorded.

    Raises: CommandUnderWay when another transaction has just done the same; to try
    again then finds its result.
    """
    triggers.require(connection)
    insert = _INSERT
    if connection.vendor == "postgresql":
        insert += " ON CONFLICT (actor, command_id) DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(insert, _row(command))
        if cursor.rowcount == 0:
            raise CommandUnderWay(
                "The same command is being carried out elsewhere at this moment. "
                "Send it again in a moment: it will return the first result."
            )


def record_many(commands: Iterable[CarriedOut]) -> None:
    """Keep many commands, each with its result.

    Raises: CommandUnderWay when another transaction has just done one of them.
    """
    triggers.require(connection)
    try:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, [_row(command) for command in commands])
    except IntegrityError as fault:
        raise CommandUnderWay(
            "Some of these commands are being carried out elsewhere at this moment, "
            "and nothing of this part was stored. Wait for the other to end, then do "
            "the same again: what is there already is left as it is."
        ) from fault


def known(*, actor: str, command_ids: Sequence[str]) -> dict[str, str]:
    """Of many commands, those carried out before, each with its digest."""
    found: dict[str, str] = {}
    rest = iter(command_ids)
    while some := list(islice(rest, _IDS_AT_ONCE)):
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT command_id, digest FROM store_command"  # noqa: S608 marks only
                f" WHERE actor = %s AND command_id IN ({marks})",
                [actor, *some],
            )
            found.update(cursor.fetchall())
    return found


def _row(command: CarriedOut) -> tuple[Any, ...]:
    return (
        command.actor,
        command.command_id,
        command.name,
        command.digest,
        _CANONICAL.encode(command.result),
        engine_of(connection).moment(command.at),
    )
