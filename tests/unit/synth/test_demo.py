"""The demonstration as a newcomer runs it, small, twice, and with other numbers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from opennrm.home import Home, Kind

pytest.importorskip("django")

REFERRALS = "200"


def _opennrm(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of its own, as a person would give it."""
    return subprocess.run(
        [sys.executable, "-c", "from opennrm.cli.main import main; main()", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )


def _demo(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return _opennrm(
        "demo", "--home", str(home), "--referrals", REFERRALS, "--no-serve", *more
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that the demonstration has filled."""
    made = tmp_path_factory.mktemp("demo") / "home"
    done = _demo(made)
    assert 0 == done.returncode, done.stderr
    assert "Synthetic data" in done.stdout
    assert "evidence of nothing" in done.stdout
    for name in ("first-responder", "decision-maker", "reviewer", "overseer"):
        assert name in done.stdout
    return made


def test_the_register_is_all_there(home: Path) -> None:
    """The table of referrals adds up to what was asked for, but for late arrivals."""
    assert "synthetic" == json.loads((home / "home.json").read_text())["kind"]
    done = _opennrm("table", "referrals", "--by", "year", "--home", str(home), "--json")
    assert 0 == done.returncode, done.stderr
    total = sum(row["value"] for row in json.loads(done.stdout)["rows"])
    assert int(REFERRALS) - 3 <= total <= int(REFERRALS)


def test_the_release_is_registered_and_says_synthetic(home: Path) -> None:
    """One release of the last quarter, whose bulletin says what the data are."""
    (bulletin,) = (home / "releases" / "2025-Q4").glob("*/index.html")
    assert "ynthetic" in bulletin.read_text(encoding="utf-8")


def test_every_line_of_the_work_list_leads_to_a_case(tmp_path: Path) -> None:
    """A referral that was taken back leaves no line, also in small parts."""
    told = subprocess.run(
        [sys.executable, "-c", _EVERY_LINE, str(tmp_path / "home")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == told.returncode, told.stderr
    lines, cases, taken_back = map(int, told.stdout.splitlines()[-1].split())
    assert lines == cases
    assert taken_back


_EVERY_LINE = """
import sys
from pathlib import Path
from opennrm.cli import demo
from opennrm.cli.migrate import bring_up_to_date
from opennrm.home import Home, Kind
home = Home(Path(sys.argv[1])).claim(Kind.SYNTHETIC)
bring_up_to_date(home)
from opennrm.services import replaying
replaying.COMMANDS_AT_ONCE = 1
demo._same_as_before(home, referrals=200, seed=20251231)
demo._record(home, referrals=200, seed=20251231)
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.store import log, worklist
cases, gone = 0, 0
for _, history in log.histories():
    try:
        fold(history)
        cases += 1
    except NoSuchCase:
        gone += 1
lines = sum(number for _, _, number in worklist.counts(None))
print(lines, cases, gone)
"""


def test_a_second_run_makes_nothing_twice(home: Path) -> None:
    """It says that the register is there, and keeps the one release."""
    done = _demo(home)
    assert 0 == done.returncode, done.stderr
    assert "there already" in done.stdout
    assert 1 == len(list((home / "releases" / "2025-Q4").iterdir()))


def test_a_run_that_was_stopped_is_completed(home: Path) -> None:
    """Without the note of completion every command is found and passed over."""
    note = home / "demo.json"
    held = json.loads(note.read_text())
    note.write_text(json.dumps({**held, "complete": False}))
    done = _demo(home)
    assert 0 == done.returncode, done.stderr
    assert "Recorded 0 commands" in done.stdout
    assert json.loads(note.read_text())["complete"]


def test_another_register_is_refused(home: Path) -> None:
    """Another seed in the same home is refused, with what the home holds."""
    done = _demo(home, "--seed", "7")
    assert 17 == done.returncode
    assert "another home" in done.stderr


def test_a_home_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Invented people are never put among other records."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "home.json").write_text('{"format": 1, "kind": "live"}\n')
    done = _demo(tmp_path)
    assert 17 == done.returncode
    assert "never mixes" in done.stderr


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        (["demo"], None, "demo-home"),
        (["demo", "--home", "opennrm-home"], None, "opennrm-home"),
        (["--home", "opennrm-home", "demo"], None, "opennrm-home"),
        (["demo"], "other-home", "other-home"),
    ],
)
def test_the_home_is_the_one_asked_for(
    words: list[str],
    environment: str | None,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Only where no home was asked for is it ./demo-home."""
    from opennrm.cli import demo
    from opennrm.cli.main import main

    class Found(Exception):
        """What the command would have begun to fill."""

    def claim(home: Home, _kind: Kind) -> Home:
        raise Found(home.path.name)

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENNRM_HOME", raising=False)
    if environment is not None:
        monkeypatch.setenv("OPENNRM_HOME", environment)
    monkeypatch.setattr(demo.Home, "claim", claim)
    with pytest.raises(Found, match=f"^{expected}$"):
        main(words, standalone_mode=False)
