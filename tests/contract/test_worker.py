"""`opennrm worker`: what it says, what keeps it from starting, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from opennrm.cases.facts import Answer, Consent
from opennrm.cases.people import Actor, Role
from opennrm.cases.referring import ReferralDetails
from opennrm.cli.main import main
from opennrm.errors import FAMILIES, Family
from opennrm.rules.dates import PartialDate, london_day
from opennrm.services import homes, referrals

OFFICE = (
    "name: The Casework Office\naddress: [1 Example Street]\n"
    "telephone: 01632 960 000\nemail: casework@example.org\n"
)


@pytest.fixture
def home(record, monkeypatch):
    """A live home whose post is set up, with one referral of yesterday in it."""
    for name, value in record.environ.items():
        monkeypatch.setenv(name, value)
    for name in ("OPENNRM_POST", "OPENNRM_POST_OFFICE"):
        monkeypatch.delenv(name, raising=False)
    homes._kind_of.cache_clear()
    (record.home.path / "office.yaml").write_text(OFFICE)
    at = datetime.now(UTC) - timedelta(days=1)
    referrals.receive(
        details=ReferralDetails(
            first_responder="kent_police",
            nation="england",
            age_at_exploitation="adult",
            gender="female",
            nationality=("vietnamese",),
            exploitation_types=("labour",),
            location_of_exploitation="uk",
            channel="service",
            under_18_now=Answer.NO,
            nrm_consent=Consent.GIVEN,
        ),
        received=PartialDate.on(london_day(at)),
        by=Actor(
            id="user-1",
            roles=frozenset({Role.FIRST_RESPONDER}),
            organisation="kent_police",
        ),
        at=at,
        command_id="r-1",
    )
    return record.home


def call(home, *words: str):
    return CliRunner().invoke(main, ["worker", "--home", str(home.path), *words])


def letters(home) -> int:
    return len(list((home.path / "post").rglob("*.json")))


def test_once_does_what_there_is_and_stops(home):
    """And tells how much that was; again, there is nothing."""
    first = json.loads(call(home, "--once", "--json").stdout)
    assert letters(home) == first["issued"] == first["seen_to"] > 0
    assert 0 == first["faults"]
    assert "Letters issued: 0;" in call(home, "--once").stdout


def test_without_an_office_nothing_is_written(home):
    """A letter from nobody is not sent; what to write is told."""
    (home.path / "office.yaml").unlink()
    answer = call(home, "--once")
    assert FAMILIES[Family.HOME].exit_status == answer.exit_code
    assert "office.yaml" in answer.stderr
    assert 0 == letters(home)


def test_a_setting_that_is_wrong_is_told_before_anything_starts(home, monkeypatch):
    """The name of the setting, and no traceback."""
    monkeypatch.setenv("OPENNRM_POST", "pigeon")
    answer = call(home, "--once")
    assert FAMILIES[Family.HOME].exit_status == answer.exit_code
    assert "OPENNRM_POST is none of" in answer.stderr


def start(home, *words: str) -> subprocess.Popen[bytes]:
    command = "from opennrm.cli.main import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", command, "worker", "--home", str(home.path), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )


def test_a_worker_ends_when_it_is_asked_to(home):
    """On SIGTERM it ends in good order, and says what it did."""
    running = start(home)
    deadline = time.monotonic() + 90
    while not letters(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=60)
    assert 0 == running.returncode, err.decode()
    assert b"faults left for later: 0" in out
    assert b"opennrm.post letter" in err


def test_a_worker_ends_with_the_process_that_started_it(home):
    """So that none is left behind when the pages are stopped hard."""
    running = start(home, "--beside", "1")
    _, err = running.communicate(timeout=90)
    assert 0 == running.returncode, err.decode()
