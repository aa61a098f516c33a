"""The office that writes: what stands at the head and the foot of every letter.

A file of the home, since it is neither code nor a fact of a case. Its name is printed
on envelopes, so it must not say what the letters are about.
"""

import re
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml

from opennrm.errors import Family, Fault, FaultsFound
from opennrm.letters.composing import Office

FILE: Final = "office.yaml"
_LINES: Final = ("name", "telephone", "email")
_KEYS: Final = frozenset({*_LINES, "address"})
_TELLING: Final = re.compile(
    r"slave|traffick|exploit|victim|referral mechanism|\bnrm\b", re.IGNORECASE
)


class OfficeUnfit(FaultsFound):
    """The file of the office that writes letters cannot be used."""

    code: ClassVar[str] = "office-unfit"
    family: ClassVar[Family] = Family.HOME


def read_office(path: Path) -> Office:
    """The office that a file describes.

    Raises: OfficeUnfit, with every fault of the file.
    """
    held, faults = _held(path)
    address = held.get("address")
    lines = address if isinstance(address, list) else []
    said = [str(held.get(key, "")) for key in _LINES]
    if not faults:
        faults = [
            *(
                _fault(path, key, "is not known", f"Use {', '.join(sorted(_KEYS))}.")
                for key in sorted(set(held) - _KEYS)
            ),
            *(
                _fault(path, key, "is missing or no text", "Write it as one line.")
                for key in _LINES
                if not isinstance(held.get(key), str) or not held[key].strip()
            ),
            *(
                [_fault(path, "address", "is no list of lines", "Write one a line.")]
                if not lines or not all(isinstance(line, str) for line in lines)
                else []
            ),
            *(
                _fault(
                    path,
                    "name",
                    "says what the letters are about, and stands on envelopes",
                    "Choose a neutral name.",
                )
                for _ in [0]
                if _TELLING.search(said[0])
            ),
        ]
    if faults:
        raise OfficeUnfit("The office that writes letters was read.", faults)
    name, telephone, email = said
    return Office(name=name, address=tuple(lines), telephone=telephone, email=email)


def _held(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """What the file holds, or why nothing can be read from it."""
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        what, do = "is not there", "Write it: name, address, telephone and email."
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        what, do = "cannot be read as YAML", "Check its indents and its encoding."
    else:
        if isinstance(held, dict):
            return held, []
        what, do = "holds no keys", "Write name, address, telephone and email."
    return {}, [_fault(path, "", what, do)]


def _fault(path: Path, key: str, what: str, do: str) -> Fault:
    return Fault(file=str(path), key=key, what=what, do=do)
