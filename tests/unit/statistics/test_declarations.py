"""Reading the declarations: strict, and every fault at once."""

import shutil

import pytest

from opennrm.extract.schema import extract_schema
from opennrm.rules.codes import load_codes
from opennrm.statistics.declarations import DATA, FaultyMeasures, load_catalogue
from opennrm.statistics.reference import measures_page


def test_every_column_named_is_one_of_the_extract():
    """A measure cannot name a column that the extract's schema does not have."""
    tables = extract_schema().tables
    for measure in load_catalogue().measures.values():
        own = tables[measure.table].names
        named = [measure.dated_by.day, measure.dated_by.quarter, *measure.only]
        named += [measure.of] if measure.of else []
        assert set(named) <= set(own), measure.key
        for part in (*measure.dimensions.values(), *measure.exclusions):
            names = tables[part.through].names if part.through else own
            columns = (
                {part.column}
                if hasattr(part, "column")
                else {part.code, part.label} - {None}
            )
            assert columns <= set(names), measure.key


def test_every_code_list_named_is_there():
    """The members of a dimension come from a dated code list."""
    lists = load_codes().keys()
    for dimension in load_catalogue().dimensions.values():
        assert dimension.code_list is None or dimension.code_list in lists


def test_every_declared_table_has_a_quarter_and_knows_its_dimensions():
    """A release lays its tables out by quarter."""
    catalogue = load_catalogue()
    for table in catalogue.tables.values():
        assert "quarter" == table.by[0], table.key
        assert set(table.by) <= set(catalogue.measures[table.measure].dimensions)
    numbers = [table.number for table in catalogue.tables.values()]
    assert list(range(1, len(numbers) + 1)) == numbers


def test_the_reference_page_names_everything_declared():
    """Nothing is counted that the page does not define."""
    catalogue = load_catalogue()
    page = measures_page(catalogue)
    for keys in (catalogue.measures, catalogue.dimensions, catalogue.breaks):
        for key in keys:
            assert f"`{key}`" in page or f"## {key}\n" in page


def spoil(tmp_path, name, old, new):
    """A copy of the declarations with one text replaced in one file."""
    folder = tmp_path / "data"
    if not folder.exists():
        shutil.copytree(DATA, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


REFERRALS = "measures/referrals.yaml"
MEDIAN = "measures/time_to_reasonable_grounds_median.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        (REFERRALS, "measure: referrals", "measure: referral", "not the file's name"),
        (REFERRALS, "unit: referrals", "unit: people", "unknown unit 'people'"),
        (REFERRALS, "counting: rows", "counting: sum", "unknown counting 'sum'"),
        (REFERRALS, "population:", "populaton:", "unknown key 'populaton'"),
        (REFERRALS, "  gender: [", "  gendr: [", "unknown key 'gendr'"),
        (REFERRALS, "[gender, gender_label]", "[gender]", "names 1 columns, not 2"),
        (REFERRALS, "noun: [referral, referrals]", "noun: [x]", "is not two words"),
        (REFERRALS, "left_out_when: present", "left_out_when: no", "unknown left_out"),
        (REFERRALS, "read_on: 2026", "read_on: 20", "cannot be read"),
        (MEDIAN, "of: days_from_receipt\n", "", "do not go together"),
        ("dimensions.yaml", "prints: code", "prints: both", "unknown prints 'both'"),
        ("dimensions.yaml", "dimension: quarter", "dimension: year", "declared twice"),
        ("breaks.yaml", "quarter: 2019-Q4", "quarter: 2019", "cannot be read"),
        ("breaks.yaml", "measures: [referrals]", "measures: [x]", "unknown measures"),
        ("tables/referrals-by-quarter.yaml", "number: 1", "number: 3", "3 is taken"),
        ("tables/referrals-by-age.yaml", "complete: yes\n", "", "is missing"),
        ("tables/referrals-by-age.yaml", "by: [quarter", "by: [quartr", "unknown by"),
        (
            "tables/referrals-by-age.yaml",
            "measure: referrals",
            "measure: referals",
            "unknown measure 'referals'",
        ),
    ],
)
def test_a_faulty_declaration_is_refused(tmp_path, name, old, new, what):
    """The fault is told with its file and line."""
    folder = spoil(tmp_path, name, old, new)
    with pytest.raises(FaultyMeasures, match=what) as told:
        load_catalogue(folder)
    assert name.rpartition("/")[2] in {fault.file for fault in told.value.faults}


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    """One reading finds what is wrong everywhere."""
    spoil(tmp_path, REFERRALS, "unit: referrals", "unit: people")
    spoil(tmp_path, MEDIAN, "counting: median", "counting: middle")
    folder = spoil(tmp_path, "breaks.yaml", "quarter: 2021-Q4", "quarter: x")
    with pytest.raises(FaultyMeasures) as told:
        load_catalogue(folder)
    assert {
        "referrals.yaml",
        "time_to_reasonable_grounds_median.yaml",
        "breaks.yaml",
    } <= {fault.file for fault in told.value.faults}


def test_missing_files_are_faults(tmp_path):
    """An empty folder is refused, not read as nothing to count."""
    with pytest.raises(FaultyMeasures, match=r"dimensions\.yaml: the file is missing"):
        load_catalogue(tmp_path)
