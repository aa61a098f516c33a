"""Published cells are read strictly, and every fault is told with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from opennrm.rules.codes import load_codes
from opennrm.rules.dates import Quarter
from opennrm.sources.cells import (
    COLUMNS,
    Cells,
    CellsRefused,
    CellsUnreadable,
    Mended,
    read_cells,
)

BROKEN = Path(__file__).resolve().parents[2] / "broken" / "cells"
AT = datetime(2023, 6, 30, 12, 0, tzinfo=UTC)
HEADER = ",".join(COLUMNS) + "\n"
GOOD = "2023-Q1,Police,Kent Police,Labour,Adult (18 or over),Male,Albanian,3\n"


def read(path: Path, at: datetime = AT) -> Cells:
    return read_cells(path, at=at, codes=load_codes())


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "cells.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_cell_comes_out_with_labels_and_codes(tmp_path):
    """A line gives its labels as published, and the codes they lead to."""
    (cell,) = read(written(tmp_path, HEADER + GOOD)).cells
    assert (Quarter(2023, 1), 2, 3) == (cell.quarter, cell.line, cell.people)
    assert ("police", "Police") == (
        cell.first_responder_type,
        cell.first_responder_type_label,
    )
    assert "Kent Police" == cell.first_responder_label
    assert ("labour",) == cell.exploitation_types
    assert ("adult", "Adult (18 or over)") == (
        cell.age_at_exploitation,
        cell.age_at_exploitation_label,
    )
    assert ("male", ("albanian",)) == (cell.gender, cell.nationality)


def test_columns_may_stand_in_any_order(tmp_path):
    """A tidy file is read by the names of its columns."""
    header = HEADER.strip().split(",")
    fields = GOOD.strip().split(",")
    text = "".join(",".join(reversed(row)) + "\n" for row in (header, fields))
    assert (
        read(written(tmp_path, HEADER + GOOD)).cells
        == read(written(tmp_path, text)).cells
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(("\ufeff" + HEADER + GOOD).encode(), id="byte order mark"),
        pytest.param((HEADER + GOOD).replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(
            (HEADER + GOOD.replace("Albanian", '"Albanian"')).encode(), id="quoted"
        ),
    ],
)
def test_harmless_forms_are_read(tmp_path, text):
    """What spreadsheets add to a file of lines changes nothing."""
    assert 3 == read(written(tmp_path, text)).people


def test_a_cell_of_nobody_is_a_cell(tmp_path):
    """A count of none is a count."""
    (cell,) = read(written(tmp_path, HEADER + GOOD.replace(",3", ",0"))).cells
    assert 0 == cell.people


def test_a_mended_label_stays_as_published_and_is_told(tmp_path):
    """A known misspelling leads to its code, keeps its spelling, and is reported."""
    text = HEADER + "".join(
        GOOD.replace("Albanian", label) for label in ("Congolese (Drc)", "Albanian")
    )
    found = read(written(tmp_path, text))
    assert ("Congolese (Drc)", "Albanian") == tuple(
        cell.nationality_label for cell in found.cells
    )
    assert (
        Mended(
            column="nationality",
            label="Congolese (Drc)",
            code="congolese_drc",
            lines=1,
        ),
    ) == found.mended


def test_any_combination_of_exploitation_types_is_read(tmp_path):
    """Types joined in the publisher's order lead to all their codes."""
    joined = "Sexual, Labour, Domestic, Organ Harvesting & Criminal"
    text = HEADER + GOOD.replace("Labour", f'"{joined}"')
    (cell,) = read(written(tmp_path, text)).cells
    assert (
        "sexual",
        "labour",
        "domestic",
        "organ_harvesting",
        "criminal",
    ) == cell.exploitation_types
    assert joined == cell.exploitation_type_label


def test_the_present_quarter_is_read(tmp_path):
    """A quarter that has begun is not one to come."""
    text = HEADER + GOOD.replace("2023-Q1", "2023-Q2")
    assert (Quarter(2023, 2),) == read(written(tmp_path, text)).quarters


def test_a_path_that_cannot_be_read_is_told(tmp_path):
    """A file that is not there is refused by its name."""
    with pytest.raises(CellsUnreadable, match=r"nowhere\.csv"):
        read(tmp_path / "nowhere.csv")


