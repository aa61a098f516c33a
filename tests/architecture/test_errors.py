"""Every error has a stable code of its own, and the page lists it."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import opennrm
from opennrm.errors import FAMILIES, Family, OpenNRMError

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "errors.md"

# Rooms that need a configured web framework are read as source instead.
WITH_DJANGO = ("store", "services", "web", "api", "window", "server", "cli")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def error_classes() -> list[type[OpenNRMError]]:
    """Every error class of the rooms that load without Django."""
    for found in pkgutil.walk_packages(opennrm.__path__, "opennrm."):
        room = found.name.split(".")[1]
        if room not in WITH_DJANGO and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    classes: list[type[OpenNRMError]] = []
    waiting = [OpenNRMError]
    while waiting:
        error = waiting.pop()
        if error.__module__.startswith("opennrm."):
            classes.append(error)
        waiting += error.__subclasses__()
    return classes


def declared() -> dict[str, list[str]]:
    """Each code that is written in the package, and where."""
    places: dict[str, list[str]] = {}
    pattern = re.compile(
        r"^    code(?:: ClassVar\[str\])? = \"([^\"]+)\"", re.MULTILINE
    )
    for path in sorted((ROOT / "src" / "opennrm").rglob("*.py")):
        text = path.read_text("utf-8")
        for match in pattern.finditer(text):
            line = text[: match.start()].count("\n") + 1
            places.setdefault(match.group(1), []).append(f"{path.name}:{line}")
    return places


def test_every_error_gives_its_own_code():
    """An inherited code would make two errors one to a program."""
    without = [
        f"{error.__module__}.{error.__name__}"
        for error in error_classes()
        if "code" not in vars(error)
    ]
    assert [] == without


def test_no_two_errors_share_a_code():
    """A code is for ever and for one thing."""
    assert {} == {code: where for code, where in declared().items() if len(where) > 1}


def test_codes_are_kebab_case():
    """One form for all, safe in a URL and in a log."""
    assert [] == [code for code in declared() if not KEBAB.fullmatch(code)]


def test_every_error_says_what_it_is():
    """The docstring is the meaning that the reference page shows."""
    assert [] == [e.__name__ for e in error_classes() if not inspect.getdoc(e)]


@pytest.mark.parametrize("family", Family)
def test_the_page_gives_the_status_of_every_family(family: Family):
    """Who scripts the commands can look the exit status up."""
    status = FAMILIES[family]
    row = (
        f"| `{family.value}` | {status.exit_status} | {status.http_status} |"
        f" {status.meaning} |"
    )
    assert row in PAGE.read_text("utf-8")


def test_the_page_lists_every_code():
    """Each error of the package is documented."""
    page = PAGE.read_text("utf-8")
    assert [] == [code for code in declared() if f"`{code}`" not in page]
