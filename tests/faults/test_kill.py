"""Killed at any moment: nothing half-written, and running again completes it.

A child process is killed (SIGKILL, nothing can be caught) before and after every
statement and every commit of a command. What is left must be whole commands only;
the same command again must end where an undisturbed one ends.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from opennrm.cases.facts import Answer, Consent, Outcome
from opennrm.cases.importing import PublishedCell
from opennrm.cases.people import Actor, Role
from opennrm.cases.referring import ReferralDetails
from opennrm.home import Kind
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.services import grounds, homes, imports, referrals
from opennrm.store import log, triggers

AT = datetime(2023, 9, 4, 9, 30, tzinfo=UTC)
IMPORTER = Actor(
    id="service-import",
    roles=frozenset({Role.IMPORTER}),
    organisation="home_office",
)
OFFICER = Actor(
    id="user-1", roles=frozenset({Role.FIRST_RESPONDER}), organisation="kent_police"
)
CASEWORKER = Actor(
    id="user-2", roles=frozenset({Role.DECISION_MAKER}), organisation="sca"
)
CELL = PublishedCell(
    quarter=Quarter(2023, 1),
    first_responder_type="police",
    first_responder_type_label="Police",
    first_responder="kent_police",
    first_responder_label="Kent Police",
    exploitation_types=("labour",),
    exploitation_type_label="Labour",
    age_at_exploitation="adult",
    age_at_exploitation_label="Adult (18 or over)",
    gender="male",
    gender_label="Male",
    nationality=("albanian",),
    nationality_label="Albanian",
    people=3,
)
CELLS = [
    replace(CELL, quarter=Quarter(year, number), people=1 + (year + number) % 4)
    for year in (2020, 2021, 2022)
    for number in (1, 2, 3, 4)
]
PEOPLE = sum(cell.people for cell in CELLS)


def import_cells() -> None:
    imports.record_cells(cells=CELLS, by=IMPORTER, at=AT)


def refer() -> referrals.Done:
    return referrals.receive(
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
        received=PartialDate.parse("2023-09-04"),
        identity={"given_name": "Zzyzx"},
        by=OFFICER,
        at=AT,
        command_id="r-1",
    )


class Blow:
    """Kills this process at its nth moment: around each statement and each commit."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def strike(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around_statement(self, execute: Any, *rest: Any) -> Any:
        self.strike()
        result = execute(*rest)
        self.strike()
        return result

    def around_commit(self, commit: Callable[[], None]) -> None:
        self.strike()
        commit()
        self.strike()


def killed_at(nth: int, act: Callable[[], object]) -> bool:
    """Run a command in a child that is killed at its nth moment; whether it was."""
    connection.close()
    with warnings.catch_warnings():
        # Python 3.12 warns that a forked child of a process with threads may hang;
        # ours starts no thread and holds no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        try:
            blow = Blow(nth)
            wrapped = connections["default"]
            commit = wrapped._commit
            wrapped._commit = lambda: blow.around_commit(commit)
            with wrapped.execute_wrapper(blow.around_statement):
                act()
            wrapped.close()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert signal.SIGKILL == os.WTERMSIG(status)
        return True
    assert 0 == os.waitstatus_to_exitcode(status)
    return False


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM store_{table}")
        return int(cursor.fetchone()[0])


def positions() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM store_log ORDER BY position")
        return [position for (position,) in cursor.fetchall()]


def moments(engine_is_slow: bool, rng: random.Random) -> list[int]:
    """Every moment in turn, or where a copy is dear a seeded sample of them."""
    every = list(range(1, 400))
    return sorted(rng.sample(every[:40], 6)) if engine_is_slow else every


def test_an_import_killed_at_any_moment_is_completed(fresh, monkeypatch, request):
    """After the blow there are whole cells only; run again, the log is the same."""
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    monkeypatch.setattr(imports, "REFERRALS_AT_ONCE", 10)
    with fresh(Kind.PUBLISHED_CELLS):
        import_cells()
        undisturbed = log.digest(PEOPLE)
    slow = "postgresql" in request.node.name
    struck = 0
    for nth in moments(slow, random.Random(seed)):
        with fresh(Kind.PUBLISHED_CELLS):
            if not killed_at(nth, import_cells):
                break
            struck += 1
            there = rows("log")
            assert list(range(1, there + 1)) == positions(), nth
            assert rows("work_item") == there, nth
            done = rows("command")
            assert done == rows("access") == rows("outbox"), nth
            assert there == sum(cell.people for cell in CELLS[:done]), nth
            import_cells()
            assert undisturbed == log.digest(PEOPLE), nth
            assert rows("work_item") == PEOPLE, nth
    else:
        assert slow, "the import ended before every moment was tried"
    assert struck >= 6


