"""Commands through the services: all their writes or none, once, by who may."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from opennrm.cases.case import Status
from opennrm.cases.facts import (
    Answer,
    Consent,
    FactWithdrawn,
    Outcome,
    ReferralReceived,
)
from opennrm.cases.history import NewFact
from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import NotPermitted
from opennrm.cases.referring import (
    ConsentNeeded,
    IdentityWithoutConsent,
    NotificationDetails,
    ReferralDetails,
)
from opennrm.cases.transitions import NotNow, Refused
from opennrm.home import Home, HomeOfAnotherKind, Kind
from opennrm.rules.dates import PartialDate
from opennrm.services import (
    corrections,
    grounds,
    homes,
    lists,
    reading,
    referrals,
    steps,
)
from opennrm.services.writing import project
from opennrm.store import accesses, log, outbox, vault, worklist
from opennrm.store.commands import CommandReused
from opennrm.store.log import StaleCase

AT = datetime(2023, 9, 4, 9, 30, tzinfo=UTC)
OFFICER = Actor(
    id="user-1",
    roles=frozenset({Role.FIRST_RESPONDER}),
    organisation="kent_police",
)
CASEWORKER = Actor(
    id="user-2", roles=frozenset({Role.DECISION_MAKER}), organisation="sca"
)
REVIEWER = Actor(id="user-3", roles=frozenset({Role.REVIEWER}), organisation="sca")
ELSEWHERE = replace(CASEWORKER, id="user-4", organisation="ieca")
OVERSEER = Actor(
    id="user-5", roles=frozenset({Role.OVERSEER}), organisation="oversight"
)
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
INVENTED = {"given_name": "Zzyzx", "family_name": "Invented", "born_on": "1990-02"}


def on(text: str) -> PartialDate:
    return PartialDate.parse(text)


def refer(details: ReferralDetails = DETAILS, *, command_id: str = "r-1", **given):
    return referrals.receive(
        details=details,
        received=given.pop("received", on("2023-09-04")),
        by=given.pop("by", OFFICER),
        at=given.pop("at", AT),
        command_id=command_id,
        **given,
    )


def decide(case_id: UUID, *, command_id: str = "d-1", **given):
    return grounds.decide_reasonable_grounds(
        case_id=case_id,
        after=given.pop("after", 2),
        outcome=given.pop("outcome", Outcome.POSITIVE),
        decided=given.pop("decided", on("2023-09-08")),
        by=given.pop("by", CASEWORKER),
        at=given.pop("at", AT + timedelta(days=4)),
        command_id=command_id,
        **given,
    )


def negative(case_id: UUID, *, after: int = 2, command_id: str = "d-1", **given):
    return decide(
        case_id,
        after=after,
        command_id=command_id,
        outcome=Outcome.NEGATIVE,
        reasons=("credibility",),
        reviewed_by=REVIEWER.id,
        **given,
    )


def ask(case_id: UUID, *, after: int = 2, **given):
    """Those who must be heard before a negative decision, with a day that passes."""
    return take(
        "request information",
        case_id=case_id,
        after=after,
        asked_of=("first_responder", "police", "adult_safeguarding"),
        due_on=date(2023, 9, 6),
        on=on("2023-09-05"),
        by=CASEWORKER,
        at=AT + timedelta(days=1),
        command_id="ask",
        **given,
    )


def take(words: str, *, case_id, after, on, by, at, command_id, text=None, **values):
    """Any step of the mechanism, by its words."""
    return steps.take(
        words=words,
        case_id=case_id,
        after=after,
        on=on,
        values=values,
        text=text,
        by=by,
        at=at,
        command_id=command_id,
    )


TABLES = ("log", "command", "access", "outbox", "subject_key", "vault", "work_item")


def rows() -> dict[str, int]:
    found = {}
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM store_{table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_a_referral_is_received_with_everything(record):
    """Facts, command, access, message, identity and work line are there together."""
    done = refer(identity=INVENTED, account={"journey.how": "Typed words."})
    assert 2 == done.version
    assert {
        "log": 2,
        "command": 1,
        "access": 1,
        "outbox": 1,
        "subject_key": 1,
        "vault": 2,
        "work_item": 1,
    } == rows()
    received = log.history(done.case_id)[0].fact
    assert isinstance(received, ReferralReceived)
    assert INVENTED == vault.get(received.subject)
    assert {"journey.how": "Typed words."} == vault.get(received.narrative)
    assert vault.subject_of(received.subject) == vault.subject_of(received.narrative)
    line = worklist.of_reference(done.reference)
    assert ("awaiting_reasonable_grounds", "sca", date(2023, 9, 11)) == (
        line.stage,
        line.authority,
        line.due_on,
    )
    (message,) = outbox.waiting(limit=9)
    assert ("referral-received", done.case_id) == (
        message.message.kind,
        message.message.case_id,
    )
    (access,) = accesses.of_case(done.case_id)
    assert ("user-1", "receive_referral", "r-1") == (
        access.actor,
        access.action,
        access.command_id,
    )


def test_no_identity_leaves_the_vault_empty(record):
    """Where no identity was given none is invented."""
    done = refer()
    assert log.history(done.case_id)[0].fact.subject is None
    assert 0 == rows()["subject_key"]


def test_a_repeated_referral_is_one_referral(record):
    """Sent twice under one command id it is stored once, and answered alike."""
    first = refer(identity=INVENTED)
    before = rows()
    again = refer(identity=INVENTED)
    assert replace(first, repeated=True) == again
    assert before == rows()


def test_a_command_id_is_not_used_for_another_content(record):
    """The same id with other words is refused, and nothing is stored."""
    refer(identity=INVENTED)
    before = rows()
    with pytest.raises(CommandReused):
        refer(identity={**INVENTED, "given_name": "Other"})
    assert before == rows()


def test_the_senders_own_id_makes_one_referral(record):
    """The same referral sent anew under the sender's id leads to the first."""
    details = replace(DETAILS, external_id="KENT-2023-7")
    first = refer(details)
    again = refer(details, command_id="r-2")
    assert (first.case_id, first.reference, True) == (
        again.case_id,
        again.reference,
        again.repeated,
    )
    assert 2 == rows()["log"]
    assert refer(DETAILS, command_id="r-3").case_id != first.case_id


