"""Building, writing, verifying and registering releases."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from opennrm.publications.manifest import (
    NotARelease,
    Predecessor,
    read_manifest,
)
from opennrm.publications.paragraphs import ParagraphsMissing, load_paragraphs
from opennrm.publications.register import predecessors, register, registered
from opennrm.publications.release import (
    FolderNotARelease,
    make_release,
    write_release,
)
from opennrm.publications.tables import PeriodNotHeld, TablesDisagree, check_sums
from opennrm.publications.verifying import (
    ReleaseDiffers,
    verify_files,
    verify_rebuild,
)
from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Span, Table
from opennrm.statistics.tabulation import Tabulator

Q1 = Quarter.parse("2023-Q1")


@pytest.fixture(scope="session")
def extract(invented, rows):
    return invented.write(**rows)


@pytest.fixture(scope="session")
def release(extract):
    return make_release(extract, Q1, software="test")


def text(release, name="index.html"):
    return release.files[name].decode()


def test_building_twice_gives_the_same_bytes(extract, release):
    """The same extract, period and words always make the same release."""
    again = make_release(extract, Q1, software="test")
    assert release.files == again.files
    assert release.manifest.as_text() == again.manifest.as_text()


def test_the_key_results_are_worded_as_published(release):
    """Five referrals after four is an increase of a quarter."""
    html = text(release)
    assert ">5</data> potential victims of modern slavery were referred" in html
    assert "an increase of <data" in html
    assert ">25%</data> on the previous quarter" in html
    assert "the record does not reach back to" in html
    assert "January to March 2022" in html


def test_every_id_on_the_page_is_given_once(release):
    """Links and labels lead to one place."""
    ids = re.findall(r' id="([^"]+)"', text(release))
    assert [] == sorted(each for each, number in Counter(ids).items() if number > 1)


def test_what_the_record_does_not_hold_is_said_without_a_number(release):
    """No conclusive decision and no report: a sentence each, and no figure."""
    html = text(release)
    assert "holds no conclusive grounds decisions" in html
    assert "holds no Duty to Notify reports" in html
    assert "conclusive-grounds-decisions-shares" not in html


def test_a_release_says_what_kind_of_record_it_is_of(release):
    """Synthetic data says so in the page, on the charts and in the manifest."""
    html = text(release)
    assert "Every person, referral and decision behind this release is invented" in html
    assert "Synthetic data" in text(release, "charts/referrals-by-quarter.svg")
    assert "synthetic" == release.manifest.kind


def test_tables_are_tidy_files_with_zeros_shown(release):
    """One figure a line, over every quarter held."""
    lines = text(release, "tables/referrals-by-age.csv").splitlines()
    assert "quarter,age_at_exploitation,value,unit,mark,data" == lines[0]
    assert "2022-Q4,Adult (18 or over),4,referrals,,synthetic" in lines
    assert "2022-Q4,Child (17 or under),0,referrals,,synthetic" in lines
    assert "2023-Q1,Child (17 or under),2,referrals,,synthetic" in lines


def test_the_manifest_holds_the_policy_and_its_risk_and_no_clock(release):
    """What was done with small numbers is named with what it leaves at risk."""
    told = release.manifest
    assert "as_published" == told.policy
    assert "recognise" in told.policy_risk
    assert str(datetime.now(UTC).year) + "-" not in told.as_text()
    assert {"index.html", "tables/referral-cells.csv"} < set(told.files)


def test_a_quarter_that_is_not_there_or_not_over_is_refused(extract, invented, rows):
    """A release of nothing, or of part of a quarter, is none."""
    with pytest.raises(PeriodNotHeld, match="2022-Q4 to 2023-Q1"):
        make_release(extract, Quarter.parse("2019-Q1"), software="test")
    early = invented.write(
        **rows, as_at=datetime(2023, 3, 31, 12, tzinfo=UTC), cut_off=None
    )
    with pytest.raises(PeriodNotHeld, match="before that quarter had ended"):
        make_release(early, Q1, software="test")


def test_tables_that_do_not_add_up_stop_the_build(extract):
    """Every table and quarter that disagrees with the totals is told."""
    counting = Tabulator(extract)
    span = Span(first=Quarter.parse("2022-Q4"), last=Q1)
    keys = ("referrals-by-quarter", "referrals-by-age")
    tables: dict[str, Table] = {key: counting.declared(key, span) for key in keys}
    check_sums(tables)
    short = tables["referrals-by-age"]
    spoilt = {**tables, "referrals-by-age": replace(short, rows=short.rows[:-2])}
    with pytest.raises(TablesDisagree, match="referrals-by-age: 2023-Q1"):
        check_sums(spoilt)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("paragraphs:\n- {paragraph: undercount, text: ''}\n", "'text' is empty"),
        ("paragraphs:\n- {paragraph: undercount, text: a 12}\n", "no declared date"),
        ("paragraphs:\n- {paragraph: undercount, text: words}\n", "is missing"),
        ("paragraphs:\n- {paragraph: other, text: words}\n", "unknown paragraph"),
    ],
)
def test_a_missing_or_empty_paragraph_stops_the_build(tmp_path, text, what):
    """All faults are told at once, with their lines."""
    path = tmp_path / "paragraphs.yaml"
    path.write_text(text)
    with pytest.raises(ParagraphsMissing, match=what) as told:
        load_paragraphs(path)
    assert len(told.value.faults) > 5


def test_a_release_is_written_whole_and_never_over_something_else(release, tmp_path):
    """A folder with other files in it is refused and left alone."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("keep me")
    with pytest.raises(FolderNotARelease):
        write_release(release, other)
    assert ["letter.txt"] == [path.name for path in other.iterdir()]
    out = tmp_path / "release"
    write_release(release, out)
    write_release(release, out)
    assert release.manifest == read_manifest(out)
    assert ["other", "release"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_release_verifies_and_a_touched_one_does_not(release, extract, tmp_path):
    """Every file that differs, is missing or is strange is named."""
    out = tmp_path / "release"
    write_release(release, out)
    assert len(release.files) == verify_files(out)
    assert release.files == verify_rebuild(out, extract).files
    (out / "tables" / "referrals-by-age.csv").write_text("4747")
    (out / "charts" / "referrals-by-quarter.svg").unlink()
    (out / "extra.txt").write_text("")
    with pytest.raises(ReleaseDiffers) as told:
        verify_files(out)
    assert [
        "charts/referrals-by-quarter.svg",
        "extra.txt",
        "tables/referrals-by-age.csv",
    ] == [fault.file for fault in told.value.faults]


def test_a_release_of_another_extract_does_not_rebuild(
    release, invented, rows, tmp_path
):
    """The rebuild says which file comes out otherwise."""
    out = tmp_path / "release"
    write_release(release, out)
    other = invented.write(**{**rows, "referrals": rows["referrals"][:-1]})
    with pytest.raises(ReleaseDiffers, match=r"referrals-by-quarter\.csv"):
        verify_rebuild(out, other)


def test_a_release_tells_what_it_revised(release, invented, rows, tmp_path):
    """Earlier printed counts stand beside the present ones, the changed one marked."""
    fewer = [row for row in rows["referrals"] if row["referral"] != "b0"]
    later = invented.write(**{**rows, "referrals": fewer}, log_position=300)
    before = Predecessor(
        period="2023-Q1",
        log_position=100,
        release=release.manifest.digest,
        referrals={"2022-Q4": 4, "2023-Q1": 5},
    )
    revised = make_release(later, Q1, software="test", predecessors=(before,))
    html = text(revised)
    assert "Referrals by quarter as printed in successive releases" in html
    assert "[r]" in html
    assert "Revised since it was first published" in html
    assert "successive releases" not in text(release)
    out = tmp_path / "release"
    write_release(revised, out)
    verify_rebuild(out, later)


def test_a_table_that_the_record_cannot_fill_is_left_out(release):
    """Zeros would say that nothing was reported; the table is named instead."""
    assert "tables/notifications-by-quarter.csv" not in release.files
    assert "tables/conclusive-grounds-decisions.csv" not in release.files
    assert "tables/reasonable-grounds-decisions.csv" in release.files
    assert "The record cannot fill the following tables" in text(release)


def test_a_folder_without_a_manifest_is_no_release(tmp_path):
    """It is refused with what to name instead."""
    with pytest.raises(NotARelease, match="release build"):
        verify_files(tmp_path)


def test_a_release_registers_once_and_finds_its_predecessors(
    extract, release, invented, rows, tmp_path
):
    """The same digest is kept once; a later cut follows the earlier one."""
    home = tmp_path / "releases"
    first = register(release, extract, home)
    assert first.directory == register(release, extract, home).directory
    later = invented.write(**rows, log_position=200)
    known = registered(home)
    assert () == predecessors(known, log_position=100)
    (before,) = predecessors(known, log_position=200)
    assert release.manifest.digest == before.release
    assert {"2022-Q4": 4, "2023-Q1": 5} == before.referrals
    second = make_release(later, Q1, software="test", predecessors=(before,))
    register(second, later, home)
    assert [1, 2] == [each.number for each in registered(home)]
    assert extract.digest == registered(home)[0].extract().digest
    verify_rebuild(registered(home)[1].directory, registered(home)[1].extract())
