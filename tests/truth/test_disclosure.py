"""Withholding beside Tau-Argus, on the tables that it was run on.

The reference is the pattern that Tau-Argus found for invented tables under its rule
FREQ(threshold, 30): a frequency threshold with a range of 30 % of each count either
way, and a reader who knows only that no count is negative. Under that same task our
loss may not be greater. What our own rule costs, which is stricter, is printed.
"""

import csv
import json
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from opennrm.statistics.disclosure.audit import audit
from opennrm.statistics.disclosure.rules import Threshold
from opennrm.statistics.disclosure.suppression import Effort, suppress
from opennrm.statistics.disclosure.tables import CountTable, Dimension, crossed

SHARED = Path(__file__).parents[2].parent / "shared" / "reference" / "sdc"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the reference tables of Tau-Argus are not laid out"
)

INSTANCES = [
    ("table_2d", 5, "2d OPT(1)"),
    ("table_2d_b", 10, "2d_b OPT(1,5)"),
    ("table_3d", 5, "3d OPT(1,5)"),
]


def read(name: str) -> tuple[CountTable, dict[str, np.ndarray]]:
    """A reference table, and the cells that Tau-Argus withheld by reason."""
    with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    ways = [column for column in rows[0] if column.startswith("V")]
    dimensions = [
        Dimension.flat(way, sorted({row[way] for row in rows} - {"Total"}))
        for way in ways
    ]
    counts = np.zeros([len(one.members) for one in dimensions], dtype=np.int64)
    status = {}
    for row in rows:
        key = tuple((way, row[way]) for way in ways if row[way] != "Total")
        status[key] = row["status_opt"]
        if len(key) == len(ways):
            at = [
                one.members.index(row[way])
                for way, one in zip(ways, dimensions, strict=True)
            ]
            counts[tuple(at)] = int(row["count"])
    table = crossed(dimensions, counts)
    found = np.array([status.get(key, "E") for key in table.keys])
    return table, {"primary": found == "U", "secondary": found == "M"}


@pytest.mark.parametrize(("name", "below", "reference"), INSTANCES)
def test_no_more_persons_are_withheld_than_by_tau_argus(
    name: str, below: int, reference: str, capsys: pytest.CaptureFixture[str]
):
    """Under one rule ours is the proved optimum, and no loss is above theirs."""
    table, theirs = read(name)
    published = json.loads((SHARED / "tauargus_results.json").read_text("utf-8"))
    row = published[reference]
    rule = Threshold(
        below=below, each_way=Fraction(3, 10), whole=False, width=0, least=0
    )
    started = time.process_time()
    pattern = suppress(table, rule)
    seconds = time.process_time() - started
    with capsys.disabled():
        sys.stdout.write(
            f"\n{name}: Tau-Argus {row['secondary_cells']} cells,"
            f" {row['secondary_value']} persons; ours {pattern.secondary.sum()} cells,"
            f" {pattern.loss:g} persons, bound {pattern.bound:g}, proved"
            f" {pattern.proved}; processor time {seconds / row['seconds']:.2f} of the"
            " seconds they took\n"
        )
    assert (theirs["primary"] == pattern.primary).all()
    assert row["secondary_value"] == table.counts[theirs["secondary"]].sum()
    assert row["secondary_value"] >= pattern.loss
    assert pattern.proved
    found = audit(table, pattern.withheld, rule)
    assert () == found.exposed == found.recovered


def test_little_effort_still_beats_the_modular_search():
    """Without rounds in whole a three-way table costs less than theirs in modules."""
    table, _ = read("table_3d")
    published = json.loads((SHARED / "tauargus_results.json").read_text("utf-8"))
    rule = Threshold(below=5, whole=False, width=0, least=0)
    pattern = suppress(table, rule, effort=Effort(rounds_in_whole=0, trials=0))
    assert published["3d MOD(1)"]["secondary_value"] >= pattern.loss
    assert audit(table, pattern.withheld, rule).safe


@pytest.mark.parametrize(("name", "below", "reference"), INSTANCES)
def test_the_audit_agrees_with_tau_argus(name: str, below: int, reference: str):
    """Nothing in their patterns can be worked out, and in the bare threshold much."""
    table, theirs = read(name)
    rule = Threshold(below=below, whole=False, width=0, least=0)
    closed = audit(table, theirs["primary"] | theirs["secondary"], rule)
    assert () == closed.recovered == closed.exposed
    bare = audit(table, theirs["primary"], rule)
    assert (len(bare.exposed) > 0) == theirs["secondary"].any()


@pytest.mark.parametrize(("name", "below"), [("table_2d", 5), ("table_2d_b", 10)])
def test_the_rule_of_a_release_is_stricter_and_holds(
    name: str, below: int, capsys: pytest.CaptureFixture[str]
):
    """A reader who knows that zeros are printed is kept as unsure, at a cost."""
    table, _ = read(name)
    rule = Threshold(below=below)
    pattern = suppress(table, rule)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{name}: {pattern.secondary.sum()} cells, {pattern.loss:g} persons\n"
        )
    assert audit(table, pattern.withheld, rule).safe
