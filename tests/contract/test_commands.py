"""`opennrm import cells` and `opennrm migrate`, as a person runs them."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from opennrm.home import Home, Kind

BROKEN = Path(__file__).resolve().parents[1] / "broken" / "cells"
HEADER = (
    "quarter,first_responder_type,first_responder,exploitation_type,"
    "age_at_exploitation,gender,nationality,people\n"
)
CELLS = (
    HEADER
    + "2023-Q1,Police,Kent Police,Labour,Adult (18 or over),Male,Albanian,3\n"
    + "2023-Q2,Police,Kent Police,Labour,Adult (18 or over),Male,Congolese (Drc),2\n"
)


def opennrm(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from opennrm.cli.main import main; main()",
            *map(str, words),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENNRM_DATABASE_URL": "", "OPENNRM_HOME": ""},
    )


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    """A file of two cells."""
    path = tmp_path / "cells.csv"
    path.write_text(CELLS, encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where a home may be made."""
    return tmp_path / "home"


def told(run: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(run.stdout)


def facts(home: Path) -> int:
    with closing(sqlite3.connect(home / "record.sqlite3")) as raw:
        return int(raw.execute("SELECT count(*) FROM store_log").fetchone()[0])


def test_cells_are_imported_once(cells, home):
    """The home is made, claimed and filled; a second run adds nothing."""
    first = opennrm("import", "cells", cells, "--home", home, "--json")
    assert 0 == first.returncode, first.stderr
    assert {"recorded": 5, "already_there": 0} == told(first)["referrals"]
    assert Kind.PUBLISHED_CELLS is Home(home).kind
    (mended,) = told(first)["mended"]
    assert ("nationality", "Congolese (Drc)", 1) == (
        mended["column"],
        mended["label"],
        mended["lines"],
    )
    again = opennrm("import", "cells", cells, "--home", home)
    assert 0 == again.returncode
    assert "0 referrals recorded" in again.stdout
    assert "5 were already there" in again.stdout
    assert "'Congolese (Drc)' is congolese_drc (1 line)" in again.stdout
    assert 5 == facts(home)


def test_one_quarter_of_a_file_can_be_imported(cells, home):
    """The rest of the file can follow later."""
    first = opennrm(
        "import", "cells", cells, "--quarter", "2023-Q2", "--home", home, "--json"
    )
    assert (["2023-Q2"], 2) == (
        told(first)["quarters"],
        told(first)["referrals"]["recorded"],
    )
    rest = opennrm("import", "cells", cells, "--home", home, "--json")
    assert {"recorded": 3, "already_there": 2} == told(rest)["referrals"]


def test_a_quarter_that_is_not_there_is_told(cells, home):
    """Asking for another quarter says which there are, and makes no home."""
    run = opennrm("import", "cells", cells, "--quarter", "2022-Q1", "--home", home)
    assert 14 == run.returncode
    assert "It holds 2023-Q1, 2023-Q2" in run.stderr
    assert not home.exists()


def test_a_mistyped_quarter_is_a_wrong_call(cells, home):
    """A quarter is written 2023-Q1."""
    run = opennrm("import", "cells", cells, "--quarter", "2023", "--home", home)
    assert 2 == run.returncode


@pytest.mark.parametrize("name", ["several", "empty", "truncated-in-a-label"])
def test_a_faulty_file_writes_nothing(home, name):
    """Every fault is told, in JSON too, and there is no home afterwards."""
    run = opennrm("import", "cells", BROKEN / f"{name}.csv", "--home", home, "--json")
    assert 14 == run.returncode
    error = told(run)["error"]
    assert "cells-refused" == error["code"]
    assert error["faults"]
    assert {"file", "line", "key", "what", "do"} == set(error["faults"][0])
    assert not home.exists()


def test_a_home_of_another_kind_is_left_alone(cells, home):
    """Published figures never go among other records."""
    assert 0 == opennrm("migrate", "--home", home).returncode
    run = opennrm("import", "cells", cells, "--home", home)
    assert 17 == run.returncode
    assert "holds live records" in run.stderr
    assert 0 == facts(home)


def test_a_changed_count_is_refused(cells, home):
    """A revised file goes into a home of its own."""
    opennrm("import", "cells", cells, "--home", home)
    cells.write_text(CELLS.replace("Albanian,3", "Albanian,4"), encoding="utf-8")
    run = opennrm("import", "cells", cells, "--home", home)
    assert 12 == run.returncode
    assert "Kent Police" in run.stderr
    assert 5 == facts(home)


def test_a_migration_can_be_repeated(home):
    """`migrate` says what it did, and the second time that nothing was missing."""
    first = opennrm("migrate", "--home", home, "--kind", "synthetic", "--json")
    assert "store.0001_record" in told(first)["migrations"]
    assert "synthetic" == told(first)["kind"]
    assert [] == told(opennrm("migrate", "--home", home, "--json"))["migrations"]
    assert "was up to date" in opennrm("migrate", "--home", home).stdout
    other = opennrm("migrate", "--home", home, "--kind", "live")
    assert 17 == other.returncode


def test_missing_triggers_are_refused_and_made_again(cells, home):
    """A log that lost a trigger is not written until `migrate` has mended it."""
    opennrm("import", "cells", cells, "--quarter", "2023-Q1", "--home", home)
    with closing(sqlite3.connect(home / "record.sqlite3")) as raw:
        raw.execute("DROP TRIGGER store_log_no_update")
    assert 0 == opennrm("migrate", "--home", home).returncode
    with (
        closing(sqlite3.connect(home / "record.sqlite3")) as raw,
        pytest.raises(sqlite3.IntegrityError),
    ):
        raw.execute("UPDATE store_log SET payload = ''")
