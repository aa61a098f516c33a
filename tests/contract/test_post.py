"""Letters leave once, by a way that is safe, or wait and say why; on both engines."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from opennrm.cases.facts import (
    Answer,
    Consent,
    LetterDelivered,
    LetterIssued,
    Outcome,
)
from opennrm.cases.fold import fold
from opennrm.cases.people import Actor, Role
from opennrm.cases.referring import ReferralDetails
from opennrm.letters.specimens import OFFICE
from opennrm.rules.dates import PartialDate, london_day
from opennrm.services import corrections, grounds, homes, referrals, steps
from opennrm.services.post import carriers, delivering, issuing, schedule, showing
from opennrm.services.post.carriers import Answer as Said
from opennrm.services.post.delivering import Post
from opennrm.services.post.folder import FORMS, Folder
from opennrm.services.post.working import PostRoom
from opennrm.store import accesses, deliveries, log, outbox, told
from opennrm.store.deliveries import DeliveryState
from opennrm.store.testing import Record

AT = datetime(2023, 9, 4, 9, 30, tzinfo=UTC)
OFFICER = Actor(
    id="user-1", roles=frozenset({Role.FIRST_RESPONDER}), organisation="kent_police"
)
CASEWORKER = Actor(
    id="user-2", roles=frozenset({Role.DECISION_MAKER}), organisation="sca"
)
IDENTITY = {"given_name": "Zzyzx", "family_name": "Invented", "born_on": "1990-02"}
CONTACT = "Zzyzx Invented\n12 Quuxford Road\nQuuxham QX1 1QX\nzzyzx@quux.example\n"
MINUTE = "Wibblesome reasons,\nin two lines."
PLANTED = ("Zzyzx", "Invented", "Quux", "quux", "Wibblesome")
DETAILS = ReferralDetails(
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
)


class Carrier:
    """A carrier that answers what the test has it answer, and keeps what it got."""

    def __init__(self, *answers: Said, can_tell: bool = True) -> None:
        self.name = "fake"
        self.channels = frozenset(FORMS)
        self.can_tell = can_tell
        self.answers = list(answers)
        self.found: Said | None = None
        self.got: list[carriers.Parcel] = []

    def send(self, parcel: carriers.Parcel) -> Said:
        self.got.append(parcel)
        if self.answers:
            return self.answers.pop(0)
        return Said(outcome=carriers.Outcome.DELIVERED)

    def ask(self, letter_id: UUID) -> Said | None:
        return self.found if isinstance(letter_id, UUID) else None


def said(outcome: str, code: str | None = None) -> Said:
    return Said(outcome=carriers.Outcome(outcome), code=code)


def post_with(*given: carriers.Carrier) -> Post:
    return Post(office=OFFICE, carriers=given, synthetic=False)


def run(post: Post, at: datetime) -> PostRoom:
    """Work until there is nothing to do at that moment."""
    room = PostRoom(post=post)
    while room.step(at=at):
        pass
    return room


def refer(**changes: object) -> UUID:
    return referrals.receive(
        details=replace(DETAILS, **changes),
        received=PartialDate.parse("2023-09-04"),
        identity=IDENTITY,
        by=OFFICER,
        at=AT,
        command_id=f"refer-{uuid4()}",
    ).case_id


def step(case_id: UUID, words: str, text: str | None = None, **values: object) -> None:
    at = values.pop("at", AT)
    assert isinstance(at, datetime)
    steps.take(
        words=words,
        case_id=case_id,
        after=len(log.history(case_id)),
        on=PartialDate.on(london_day(at)),
        values=values,
        text=text,
        by=CASEWORKER,
        at=at,
        command_id=f"{words}-{uuid4()}",
    )


def contact(case_id: UUID, *, at: datetime = AT, **values: object) -> None:
    given = {"whose": "person", "channels": ("email",), **values}
    step(case_id, "record contact", CONTACT, at=at, **given)


def decide(case_id: UUID, *, outcome: Outcome = Outcome.POSITIVE) -> None:
    grounds.decide_reasonable_grounds(
        case_id=case_id,
        after=len(log.history(case_id)),
        outcome=outcome,
        decided=PartialDate.parse("2023-09-08"),
        minute=MINUTE,
        by=CASEWORKER,
        at=AT + timedelta(days=4),
        command_id=f"decide-{case_id}",
    )


LATER = AT + timedelta(days=4, hours=1)


def issued(case_id: UUID) -> list[tuple[str, str, str]]:
    return [
        (recorded.fact.letter, recorded.fact.recipient, recorded.fact.channel)
        for recorded in log.history(case_id)
        if isinstance(recorded.fact, LetterIssued)
    ]


def states(case_id: UUID) -> set[str]:
    return {each.state.value for each in deliveries.of_case(case_id)}


def to_person(case_id: UUID) -> deliveries.Delivery:
    """The last letter to the person."""
    numbers = [
        recorded.version
        for recorded in log.history(case_id)
        if isinstance(recorded.fact, LetterIssued)
        and recorded.fact.recipient == "person"
    ]
    return next(d for d in deliveries.of_case(case_id) if d.version == numbers[-1])


@pytest.fixture(autouse=True)
def look_at_each_home_anew() -> Iterator[None]:
    """A home's kind is remembered for a process; here one process sees many."""
    homes._kind_of.cache_clear()
    yield
    homes._kind_of.cache_clear()


