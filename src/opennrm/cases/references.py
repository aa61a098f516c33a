"""References: what people write on letters and say on the telephone.

A reference is computed from the case id, so it tells neither order nor date. It is
fifty bits in Crockford's base 32, which leaves out letters that look alike, and two
check characters that find any single wrong character and any two neighbours swapped.
"""

from typing import ClassVar
from uuid import UUID

from opennrm.cases.case import Route
from opennrm.errors import Family, OpenNRMError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX = {Route.NRM: "NRM", Route.DTN: "DTN"}
_LOOK_ALIKE = str.maketrans("OIL", "011")
_CHARACTERS = 10
_PAIRS = tuple(one + two for one in _ALPHABET for two in _ALPHABET)
# The largest prime below 32 squared: no one-character change is a multiple of it.
_CHECK_BASE = 1021


class UnreadableReference(OpenNRMError):
    """A reference that is mistyped; its check characters do not fit."""

    code: ClassVar[str] = "unreadable-reference"
    family: ClassVar[Family] = Family.NOT_FOUND


def reference(case_id: UUID, route: Route) -> str:
    """The reference of a case, such as `NRM-4F7Q-W2K9-MXZ7`."""
    number = case_id.int >> 78
    characters = _written(number, _CHARACTERS) + _written(number % _CHECK_BASE, 2)
    return "-".join([_PREFIX[route], characters[:4], characters[4:8], characters[8:]])


def read_reference(text: str) -> str:
    """A typed reference in its proper form: spaces, case and look-alikes mended.

    Raises: UnreadableReference when it is mistyped.
    """
    bare = "".join(text.upper().split()).replace("-", "")
    prefix, characters = bare[:3], bare[3:].translate(_LOOK_ALIKE)
    if (
        prefix in _PREFIX.values()
        and len(characters) == _CHARACTERS + 2
        and all(character in _ALPHABET for character in characters)
        and _number(characters[:_CHARACTERS]) % _CHECK_BASE == _number(characters[-2:])
    ):
        return "-".join([prefix, characters[:4], characters[4:8], characters[8:]])
    raise UnreadableReference(
        "That reference is mistyped: its last two characters do not fit the others. "
        "Read it again from the letter or the acknowledgement."
    )


def _written(number: int, length: int) -> str:
    """A number in so many characters, an even number of them."""
    pairs = [_PAIRS[(number >> shift) & 1023] for shift in range(0, length * 5, 10)]
    return "".join(reversed(pairs))


def _number(characters: str) -> int:
    number = 0
    for character in characters:
        number = number * 32 + _ALPHABET.index(character)
    return number
