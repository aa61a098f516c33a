"""The families of errors, and the exit and HTTP status of each.

A family answers one question for the person who met the error: whose move is
it now?
Each error class names its family; nothing else chooses a status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Family(StrEnum):
    """Which part of the work refused, and so who can put it right."""

    CALL = "call"
    RULES = "rules"
    REFUSED = "refused"
    CONFLICT = "conflict"
    PERMISSION = "permission"
    INPUT = "input"
    STATISTICS = "statistics"
    PUBLICATIONS = "publications"
    HOME = "home"
    DATES = "dates"
    STORE = "store"
    SEAL = "seal"
    NOT_FOUND = "not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a family becomes at the two interfaces, and what it means.

    `exit_status` is what a command ends with, `http_status` what a page or an
    endpoint answers; `meaning` is the line of the reference page.
    """

    exit_status: int
    http_status: int
    meaning: str


FAMILIES: Mapping[Family, Status] = MappingProxyType(
    {
        Family.CALL: Status(
            exit_status=2,
            http_status=400,
            meaning="The command or request was worded wrongly.",
        ),
        Family.RULES: Status(
            exit_status=10,
            http_status=500,
            meaning="A rule, code list or calendar is faulty, or none is in force.",
        ),
        Family.REFUSED: Status(
            exit_status=11,
            http_status=422,
            meaning="The state of the case or a rule in force refuses the step.",
        ),
        Family.CONFLICT: Status(
            exit_status=12,
            http_status=409,
            meaning="Someone else recorded something first; read again.",
        ),
        Family.PERMISSION: Status(
            exit_status=13,
            http_status=403,
            meaning="This person may not do or see this.",
        ),
        Family.INPUT: Status(
            exit_status=14,
            http_status=422,
            meaning="A file that was given holds faults; nothing was written.",
        ),
        Family.STATISTICS: Status(
            exit_status=15,
            http_status=422,
            meaning="An extract, a measure or a table cannot be made as asked.",
        ),
        Family.PUBLICATIONS: Status(
            exit_status=16,
            http_status=422,
            meaning="A release cannot be built, or does not verify.",
        ),
        Family.HOME: Status(
            exit_status=17,
            http_status=500,
            meaning="The home or a setting is missing, unfit or of another kind.",
        ),
        Family.DATES: Status(
            exit_status=18,
            http_status=422,
            meaning="A date is malformed, too vague, or outside the calendars.",
        ),
        Family.STORE: Status(
            exit_status=19,
            http_status=503,
            meaning="The record cannot be read or written safely.",
        ),
        Family.SEAL: Status(
            exit_status=20,
            http_status=500,
            meaning="The log does not match what was sealed.",
        ),
        Family.NOT_FOUND: Status(
            exit_status=21,
            http_status=404,
            meaning="Nothing of that name exists here for this person.",
        ),
    }
)
