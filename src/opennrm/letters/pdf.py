"""A letter as a tagged PDF (PDF/UA-1): the same bytes for the same letter.

Set by Typst from one template, with the type of this room and none of the machine's.
"""

import json
from pathlib import Path
from typing import ClassVar, Final

import typst

from opennrm.errors import Family, OpenNRMError
from opennrm.letters.composing import Letter

_HERE: Final = Path(__file__).parent
TEMPLATE: Final = _HERE / "letter.typ"
FONTS: Final = _HERE / "fonts"
_STANDARD: Final = "ua-1"
_NO_GLYPH: Final = "could not be displayed with font"


class CannotBeSet(OpenNRMError):
    """A letter holds a character that its type does not have."""

    code: ClassVar[str] = "letter-cannot-be-set"
    family: ClassVar[Family] = Family.INPUT


def to_pdf(letter: Letter) -> bytes:
    """The letter on A4, tagged, with its languages and directions marked.

    Dates: the document is dated with the day of the letter, not of its making.
    Raises: CannotBeSet for a character that the type of this room does not have.
    """
    try:
        made = typst.compile(
            str(TEMPLATE),
            root=str(_HERE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(_values(letter), ensure_ascii=False)},
            pdf_standards=[_STANDARD],
        )
    except typst.TypstError as fault:
        if _NO_GLYPH not in str(fault):
            raise
        # Without its cause: that names a character of what may be a person's name.
        raise CannotBeSet(
            "A letter was to be set as a PDF, and a name, an address or the minute "
            "holds a character outside the Latin, Greek, Cyrillic, Arabic and Ethiopic "
            "scripts. Write it in one of these."
        ) from None
    assert isinstance(made, bytes), "one document, not a file a page"
    return made


def _values(letter: Letter) -> dict[str, object]:
    """What the template reads."""
    office = letter.office
    return {
        "subject": letter.subject,
        "reference": letter.head[1][1],
        "year": letter.written_on.year,
        "month": letter.written_on.month,
        "day": letter.written_on.day,
        "address": [letter.name, *letter.address],
        "office": {
            "name": office.name,
            "address": list(office.address),
            "telephone": office.telephone,
            "email": office.email,
        },
        "head": [list(pair) for pair in letter.head],
        "parts": [
            {
                "language": part.language,
                "direction": part.direction.value,
                "title": part.title,
                "draft": list(part.draft),
                "passages": [
                    {"kind": passage.kind.value, "lines": list(passage.lines)}
                    for passage in part.passages
                ],
            }
            for part in letter.parts
        ],
        "closing": letter.closing,
        "contact": letter.contact,
        "synthetic": letter.synthetic,
    }
