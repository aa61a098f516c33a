from pathlib import Path

import pytest

from opennrm.home._files import write_once


def test_a_file_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Between the look and the write another process may have made the key."""
    path = tmp_path / "vault"
    path.write_bytes(b"theirs")
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert write_once(path, b"ours", mode=0o600) is False
    assert b"theirs" == path.read_bytes()
    assert ["vault"] == [entry.name for entry in tmp_path.iterdir()]


def test_a_file_is_written_once(tmp_path: Path):
    """The first call says that it wrote, the second that it did not."""
    path = tmp_path / "vault"
    assert write_once(path, b"ours", mode=0o600) is True
    assert write_once(path, b"later", mode=0o600) is False
    assert b"ours" == path.read_bytes()