def written() -> dict[str, int]:
    return {
        table: rows(table)
        for table in (
            "log",
            "command",
            "access",
            "outbox",
            "subject_key",
            "vault",
            "work_item",
        )
    }


def test_a_referral_killed_at_any_moment_is_whole_or_absent(fresh, request):
    """All of a referral's writes are there or none; sent again, it is there once."""
    nothing = dict.fromkeys(
        ("log", "command", "access", "outbox", "subject_key", "vault", "work_item"), 0
    )
    whole = dict.fromkeys(nothing, 1) | {"log": 2}
    seen = set()
    step = 7 if "postgresql" in request.node.name else 1
    for nth in range(1, 200, step):
        with fresh(Kind.LIVE):
            killed = killed_at(nth, refer)
            found = written()
            assert found in (nothing, whole), nth
            seen.add(found["log"])
            again = refer()
            assert again.repeated is (found == whole), nth
            assert whole == written(), nth
        if not killed:
            break
    assert not killed
    assert {0, 2} == seen


def test_a_decision_killed_at_any_moment_is_whole_or_absent(fresh, request):
    """A decision is recorded with all that belongs to it, or not at all."""
    step = 7 if "postgresql" in request.node.name else 1
    for nth in range(1, 200, step):
        with fresh(Kind.LIVE):
            case_id = refer().case_id

            def decide(case_id=case_id) -> grounds.Done:
                return grounds.decide_reasonable_grounds(
                    case_id=case_id,
                    after=2,
                    outcome=Outcome.POSITIVE,
                    decided=PartialDate.parse("2023-09-08"),
                    minute="Reasons in words.",
                    by=CASEWORKER,
                    at=AT + timedelta(days=4),
                    command_id="d-1",
                )

            before = written()
            whole = {name: count + 1 for name, count in before.items()} | {
                "subject_key": 1,
                "work_item": 1,
            }
            killed = killed_at(nth, decide)
            assert written() in (before, whole), nth
            assert 3 == decide().version
            assert whole == written(), nth
        if not killed:
            break
    assert not killed


LABELS = ("Albanian", "Vietnamese", "Eritrean", "Sudanese", "Indian", "Romanian")


def made_up_file(path: Path) -> int:
    """A file of cells of our own making; how many people it counts."""
    lines = [
        f"{year}-Q{quarter},Police,Kent Police,{kind},{age},{gender},{label},{people}"
        for year in (2020, 2021, 2022)
        for quarter in (1, 2, 3, 4)
        for kind in ("Labour", "Sexual", "Criminal")
        for age in ("Adult (18 or over)", "Child (17 or under)")
        for gender in ("Male", "Female")
        for people, label in enumerate(LABELS, start=3)
    ]
    header = (
        "quarter,first_responder_type,first_responder,exploitation_type,"
        "age_at_exploitation,gender,nationality,people"
    )
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return sum(int(line.rpartition(",")[2]) for line in lines)


def start_import(path: Path, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from opennrm.cli.main import main; main()",
            "import",
            "cells",
            str(path),
            "--home",
            str(home),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "OPENNRM_DATABASE_URL": ""},
    )


def recorded(home: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "record.sqlite3")) as raw:
        return raw.execute(
            "SELECT position, case_id, version, name, occurred_on, command_id, payload"
            " FROM store_log ORDER BY position"
        ).fetchall()


@pytest.mark.parametrize("attempt", range(3))
def test_the_command_killed_at_a_random_time_is_completed(tmp_path, attempt):
    """`opennrm import cells`, killed while it works, ends where it would have."""
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    rng = random.Random(seed)
    path, home = tmp_path / "cells.csv", tmp_path / "home"
    people = made_up_file(path)
    process = start_import(path, home)
    # Kill it once the record is there and filling, a random while later.
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if (home / "record.sqlite3-wal").exists():
            time.sleep(rng.uniform(0, 1.5))
            break
        time.sleep(0.005)
    process.kill()
    process.communicate()
    again = start_import(path, home)
    _, told = again.communicate(timeout=120)
    assert 0 == again.returncode, told.decode()
    found = recorded(home)
    assert people == len(found)
    assert list(range(1, people + 1)) == [row[0] for row in found]
    assert people == len({row[1] for row in found})


@pytest.fixture(autouse=True)
def look_at_each_home_anew():
    """A home's kind is remembered for a process; here one process sees many."""
    homes._kind_of.cache_clear()
    triggers.forget_checks()
