"""Commands as plain values, so that a repeated one can be told from another."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from uuid import UUID

from opennrm.rules.dates import PartialDate


def plain(value: object) -> object:
    """A value as JSON has it; the same for equal values, whoever sends them.

    Raises: TypeError for a value that no command may hold.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(str(plain(one)) for one in value)
    if is_dataclass(value):
        return {
            "is": type(value).__name__,
            **{
                field.name: plain(getattr(value, field.name)) for field in fields(value)
            },
        }
    raise TypeError(f"a command cannot hold a {type(value).__name__}")