@pytest.fixture
def folder(record: Record) -> Folder:
    return Folder(record.home.path / "post", synthetic=False)


def files(record: Record) -> list[Path]:
    return sorted(p for p in (record.home.path / "post").rglob("*") if p.is_file())


def test_a_decision_becomes_letters_in_the_folder(record, folder):
    """Each is issued, laid down with its slip, and recorded as delivered, once."""
    case_id = refer()
    contact(case_id)
    decide(case_id)
    run(post_with(folder), LATER)
    letters = issued(case_id)
    assert ("reasonable_grounds_positive", "person", "email") in letters
    assert len(letters) == len(set(letters)) > 3
    delivered = [
        recorded.fact.letter
        for recorded in log.history(case_id)
        if isinstance(recorded.fact, LetterDelivered)
    ]
    assert len(letters) == len(delivered)
    assert {"delivered"} == states(case_id)
    assert 2 * len(letters) == len(files(record))
    letter = to_person(case_id).letter_id
    written = record.home.path / "post" / "email" / f"{letter}.txt"
    assert "To: zzyzx@quux.example\n" in written.read_text()
    slip = json.loads(written.with_suffix(".json").read_text())
    assert {
        "letter": "reasonable_grounds_positive",
        "recipient": "person",
        "file": written.name,
    }.items() <= slip.items()
    assert "reasonable_grounds_positive.en@" in slip["text_version"]
    assert [] == outbox.waiting(limit=99)


def test_what_lies_in_the_folder_is_for_its_owner_alone(record, folder):
    """Nobody else of the machine can read a letter, or list them."""
    refer()
    run(post_with(folder), LATER)
    assert {0o600} == {path.stat().st_mode & 0o777 for path in files(record)}
    assert {0o700} == {path.parent.stat().st_mode & 0o777 for path in files(record)}


def test_again_sends_nothing_again(record, folder):
    """A second round finds nothing to do, and a lost hold changes nothing."""
    case_id = refer()
    run(post_with(folder), LATER)
    before = log.history(case_id), files(record)
    again = run(post_with(folder), LATER + timedelta(days=3))
    assert before == (log.history(case_id), files(record))
    assert 0 == again.worked.issued == again.worked.faults


def test_what_may_not_leave_waits_and_says_why(record, folder):
    """Without a safe channel the person's letter waits; with one it leaves."""
    case_id = refer()
    decide(case_id)
    run(post_with(folder), LATER)
    assert "person" not in [recipient for _, recipient, _ in issued(case_id)]
    shown = showing.waiting(fold(log.history(case_id)), today=london_day(LATER))
    assert {"unsafe-channel"} == {each.code for each in shown.unsent}
    assert () == shown.ready
    contact(case_id, at=LATER)
    run(post_with(folder), LATER)
    assert ("reasonable_grounds_positive", "person", "email") in issued(case_id)


def test_what_waits_for_a_day_leaves_on_that_day(record, folder):
    """What was refused is looked at again each day, without a new fact."""
    case_id = refer()
    run(post_with(folder), LATER)
    with transaction.atomic():
        told.look_again(case_id, at=LATER)
    assert case_id == issuing.look_again_at_next_case(at=LATER).case_id
    assert issuing.look_again_at_next_case(at=LATER) is None


