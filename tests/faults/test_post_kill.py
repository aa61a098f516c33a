"""The post room killed at any moment: never two letters, and never none.

A child process is killed (SIGKILL, nothing can be caught) before and after every
statement, every commit and every step of the carrier. Another worker then goes on. A
letter is there once at the end; where the carrier cannot tell what it has, it is there
at most once, and if in doubt it waits for a person instead of being lost.
"""

import os
import random
import signal
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from opennrm.cases.facts import Answer, Consent, LetterDelivered, LetterIssued
from opennrm.cases.people import Actor, Role
from opennrm.cases.referring import ReferralDetails
from opennrm.home import Kind
from opennrm.letters.specimens import OFFICE
from opennrm.rules.dates import PartialDate
from opennrm.services import homes, referrals, steps
from opennrm.services.post.carriers import Answer as Said
from opennrm.services.post.carriers import Carrier, Outcome, Parcel
from opennrm.services.post.delivering import Post
from opennrm.services.post.folder import FORMS, Folder
from opennrm.services.post.working import PostRoom
from opennrm.store import deliveries, log, outbox, told, triggers
from opennrm.store.deliveries import DeliveryState

AT = datetime(2023, 9, 4, 9, 30, tzinfo=UTC)
OFFICER = Actor(
    id="user-1", roles=frozenset({Role.FIRST_RESPONDER}), organisation="kent_police"
)
CASEWORKER = Actor(
    id="user-2", roles=frozenset({Role.DECISION_MAKER}), organisation="sca"
)
MOMENTS = 400


class Blow:
    """Kills this process at its nth moment."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def strike(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around_statement(self, execute: Any, *rest: Any) -> Any:
        return self.around(execute, *rest)

    def around(self, act: Callable[..., Any], *rest: Any) -> Any:
        self.strike()
        result = act(*rest)
        self.strike()
        return result


class Told:
    """Writes what it is handed into a file of its own, and may be able to read it."""

    name = "told"
    channels = frozenset(FORMS)

    def __init__(self, path: Path, *, can_tell: bool) -> None:
        self.path = path
        self.can_tell = can_tell

    def send(self, parcel: Parcel) -> Said:
        with self.path.open("a") as file:
            file.write(f"{parcel.letter_id}\n")
            file.flush()
            os.fsync(file.fileno())
        return Said(outcome=Outcome.DELIVERED if self.can_tell else Outcome.SENT)

    def ask(self, letter_id: UUID) -> Said | None:
        if str(letter_id) in self.sent():
            return Said(outcome=Outcome.DELIVERED)
        return None

    def sent(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []


def carrier_of(kind: str, path: Path) -> Carrier:
    if kind == "folder":
        return Folder(path / "post", synthetic=False)
    return Told(path / "told", can_tell=kind == "knows")


def work(carrier: Carrier, at: datetime) -> PostRoom:
    room = PostRoom(post=Post(office=OFFICE, carriers=(carrier,), synthetic=False))
    while room.step(at=at):
        pass
    return room


def a_letter_due() -> UUID:
    """A case on which one letter is to be written."""
    case_id = referrals.receive(
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
        by=OFFICER,
        at=AT,
        command_id="r-1",
    ).case_id
    with transaction.atomic():
        told.count_as_told({case_id: 2})
    steps.take(
        words="request information",
        case_id=case_id,
        after=2,
        values={"asked_of": ("first_responder",), "due_on": date(2023, 9, 6)},
        on=PartialDate.parse("2023-09-04"),
        by=CASEWORKER,
        at=AT,
        command_id="ask",
    )
    return case_id


def killed_at(nth: int, act: Callable[[], object]) -> bool:
    """Work in a child that is killed at its nth moment; whether it was."""
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
            commit, sync, replace = wrapped._commit, os.fsync, Path.replace
            wrapped._commit = lambda: blow.around(commit)
            os.fsync = lambda handle: blow.around(sync, handle)
            Path.replace = lambda path, to: blow.around(replace, path, to)
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


def facts(case_id: UUID, kind: type) -> int:
    return sum(isinstance(r.fact, kind) for r in log.history(case_id))


def moments(request: pytest.FixtureRequest, kind: str) -> list[int]:
    """Every moment where the letter may be in doubt; else every other one.

    A seeded sample where a copy of the record is dear.
    """
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    rng = random.Random(seed)
    if "postgresql" in request.node.name:
        return sorted(rng.sample(range(1, 70), 10))
    step = 1 if kind == "mute" else 2
    return list(range(rng.randint(1, step), MOMENTS, step))


@pytest.mark.parametrize("kind", ["folder", "knows", "mute"])
def test_a_worker_killed_at_any_moment_sends_once(
    fresh, tmp_path, request, monkeypatch, kind
):
    """What is half done is known, and another worker ends it, or asks a person."""
    # Typst's threads do not live on in a child of a process that has set type.
    monkeypatch.setitem(FORMS, "secure_transfer", "txt")
    seen = set()
    ended = False
    for nth in moments(request, kind):
        place = tmp_path / f"{kind}-{nth}"
        place.mkdir()
        carrier = carrier_of(kind, place)
        with fresh(Kind.LIVE):
            case_id = a_letter_due()
            killed = killed_at(nth, lambda: work(carrier, AT))  # noqa: B023 run here
            letters = facts(case_id, LetterIssued)
            there = deliveries.of_case(case_id)
            assert letters == len(there) <= 1, nth
            assert letters or outbox.waiting(limit=9), nth
            seen.add(there[0].state if there else None)
            for days in (1, 2):
                room = work(carrier, AT + timedelta(days=days))
                assert 0 == room.worked.faults, nth
            assert 1 == facts(case_id, LetterIssued), nth
            (letter,) = deliveries.of_case(case_id)
            assert [] == outbox.waiting(limit=9), nth
            if kind == "mute":
                sent = carrier.sent()
                assert len(sent) <= 1, nth
                assert letter.state is DeliveryState.UNCERTAIN or sent, nth
                assert letter.state in (DeliveryState.SENT, DeliveryState.UNCERTAIN)
            else:
                assert DeliveryState.DELIVERED is letter.state, nth
                assert 1 == facts(case_id, LetterDelivered), nth
            if kind == "knows":
                assert [str(letter.letter_id)] == carrier.sent(), nth
            elif kind == "folder":
                whole = {letter.letter_id.hex}
                files = [p for p in (place / "post").rglob("*") if p.is_file()]
                shown = [p for p in files if not p.name.startswith(".")]
                assert 2 == len(shown), nth
                assert whole == {UUID(p.stem).hex for p in shown}, nth
        if not killed:
            ended = True
            break
    assert ended or "postgresql" in request.node.name
    if ended:
        assert {None, DeliveryState.WAITING, DeliveryState.SENDING} <= seen


@pytest.fixture(autouse=True)
def look_at_each_home_anew():
    """A home's kind is remembered for a process; here one process sees many."""
    homes._kind_of.cache_clear()
    triggers.forget_checks()