def test_a_refused_referral_leaves_nothing(record):
    """What is refused is undone whole, the vault included."""
    with pytest.raises(ConsentNeeded):
        refer(replace(DETAILS, nrm_consent=Consent.REFUSED), identity=INVENTED)
    assert dict.fromkeys(TABLES, 0) == rows()


def test_nobody_refers_for_another_organisation(record):
    """A first responder acts for its own organisation only."""
    with pytest.raises(NotPermitted):
        refer(by=replace(OFFICER, organisation="salvation_army"))
    assert dict.fromkeys(TABLES, 0) == rows()


def test_published_cells_and_people_are_never_mixed(record, monkeypatch):
    """A home of published cells takes no case of a person."""
    monkeypatch.setattr(homes, "_kind", lambda: Kind.PUBLISHED_CELLS)
    with pytest.raises(HomeOfAnotherKind, match="--home"):
        refer()


def notify(*, consent: bool, **given):
    details = NotificationDetails(
        **{
            name: getattr(DETAILS, name)
            for name in (
                "first_responder",
                "nation",
                "age_at_exploitation",
                "gender",
                "nationality",
                "exploitation_types",
                "location_of_exploitation",
                "channel",
            )
        },
        consent_to_identify=consent,
    )
    return referrals.notify(
        details=details,
        received=on("2023-09-04"),
        by=OFFICER,
        at=AT,
        command_id="n-1",
        **given,
    )


def test_a_notification_is_received(record):
    """A Duty to Notify report gets its own reference and no clock."""
    done = notify(consent=True, identity=INVENTED)
    assert done.reference.startswith("DTN-")
    line = worklist.of_case(done.case_id)
    assert ("dtn", "reported", None, True) == (
        line.route,
        line.stage,
        line.due_on,
        line.closed,
    )


def test_a_notification_holds_no_identity_without_consent(record):
    """Identity that the adult did not agree to send is refused and not kept."""
    with pytest.raises(IdentityWithoutConsent):
        notify(consent=False, identity=INVENTED)
    assert dict.fromkeys(TABLES, 0) == rows()