ONE_FAULT = {
    "empty": (0, "", "empty"),
    "no-cell": (1, "", "no cell"),
    "missing-column": (1, "gender", "missing"),
    "column-twice": (1, "gender", "twice"),
    "latin-1": (3, "", "not UTF-8 at byte 244"),
    "utf-16": (1, "", "UTF-16"),
    "nul-byte": (3, "", "NUL byte at byte 197"),
    "unknown-type": (3, "first_responder_type", "NGOs and third sector"),
    "unknown-responder": (3, "first_responder", "'Kalayan'"),
    "unknown-exploitation": (3, "exploitation_type", "'Domestik'"),
    "exploitation-out-of-order": (3, "exploitation_type", "'Criminal & Labour'"),
    "unknown-age": (3, "age_at_exploitation", "'Adult (18 and over)'"),
    "unknown-gender": (3, "gender", "'Femal'"),
    "unknown-nationality": (3, "nationality", "'Indiann'"),
    "nationality-padded-twice": (3, "nationality", "'Indian UK Irish'"),
    "negative-count": (3, "people", "'-1'"),
    "decimal-count": (3, "people", "'1.5'"),
    "count-with-comma": (3, "people", "'1,000'"),
    "count-in-words": (3, "people", "'one'"),
    "count-in-other-digits": (3, "people", "'٣'"),
    "count-missing": (3, "people", "''"),
    "count-too-large": (3, "people", "more people"),
    "quarter-format": (3, "quarter", "'2023Q1' is not a quarter"),
    "quarter-number": (3, "quarter", "'2023-Q5' is not a quarter"),
    "quarter-before-2009-q2": (3, "quarter", "before the mechanism began"),
    "quarter-to-come": (3, "quarter", "has not begun"),
    "repeated-cell": (4, "", "the same cell as on line 2"),
    "truncated-before-the-line-break": (3, "", "may be cut short"),
    "open-quote": (3, "", "quote"),
    "quote-inside": (3, "", "quote"),
    "empty-line": (3, "", "empty line"),
    "too-few-fields": (3, "", "7 fields where the first line has 8"),
    "too-many-fields": (3, "", "9 fields where the first line has 8"),
    "not-in-force": (3, "exploitation_type", "not in use in 2018-Q1"),
    "another-type": (3, "first_responder", "not under 'Police'"),
}
SEVERAL_FAULTS = {"unknown-column", "truncated-in-a-label", "several"}


def test_every_broken_file_has_its_test():
    """No broken file lies about untested."""
    assert {path.stem for path in BROKEN.glob("*.csv")} == {
        *ONE_FAULT,
        *SEVERAL_FAULTS,
    }


@pytest.mark.parametrize("name", ONE_FAULT)
def test_a_broken_file_is_refused_at_its_line(name):
    """One fault in a file is told once, with file, line, column and what to do."""
    line, key, what = ONE_FAULT[name]
    with pytest.raises(CellsRefused) as refusal:
        read(BROKEN / f"{name}.csv")
    (fault,) = refusal.value.faults
    assert (f"{name}.csv", line, key) == (fault.file, fault.line, fault.key)
    assert what in fault.what
    assert fault.do


def test_a_renamed_column_is_missing_and_unknown():
    """A column under another name is missing, and what is there is unknown."""
    with pytest.raises(CellsRefused) as refusal:
        read(BROKEN / "unknown-column.csv")
    assert {("gender", "the column is missing"), ("sex", "the column is unknown")} == {
        (fault.key, fault.what) for fault in refusal.value.faults
    }


def test_a_file_cut_in_its_last_line_says_so_and_what_is_missing():
    """A last line without its end has too few fields as well."""
    with pytest.raises(CellsRefused) as refusal:
        read(BROKEN / "truncated-in-a-label.csv")
    assert [3, 3] == [fault.line for fault in refusal.value.faults]
    told = str(refusal.value)
    assert "cut short" in told
    assert "fields where the first line has 8" in told


def test_all_faults_of_a_file_are_told_at_once():
    """Nobody has to mend a file fault by fault."""
    with pytest.raises(CellsRefused) as refusal:
        read(BROKEN / "several.csv")
    assert [
        (2, "quarter"),
        (3, "people"),
        (4, ""),
        (5, "nationality"),
        (6, ""),
        (6, ""),
    ] == sorted((fault.line, fault.key) for fault in refusal.value.faults)


def test_an_unknown_label_is_told_at_each_of_its_lines(tmp_path):
    """The same fault on several lines is told for each."""
    text = HEADER + "".join(
        GOOD.replace("Albanian", "Albanish").replace("2023-Q1", quarter)
        for quarter in ("2022-Q4", "2023-Q1")
    )
    with pytest.raises(CellsRefused) as refusal:
        read(written(tmp_path, text))
    assert [2, 3] == [fault.line for fault in refusal.value.faults]


def test_the_nearest_label_is_offered():
    """An unknown label comes with the one that was probably meant."""
    with pytest.raises(CellsRefused, match="Kalayaan"):
        read(BROKEN / "unknown-responder.csv")


def test_the_published_cells_are_read(shared):
    """Every label of the published file leads to a code."""
    path = shared / "published" / "home_office" / "referral_cells.csv"
    found = read(path, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert (8_000, 21_918) == (len(found.cells), found.people)
    by_quarter = dict.fromkeys((quarter.text for quarter in found.quarters), 0)
    for cell in found.cells:
        by_quarter[cell.quarter.text] += cell.people
    assert {
        "2022-Q2": 4171,
        "2022-Q3": 4586,
        "2022-Q4": 4417,
        "2023-Q1": 4746,
        "2023-Q2": 3998,
    } == by_quarter
