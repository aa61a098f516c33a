"""Progress on the terminal, for commands that take longer than two seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol, TextIO

_SECONDS_BETWEEN: Final = 0.2
_CLEAR_LINE: Final = "\r\x1b[2K"


class Report(Protocol):
    """What a long step calls to say how far it is."""

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` units are finished."""


class _Line:
    """One line of the terminal, rewritten a few times a second."""

    def __init__(self, label: str, stream: TextIO) -> None:
        self._label = label
        self._stream = stream
        self._next_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next_at and done < total:
            return
        self._next_at = now + _SECONDS_BETWEEN
        share = f" ({100 * done // total} %)" if total else ""
        self._stream.write(f"{_CLEAR_LINE}{self._label}: {done:,} of {total:,}{share}")
        self._stream.flush()


def _silent(done: int, total: int) -> None:
    """Report to nobody."""


@contextmanager
def progress(label: str, *, stream: TextIO | None = None) -> Iterator[Report]:
    """Show how far a step is, on standard error and only on a terminal.

    The line is taken away when the step ends, so that what is left on the screen
    is what the command had to say.
    """
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        yield _silent
        return
    try:
        yield _Line(label, out)
    finally:
        out.write(_CLEAR_LINE)
        out.flush()
