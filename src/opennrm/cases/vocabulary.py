"""What each field of each fact holds, read from the vocabulary itself.

Pages and forms ask here rather than keep lists of their own: which code list a field
draws on, what is only a pointer, what may be absent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

_TYPE = re.compile(r"(?P<kind>[a-z]+)(\((?P<list>[a-z_0-9]+)\))?(?P<absent>\?)?")


class FieldKind(StrEnum):
    """The types of the vocabulary."""

    DAY = "day"
    DATE = "date"
    YEAR = "year"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    ANSWER = "answer"
    CODE = "code"
    CODES = "codes"
    LABEL = "label"
    TOKEN = "token"  # noqa: S105 a type, no secret
    CASE = "case"
    VERSION = "version"
    ACTOR = "actor"
    ACTORS = "actors"
    RULE = "rule"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a fact: what it holds, of which code list, and what it means."""

    name: str
    kind: FieldKind
    list: str | None
    may_be_absent: bool
    meaning: str


@lru_cache(maxsize=1)
def _told() -> Mapping[str, Any]:
    text = resources.files("opennrm.cases").joinpath("vocabulary.yaml")
    told: Mapping[str, Any] = yaml.safe_load(text.read_text("utf-8"))
    return told


@lru_cache(maxsize=256)
def fields_of(fact: str) -> Mapping[str, Field]:
    """The fields of a fact by its stored name, in their order."""
    told = _told()["facts"][fact]
    fields: dict[str, Any] = {}
    for group in told.get("groups", []):
        fields |= _told()["groups"][group]
    fields |= told["fields"]
    return MappingProxyType({name: _field(name, f) for name, f in fields.items()})


def _field(name: str, told: Mapping[str, Any]) -> Field:
    found = _TYPE.fullmatch(told["type"])
    assert found is not None, f"the vocabulary has no type {told['type']}"
    return Field(
        name=name,
        kind=FieldKind(found["kind"]),
        list=found["list"],
        may_be_absent=found["absent"] is not None,
        meaning=told.get("meaning", ""),
    )