def test_nothing_goes_to_a_place_of_exploitation(record, folder):
    """The person is not written to there, and the case says that they were not."""
    case_id = refer()
    contact(case_id, place_of_exploitation=True)
    decide(case_id)
    run(post_with(folder), LATER)
    shown = showing.waiting(fold(log.history(case_id)), today=london_day(LATER))
    assert {"place-of-exploitation"} == {each.code for each in shown.unsent}
    assert not any(FORMS["email"] in path.suffix for path in files(record))


@pytest.mark.parametrize(
    ("words", "values", "code"),
    [
        ("record contact", {"channels": ("post",)}, "unsafe-channel"),
        (
            "record contact",
            {"place_of_exploitation": True},
            "place-of-exploitation",
        ),
        ("record death", {"source": "police"}, "person-out-of-reach"),
        ("assess age", {"claimed": "", "by_whom": ""}, "letter-to-a-child"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_letter_is_stopped_where_it_may_not_leave_any_more(
    record, words, values, code
):
    """What changed since it was issued counts, at the moment of sending."""
    if words == "assess age":
        values = {"outcome": "child", "assessed_by": "local_authority"}
    case_id = refer()
    contact(case_id)
    decide(case_id)
    while issuing.look_at_next_message(at=LATER) is not None:
        pass
    given = {"whose": "person", "channels": ("email",)} | values
    if words != "record contact":
        given = values
    step(case_id, words, at=LATER, **given)
    carrier = Carrier()
    while delivering.deliver_next(post_with(carrier), at=LATER) is not None:
        pass
    letter = to_person(case_id)
    assert (DeliveryState.STOPPED, code) == (letter.state, letter.code)
    assert "person" not in [parcel.codes["recipient"] for parcel in carrier.got]
    assert [] == deliveries.attempts_of(letter.letter_id)


def test_a_letter_that_was_taken_back_is_stopped_and_due_once_more(record, folder):
    """A person withdraws the record of a letter; another one leaves in its place."""
    case_id = refer()
    contact(case_id)
    decide(case_id)
    while issuing.look_at_next_message(at=LATER) is not None:
        pass
    first = to_person(case_id)
    corrections.withdraw_fact(
        case_id=case_id,
        after=len(log.history(case_id)),
        version=first.version,
        cause="withdrawn",
        by=CASEWORKER,
        at=LATER,
        command_id="take-back",
    )
    run(post_with(folder), LATER)
    stopped = deliveries.of_letter(first.letter_id)
    assert (DeliveryState.STOPPED, "letter-withdrawn") == (stopped.state, stopped.code)
    second = to_person(case_id)
    assert first.letter_id != second.letter_id
    assert DeliveryState.DELIVERED is second.state


def sent_once(carrier: Carrier, at: datetime = LATER) -> deliveries.Delivery:
    """One letter alone on its way: how it stands after its first attempt."""
    refer()
    assert issuing.look_at_next_message(at=at) is not None
    found = delivering.deliver_next(post_with(carrier), at=at)
    assert found is not None
    return found


def test_a_failure_is_tried_again_ever_later_and_then_held(record):
    """The waits double up to a limit; every attempt is kept; then a person is asked."""
    carrier = Carrier(*[said("try_again", "too-busy")] * schedule.ATTEMPTS)
    letter = sent_once(carrier)
    waits = []
    while letter.state is DeliveryState.WAITING:
        assert letter.due_at is not None
        waits.append(letter.due_at - letter.changed_at)
        with connection.cursor() as cursor:
            # The other letters of the case are of no interest here.
            cursor.execute("UPDATE store_delivery SET due_at = NULL WHERE attempts = 0")
        letter = delivering.deliver_next(post_with(carrier), at=letter.due_at)
    assert (DeliveryState.HELD, "too-busy") == (letter.state, letter.code)
    assert schedule.ATTEMPTS == len(deliveries.attempts_of(letter.letter_id))
    assert schedule.ATTEMPTS - 1 == len(waits)
    assert timedelta(seconds=45) <= waits[0] <= timedelta(seconds=75)
    assert waits[:9] == sorted(waits[:9])
    assert max(waits) <= schedule.LONGEST_WAIT * 1.25
    assert [letter] == deliveries.for_a_person(limit=9)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("delivered", DeliveryState.DELIVERED),
        ("accepted", DeliveryState.ACCEPTED),
        ("sent", DeliveryState.SENT),
        ("refused", DeliveryState.HELD),
        ("uncertain", DeliveryState.UNCERTAIN),
    ],
)
def test_what_a_carrier_says_is_how_the_letter_stands(record, answer, state):
    """Only what is delivered is recorded on the case as delivered."""
    letter = sent_once(Carrier(said(answer)))
    assert state is letter.state
    recorded = [type(r.fact) for r in log.history(letter.case_id)]
    assert (answer == "delivered") is (LetterDelivered in recorded)
    (attempt,) = deliveries.attempts_of(letter.letter_id)
    assert answer == attempt.outcome


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (None, DeliveryState.UNCERTAIN),
        ("accepted", DeliveryState.ACCEPTED),
        ("delivered", DeliveryState.DELIVERED),
        ("try_again", DeliveryState.WAITING),
        ("refused", DeliveryState.HELD),
    ],
)
def test_a_carrier_is_asked_what_became_of_a_letter(record, found, state):
    """After a while, and again until it knows."""
    carrier = Carrier(said("accepted"))
    letter = sent_once(carrier)
    assert letter.due_at is not None
    assert delivering.ask_next(post_with(carrier), at=LATER) is None
    carrier.found = None if found is None else said(found)
    assert state is delivering.ask_next(post_with(carrier), at=letter.due_at).state


