"""The commands `opennrm release` and `opennrm explain` over extracts in folders."""

import json

import pytest
from click.testing import CliRunner

from opennrm.cli.explain import explain
from opennrm.cli.release import release
from opennrm.home import Home, Kind
from opennrm.publications.register import register
from opennrm.publications.release import FolderNotARelease, make_release
from opennrm.publications.verifying import ReleaseDiffers
from opennrm.rules.dates import Quarter

Q1 = Quarter.parse("2023-Q1")


@pytest.fixture(scope="module")
def extract(invented, rows):
    return invented.write(**rows)


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_a_release_is_built_from_an_extract_and_verified(extract, tmp_path):
    """From an extract nothing is registered; the rebuild compares byte for byte."""
    out = tmp_path / "release"
    words = ("--period", "2023-q1", "--out", out, "--from", extract.directory)
    built = run(release, "build", *words, "--json")
    told = json.loads(built.stdout)
    assert ("2023-Q1", "synthetic", None) == (
        told["period"],
        told["kind"],
        told["registered"],
    )
    assert "as_published" in run(release, "build", *words).stdout
    elsewhere = ("--home", tmp_path / "no-home")
    alone = run(release, "verify", out, *elsewhere)
    assert "Not built again" in alone.stdout
    again = run(release, "verify", out, "--from", extract.directory, *elsewhere)
    assert "the same byte for byte" in again.stdout
    (out / "index.html").write_text("4747")
    spoilt = run(release, "verify", out, *elsewhere)
    assert isinstance(spoilt.exception, ReleaseDiffers)
    assert 16 == spoilt.exception.status.exit_status


def test_a_period_is_a_quarter(extract, tmp_path):
    """Anything else is a call worded wrongly."""
    words = ("--period", "2023", "--out", tmp_path / "x", "--from", extract.directory)
    assert 2 == run(release, "build", *words).exit_code


@pytest.fixture
def home(extract, tmp_path):
    """A home whose record is gone and whose release is registered."""
    home = Home(tmp_path / "home").claim(Kind.SYNTHETIC)
    register(make_release(extract, Q1, software="test"), extract, home.releases)
    return home.path


def test_a_figure_is_explained_without_the_record(home):
    """The registered release alone tells its value and its definition."""
    words = ("2023-Q1/referrals/gender=male", "--home", home)
    told = json.loads(run(explain, *words, "--json").stdout)
    assert "One referral" in told["definition"]["one_unit"]
    assert [5] == [value["value"] for value in told["values"]]
    assert "not_counted_as_a_referral" in told["definition"]["exclusions"]
    lines = run(explain, *words).stdout
    assert "SYNTHETIC DATA" in lines
    assert "where gender is Male" in lines
    assert "5 referrals in release 2023-Q1/1-" in lines


def test_a_registered_release_verifies_from_the_extract_beside_it(home):
    """The register holds what is needed to build it again."""
    (kept,) = (home / "releases" / "2023-Q1").iterdir()
    told = json.loads(run(release, "verify", kept, "--home", home, "--json").stdout)
    assert told["rebuilt"]


def test_a_change_is_told_with_its_causes(home, invented, rows):
    """Each cause in words, what came in and went out, and the residual."""
    fewer = [row for row in rows["referrals"] if row["referral"] != "c0"]
    later = invented.write(**{**rows, "referrals": fewer}, log_position=500)
    register(make_release(later, Q1, software="test"), later, home / "releases")
    lines = run(explain, "2023-Q1/referrals", "--home", home).stdout
    assert "Changed by -1:" in lines
    assert "Fact withdrawn, recorded in error: 0 came in, 1 went out (-1)" in lines
    assert "Not explained: 0" in lines


def test_an_extract_explains_itself(extract):
    """Without a release the present extract is told."""
    done = run(
        explain,
        "2023-Q1/reasonable_grounds_decisions/outcome=Positive",
        "--from",
        extract.directory,
    )
    assert "5 decisions in" in done.stdout


def test_a_release_of_another_quarter_is_not_replaced(extract, tmp_path):
    """The folder is looked at before anything is counted, and stays as it was."""
    out = tmp_path / "release"
    source = ("--out", out, "--from", extract.directory)
    assert 0 == run(release, "build", "--period", "2023-Q1", *source).exit_code
    before = (out / "manifest.json").read_bytes()
    refused = run(release, "build", "--period", "2022-Q4", *source).exception
    assert isinstance(refused, FolderNotARelease)
    assert "holds the release of 2023-Q1" in str(refused)
    assert before == (out / "manifest.json").read_bytes()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("a")
    unread = ("--from", tmp_path / "other", "--out", tmp_path / "other")
    refused = run(release, "build", "--period", "2023-Q1", *unread).exception
    assert isinstance(refused, FolderNotARelease)


def test_every_row_of_a_synthetic_file_says_so(extract, tmp_path):
    """Tables and the figures behind charts, row by row."""
    out = tmp_path / "release"
    words = ("--period", "2023-Q1", "--out", out, "--from", extract.directory)
    assert 0 == run(release, "build", *words).exit_code
    files = [*out.glob("tables/*.csv"), *out.glob("charts/*.csv")]
    assert {"tables", "charts"} == {path.parent.name for path in files}
    for path in files:
        heading, *lines = path.read_text(encoding="utf-8").splitlines()
        assert heading.endswith(",data")
        assert lines
        assert all(line.endswith(",synthetic") for line in lines)
