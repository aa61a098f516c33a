"""Forms that check shape only, and keep what was typed.

A form says whether a date is a date and whether a choice was made. Whether a step is
allowed is for the service to say; its refusal is shown at the field it speaks of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from opennrm.errors import OpenNRMError

_WHOLE = "__all__"
_PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An error as a page shows it; `field` is empty where it is of the whole form."""

    field: str
    said: str


class ShapeForm(forms.Form):
    """A form whose template asks it what was typed and what is wrong."""

    def shown(self) -> tuple[Shown, ...]:
        """The errors in the order of the fields, those of no field first."""
        if not self.is_bound:
            return ()
        found = [
            Shown(field="" if name == _WHOLE else name, said=str(said))
            for name in (_WHOLE, *self.fields)
            for said in self.errors.get(name, ())
        ]
        return tuple(found)

    def typed(self, name: str) -> str:
        """What was typed into a field, exactly; else what it starts with."""
        if self.is_bound:
            return str(self.data.get(name, ""))
        return str(self.initial.get(name, ""))

    def chosen(self, name: str) -> tuple[str, ...]:
        """The boxes that were ticked."""
        if not self.is_bound:
            return ()
        widget = self.fields[name].widget
        values = widget.value_from_datadict(self.data, self.files, name)
        return tuple(values or ())

    def date_typed(self, name: str) -> dict[str, str]:
        """The three parts of a date, as typed."""
        return {part: self.typed(f"{name}-{part}") for part in _PARTS}

    def refused(
        self, error: OpenNRMError, at: Mapping[str, str], *, said: str = ""
    ) -> None:
        """Show a refusal of the service, at the field that its code speaks of."""
        field = at.get(error.code)
        self.add_error(field if field in self.fields else None, said or str(error))

    def date_from_parts(self, name: str, *, called: str) -> date | None:
        """The date typed in three parts; one message where it is not a date."""
        parts = {part: self.typed(f"{name}-{part}").strip() for part in _PARTS}
        missing = [part for part in _PARTS if not parts[part]]
        if len(missing) == len(_PARTS):
            self.add_error(name, f"Enter {called}")
            return None
        if missing:
            wanted = " and a ".join(missing)
            self.add_error(name, f"{called.capitalize()} must include a {wanted}")
            return None
        try:
            return _date(parts)
        except ValueError:
            self.add_error(
                name, f"{called.capitalize()} must be a real date, such as 24 7 2023"
            )
            return None


class DateParts(forms.Field):
    """Holds the errors of a date that is typed in three parts (see `ShapeForm`)."""

    def __init__(self, **options: Any) -> None:
        """Not required here: `date_from_parts` tells what is missing."""
        super().__init__(required=False, **options)


def _date(parts: Mapping[str, str]) -> date:
    day, month, year = (parts[part] for part in _PARTS)
    if not all(part.isascii() and part.isdigit() for part in (day, month, year)):
        raise ValueError("a part of the date is not a number")
    if len(year) != 4:
        raise ValueError("a year has four digits")
    return date(int(year), int(month), int(day))