@pytest.mark.parametrize(
    ("can_tell", "found", "state", "sent"),
    [
        (True, "delivered", DeliveryState.DELIVERED, 0),
        (True, None, DeliveryState.WAITING, 1),
        (False, None, DeliveryState.UNCERTAIN, 0),
    ],
)
def test_a_letter_in_doubt_is_asked_for_and_never_sent_blindly(
    record, can_tell, found, state, sent
):
    """Where the carrier cannot tell, a person is asked; none is sent twice."""
    letter = sent_once(Carrier(said("try_again")))
    assert letter.due_at is not None
    with transaction.atomic():
        held = deliveries.claim(
            DeliveryState.WAITING, at=letter.due_at, until=letter.due_at
        )
        deliveries.begin(held, carrier="fake", at=letter.due_at)
    doubtful = Carrier(can_tell=can_tell)
    doubtful.found = None if found is None else said(found)
    taken = held.due_at + schedule.HOLD
    after = delivering.take_up_next(post_with(doubtful), at=taken)
    assert state is after.state
    assert [] == doubtful.got
    if after.due_at is not None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE store_delivery SET due_at = NULL WHERE attempts = 0")
        delivering.deliver_next(post_with(doubtful), at=after.due_at)
    assert sent == len(doubtful.got)


@pytest.mark.parametrize(
    ("found", "state", "sent"),
    [
        (None, DeliveryState.DELIVERED, 2),
        ("delivered", DeliveryState.DELIVERED, 1),
        ("accepted", DeliveryState.ACCEPTED, 1),
        ("uncertain", DeliveryState.WAITING, 1),
        ("try_again", DeliveryState.DELIVERED, 2),
    ],
)
def test_a_carrier_is_asked_before_a_second_attempt(record, found, state, sent):
    """It may have the letter though its answer was lost; then it gets no other."""
    carrier = Carrier(said("try_again", "line-broke"))
    letter = sent_once(carrier)
    carrier.found = None if found is None else said(found)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_delivery SET due_at = NULL WHERE attempts = 0")
    after = delivering.deliver_next(post_with(carrier), at=letter.due_at)
    assert state is after.state
    assert sent == len(carrier.got)


def test_what_happens_while_a_letter_is_made_stops_it(record, monkeypatch):
    """The case is asked once more where it moved on in between."""
    case_id = refer()
    contact(case_id)
    decide(case_id)
    while issuing.look_at_next_message(at=LATER) is not None:
        pass
    made_again = delivering.made_again

    def made_while_someone_dies(case, issued, *rest, **more):
        if issued.fact.recipient == "person":
            step(case_id, "record death", at=LATER, source="police")
        return made_again(case, issued, *rest, **more)

    monkeypatch.setattr(delivering, "made_again", made_while_someone_dies)
    carrier = Carrier()
    while delivering.deliver_next(post_with(carrier), at=LATER) is not None:
        pass
    letter = to_person(case_id)
    assert (DeliveryState.STOPPED, "person-out-of-reach") == (letter.state, letter.code)
    assert "person" not in [parcel.codes["recipient"] for parcel in carrier.got]


