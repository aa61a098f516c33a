"""The lists of packages name no host, and nothing of one machine is in the tree."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
SETS = ["base", "build", "notify", "research", "service", "spark", "test"]


@pytest.fixture(scope="module")
def tree() -> ModuleType:
    """The script that `make check` runs over the tree."""
    spec = importlib.util.spec_from_file_location("tree", ROOT / ".ci" / "tree.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_one_lock_for_each_set():
    """A researcher can install without the web, from a lock."""
    assert SETS == [lock.stem for lock in LOCKS]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_host_and_gives_hashes(lock: Path):
    """It installs from whichever index a machine is set up with."""
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert "index" not in text.replace("importlib", "")
    entries = re.findall(r"^[a-z0-9][\w.-]*==[^ ]+", text, re.MULTILINE)
    assert entries
    hashed = re.findall(r"^\S.*==.* \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(entries) == len(hashed)


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("a.txt", "see pypi" + ".org", "registry"),
        ("a.md", "cd /ro" + "ot/x", "path of one machine"),
        ("a.py", "-----BEGIN RSA PRIV" + "ATE KEY-----", "private key"),
        ("a.yaml", "token: ghp" + "_" + "a" * 36, "access token"),
        ("a.ini", "postgresql://app:sec" + "ret@db.example/nrm", "password"),
        ("x.lock", "a @ https" + "://example.org/a.whl", "an address"),
        ("x.in", "--extra-index-url" + " x", "names an index"),
    ],
)
def test_what_must_not_be_in_the_tree_is_found(
    tree: ModuleType, tmp_path: Path, name: str, line: str, told: str
):
    """Each pattern has caught what it is for."""
    (tmp_path / name).write_text(f"first\n{line}\n", encoding="utf-8")
    tree.ROOT = tmp_path
    found = tree.faults_in(tmp_path / name)
    assert 1 == len(found)
    assert f"{name}:2: " in found[0]
    assert told in found[0]


def test_plain_text_and_pictures_pass(tree: ModuleType, tmp_path: Path):
    """An address in prose, and bytes that are no text, are no fault."""
    (tmp_path / "a.md").write_text("see https://www.example.org/ and /usr/bin\n")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\xff")
    tree.ROOT = tmp_path
    assert [] == tree.faults_in(tmp_path / "a.md") + tree.faults_in(tmp_path / "a.png")
