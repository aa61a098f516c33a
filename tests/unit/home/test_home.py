import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opennrm.home import (
    KEY_NAMES,
    Home,
    HomeError,
    HomeKeyMissing,
    HomeNotMade,
    HomeOfAnotherKind,
    HomeUnreadable,
    Kind,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_the_option_beats_the_environment_and_that_beats_the_default():
    """--home, else OPENNRM_HOME, else ./opennrm-home."""
    environ = {"OPENNRM_HOME": "/from/environment"}
    assert Path("/from/option") == Home.find("/from/option", environ=environ).path
    assert Path("/from/environment") == Home.find(environ=environ).path
    assert Path.cwd() / "opennrm-home" == Home.find(environ={}).path


def test_an_empty_environment_variable_means_the_default():
    """OPENNRM_HOME= does not make the current directory a home."""
    assert "opennrm-home" == Home.find(environ={"OPENNRM_HOME": ""}).path.name


def test_naming_a_home_writes_nothing(home: Home):
    """A home is made on first write, not by looking."""
    assert home.is_made is False
    with pytest.raises(HomeNotMade, match="opennrm import cells"):
        _ = home.kind
    assert not home.path.exists()


def test_claiming_makes_the_home_with_its_folders_and_kind(home: Home):
    """The first write settles the kind."""
    home.claim(Kind.SYNTHETIC)
    assert Kind.SYNTHETIC is home.kind
    assert ["extracts", "home.json", "keys", "releases"] == sorted(
        entry.name for entry in home.path.iterdir()
    )


def test_the_mark_tells_kind_and_format_and_no_time(home: Home):
    """Two homes of one kind have the same mark."""
    home.claim(Kind.LIVE)
    assert {"format": 1, "kind": "live"} == json.loads(
        (home.path / "home.json").read_text()
    )


def test_claiming_again_for_the_same_kind_changes_nothing(home: Home):
    """Every writer claims the home before it writes."""
    home.claim(Kind.SYNTHETIC)
    before = {name: home.key(name) for name in KEY_NAMES}
    home.claim(Kind.SYNTHETIC)
    assert before == {name: home.key(name) for name in KEY_NAMES}


def test_another_kind_is_refused_and_told_what_is_there(home: Home):
    """Synthetic people never mix with live ones."""
    home.claim(Kind.SYNTHETIC)
    with pytest.raises(HomeOfAnotherKind) as refusal:
        home.claim(Kind.PUBLISHED_CELLS)
    message = str(refusal.value)
    assert "holds synthetic records" in message
    assert "--home ./published-cells-home" in message
    assert Kind.SYNTHETIC is home.kind


def test_keys_are_32_bytes_each_different_and_stay(home: Home):
    """A key is made once."""
    home.claim(Kind.LIVE)
    held = {home.key(name) for name in KEY_NAMES}
    assert {32} == {len(key) for key in held}
    assert len(KEY_NAMES) == len(held)
    assert home.key("vault") == Home(home.path).key("vault")


def test_only_the_owner_can_read_the_keys(home: Home):
    """Folder 0700, files 0600, the home itself 0700."""
    home.claim(Kind.LIVE)
    assert 0o700 == stat.S_IMODE(home.path.stat().st_mode)
    assert 0o700 == stat.S_IMODE(home.keys.stat().st_mode)
    assert {0o600} == {stat.S_IMODE(key.stat().st_mode) for key in home.keys.iterdir()}


def test_a_key_of_a_home_that_was_never_made_is_refused(home: Home):
    """Asking for a key does not make a home."""
    with pytest.raises(HomeNotMade):
        home.key("vault")


def test_a_lost_key_is_never_replaced(home: Home):
    """A new key would open nothing that the lost one locked."""
    home.claim(Kind.LIVE)
    (home.keys / "vault").unlink()
    home.claim(Kind.LIVE)
    with pytest.raises(HomeKeyMissing, match="Restore the folder of keys"):
        home.key("vault")
    assert not (home.keys / "vault").exists()


def test_a_truncated_key_is_refused(home: Home):
    """Half a key is no key."""
    home.claim(Kind.LIVE)
    (home.keys / "django").write_bytes(b"short")
    with pytest.raises(HomeKeyMissing, match="5 bytes instead of 32"):
        home.key("django")


def test_a_claim_that_died_before_the_mark_is_completed(home: Home):
    """The keys that were made stay, the rest is added."""
    home.claim(Kind.LIVE)
    vault = home.key("vault")
    (home.path / "home.json").unlink()
    (home.path / ".home.json.0011").write_text("{")
    (home.keys / "django").unlink()
    home.claim(Kind.LIVE)
    assert vault == home.key("vault")
    assert 32 == len(home.key("django"))


def test_a_directory_that_holds_something_else_is_refused(tmp_path: Path):
    """A mistyped --home does not turn a folder of letters into a home."""
    (tmp_path / "letters").mkdir()
    with pytest.raises(HomeError, match=r"other files \(letters\)"):
        Home(tmp_path).claim(Kind.LIVE)
    assert ["letters"] == [entry.name for entry in tmp_path.iterdir()]


def test_a_record_without_its_mark_is_refused(home: Home):
    """New keys would lock out a record whose home.json was lost."""
    home.path.mkdir()
    home.record.write_bytes(b"SQLite format 3")
    with pytest.raises(HomeError, match="restore the home from a backup"):
        home.claim(Kind.LIVE)


def test_a_file_cannot_be_a_home(tmp_path: Path):
    """The message says that it is a file."""
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(HomeError, match="is a file"):
        Home(path).claim(Kind.LIVE)
    with pytest.raises(HomeNotMade):
        _ = Home(path).kind


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is not JSON"),
        ("[]", "must have the keys"),
        ('{"kind": "live"}', "must have the keys"),
        ('{"format": 2, "kind": "live"}', "has format 2"),
        ('{"format": 1, "kind": "toy"}', "none of live, synthetic"),
    ],
)
def test_a_mark_that_this_version_did_not_write_is_refused(
    home: Home, text: str, told: str
):
    """A damaged or later home is not guessed at."""
    home.claim(Kind.LIVE)
    (home.path / "home.json").write_text(text)
    with pytest.raises(HomeUnreadable, match=told):
        _ = home.kind


def test_a_mark_that_is_not_text_is_refused(home: Home):
    """A disk fault is told as one."""
    home.claim(Kind.LIVE)
    (home.path / "home.json").write_bytes(b"\xff\xfe")
    with pytest.raises(HomeUnreadable, match="cannot be read"):
        _ = home.kind


def test_a_path_below_a_file_is_refused(tmp_path: Path):
    """The disk's own reason is passed on."""
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="disk refused"):
        Home(tmp_path / "file" / "home").claim(Kind.LIVE)


def test_two_claims_at_once_make_one_home(home: Home):
    """One makes it, the others find it made; nobody's key is replaced."""

    def claim(_: int) -> bytes:
        return Home(home.path).claim(Kind.LIVE).key("vault")

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(claim, range(8)))
    assert {home.key("vault")} == keys
    assert ["extracts", "home.json", "keys", "releases"] == sorted(
        entry.name for entry in home.path.iterdir()
    )
