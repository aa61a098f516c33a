"""What a plain machine may leave out, a run in CI may not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SKIPPING = """
import pytest


@pytest.mark.postgres
def test_in_the_test():
    pytest.skip("no server")


@pytest.mark.browser
@pytest.mark.skipif(True, reason="no chromium")
def test_by_a_mark():
    pass


@pytest.fixture
def server():
    pytest.skip("no server")


@pytest.mark.postgres
def test_in_a_fixture(server):
    pass


def test_for_another_reason():
    pytest.skip("no published figures")
"""


def run(folder: Path, ci: str) -> str:
    """The output of a run of skipping tests under our own conftest."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_skipping.py").write_text(SKIPPING, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  postgres\n  browser\n")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout


def test_a_plain_machine_skips(tmp_path: Path):
    """Nobody needs a database server or a browser to run the tests."""
    assert "4 skipped" in run(tmp_path, "")


def test_in_ci_a_skip_for_want_of_a_server_or_a_browser_fails(tmp_path: Path):
    """However it was skipped; a skip for another reason stays one."""
    shown = run(tmp_path, "true")
    assert "failed" in shown
    assert "test_for_another_reason" not in shown
    assert "may not be skipped in CI" in shown
    counted = {
        word: int(number)
        for number, word in (
            part.split()[:2] for part in shown.strip().splitlines()[-1].split(", ")
        )
    }
    assert 3 == counted.get("failed", 0) + counted.get("error", 0) + counted.get(
        "errors", 0
    )
    assert 1 == counted["skipped"]


@pytest.mark.parametrize("mark", ["postgres", "browser", "long"])
def test_the_marks_are_declared(mark: str, pytestconfig: pytest.Config):
    """A misspelt mark is refused, so a declared one is the only way to skip."""
    assert any(line.startswith(f"{mark}:") for line in pytestconfig.getini("markers"))
