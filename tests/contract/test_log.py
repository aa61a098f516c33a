"""What the log promises, on SQLite and PostgreSQL alike."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from opennrm.cases.facts import (
    AuthorityAssigned,
    CaseSuspended,
    Outcome,
    ReasonableGroundsDecided,
    Stage,
)
from opennrm.cases.history import NewFact, RecordedFact
from opennrm.rules.dates import PartialDate, Precision
from opennrm.store import log
from opennrm.store.log import BEGINNING, Batch, Head, entry_of

AT = datetime(2023, 2, 1, 9, 30, 0, 123456, tzinfo=UTC)
ASSIGNED = NewFact(
    fact=AuthorityAssigned(
        authority="single_competent_authority", rule="competent-authority@2021-11-08.1"
    ),
    occurred=PartialDate(date(2023, 1, 1), Precision.QUARTER),
)
DECIDED = NewFact(
    fact=ReasonableGroundsDecided(
        outcome=Outcome.NEGATIVE,
        reasons=("credibility",),
        decided_by="user-1",
        reviewed_by="user-2",
        authority="single_competent_authority",
        rule="reasonable-grounds-test@2023-01-30.1",
        minute=UUID(int=7),
    ),
    occurred=PartialDate.on(date(2023, 2, 1)),
)


def put(
    case_id: UUID,
    *facts: NewFact,
    after: int = 0,
    at: datetime = AT,
    command_id: str = "c-1",
) -> tuple[RecordedFact, ...]:
    with transaction.atomic():
        return log.append(
            case_id=case_id,
            after=after,
            facts=facts,
            by="user-1",
            organisation="single_competent_authority",
            command_id=command_id,
            at=at,
        )


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_log")
        return int(cursor.fetchone()[0])


def test_what_is_appended_is_read_back(record):
    """A fact comes back as it was recorded: every field, both times, in order."""
    case_id = uuid4()
    appended = put(case_id, ASSIGNED, DECIDED)
    assert [1, 2] == [recorded.version for recorded in appended]
    assert [1, 2] == [recorded.position for recorded in appended]
    assert list(appended) == list(log.history(case_id))


def test_a_correction_keeps_its_envelope(record):
    """What a fact corrects, and why, is part of what is read back."""
    case_id = uuid4()
    put(case_id, ASSIGNED)
    corrected = replace(ASSIGNED, corrects=1, cause="correction")
    (recorded,) = put(case_id, corrected, after=1)
    assert (1, "correction") == (recorded.corrects, recorded.cause)
    assert recorded == log.history(case_id)[1]


def test_a_case_that_is_not_there_has_an_empty_history(record):
    """Reading an unknown case gives no fact and no error."""
    assert [] == list(log.history(uuid4()))


def test_an_empty_log_has_a_beginning(record):
    """Before the first fact the head is the beginning, and nothing is cut."""
    assert log.head() == BEGINNING
    assert log.cut(AT) == BEGINNING
    assert [] == list(log.histories())


def test_positions_count_the_whole_log(record):
    """Positions go on across cases, without a gap, also after a refusal."""
    put(uuid4(), ASSIGNED, DECIDED)
    with pytest.raises(log.StaleCase):
        put(uuid4(), ASSIGNED, after=3)
    (third,) = put(uuid4(), ASSIGNED)
    assert 3 == third.position
    assert Head(position=3, recorded_at=AT) == log.head()


def test_a_stale_version_is_told_to_read_again(record):
    """Whoever read an earlier version records nothing and is told what to do."""
    case_id = uuid4()
    put(case_id, ASSIGNED)
    with pytest.raises(log.StaleCase, match="Read the case again"):
        put(case_id, DECIDED, after=0)
    assert 1 == rows()


def test_a_correction_of_what_is_to_come_is_no_stale_case(record):
    """What the database refuses for another reason is not told as a stale case."""
    with pytest.raises(IntegrityError):
        put(uuid4(), replace(ASSIGNED, corrects=1, cause="correction"))
    with pytest.raises(IntegrityError):
        put(uuid4(), ASSIGNED, replace(ASSIGNED, corrects=1))
    assert 0 == rows()


def test_a_case_already_there_stops_a_batch(record):
    """Many commands at once find a stale case too, and none of them is stored."""
    case_id = uuid4()
    put(case_id, ASSIGNED)
    stale = [batch(uuid4()), batch(case_id)]
    with pytest.raises(log.StaleCase), transaction.atomic():
        log.append_many(stale)
    assert 1 == rows()


def test_a_version_cannot_be_skipped(record):
    """A batch that claims to have read what is not there is refused."""
    with pytest.raises(log.StaleCase), transaction.atomic():
        log.append_many([replace(batch(uuid4()), after=1)])
    assert 0 == rows()


def batch(case_id: UUID, at: datetime = AT, facts: int = 1) -> Batch:
    return Batch(
        case_id=case_id,
        after=0,
        entries=[entry_of(ASSIGNED)] * facts,
        by="service-import",
        organisation="opennrm",
        command_id="many",
        at=at,
    )


def test_many_are_recorded_in_their_order(record):
    """Batches keep their order, their own moments and their cases apart."""
    first, second = uuid4(), uuid4()
    later = AT + timedelta(days=1)
    with transaction.atomic():
        last = log.append_many([batch(first, facts=2), batch(second, at=later)])
    assert 3 == last
    assert [AT, AT] == [recorded.recorded_at for recorded in log.history(first)]
    assert [(3, later)] == [
        (recorded.position, recorded.recorded_at) for recorded in log.history(second)
    ]


def test_nothing_to_record_is_recorded_as_nothing(record):
    """No batch leaves the log where it was."""
    with transaction.atomic():
        assert 0 == log.append_many([])
    assert log.head() == BEGINNING


def test_the_log_is_written_in_a_transaction_only(record):
    """Outside a transaction nothing is written, since nothing could be undone."""
    with pytest.raises(log.NotInTransaction):
        log.append(
            case_id=uuid4(),
            after=0,
            facts=[ASSIGNED],
            by="user-1",
            organisation="police",
            command_id="c-1",
            at=AT,
        )


def test_moments_never_go_back(record):
    """A clock a little behind the log records at the end of the log."""
    put(uuid4(), ASSIGNED)
    (recorded,) = put(uuid4(), ASSIGNED, at=AT - timedelta(seconds=60))
    assert AT == recorded.recorded_at


def test_a_clock_far_behind_the_log_is_refused(record):
    """A clock more than a minute behind the log is wrong, and is said to be."""
    put(uuid4(), ASSIGNED)
    with pytest.raises(log.ClockWentBack, match="Set the clock"):
        put(uuid4(), ASSIGNED, at=AT - timedelta(seconds=60, microseconds=1))
    assert 1 == rows()


def test_histories_come_in_the_order_of_cases(record):
    """Every case comes once, by id, with all its facts."""
    cases = sorted(uuid4() for _ in range(5))
    for number, case_id in enumerate(reversed(cases)):
        put(case_id, ASSIGNED, command_id=f"a-{number}")
    put(cases[2], DECIDED, after=1)
    found = dict(log.histories())
    assert cases == list(found)
    assert [1, 1, 2, 1, 1] == [len(history) for history in found.values()]
    assert list(log.history(cases[2])) == list(found[cases[2]])


def test_a_cut_leaves_out_what_came_later(record):
    """As at a moment, and through a position, later facts are not there."""
    early, late = sorted((uuid4(), uuid4()))
    put(early, ASSIGNED)
    put(late, ASSIGNED, at=AT + timedelta(hours=1))
    put(early, DECIDED, after=1, at=AT + timedelta(hours=2))
    at_first = {case: len(h) for case, h in log.histories(as_at=AT)}
    assert {early: 1} == at_first
    assert {early: 1, late: 1} == {case: len(h) for case, h in log.histories(through=2)}
    assert 1 == len(log.history(early, as_at=AT + timedelta(hours=1)))


@pytest.mark.parametrize(
    ("minutes", "position"), [(-1, 0), (0, 1), (1, 3), (5, 3), (9, 3), (10, 4), (99, 5)]
)
def test_a_moment_is_found_as_a_position(record, minutes, position):
    """The cut of a moment is the last entry recorded by then."""
    for number, minute in enumerate((0, 1, 1, 10, 20)):
        put(
            uuid4(), ASSIGNED, at=AT + timedelta(minutes=minute), command_id=str(number)
        )
    assert position == log.cut(AT + timedelta(minutes=minutes)).position


def test_the_digest_tells_any_difference(record):
    """The digest covers every entry up to a position, and only those."""
    put(UUID(int=1), ASSIGNED)
    before = log.digest(1)
    put(UUID(int=2), ASSIGNED, command_id="c-2")
    assert before == log.digest(1)
    assert before != log.digest(2)


def test_the_digest_is_the_same_on_both_engines(record):
    """One log has one digest, wherever it is kept."""
    put(UUID(int=1), ASSIGNED, DECIDED)
    assert DIGEST == log.digest(2)


DIGEST = "f2f2b816dff16dbf1e351c0130451637fa3ec8bde58a97ebc6d0d6198376927b"


def test_two_decisions_at_once(record):
    """Of two who decide on what they both read, one is told to read again."""
    case_id = uuid4()
    put(case_id, ASSIGNED)
    suspended = NewFact(
        fact=CaseSuspended(reason="missing", stage=Stage.REASONABLE_GROUNDS),
        occurred=PartialDate.on(date(2023, 2, 1)),
    )
    start = threading.Barrier(2)
    told: list[str] = []

    def decide(fact: NewFact) -> None:
        try:
            start.wait()
            put(case_id, fact, after=1, command_id=fact.fact.__class__.__name__)
            told.append("stored")
        except log.StaleCase:
            told.append("read again")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(fact,)) for fact in (DECIDED, suspended)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["read again", "stored"] == sorted(told)
    assert 2 == rows()


def test_many_writers_leave_no_gap(record):
    """Positions have no gap and moments no step back, however many write at once."""
    start = threading.Barrier(4)

    def write(writer: int) -> None:
        start.wait()
        for number in range(10):
            put(uuid4(), ASSIGNED, command_id=f"{writer}-{number}")
        connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = sorted(h[0].position for _, h in log.histories())
    assert list(range(1, 41)) == found
