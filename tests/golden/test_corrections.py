"""A correction recorded later changes only what is asked as at a later moment."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

OPENNRM = "from opennrm.cli.main import main; main()"
# What a service account does when the publisher revises a cell: one man of 2023-Q1
# turns out to be a woman, and one referral turns out to be none.
REVISE = """
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from opennrm.cli.import_ import IMPORTER
from opennrm.cli.record import open_record
from opennrm.home import Home

open_record(Home(Path(sys.argv[1])))
from opennrm.services import corrections
from opennrm.store import log

men = [
    (case_id, facts[0])
    for case_id, facts in log.histories()
    if facts[0].occurred.text == "2023-Q1" and facts[0].fact.gender == "male"
]
given = {"after": 1, "version": 1, "by": IMPORTER, "at": datetime.now(UTC)}
case_id, stands = men[0]
corrections.correct(
    case_id=case_id,
    fact=replace(stands.fact, gender="female", gender_label="Female"),
    occurred=stands.occurred,
    cause="correction",
    command_id="revision-1",
    **given,
)
corrections.withdraw_fact(
    case_id=men[1][0], cause="withdrawn", command_id="revision-2", **given
)
"""


def run(program: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def genders(home: str, *words: str) -> dict[str, int]:
    told = run(
        OPENNRM,
        *("table", "referrals", "--by", "gender", "--where", "quarter=2023-Q1"),
        *("--home", home, "--json", *words),
    )
    return {row["gender"]: row["value"] for row in json.loads(told)["rows"]}


@pytest.fixture(scope="module")
def revised(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, str, Path]:
    """A home with a release of 2023-Q1 from before its record was corrected."""
    folder = tmp_path_factory.mktemp("revised")
    home, out = str(folder / "home"), folder / "release"
    cells = shared / "published" / "home_office" / "referral_cells.csv"
    run(OPENNRM, *("import", "cells", str(cells), "--home", home))
    run(
        OPENNRM,
        *("release", "build", "--period", "2023-Q1", "--out", str(out)),
        *("--home", home),
    )
    before = json.loads((out / "manifest.json").read_text("utf-8"))["cut_off"]
    run(REVISE, home)
    return home, before, out


def test_the_earlier_moment_keeps_its_figures(
    revised: tuple[str, str, Path],
) -> None:
    home, before, _ = revised
    then, now = genders(home, "--as-at", before), genders(home)

    assert {"Male": 3657, "Female": 1088, "Other": 1} == then
    assert {"Male": 3655, "Female": 1089, "Other": 1} == now


def test_before_the_first_entry_there_is_no_figure(
    revised: tuple[str, str, Path],
) -> None:
    home, _, _ = revised
    words = ("table", "referrals", "--as-at", "2023-04-10", "--home", home)
    done = subprocess.run(
        [sys.executable, "-c", OPENNRM, *words],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 15 == done.returncode
    assert "nothing had been recorded by then" in done.stderr


def test_the_release_built_before_verifies_still(
    revised: tuple[str, str, Path],
) -> None:
    home, _, out = revised

    told = run(OPENNRM, *("release", "verify", str(out), "--home", home))
    assert "same byte for byte" in told


def test_explain_names_the_causes(revised: tuple[str, str, Path]) -> None:
    home, _, _ = revised
    told = json.loads(
        run(
            OPENNRM,
            *("explain", "2023-Q1/referrals/gender=male", "--home", home, "--json"),
        )
    )

    text = json.dumps(told)
    assert "Correction of a fact" in text
    assert "Fact withdrawn, recorded in error" in text
    assert 3655 == told["values"][-1]["value"]
    assert 3657 == told["values"][0]["value"]
