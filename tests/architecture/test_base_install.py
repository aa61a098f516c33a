"""The base set is enough to count: no web framework, no database driver."""

import subprocess
import sys
from pathlib import Path

import pytest

# An installation without the service set, as Python sees it.
WITHOUT_SERVICE = """
import sys


class Missing:
    names = {
        "argon2", "axes", "csp", "django", "granian",
        "psycopg", "psycopg_pool", "scipy", "statsmodels", "whitenoise",
    }

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Missing())
from opennrm.cli.main import main

main(sys.argv[1:])
"""


def opennrm(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as an installation of the base set would."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_SERVICE, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "rules list",
        "rules show recovery-minimum --on 2023-01-30 --json",
        "table list",
        "table --help",
        "release verify --help",
    ],
)
def test_a_command_that_needs_no_record_runs(words: str, tmp_path: Path):
    """A researcher installs no web."""
    result = opennrm(*words.split(), cwd=tmp_path)
    assert 0 == result.returncode, result.stderr


def test_a_command_that_needs_a_record_says_what_to_install(tmp_path: Path):
    """And not that a module is missing."""
    result = opennrm("migrate", "--home", str(tmp_path / "home"), cwd=tmp_path)
    assert 2 == result.returncode
    assert "pip install 'opennrm[service]'" in result.stderr
    assert "Traceback" not in result.stderr
