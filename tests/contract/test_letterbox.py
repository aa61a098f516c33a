"""Commands, accesses and messages: kept with the fact, each exactly once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from opennrm.store import accesses, commands, outbox
from opennrm.store.accesses import Access
from opennrm.store.commands import CarriedOut
from opennrm.store.outbox import Message

AT = datetime(2023, 2, 1, 9, 30, tzinfo=UTC)
DIGEST = "d" * 64
DONE = CarriedOut(
    actor="user-1",
    command_id="c-1",
    name="refer",
    digest=DIGEST,
    result={"version": 2, "reference": "NRM-0000"},
    at=AT,
)


def first(actor: str = "user-1", command_id: str = "c-1", digest: str = DIGEST):
    return commands.first_result(actor=actor, command_id=command_id, digest=digest)


def test_a_new_command_has_no_result(record):
    """Nothing was answered to what was never asked."""
    assert first() is None


def test_a_repeated_command_returns_its_first_result(record):
    """The same command again gives the same answer."""
    commands.record(DONE)
    assert first() == {"version": 2, "reference": "NRM-0000"}


def test_another_content_under_the_same_id_is_refused(record):
    """A command id stands for one content only."""
    commands.record(DONE)
    with pytest.raises(commands.CommandReused, match="new command id"):
        first(digest="e" * 64)


def test_a_command_id_belongs_to_its_actor(record):
    """Two people may choose the same id."""
    commands.record(DONE)
    assert first(actor="user-2") is None
    commands.record(replace(DONE, actor="user-2"))


@pytest.mark.parametrize("command_id", ["", "x" * 201])
def test_an_unfit_command_id_is_refused(record, command_id):
    """A command id is neither empty nor longer than can be kept."""
    with pytest.raises(commands.UnfitCommandId):
        first(command_id=command_id)


def test_the_digest_is_of_content_not_of_its_order(record):
    """The order in which fields are given makes no other command."""
    assert commands.digest_of("a", {"x": 1, "y": 2}) == commands.digest_of(
        "a", {"y": 2, "x": 1}
    )
    assert commands.digest_of("a", {}) != commands.digest_of("b", {})


def test_many_commands_are_found_again(record):
    """Of many ids, those carried out are told with their digests."""
    ids = [f"cell-{number}" for number in range(1_200)]
    commands.record_many(replace(DONE, command_id=one) for one in ids[::2])
    found = commands.known(actor="user-1", command_ids=ids)
    assert dict.fromkeys(ids[::2], DIGEST) == found


def test_many_commands_of_which_one_is_there_are_undone(record):
    """Where someone else did one of them meanwhile, none of this part is kept."""
    commands.record(DONE)
    with pytest.raises(commands.CommandUnderWay), transaction.atomic():
        commands.record_many([replace(DONE, command_id="c-2"), DONE])
    assert first(command_id="c-2") is None


def test_one_command_sent_twice_at_once_is_carried_out_once(record):
    """Of the same command sent twice in one moment, one is told to send it again."""
    start, told = threading.Barrier(2), []

    def send() -> None:
        start.wait()
        try:
            with transaction.atomic():
                if first() is None:
                    commands.record(DONE)
                    told.append("carried out")
                else:
                    told.append("known")
        except commands.CommandUnderWay:
            told.append("under way")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 == told.count("carried out")
    assert first() is not None


def test_an_access_is_found_by_its_case(record):
    """Who looked at a case can be told, in order, and of that case alone."""
    case_id = uuid4()
    seen = [
        Access(
            at=AT,
            actor=actor,
            organisation="police",
            action="read_case",
            purpose="casework",
            case_id=case_id,
        )
        for actor in ("user-2", "user-1")
    ]
    accesses.record_many([*seen, replace(seen[0], case_id=uuid4())])
    accesses.record(replace(seen[0], case_id=None))
    assert seen == accesses.of_case(case_id)


def test_a_message_waits_until_it_is_delivered(record):
    """Messages wait in their order, and each is delivered once."""
    told = [
        Message(
            case_id=uuid4(),
            kind="referral-received",
            payload={"version": 1},
            created_at=AT,
        ),
        Message(
            case_id=None, kind="cells-recorded", payload={"people": 3}, created_at=AT
        ),
    ]
    outbox.put_many(told)
    waiting = outbox.waiting(limit=10)
    assert told == [one.message for one in waiting]
    outbox.delivered(waiting[0].id, at=AT)
    assert told[1:] == [one.message for one in outbox.waiting(limit=10)]
    outbox.delivered(waiting[0].id, at=datetime(2024, 1, 1, tzinfo=UTC))
    assert 1 == len(outbox.waiting(limit=10))
    assert 1 == len(outbox.waiting(limit=1))