def test_a_person_lets_an_uncertain_letter_leave_or_rest(record):
    """Only what waits for a person, and only by someone of the authority."""
    letter = sent_once(Carrier(said("uncertain", "smtp-line-broke")))
    stranger = replace(CASEWORKER, organisation="ieca")
    with pytest.raises(Exception, match="refused") as refused:
        showing.send_again(letter.letter_id, by=stranger, at=LATER)
    assert "not-permitted" == refused.value.code
    waiting = showing.send_again(letter.letter_id, by=CASEWORKER, at=LATER)
    assert DeliveryState.WAITING is waiting.state
    with pytest.raises(showing.NotForAPerson, match="is waiting"):
        showing.count_as_sent(letter.letter_id, by=CASEWORKER, at=LATER)


def test_a_letter_that_cannot_be_made_is_held(record):
    """A safe channel without an address is for a person to mend."""
    case_id = refer()
    step(case_id, "record contact", "Zzyzx", whose="person", channels=("email",))
    decide(case_id)
    run(post_with(Carrier()), LATER)
    letter = to_person(case_id)
    assert (DeliveryState.HELD, "not-reachable") == (letter.state, letter.code)


def test_reading_a_name_for_a_letter_is_recorded(record):
    """Whoever asks who read about them is told of the post room too."""
    letter = sent_once(Carrier())
    assert (
        "service-post",
        "read_identity",
        "post",
        f"letter-{letter.letter_id}",
    ) in {
        (access.actor, access.action, access.purpose, access.command_id)
        for access in accesses.of_case(letter.case_id)
    }


def test_a_case_that_counts_as_told_is_told_only_what_is_new(record, folder):
    """Of a simulated past nobody is written to; of what follows everybody is."""
    case_id = refer()
    with transaction.atomic():
        told.count_as_told({case_id: 2})
    run(post_with(folder), LATER)
    assert [] == issued(case_id)
    decide(case_id)
    run(post_with(folder), LATER)
    assert {"decision_notice", "police_decision_notice"} >= {
        letter for letter, _, _ in issued(case_id)
    }
    assert [] != issued(case_id)


def test_one_case_that_cannot_be_read_holds_up_no_other(record, folder, monkeypatch):
    """Its message waits for the next round; the others are seen to."""
    bad, good = refer(), refer()
    look = issuing._look_at

    def fail(case_id: UUID, *, at: datetime) -> tuple[int, tuple[issuing.Unsent, ...]]:
        if case_id == bad:
            raise ZeroDivisionError("Zzyzx")
        return look(case_id, at=at)

    monkeypatch.setattr(issuing, "_look_at", fail)
    room = run(post_with(folder), LATER)
    assert 1 == room.worked.faults
    assert [] == issued(bad)
    assert [] != issued(good)
    monkeypatch.undo()
    run(post_with(folder), LATER)
    assert issued(good) == issued(bad)


def test_several_workers_at_once_send_each_letter_once(record):
    """None takes what another has, on either engine."""
    cases = [refer() for _ in range(4)]
    carrier = Carrier()
    start = threading.Barrier(3)
    faults: list[int] = []

    def work() -> None:
        start.wait()
        try:
            faults.append(run(post_with(carrier), LATER).worked.faults)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(post_with(carrier), LATER)
    sent = [parcel.letter_id for parcel in carrier.got]
    assert len(sent) == len(set(sent)) == sum(len(issued(each)) for each in cases)
    assert all(states(each) == {"delivered"} for each in cases)


def test_names_are_in_no_log_row_name_or_slip(record, folder, caplog):
    """What identifies someone is in the letters alone."""
    caplog.set_level("DEBUG")
    case_id = refer()
    contact(case_id)
    decide(case_id, outcome=Outcome.POSITIVE)
    run(post_with(folder), LATER)
    assert any(
        PLANTED[3] in path.read_text()
        for path in files(record)
        if path.suffix == ".txt"
    )
    kept = [caplog.text, *(str(path) for path in files(record))]
    kept += [p.read_text() for p in files(record) if p.suffix == ".json"]
    with connection.cursor() as cursor:
        for table in (
            "store_outbox",
            "store_delivery",
            "store_delivery_attempt",
            "store_told",
            "store_access",
            "store_command",
            "store_log",
        ):
            cursor.execute(f"SELECT * FROM {table}")
            kept.append(repr(cursor.fetchall()))
    for planted in PLANTED:
        assert [] == [text[:80] for text in kept if planted in text]