def test_a_decision_is_recorded(record):
    """A decision moves the case on, with its minute sealed beside the identity."""
    done = refer(identity=INVENTED)
    decided = decide(done.case_id, minute="Reasons in words.")
    assert 3 == decided.version
    fact = log.history(done.case_id)[2].fact
    assert ("user-2", "reasonable-grounds-test@2023-07-24.1") == (
        fact.decided_by,
        fact.rule,
    )
    assert {"minute": "Reasons in words."} == vault.get(fact.minute)
    assert 1 == rows()["subject_key"]
    line = worklist.of_case(done.case_id)
    assert ("awaiting_conclusive_grounds", 3) == (line.stage, line.updated_position)


def test_a_minute_without_identity_gets_a_key_of_its_own(record):
    """Words are sealed also where no identity was given."""
    done = refer()
    decide(done.case_id, minute="Reasons in words.")
    assert {"subject_key": 1, "vault": 1} == {
        name: count
        for name, count in rows().items()
        if name in ("subject_key", "vault")
    }


def test_a_decision_on_what_was_read_before_is_refused(record):
    """Whoever read an earlier version is told to read again, and nothing is stored."""
    done = refer()
    decide(done.case_id)
    before = rows()
    with pytest.raises(StaleCase):
        negative(done.case_id, command_id="d-2")
    assert before == rows()


def test_a_refused_decision_leaves_nothing(record):
    """A decision that the state refuses is not stored, nor its minute."""
    done = refer()
    decide(done.case_id)
    before = rows()
    with pytest.raises(NotNow):
        decide(done.case_id, after=3, command_id="d-2", minute="Words.")
    assert before == rows()


@pytest.mark.parametrize("who", [ELSEWHERE, OFFICER, OVERSEER])
def test_not_permitted_and_not_there_are_told_alike(record, who):
    """Nobody learns from a refusal whether a case exists."""
    done = refer()
    told = []
    for case_id in (done.case_id, uuid4()):
        with pytest.raises(NotPermitted) as refusal:
            decide(case_id, by=who)
        told.append(str(refusal.value))
    assert told[0] == told[1]


def test_two_decisions_at_once(record):
    """Of two who decide at once, one is stored and the other told to read again."""
    done = refer()
    ask(done.case_id)
    start = threading.Barrier(2)
    told: list[str] = []

    def one(command_id: str, outcome: Outcome) -> None:
        try:
            start.wait()
            if outcome is Outcome.POSITIVE:
                decide(done.case_id, after=3, command_id=command_id)
            else:
                negative(done.case_id, after=3, command_id=command_id)
            told.append("stored")
        except StaleCase:
            told.append("read again")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=one, args=pair)
        for pair in (("a", Outcome.POSITIVE), ("b", Outcome.NEGATIVE))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["read again", "stored"] == sorted(told)
    assert {"log": 4, "command": 3, "access": 3, "outbox": 3} == {
        name: rows()[name] for name in ("log", "command", "access", "outbox")
    }


