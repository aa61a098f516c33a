"""The words of a story: every command, its fields, and what a field may hold.

They are the commands of `cases`, with receiving and correcting beside them; nothing
here is a second list.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from inspect import Parameter
from typing import Any, Final

from opennrm.cases.commands import COMMANDS
from opennrm.cases.permissions import Command
from opennrm.cases.referring import NotificationDetails, ReferralDetails

SPECIAL: Final[dict[str, Command]] = {
    "refer": Command.RECEIVE_REFERRAL,
    "notify": Command.RECEIVE_NOTIFICATION,
    "correct": Command.CORRECT,
    "withdraw fact": Command.CORRECT,
}
"""The commands that no case is needed for, or that are about its history."""

BORN_ON: Final = "born_on"
"""A birth date; a story gives it with a referral, and it stays out of the facts."""

CORRECTING: Final = {
    "correct": {"fact": True, "cause": True, "with": False, "occurred": False},
    "withdraw fact": {"fact": True, "cause": True},
}
"""The commands about the history itself, with their fields."""


def words() -> tuple[str, ...]:
    """Every command of a story, in the order of the mechanism."""
    return (*tuple(SPECIAL)[:2], *COMMANDS, *tuple(SPECIAL)[2:])


def command_of(do: str) -> Command:
    """The command that a story's words give."""
    return SPECIAL[do] if do in SPECIAL else COMMANDS[do].command


@lru_cache(maxsize=128)
def fields_of(do: str, defaults: frozenset[str] = frozenset()) -> Mapping[str, bool]:
    """The fields of a command, each with whether a story must give it.

    `defaults` are the fields that the form of a story fills in itself.
    """
    if do in CORRECTING:
        return CORRECTING[do]
    if do in SPECIAL:
        kind: Any = ReferralDetails if do == "refer" else NotificationDetails
        given = {
            one.name: one.default is MISSING and one.name not in defaults
            for one in fields(kind)
        }
        return given | {BORN_ON: False} if do == "refer" else given
    return {
        name: field.default is Parameter.empty
        for name, field in COMMANDS[do].fields.items()
    }
