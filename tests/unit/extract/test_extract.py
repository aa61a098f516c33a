"""Building, writing and reading an extract."""

import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from tests.unit.cases.test_importing import CELL

from opennrm.cases.facts import FactWithdrawn, NotificationReceived, Person
from opennrm.cases.history import RecordedFact
from opennrm.cases.importing import receive_published
from opennrm.cases.rulebook import load_rulebook
from opennrm.extract.building import build_tables
from opennrm.extract.pseudonyms import ExtractKeys
from opennrm.extract.reading import ExtractDamaged, NotAnExtract, open_extract
from opennrm.extract.rows import nationality_group, quarter
from opennrm.extract.schema import extract_schema
from opennrm.extract.writing import FolderTaken, copy_extract, write_extract
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()
KEYS = ExtractKeys(pseudonym=b"p" * 32, record=b"r" * 32)
ONE = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")
REFERRAL = receive_published(CELL)


def recorded(fact, *, case_id=ONE, version=1, at=None, occurred=REFERRAL.occurred):
    return RecordedFact(
        case_id=case_id,
        version=version,
        position=version,
        fact=fact,
        occurred=occurred,
        recorded_at=at or datetime(2023, 1, 3, 9, tzinfo=UTC),
        by="service-import",
        organisation="opennrm",
        command_id="c",
    )


def built(*histories, as_at=None, keys=KEYS):
    return build_tables(
        histories, as_at=as_at, on=date(2023, 2, 1), book=BOOK, keys=keys
    )


def written(directory, tables, cases):
    return write_extract(
        directory,
        tables,
        kind="published_cells",
        as_at=datetime(2023, 2, 1, tzinfo=UTC),
        cut_off=datetime(2023, 1, 3, 9, tzinfo=UTC),
        log_position=1,
        log_digest="d",
        cases=cases,
        rules=BOOK.digest,
        pseudonym_key=KEYS.digest,
        software="test",
    )


def test_every_table_of_the_schema_is_there_with_every_column():
    tables, cases = built([recorded(REFERRAL.fact)])

    assert 1 == cases
    assert set(extract_schema().tables) == set(tables)
    for name, schema in extract_schema().tables.items():
        assert list(schema.names) == tables[name].column_names


def test_a_pseudonym_is_stable_keyed_and_not_the_case_id():
    row = built([recorded(REFERRAL.fact)])[0]["referrals"].to_pylist()[0]
    other_key = replace(KEYS, pseudonym=b"q" * 32)
    again = built([recorded(REFERRAL.fact)], keys=other_key)[0]

    assert KEYS.pseudonym_of(ONE) == row["referral"]
    assert ONE.hex not in json.dumps(row, default=str)
    assert again["referrals"].to_pylist()[0]["referral"] != row["referral"]
    assert 0 <= row["record_key"] <= 255


def test_the_same_histories_give_the_same_bytes_in_any_order(tmp_path):
    histories = [[recorded(REFERRAL.fact)], [recorded(REFERRAL.fact, case_id=OTHER)]]
    for name, given in (("a", histories), ("b", histories[::-1])):
        tables, cases = built(*given)
        written(tmp_path / name, tables, cases)

    left, right = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("a", "b")
    )
    assert left == right


def test_what_was_not_yet_recorded_or_is_withdrawn_is_not_there():
    late = datetime(2023, 3, 1, tzinfo=UTC)
    tables, cases = built(
        [recorded(REFERRAL.fact, at=late)],
        [
            recorded(REFERRAL.fact, case_id=OTHER),
            recorded(FactWithdrawn(fact=1), case_id=OTHER, version=2),
        ],
        as_at=datetime(2023, 2, 1, tzinfo=UTC),
    )

    assert 1 == cases
    assert 0 == tables["referrals"].num_rows


