"""The calibration file is read strictly, and its figures are found by period."""

from datetime import date
from pathlib import Path

import pytest

from opennrm.rules.dates import Quarter
from opennrm.synth.calibration_file import (
    DATA,
    FaultyCalibration,
    load_calibration,
)

SHIPPED = Path(str(DATA / "calibration.yaml"))


def _changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The shipped file with some texts replaced."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "calibration.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _faults(path: Path) -> list[str]:
    with pytest.raises(FaultyCalibration) as refused:
        load_calibration(path)
    assert all(fault.line > 0 for fault in refused.value.faults)
    return [f"{fault.key}: {fault.what.rstrip('.')}" for fault in refused.value.faults]


def test_years_add_up_to_the_published_ones() -> None:
    """Quarters that were derived leave the published years as they are."""
    referrals = load_calibration().counts["referrals"]
    published = {
        2014: 2337,
        2018: 6974,
        2022: 16921,
        2023: 17004,
        2024: 19125,
        2025: 23411,
    }
    assert published == {year: referrals.year(year) for year in published}
    assert 131_864 == load_calibration().referrals


def test_every_quarter_from_2014_to_2025_is_there() -> None:
    """No quarter is missing and none is twice."""
    quarters = load_calibration().quarters
    assert 48 == len(quarters)
    assert (Quarter(2014, 1), Quarter(2025, 4)) == (quarters[0], quarters[-1])


def test_shares_hold_until_the_next_begin() -> None:
    """A year's shares hold in its quarters, unless a quarter has its own."""
    shares = load_calibration().shares["age_at_exploitation"]
    assert 0 == shares.at(Quarter(2019, 3))["unknown"]
    assert 0.062 == pytest.approx(shares.at(Quarter(2019, 4))["unknown"])
    assert 0.047 == pytest.approx(shares.at(Quarter(2020, 1))["unknown"])
    nation = load_calibration().shares["nation"]
    assert nation.at(Quarter(2019, 1)) == nation.at(Quarter(2025, 4))


def test_everything_says_where_it_comes_from() -> None:
    """Each block names a source; each parameter a source or an assumption."""
    calibration = load_calibration()
    blocks = [*calibration.counts.values(), *calibration.shares.values()]
    assert all(block.sources for block in blocks)
    assert all(
        bool(one.sources) != bool(one.assumption)
        for one in calibration.parameters.values()
    )
    assert date(2026, 11, 22) == calibration.read_on


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Several faults of several kinds come together, each with line and key."""
    path = _changed(
        tmp_path,
        ("version: 1", "version: 2"),
        ("2014-Q2: 506,", ""),
        ("2014: [71.2, 28.8, 0]", "2014: [71.2, 38.8, 0]"),
        ("    assumption: no published share was read\n", ""),
        ("sources: [hansard-2010,", "sources: [nowhere,"),
        ("2024-12-31: 17168", "2024-13-31: 17168"),
    )
    found = _faults(path)
    assert [
        "counts.referrals.values.2014-Q3: 2014-Q3 does not follow 2014-Q1",
        "observed.awaiting_conclusive_grounds.values.2024-13-31: "
        "'2024-13-31' is not a day",
        "parameters.reconsideration_accepted.value: either sources or an assumption "
        "says where it comes from",
        "shares.age_at_exploitation.values.2014: the shares add up to 110",
        "shares.first_responder_type.sources: unknown sources 'nowhere'",
        "version: this version is not known",
    ] == sorted(found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("shares:\n", "shares:\n  extra: {}\n", "unknown key 'extra'"),
        ("  desk_margin:\n", "  desk_margins:\n", "'desk_margin' is missing"),
        ("[5, 19, 9, 2, 1, 1]", "[5, 19, 9, 2, 1]", "6 numbers from 0 to 100"),
        ("[5, 19, 9, 2, 1, 1]", "[5, 19, 9, 2, 1, -1]", "6 numbers from 0 to 100"),
        ("[5, 19, 9, 2, 1, 1]", "[55, 59, 9, 2, 1, 1]", "add up to 127"),
        ("2014-Q1: 567", "2014-Q5: 567", "is not a quarter"),
        ("2014-Q1: 567", "2014-Q1: -1", "is not a whole number"),
        ("columns: [female, male]", "columns: [male, female]", "the columns are not"),
        ("https://hansard.parliament.uk", "hansard", "is not a web address"),
    ],
)
def test_one_fault_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Whatever is not as it must be is said and nothing is loaded."""
    assert any(said in fault for fault in _faults(_changed(tmp_path, (old, new))))


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    """The line of the fault is told."""
    path = tmp_path / "calibration.yaml"
    path.write_text("counts: [1,\n", encoding="utf-8")
    assert _faults(path)


def test_published_figures_are_the_typed_ones(shared: Path) -> None:
    """What was typed from the tables agrees with the tables, where they are at hand."""
    calibration = load_calibration()
    tables = shared / "published" / "home_office"
    rows = (tables / "referrals_by_location.csv").read_text().splitlines()[1:]
    totals: dict[str, int] = {}
    for row in rows:
        quarter, _, _, people = row.rsplit(",", 3)
        totals[quarter] = totals.get(quarter, 0) + int(people)
    typed = calibration.counts["referrals"].by_quarter
    read = {quarter: n for quarter, n in typed.items() if quarter <= Quarter(2023, 2)}
    assert {quarter: totals[quarter.text] for quarter in read} == read
    rows = (tables / "duty_to_notify.csv").read_text().splitlines()[1:]
    reports = dict(row.split(",") for row in rows)
    typed = calibration.counts["notifications"].by_quarter
    assert reports == {
        quarter.text: str(n) for quarter, n in typed.items() if quarter.year < 2024
    }
