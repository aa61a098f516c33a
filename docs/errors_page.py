"""The reference page of errors, read from the source of every room.

The source is read and not run, so that no room needs its libraries for it.
"""

import ast
from pathlib import Path
from typing import NamedTuple

from opennrm.errors import FAMILIES, Family

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "opennrm"

OPENING = """# Errors

Every refusal of OpenNRM has a stable code and belongs to a family.
The family decides the exit status of a command and the HTTP status of a page or an endpoint.
A message says what was asked, what refused it and what to do next; it holds no personal data.
With `--json` the error is one JSON document on standard output, under the key `error`: `code`, `family`, `message`, `exit_status`, and `faults` where a file was refused.
Exit status 0 means done, 1 a mistake of ours that nobody foresaw, 130 stopped from the keyboard.

This page is generated from the source.
"""


class Found(NamedTuple):
    """An error class as its source declares it; None means inherited."""

    name: str
    room: str
    bases: tuple[str, ...]
    code: str | None
    family: str | None
    meaning: str


def declared(node: ast.ClassDef, wanted: str) -> ast.expr | None:
    """The value that a class gives to one attribute in its own body."""
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and wanted == ast.unparse(line.target):
            return line.value
        if isinstance(line, ast.Assign) and wanted == ast.unparse(line.targets[0]):
            return line.value
    return None


def classes() -> list[Found]:
    """Every class of the package that could be an error."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            code, family = declared(node, "code"), declared(node, "family")
            told = (ast.get_docstring(node) or "").split("\n\n")[0]
            found.append(
                Found(
                    name=node.name,
                    room=path.relative_to(PACKAGE).parts[0],
                    bases=tuple(ast.unparse(base) for base in node.bases),
                    code=code.value if isinstance(code, ast.Constant) else None,
                    family=family.attr if isinstance(family, ast.Attribute) else None,
                    meaning=" ".join(told.split()),
                )
            )
    return found


def family_of(error: Found, by_name: dict[str, Found]) -> Family | None:
    """The family of an error, its own or inherited; None for any other class."""
    if error.family is not None:
        return Family[error.family]
    for base in error.bases:
        parent = by_name.get(base.rpartition(".")[2])
        if parent is not None and parent is not error:
            return family_of(parent, by_name)
    return None


def page() -> str:
    """The whole page, in the order of families and codes."""
    every = classes()
    by_name = {error.name: error for error in every}
    lines = [OPENING, "## Families", ""]
    lines += ["| family | exit status | HTTP status | meaning |"]
    lines += ["| --- | --- | --- | --- |"]
    lines += [
        f"| `{family.value}` | {status.exit_status} | {status.http_status} |"
        f" {status.meaning} |"
        for family, status in FAMILIES.items()
    ]
    lines += ["", "## Codes", "", "| code | family | room | meaning |"]
    lines += ["| --- | --- | --- | --- |"]
    rows = sorted(
        (family.value, error.code, error.room, error.meaning)
        for error in every
        if error.code is not None and (family := family_of(error, by_name)) is not None
    )
    lines += [
        f"| `{code}` | {family} | {room} | {meaning} |"
        for family, code, room, meaning in rows
    ]
    return "\n".join(lines) + "\n"