def test_a_report_that_a_referral_followed_says_so():
    shared = {
        name: getattr(REFERRAL.fact, name) for name in Person.__dataclass_fields__
    }
    report = NotificationReceived(**shared, consent_to_identify=False)
    followed = replace(REFERRAL.fact, notification=OTHER)
    on = PartialDate.on(date(2023, 1, 2))
    tables, _ = built(
        [recorded(report, case_id=OTHER)], [recorded(followed, occurred=on)]
    )

    row = tables["notifications"].to_pylist()[0]
    assert row["upgraded_to_referral"]
    assert date(2023, 1, 2) == row["upgraded_on"]
    assert tables["referrals"].to_pylist()[0]["follows_notification"]
    assert 1 == tables["referrals"].num_rows


def test_the_manifest_tells_every_file_and_no_clock_host_or_path(tmp_path):
    tables, cases = built([recorded(REFERRAL.fact)])
    manifest = written(tmp_path / "out", tables, cases)
    read = open_extract(tmp_path / "out")

    assert manifest == read.manifest
    assert 1 == read.manifest.tables["referrals"].rows
    assert 1 == pq.read_table(read.path("referrals")).num_rows
    assert str(tmp_path) not in (tmp_path / "out" / "extract.json").read_text()
    told = (tmp_path / "out" / "extract.json").read_bytes()
    assert hashlib.sha256(told).hexdigest() == read.digest
    with pytest.raises(NotAnExtract, match="no table 'names'"):
        read.path("names")


def test_an_extract_is_replaced_whole_and_never_over_something_else(tmp_path):
    tables, cases = built([recorded(REFERRAL.fact)])
    written(tmp_path / "out", tables, cases)
    written(tmp_path / "out", tables, cases)
    copy_extract(tmp_path / "out", tmp_path / "copy")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("mine")

    assert (
        open_extract(tmp_path / "copy").digest == open_extract(tmp_path / "out").digest
    )
    with pytest.raises(FolderTaken, match="something else"):
        copy_extract(tmp_path / "out", tmp_path / "taken")
    assert ["thesis.txt"] == [path.name for path in (tmp_path / "taken").iterdir()]
    assert {"copy", "out", "taken"} == {path.name for path in tmp_path.iterdir()}


def test_a_damaged_extract_is_refused_with_every_file_named(tmp_path):
    tables, cases = built([recorded(REFERRAL.fact)])
    written(tmp_path / "out", tables, cases)
    (tmp_path / "out" / "steps.parquet").write_bytes(b"x")
    (tmp_path / "out" / "support.parquet").unlink()

    with pytest.raises(ExtractDamaged, match=r"steps\.parquet, support\.parquet"):
        open_extract(tmp_path / "out")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"tables": {"a": 1}}'])
def test_what_is_no_extract_is_refused(tmp_path, text):
    (tmp_path / "extract.json").write_text(text)

    with pytest.raises(NotAnExtract, match=r"no readable extract\.json"):
        open_extract(tmp_path)


def test_an_extract_of_another_schema_is_refused(tmp_path):
    tables, cases = built([recorded(REFERRAL.fact)])
    written(tmp_path / "out", tables, cases)
    path = tmp_path / "out" / "extract.json"
    path.write_text(path.read_text().replace('"schema": 1', '"schema": 2'))

    with pytest.raises(NotAnExtract, match="has schema 2"):
        open_extract(tmp_path / "out")


def test_a_date_known_to_the_year_has_no_quarter():
    assert quarter(PartialDate.parse("2023")) is None
    assert "2023-Q1" == quarter(PartialDate.parse("2023-02"))


@pytest.mark.parametrize(
    ("nationality", "group"),
    [
        (("uk",), "uk"),
        (("jamaican", "uk"), "dual_including_uk"),
        (("albanian", "greek"), "other"),
        (("unknown",), "unknown"),
    ],
)
def test_nationalities_are_grouped_by_the_united_kingdom(nationality, group):
    assert group == nationality_group(nationality)


def test_what_an_interrupted_run_left_behind_is_in_nobodys_way(tmp_path):
    tables, cases = built([recorded(REFERRAL.fact)])
    left = tmp_path / f".out.{os.getpid()}.unfinished"
    left.mkdir()
    (left / "half.parquet").write_bytes(b"half")
    written(tmp_path / "out", tables, cases)

    assert ["out"] == [path.name for path in tmp_path.iterdir()]
    assert not (tmp_path / "out" / "half.parquet").exists()
