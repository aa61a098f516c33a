"""Real published figures in through the front door, and out again cell for cell."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DIMENSIONS = (
    "quarter",
    "first_responder_type",
    "first_responder",
    "exploitation_type",
    "age_at_exploitation",
    "gender",
    "nationality",
)


COMMAND = "from opennrm.cli.main import main; main()"


def opennrm(*words: str) -> str:
    """Run the command as a user does, and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def table(*words: str) -> list[dict[str, Any]]:
    return list(json.loads(opennrm("table", *words, "--json"))["rows"])


@pytest.fixture(scope="session")
def cells(shared: Path) -> Path:
    return shared / "published" / "home_office" / "referral_cells.csv"


@pytest.fixture(scope="session")
def home(cells: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A home into which the published cells of five quarters were imported."""
    folder = str(tmp_path_factory.mktemp("golden") / "home")
    opennrm("import", "cells", str(cells), "--home", folder)
    return folder


@pytest.fixture(scope="session")
def built(home: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of 2023-Q1, built twice from that home: `one` and `two`."""
    folder = tmp_path_factory.mktemp("releases")
    for name in ("one", "two"):
        out = str(folder / name)
        opennrm("release", "build", "--period", "2023-Q1", "--out", out, "--home", home)
    return folder


def test_the_five_quarters_are_those_published(home: str) -> None:
    """The totals of the published tables come out of the record."""
    rows = table("referrals", "--by", "quarter", "--home", home)
    assert [
        ("2022-Q2", 4171),
        ("2022-Q3", 4586),
        ("2022-Q4", 4417),
        ("2023-Q1", 4746),
        ("2023-Q2", 3998),
    ] == [(row["quarter"], row["value"]) for row in rows]


def test_the_crossing_of_all_dimensions_equals_the_file(home: str, cells: Path) -> None:
    """Cell for cell, in published labels: none added, none lost."""
    with cells.open(encoding="utf-8", newline="") as file:
        published = {
            tuple(row[name] for name in DIMENSIONS): int(row["people"])
            for row in csv.DictReader(file)
        }
    rows = table("referrals", "--by", ",".join(DIMENSIONS), "--home", home)
    counted = {tuple(row[name] for name in DIMENSIONS): row["value"] for row in rows}
    assert len(rows) == len(counted)
    assert published == counted


def test_labour_alone_and_in_any_combination_are_those_published(home: str) -> None:
    """Adults of the third quarter of 2022: 943 alone, 1,477 with others."""
    adults = ("--where", "age_at_exploitation=adult", "--where", "quarter=2022-Q3")
    (alone,) = table(
        "referrals", *adults, "--where", "exploitation_type=labour", "--home", home
    )
    (any_of,) = table(
        "referrals",
        *adults,
        "--where",
        "exploitation_in_any_combination=labour",
        "--home",
        home,
    )
    assert (943, 1477) == (alone["value"], any_of["value"])


def test_a_release_builds_byte_identical_and_verifies(home: str, built: Path) -> None:
    """Twice the same release, registered once, rebuilt from its extract."""
    files = [
        {
            path.relative_to(built / name).as_posix(): path.read_bytes()
            for path in (built / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    ]
    assert files[0] == files[1]
    assert 1 == len(list((Path(home) / "releases" / "2023-Q1").iterdir()))
    told = json.loads(
        opennrm("release", "verify", str(built / "one"), "--home", home, "--json")
    )
    assert told["rebuilt"]
    assert "published_cells" == told["kind"]
    page = (built / "one" / "index.html").read_text(encoding="utf-8")
    assert ">4,746</data> potential victims" in page


def test_a_figure_of_the_release_is_explained(home: str, built: Path) -> None:
    """The definition, the rows behind it, and a change of nought."""
    assert built.is_dir()
    told = json.loads(
        opennrm("explain", "2023-Q1/referrals/gender=FEMALE", "--home", home, "--json")
    )
    assert [1088, 1088] == [value["value"] for value in told["values"]]
    assert [1088, 1088] == [value["rows"] for value in told["values"]]
    assert [(0, 0)] == [
        (change["difference"], change["residual"]) for change in told["changes"]
    ]