def test_one_decision_sent_twice_at_once_is_one_decision(record):
    """A double submission answers both times and is stored once."""
    done = refer()
    start = threading.Barrier(2)
    answers = []

    def send() -> None:
        start.wait()
        try:
            answers.append(decide(done.case_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [False, True] == sorted(answer.repeated for answer in answers)
    assert [3, 3] == [answer.version for answer in answers]
    assert 3 == rows()["log"]


def test_a_case_goes_its_whole_way(record):
    """Every service records what it is for, and the work list follows."""
    case_id = refer().case_id
    later = {"by": CASEWORKER, "at": AT + timedelta(days=60)}

    take(
        "request information",
        case_id=case_id,
        after=2,
        asked_of=("first_responder", "police", "adult_safeguarding"),
        on=on("2023-09-05"),
        text="What was asked.",
        command_id="1",
        **later,
    )
    take(
        "receive information",
        case_id=case_id,
        after=3,
        received_from=("first_responder", "police", "adult_safeguarding"),
        answered=True,
        on=on("2023-09-06"),
        command_id="2",
        **later,
    )
    negative(case_id, after=4, decided=on("2023-09-07"), command_id="3", at=later["at"])
    assert not worklist.of_case(case_id).closed
    take(
        "request reconsideration",
        case_id=case_id,
        after=5,
        basis=("new_evidence",),
        requested_by="legal_representative",
        on=on("2023-09-11"),
        text="Why.",
        command_id="4",
        **later,
    )
    assert "awaiting_reconsideration" == worklist.of_case(case_id).stage
    take(
        "accept reconsideration",
        case_id=case_id,
        after=6,
        on=on("2023-09-12"),
        command_id="5",
        **later,
    )
    decide(case_id, after=7, decided=on("2023-09-13"), command_id="6", at=later["at"])
    take(
        "suspend",
        case_id=case_id,
        after=8,
        reason="awaiting_proceedings",
        on=on("2023-09-14"),
        command_id="7",
        **later,
    )
    assert worklist.of_case(case_id).suspended
    take(
        "resume",
        case_id=case_id,
        after=9,
        reason="proceedings_ended",
        on=on("2023-09-20"),
        command_id="8",
        **later,
    )
    grounds.decide_conclusive_grounds(
        case_id=case_id,
        after=10,
        outcome=Outcome.POSITIVE,
        finding="trafficking",
        decided=on("2023-10-20"),
        minute="Why.",
        command_id="9",
        **later,
    )
    page = reading.case_page(reference=worklist.of_case(case_id).reference, **later)
    assert Status.CONCLUSIVE_GROUNDS_POSITIVE is page.case.status
    assert 11 == page.case.version == len(page.history)


def test_a_request_is_refused_by_the_authority(record):
    """The authority may decline to look again."""
    case_id = refer().case_id
    ask(case_id)
    negative(case_id, after=3)
    common = {"case_id": case_id, "by": CASEWORKER, "at": AT + timedelta(days=9)}
    take(
        "request reconsideration",
        after=4,
        basis=("guidance",),
        requested_by="individual",
        on=on("2023-09-10"),
        command_id="q",
        **common,
    )
    done = take(
        "refuse reconsideration",
        after=5,
        reason="no_guidance_error",
        on=on("2023-09-11"),
        command_id="w",
        **common,
    )
    assert 6 == done.version
    assert worklist.of_case(case_id).closed


def test_a_person_leaves(record):
    """A withdrawal closes the case."""
    case_id = refer().case_id
    take(
        "withdraw",
        case_id=case_id,
        after=2,
        reason="adult_choice",
        requested_by="individual",
        on=on("2023-09-05"),
        by=OFFICER,
        at=AT + timedelta(days=1),
        command_id="w",
    )
    line = worklist.of_case(case_id)
    assert ("withdrawn", True, None) == (line.stage, line.closed, line.due_on)


def test_a_transferred_case_is_on_the_other_list(record):
    """After a transfer the other authority works on the case, and only that one."""
    done = refer()
    take(
        "transfer",
        case_id=done.case_id,
        after=2,
        authority="ieca",
        reason="circumstances_changed",
        on=on("2023-09-05"),
        by=CASEWORKER,
        at=AT + timedelta(days=1),
        command_id="t",
    )
    at = AT + timedelta(days=2)
    assert () == reading.work_list(by=CASEWORKER, at=at, limit=9).lines
    (line,) = reading.work_list(by=ELSEWHERE, at=at, limit=9).lines
    assert done.reference == line.reference
    with pytest.raises(NotPermitted):
        decide(done.case_id, after=3)


def test_a_corrected_receipt_moves_the_clock(record):
    """A correction stands in the old fact's place from then on, and moves the line."""
    done = refer(received=on("2023-09-01"))
    stood = log.history(done.case_id)[0].fact
    corrections.correct(
        case_id=done.case_id,
        after=2,
        version=1,
        fact=stood,
        occurred=on("2023-09-04"),
        cause="correction",
        by=CASEWORKER,
        at=AT + timedelta(days=1),
        command_id="c",
    )
    assert date(2023, 9, 11) == worklist.of_case(done.case_id).due_on
    assert 2 == len(log.history(done.case_id, as_at=AT))


def test_the_importer_corrects_no_case_of_a_person(record):
    """What it may do with published counts it may not do with people."""
    importer = Actor(
        id="service-import",
        roles=frozenset({Role.IMPORTER}),
        organisation="home_office",
    )
    done = refer()
    with pytest.raises(NotPermitted):
        corrections.withdraw_fact(
            case_id=done.case_id,
            after=done.version,
            version=1,
            cause="correction",
            by=importer,
            at=AT,
            command_id="c-1",
        )


def test_a_withdrawn_referral_leaves_the_lists(record):
    """Once nothing of a case stands it is on no list and is told as not there."""
    done = refer()
    common = {
        "case_id": done.case_id,
        "cause": "withdrawn",
        "by": CASEWORKER,
        "at": AT + timedelta(days=1),
    }
    with pytest.raises(Refused):
        corrections.withdraw_fact(after=2, version=1, command_id="0", **common)
    corrections.withdraw_fact(after=2, version=2, command_id="1", **common)
    assert worklist.of_case(done.case_id).authority is None
    # No authority holds it now, so only a hand on the log itself goes on from here.
    withdrawn = NewFact(
        fact=FactWithdrawn(fact=1), occurred=on("2023-09-05"), cause="withdrawn"
    )
    with transaction.atomic():
        log.append(
            case_id=done.case_id,
            after=3,
            facts=[withdrawn],
            by="user-2",
            organisation="sca",
            command_id="2",
            at=AT + timedelta(days=1),
        )
    project(log.history(done.case_id), today=date(2023, 9, 5))
    assert worklist.of_case(done.case_id) is None
    with pytest.raises(NotPermitted):
        decide(done.case_id, after=4)


def test_a_correction_leads_to_nobody_elses_documents(record):
    """A corrected fact may keep its tokens, and take none of another case."""
    done = refer(identity=INVENTED)
    other = refer(identity=INVENTED, command_id="r-2")
    stood = log.history(done.case_id)[0].fact
    foreign = log.history(other.case_id)[0].fact.subject
    common = {
        "case_id": done.case_id,
        "after": 2,
        "version": 1,
        "occurred": on("2023-09-04"),
        "cause": "correction",
        "by": CASEWORKER,
        "at": AT + timedelta(days=1),
    }
    with pytest.raises(NotPermitted):
        corrections.correct(
            fact=replace(stood, subject=foreign), command_id="1", **common
        )
    corrections.correct(
        fact=replace(stood, gender="male", gender_label="Male"),
        command_id="2",
        **common,
    )
    assert stood.subject == log.history(done.case_id)[2].fact.subject


def test_the_work_list_is_made_again_from_the_log(record):
    """Thrown away and made again, the lists are what they were."""
    for number in range(3):
        case_id = refer(command_id=f"r-{number}").case_id
    decide(case_id)
    before = worklist.by_authority(None, closed=False, stage=None, limit=9)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_work_item SET due_on = NULL, stage = 'wrong'")
    assert 3 == lists.rebuild(at=AT + timedelta(days=4))
    assert before == worklist.by_authority(None, closed=False, stage=None, limit=9)


def test_the_first_due_comes_first(record):
    """A work list is read from the top; what has no clock comes last."""
    late = refer(received=on("2023-09-04"), command_id="1")
    early = refer(received=on("2023-08-01"), command_id="2")
    vague = refer(received=on("2023-08"), command_id="3")
    found = reading.work_list(by=CASEWORKER, at=AT, limit=2)
    assert [early.reference, late.reference] == [one.reference for one in found.lines]
    assert found.more
    assert (("awaiting_reasonable_grounds", False, 3),) == found.counts
    line = worklist.of_reference(vague.reference)
    assert (None, "day-unknown") == (line.due_on, line.due_unknown)


def test_what_is_suspended_comes_after_what_can_be_worked_on(record):
    """A case paused long ago does not stand before what is due this week."""
    paused = refer(received=on("2023-08-01"), command_id="1")
    open_case = refer(received=on("2023-09-04"), command_id="2")
    take(
        "suspend",
        case_id=paused.case_id,
        after=paused.version,
        reason="awaiting_proceedings",
        on=on("2023-08-03"),
        by=CASEWORKER,
        at=AT,
        command_id="3",
    )
    found = reading.work_list(by=CASEWORKER, at=AT, limit=9)
    assert [open_case.reference, paused.reference] == [
        one.reference for one in found.lines
    ]


def test_a_list_can_be_narrowed_to_a_stage(record):
    """A stage that nobody stands at gives an empty list."""
    refer()
    found = reading.work_list(by=OVERSEER, at=AT, stage="withdrawn", limit=9)
    assert ((), None) == (found.lines, found.authority)


def test_a_case_page_offers_what_the_role_reaches(record):
    """What may be done is offered, with the reason where it may not be now."""
    done = refer()
    page = reading.case_page(reference=done.reference.lower(), by=CASEWORKER, at=AT)
    offers = {offer.command.value: offer.refusal for offer in page.offers}
    assert offers["decide_reasonable_grounds"] is None
    assert isinstance(offers["decide_conclusive_grounds"], NotNow)
    assert page.may_correct
    assert page.may_read_identity
    assert ["reasonable_grounds_target"] == [clock.name.value for clock in page.clocks]
    overseen = reading.case_page(reference=done.reference, by=OVERSEER, at=AT)
    assert () == overseen.offers
    assert not overseen.may_read_identity


def test_every_reading_is_recorded(record):
    """Who read a case, a list or a status is in the access record."""
    done = refer()
    reading.case_page(reference=done.reference, by=OVERSEER, at=AT)
    reading.status(reference=done.reference, by=OFFICER, at=AT)
    assert [
        ("user-1", "receive_referral"),
        ("user-5", "read_case"),
        ("user-1", "read_status"),
    ] == [(one.actor, one.action) for one in accesses.of_case(done.case_id)]
    before = rows()["access"]
    reading.work_list(by=CASEWORKER, at=AT, limit=1)
    reading.own_referrals(by=OFFICER, at=AT, limit=1)
    assert before + 2 == rows()["access"]


@pytest.mark.parametrize("reference", ["NRM-0000-0000-0000", "not a reference", ""])
def test_no_page_tells_whether_a_case_is_there(record, reference):
    """A reference of nothing, a mistyped one and one not to be seen read alike."""
    done = refer()
    told = []
    for asked in (reference, done.reference):
        with pytest.raises(NotPermitted) as refusal:
            reading.case_page(reference=asked, by=ELSEWHERE, at=AT)
        told.append(str(refusal.value))
    assert told[0] == told[1]
    with pytest.raises(NotPermitted):
        reading.status(reference=reference, by=OFFICER, at=AT)


def test_a_first_responder_sees_its_own_referrals_only(record):
    """An organisation's list holds what it referred, and no other's."""
    mine = refer()
    (line,) = reading.own_referrals(by=OFFICER, at=AT, limit=9)
    assert mine.reference == line.reference
    other = replace(OFFICER, organisation="salvation_army")
    assert () == reading.own_referrals(by=other, at=AT, limit=9)
    with pytest.raises(NotPermitted):
        reading.status(reference=mine.reference, by=other, at=AT)
    with pytest.raises(NotPermitted):
        reading.work_list(by=OFFICER, at=AT, limit=9)


def test_documents_are_shown_to_those_who_decide(record):
    """Names are read by token, recorded, and left out once erased."""
    done = refer(identity=INVENTED)
    token = log.history(done.case_id)[0].fact.subject
    asked = {"reference": done.reference, "at": AT}
    assert {token: INVENTED} == reading.documents(
        tokens=[token], by=CASEWORKER, **asked
    )
    assert "read_identity" in [one.action for one in accesses.of_case(done.case_id)]
    with pytest.raises(NotPermitted):
        reading.documents(tokens=[uuid4()], by=CASEWORKER, **asked)
    with pytest.raises(NotPermitted):
        reading.documents(tokens=[token], by=OVERSEER, **asked)
    vault.erase(vault.subject_of(token), at=AT)
    assert {} == reading.documents(tokens=[token], by=CASEWORKER, **asked)


def test_the_kind_of_the_home_is_read_once(record):
    """A home holds the kind it was claimed for."""
    assert Kind.LIVE is Home(record.home.path).kind
    homes.require_people()
    with pytest.raises(HomeOfAnotherKind):
        homes.require(Kind.SYNTHETIC)
