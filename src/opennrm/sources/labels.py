"""What a published label means: the codes it leads to, or why it leads nowhere."""

from dataclasses import dataclass
from typing import Final

from opennrm.rules.codes import Codes, UnknownLabel
from opennrm.rules.dates import PartialDate, Precision, Quarter

TYPE_COLUMN: Final = "first_responder_type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The codes of a label of one column in one quarter.

    `mended` says that it was understood in spite of its spelling. A label that leads
    nowhere has no codes; `fault` says why and `do` what to do.
    """

    codes: tuple[str, ...] = ()
    mended: bool = False
    fault: str = ""
    do: str = ""


class Labels:
    """The labels of one file, each looked up once."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._found: dict[tuple[str, str, Quarter, str | None], Meaning] = {}

    def meaning(
        self, column: str, label: str, quarter: Quarter, kind: str | None = None
    ) -> Meaning:
        """What a label means in a quarter.

        `kind` is the first responder type published beside a first responder; the two
        must agree.
        """
        key = (column, label, quarter, kind)
        found = self._found.get(key)
        if found is None:
            on = PartialDate(quarter.first, Precision.QUARTER)
            found = self._found[key] = self._looked_up(column, label, on, kind)
        return found

    def _looked_up(
        self, column: str, label: str, on: PartialDate, kind: str | None
    ) -> Meaning:
        """What the code lists say of a label."""
        try:
            codes, mended, in_force = self._resolved(column, label, on)
            if kind is not None and self._is_type(kind):
                self._codes.first_responder_from_label(kind, label, on)
        except UnknownLabel as unknown:
            what, _, do = str(unknown).partition(". ")
            return Meaning(fault=what, do=do)
        if not in_force:
            return Meaning(
                fault=f"'{label}' was not in use in {on.text}",
                do="Check the label and the quarter.",
            )
        return Meaning(codes=codes, mended=mended)

    def _is_type(self, label: str) -> bool:
        """Whether a type can be held against its organisation; its own fault is told
        in its own column.
        """
        return self._codes.list(TYPE_COLUMN).leads_to(label) is not None

    def _resolved(
        self, column: str, label: str, on: PartialDate
    ) -> tuple[tuple[str, ...], bool, bool]:
        """Codes of a label, whether it was mended, and whether it was in force."""
        if column == "exploitation_type":
            several = self._codes.exploitation_from_label(label, on)
            return several.codes, several.mended, several.in_force
        if column == "nationality":
            several = self._codes.nationality_from_label(label, on)
            return several.codes, several.mended, several.in_force
        one = self._codes.resolve(column, label, on)
        return (one.code,), one.mended, one.in_force
