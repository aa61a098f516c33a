"""The benchmark measures what it says, on a file that the importer accepts."""

from datetime import UTC, datetime

from opennrm.cli.bench import fsync_rate, machine
from opennrm.cli.bench_timing import Took, best, middle
from opennrm.cli.bench_writing import CELLS, QUARTERS, REFERRALS, made_up_cells
from opennrm.rules.codes import load_codes
from opennrm.sources.cells import read_cells


def test_the_made_up_file_has_the_published_size(tmp_path):
    """It is read without a fault, and counts as many people in as many cells."""
    path = made_up_cells(tmp_path / "cells.csv")
    found = read_cells(path, at=datetime(2026, 1, 1, tzinfo=UTC), codes=load_codes())
    assert (CELLS, REFERRALS) == (len(found.cells), found.people)
    assert tuple(quarter.text for quarter in found.quarters) == QUARTERS
    again = made_up_cells(tmp_path / "again.csv")
    assert path.read_bytes() == again.read_bytes()


def test_the_disk_is_measured_and_left_clean(tmp_path):
    """The probe gives a rate and leaves no file."""
    assert fsync_rate(tmp_path) > 0
    assert [] == list(tmp_path.iterdir())


def test_the_machine_is_told_without_its_name():
    """What was measured on is told by kind and version, never by host or path."""
    told = machine()
    assert {"system", "processor", "cores", "python"} <= told.keys()
    import socket

    assert socket.gethostname() not in map(str, told.values())


def test_runs_are_summed_up():
    """The best run takes the least of each, the middle one the median."""
    runs = [Took(3, 1), Took(1, 2), Took(2, 3)]
    assert best(runs) == Took(1, 1)
    assert middle(runs) == Took(2, 2)
