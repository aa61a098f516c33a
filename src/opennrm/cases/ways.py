"""A way: the words for a command, whom it asks, and the function that decides it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from inspect import Parameter, signature
from typing import Any, ClassVar, get_type_hints

from opennrm.cases.case import Case
from opennrm.cases.codec import decoded
from opennrm.cases.history import NewFact
from opennrm.cases.identifiers import actor_fields, check_ids
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.errors import Family, OpenNRMError
from opennrm.rules.dates import PartialDate, UnreadableDate

_GIVEN_BY_ALL = frozenset({"case", "on", "today", "book", "by"})


class FieldsNotThose(OpenNRMError):
    """A command was given without a field that it needs, or with one it lacks."""

    code: ClassVar[str] = "fields-not-those"
    family: ClassVar[Family] = Family.INPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One command as stories, services and pages give it.

    `decide` takes the case, the command's own fields by name, `on` and `today`; `book`
    where a rule is read, and `by`, the id of the person who gives it, where the fact
    names who that was. `text` is the field of its first fact that points to a text in
    the vault, if there may be one.
    """

    command: Command
    decide: Callable[..., tuple[NewFact, ...]]
    text: str | None = None

    @property
    def fields(self) -> Mapping[str, Parameter]:
        """The command's own fields, beside those that every command has."""
        return {
            name: parameter
            for name, parameter in signature(self.decide).parameters.items()
            if name not in _GIVEN_BY_ALL
        }

    def facts(
        self,
        case: Case,
        values: Mapping[str, Any],
        *,
        on: PartialDate,
        today: date,
        book: Rulebook,
        by: str,
    ) -> tuple[NewFact, ...]:
        """What the command would record, from plain values by field.

        Raises: FieldsNotThose; NotAnId; and the refusals of the decision.
        """
        taken = signature(self.decide).parameters
        given = {"book": book, "by": by}
        shared = {name: value for name, value in given.items() if name in taken}
        return self.decide(case, **self._typed(values), on=on, today=today, **shared)

    def _typed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        fields = self.fields
        asked = self.command.value.replace("_", " ")
        needed = {n for n, field in fields.items() if field.default is Parameter.empty}
        missing, unknown = (
            sorted(needed - set(values)),
            sorted(set(values) - set(fields)),
        )
        if missing or unknown:
            raise FieldsNotThose(
                f"To {asked} was refused: missing {', '.join(missing) or 'nothing'}, "
                f"unknown {', '.join(unknown) or 'nothing'}. "
                f"Its fields are {', '.join(fields) or 'none'}."
            )
        hints = get_type_hints(self.decide)
        typed = {}
        for name, value in values.items():
            if name in actor_fields():
                check_ids(name, value)
            try:
                typed[name] = decoded(hints[name], value)
            except (ValueError, TypeError, UnreadableDate) as fault:
                raise FieldsNotThose(
                    f"To {asked} was refused: {name} has a value that it may not have. "
                    "See the reference of commands for what it takes."
                ) from fault
        return typed
