"""Facts to JSON values and back, by the fields of their classes.

Decoding refuses a name that is not registered, a field that is missing and a field
that is unknown: a log is never half understood.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from opennrm.cases.facts import FACTS, NAMES, Fact
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate


class UnknownFact(OpenNRMError):
    """A stored name that this version of OpenNRM does not know."""

    code: ClassVar[str] = "unknown-fact"
    family: ClassVar[Family] = Family.STORE


class MalformedFact(OpenNRMError):
    """A stored fact whose fields are not those of its name."""

    code: ClassVar[str] = "malformed-fact"
    family: ClassVar[Family] = Family.STORE


def _same(value: Any) -> Any:
    return value


def _tuple(value: Any) -> tuple[Any, ...]:
    """A list as it was stored; a text alone is no list of its letters."""
    if isinstance(value, str):
        raise TypeError("a list was expected")
    return tuple(value)


def decoded(hint: Any, value: Any) -> Any:
    """One plain value as its Python type; a value of that type stays as it is.

    Raises: ValueError or TypeError where it is none of that type's.
    """
    kind = hint
    if isinstance(hint, UnionType):
        kind = next(part for part in get_args(hint) if part is not type(None))
    if value is None:
        if kind is hint:
            raise TypeError("a value was expected")
        return None
    if isinstance(kind, type) and get_origin(kind) is None:
        if isinstance(value, kind) and (kind is not int or value is not True):
            return value
        if kind in (bool, int, str):
            raise TypeError(f"{kind.__name__} was expected")
    found = _decoder(hint)(value)
    if isinstance(found, tuple) and not all(isinstance(one, str) for one in found):
        raise TypeError("a list of texts was expected")
    return found


def _decoder(hint: Any) -> Callable[[Any], Any]:
    """How one field's JSON value becomes its Python value; None always stays None."""
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        return _tuple
    if hint is UUID:
        return UUID
    if hint is date:
        return date.fromisoformat
    if hint is PartialDate:
        return PartialDate.parse
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return _same


class _Form:
    """What the codec knows of one class: its fields, in order, with their decoders."""

    __slots__ = ("decoders", "kind", "names", "ordered", "required")

    def __init__(self, kind: type[Fact]) -> None:
        hints = get_type_hints(kind)
        self.kind = kind
        self.ordered = tuple(field.name for field in fields(kind))
        self.names = frozenset(self.ordered)
        self.required = frozenset(
            field.name for field in fields(kind) if field.default is MISSING
        )
        self.decoders = {
            field.name: decoder
            for field in fields(kind)
            if (decoder := _decoder(hints[field.name])) is not _same
        }


_FORMS = {name: _Form(kind) for name, kind in FACTS.items()}


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, tuple):
        return list(value)
    return value


Made = TypeVar("Made")


def make(kind: type[Made], values: Mapping[str, Any]) -> Made:
    """Any of our dataclasses from plain values: lists, ids and codes as they come.

    Raises:
        TypeError: a field is missing or unknown.
        ValueError: a value is none of its field's.
    """
    hints = get_type_hints(kind)
    decoded = {
        name: value if value is None else _decoder(hints.get(name))(value)
        for name, value in values.items()
    }
    return kind(**decoded)


def encode(fact: Fact) -> dict[str, object]:
    """The fact's fields as JSON values; a field that is None is left out."""
    form = _FORMS[NAMES[type(fact)]]
    values = ((name, getattr(fact, name)) for name in form.ordered)
    return {name: _plain(value) for name, value in values if value is not None}


def decode(name: str, payload: Mapping[str, Any]) -> Fact:
    """The fact of a stored name and payload.

    Raises:
        UnknownFact: the name is not registered.
        MalformedFact: a field is missing, unknown or of no such value.
    """
    form = _FORMS.get(name)
    if form is None:
        raise UnknownFact(
            f"The log holds a fact named {name}, which this version does not know. "
            "Read it with the version of OpenNRM that wrote it, or a later one."
        )
    values = dict(payload)
    if not (form.required <= values.keys() <= form.names):
        missing = sorted(form.required - values.keys())
        unknown = sorted(values.keys() - form.names)
        raise MalformedFact(
            f"A stored {name} does not have the fields of its name: "
            f"missing {missing or 'none'}, unknown {unknown or 'none'}. "
            "Check the log against the vocabulary."
        )
    try:
        for field, decoder in form.decoders.items():
            value = values.get(field)
            if value is not None:
                values[field] = decoder(value)
    except (ValueError, TypeError) as fault:
        raise MalformedFact(
            f"A stored {name} has a value in {field!r} that is none of that field's. "
            "Check the log against the vocabulary."
        ) from fault
    return form.kind(**values)


def to_json(fact: Fact) -> str:
    """The fact's payload as canonical JSON: sorted keys, no spaces, UTF-8 text."""
    return json.dumps(
        encode(fact), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_json(name: str, text: str) -> Fact:
    """The fact of a stored name and canonical JSON; errors as for `decode`."""
    return decode(name, json.loads(text))
