"""Faults: everything that is wrong with some files, told at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from opennrm.errors._families import Family
from opennrm.errors._root import OpenNRMError


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with one file, where it is, and how to mend it.

    `line` counts from 1 and is 0 where the fault is of the whole file; `key` is
    the key or column, empty where there is none.
    """

    file: str
    line: int = 0
    key: str = ""
    what: str
    do: str = ""

    def __str__(self) -> str:
        """The fault as one line: `file:line: key: what. What to do.`"""
        place = f"{self.file}:{self.line}" if self.line else self.file
        told = ": ".join(part for part in (place, self.key, self.what) if part)
        stop = "" if told.endswith((".", "?", "!")) else "."
        return f"{told}{stop} {self.do}".rstrip()


class FaultsFound(OpenNRMError):
    """Files were refused; every fault of every file is listed.

    Loaders subclass it with their own code and family, collect all faults, and
    raise once.
    """

    code: ClassVar[str] = "faults-found"
    family: ClassVar[Family] = Family.INPUT

    def __init__(self, asked: str, faults: Iterable[Fault]) -> None:
        """Tell what was `asked` and what is wrong, by file and line.

        Raises: ValueError without a fault, since then nothing refuses.
        """
        self.asked = asked
        self.faults = tuple(sorted(faults))
        if not self.faults:
            raise ValueError("FaultsFound needs at least one fault")
        count = len(self.faults)
        noun = "fault" if count == 1 else "faults"
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{asked} {count} {noun}:\n{lines}")

    def as_json(self) -> dict[str, object]:
        """The error as plain values, with one row per fault under `faults`."""
        rows = [
            {
                "file": fault.file,
                "line": fault.line,
                "key": fault.key,
                "what": fault.what,
                "do": fault.do,
            }
            for fault in self.faults
        ]
        return {**OpenNRMError.as_json(self), "faults": rows}
