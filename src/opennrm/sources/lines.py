"""A file of comma-separated lines, read strictly: every fault of form with its line.

A line is taken apart by itself. The labels of published tables never hold a line
break, so a quote that is not closed on its line is a fault of that line, and the
lines after it are still read.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from opennrm.errors import Fault

# Either quoted, with inner quotes doubled, or free of quotes; RFC 4180.
_FIELD = r'(?:"(?:[^"]|"")*"|[^",]*)'
_WELL_QUOTED = re.compile(rf"{_FIELD}(?:,{_FIELD})*")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Lines:
    """The lines of one file, and the faults found in reading them."""

    file: str
    content: bytes
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, key: str, what: str, do: str) -> None:
        """Keep a fault; reading goes on."""
        self.faults.append(Fault(file=self.file, line=line, key=key, what=what, do=do))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each line that can be read, with its number from 1, taken apart.

        A file that cannot be a text of lines at all gives no row and one fault.
        """
        content = self.content.removeprefix(_BYTE_ORDER_MARK)
        if not content:
            self.fault(0, "", "the file is empty", "Give the published file whole.")
            return
        if content.startswith(_UTF_16_MARKS):
            self.fault(
                1,
                "",
                "the file is encoded as UTF-16, at byte 0",
                "Save it as UTF-8.",
            )
            return
        lines = content.split(b"\n")
        offset = len(self.content) - len(content)
        last = len(lines) - 1
        if lines[last] != b"":
            self.fault(
                last + 1,
                "",
                "the file does not end with a line break, so its last line may be cut"
                " short",
                "Get the file again, whole; or end its last line with a line break.",
            )
            last += 1
        for number, raw in enumerate(lines[:last], start=1):
            row = self._row(number, raw, offset)
            offset += len(raw) + 1
            if row is not None:
                yield number, row

    def _row(self, number: int, raw: bytes, offset: int) -> list[str] | None:
        raw = raw.removesuffix(b"\r")
        if b"\x00" in raw:
            at = offset + raw.index(b"\x00")
            self.fault(
                number,
                "",
                f"a NUL byte at byte {at}",
                "Get the file again: it was damaged on its way.",
            )
            return None
        try:
            text = raw.decode()
        except UnicodeDecodeError as wrong:
            self.fault(
                number,
                "",
                f"not UTF-8 at byte {offset + wrong.start}",
                "Save the file as UTF-8.",
            )
            return None
        if not text.strip():
            self.fault(number, "", "an empty line", "Remove it.")
            return None
        if '"' not in text:
            return text.split(",")
        if _WELL_QUOTED.fullmatch(text) is None:
            self.fault(
                number,
                "",
                "a quote that is not closed, or stands inside a field",
                "Put the whole field in quotes, and double the quotes inside it.",
            )
            return None
        return next(csv.reader([text], strict=True))
