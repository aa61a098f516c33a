"""A letter as plain text, for e-mail and for reading out."""

from textwrap import wrap
from typing import Final

from opennrm.letters.composing import Letter, Part, Passage
from opennrm.letters.texts import Kind

_WIDTH: Final = 72


def to_text(letter: Letter) -> str:
    """The letter as text: the parts one after the other, paragraphs parted by a line.

    Without the addresses: a text travels by other ways than an envelope.
    """
    head = [f"{name}: {value}" for name, value in letter.head]
    top = [_wrapped(letter.synthetic), *head] if letter.synthetic else head
    parts = []
    for number, part in enumerate(letter.parts):
        closing = (
            (letter.contact, letter.office.name) if number == letter.closing else ()
        )
        parts.append(_part(part, closing))
    ruled = f"\n\n{'-' * _WIDTH}\n\n".join(parts)
    return "\n".join(top) + f"\n\n{ruled}\n"


def _part(part: Part, closing: tuple[str, ...]) -> str:
    pieces = [_wrapped(part.title.upper() if part.language == "en" else part.title)]
    if part.draft:
        pieces.append("\n".join(f"[{line}]" for line in part.draft))
    pieces.extend(_passage(passage) for passage in part.passages)
    pieces.extend(_wrapped(line) for line in closing)
    return "\n\n".join(pieces)


def _passage(passage: Passage) -> str:
    if passage.kind is Kind.POINTS:
        return "\n".join(_wrapped(f"* {line}", under="  ") for line in passage.lines)
    if passage.kind is Kind.HEADING:
        return f"{passage.lines[0]}\n{'=' * min(len(passage.lines[0]), _WIDTH)}"
    return "\n\n".join(_wrapped(line) for line in passage.lines)


def _wrapped(line: str, *, under: str = "") -> str:
    return "\n".join(
        wrap(line, _WIDTH, subsequent_indent=under, break_on_hyphens=False)
    )
