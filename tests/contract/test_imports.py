"""Published cells and simulated registers, recorded in parts and exactly once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from opennrm.cases.facts import Answer, AuthorityAssigned, Consent, ReferralReceived
from opennrm.cases.history import NewFact
from opennrm.cases.importing import PublishedCell
from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import NotPermitted
from opennrm.home import HomeOfAnotherKind, Kind
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.services import corrections, homes, imports, replaying
from opennrm.services.replaying import Simulated
from opennrm.store import log, outbox, vault, worklist
from opennrm.store.log import ClockWentBack, StaleCase

AT = datetime(2023, 9, 4, 9, 30, tzinfo=UTC)
IMPORTER = Actor(
    id="service-import",
    roles=frozenset({Role.IMPORTER}),
    organisation="home_office",
)
CELL = PublishedCell(
    quarter=Quarter(2023, 1),
    first_responder_type="police",
    first_responder_type_label="Police",
    first_responder="kent_police",
    first_responder_label="Kent Police",
    exploitation_types=("labour", "criminal"),
    exploitation_type_label="Labour & Criminal",
    age_at_exploitation="adult",
    age_at_exploitation_label="Adult (18 or over)",
    gender="male",
    gender_label="Male",
    nationality=("congolese_drc",),
    nationality_label="Congolese (Drc)",
    people=3,
)
OTHER = replace(CELL, nationality=("albanian",), nationality_label="Albanian", people=2)


@pytest.fixture
def cells_home(record, monkeypatch):
    """A home of published cells."""
    monkeypatch.setattr(homes, "_kind", lambda: Kind.PUBLISHED_CELLS)
    return record


@pytest.fixture
def synthetic_home(record, monkeypatch):
    """A home of a synthetic register."""
    monkeypatch.setattr(homes, "_kind", lambda: Kind.SYNTHETIC)
    return record


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM store_{table}")
        return int(cursor.fetchone()[0])


def record_cells(*cells: PublishedCell, at: datetime = AT, **given):
    return imports.record_cells(cells=cells, by=IMPORTER, at=at, **given)


def test_a_cell_becomes_so_many_referrals(cells_home):
    """Each person counted becomes one referral, as published and no more."""
    done = record_cells(CELL, OTHER)
    assert (5, 0) == (done.recorded, done.already_there)
    facts = [history for _, history in log.histories()]
    assert [1] * 5 == [len(history) for history in facts]
    labels = sorted(history[0].fact.nationality_label for history in facts)
    assert ["Albanian"] * 2 + ["Congolese (Drc)"] * 3 == labels
    first = facts[0][0]
    assert "2023-Q1" == first.occurred.text
    assert (None, "published_cells") == (first.fact.subject, first.fact.channel)
    assert {"command": 2, "access": 2, "outbox": 2, "work_item": 5, "vault": 0} == {
        table: rows(table)
        for table in ("command", "access", "outbox", "work_item", "vault")
    }


def test_a_clock_that_needs_the_day_says_so(cells_home):
    """A referral known to its quarter has no due day, and the reason is kept."""
    record_cells(CELL)
    lines = worklist.by_authority(None, closed=False, stage=None, limit=9)
    assert 3 == len(lines)
    assert {(None, "day-unknown")} == {(one.due_on, one.due_unknown) for one in lines}
    assert sorted(one.updated_position for one in lines) == [1, 2, 3]


def test_lines_of_an_import_are_those_of_the_log(cells_home):
    """The lines written in bulk are the ones that each history gives."""
    from opennrm.services.writing import line_of

    record_cells(CELL, OTHER)
    made = {
        one.case_id: one
        for one in worklist.by_authority(None, closed=False, stage=None, limit=99)
    }
    assert made == {
        case_id: line_of(history, today=date(2023, 9, 4))
        for case_id, history in log.histories()
    }


def test_a_second_run_adds_nothing(cells_home):
    """Run twice is run once, also at another moment."""
    record_cells(CELL, OTHER)
    head = log.head()
    done = record_cells(CELL, OTHER, at=AT + timedelta(days=1))
    assert (0, 5) == (done.recorded, done.already_there)
    assert head == log.head()
    assert 2 == rows("command")


def test_a_later_run_adds_what_is_new(cells_home):
    """Cells that were not there are added, those that were are passed over."""
    record_cells(CELL)
    assert (2, 3) == (
        (done := record_cells(OTHER, CELL)).recorded,
        done.already_there,
    )


def test_the_same_cells_have_the_same_ids_everywhere(cells_home):
    """A referral of a published cell has one id, in whatever home it is."""
    record_cells(replace(CELL, people=1))
    ((case_id, _),) = log.histories()
    assert CASE == case_id


CASE = UUID("133b350b-7e81-564e-a5e1-3b4a0424e624")


def test_another_count_is_refused_before_anything_is_written(cells_home):
    """A cell that holds another count than before stops the whole import."""
    record_cells(CELL)
    head = log.head()
    with pytest.raises(imports.CellsChanged, match=r"now 4(?s:.*)--home"):
        record_cells(OTHER, replace(CELL, people=4))
    assert head == log.head()
    assert 1 == rows("command")


def test_a_cell_of_nobody_records_nothing(cells_home):
    """No person, no referral and no command."""
    assert 0 == record_cells(replace(CELL, people=0)).recorded
    assert 0 == rows("command")


def test_an_import_is_written_in_parts(cells_home, monkeypatch):
    """Progress is told after each part, in referrals."""
    monkeypatch.setattr(imports, "REFERRALS_AT_ONCE", 3)
    told: list[tuple[int, int]] = []
    many = [replace(CELL, quarter=Quarter(2022, number)) for number in (1, 2, 3)]
    record_cells(*many, report=lambda done, total: told.append((done, total)))
    assert [(0, 9), (3, 9), (6, 9), (9, 9)] == told


def test_only_an_importer_imports(cells_home):
    """Nobody else brings in published figures."""
    with pytest.raises(NotPermitted):
        imports.record_cells(
            cells=[CELL],
            by=replace(IMPORTER, roles=frozenset(Role) - {Role.IMPORTER}),
            at=AT,
        )


def test_cells_go_into_a_home_of_cells_only(record):
    """A live home takes no published figures."""
    with pytest.raises(HomeOfAnotherKind, match="published_cells"):
        record_cells(CELL)


# --- a simulated register ---------------------------------------------------

REFERRAL = ReferralReceived(
    **{
        name: getattr(CELL, name)
        for name in (
            "first_responder",
            "first_responder_label",
            "first_responder_type",
            "first_responder_type_label",
            "age_at_exploitation",
            "age_at_exploitation_label",
            "gender",
            "gender_label",
            "nationality",
            "nationality_label",
            "exploitation_types",
            "exploitation_type_label",
        )
    },
    nation="england",
    location_of_exploitation="uk",
    location_of_exploitation_label="UK",
    police_force="kent",
    police_force_limb="not_recorded",
    county_lines=Answer.NO,
    channel="synthetic",
    under_18_now=Answer.NO,
    nrm_consent=Consent.GIVEN,
    support_wanted=Answer.YES,
    routing_circumstance="not_recorded",
)
ON = PartialDate.on(date(2023, 9, 4))
ASSIGNED = AuthorityAssigned(authority="sca", rule="competent-authority@2021-11-08.1")
IDENTITY = {"given_name": "Zzyzx", "family_name": "Invented"}


def case(number: int) -> UUID:
    """An id whose first bits differ, since references are made from those."""
    return UUID(int=number << 96)


def referred(number: int, *, at: datetime = AT, **given) -> Simulated:
    return Simulated(
        case_id=case(number),
        after=0,
        facts=(NewFact(fact=REFERRAL, occurred=ON),),
        by="user-1",
        organisation="kent_police",
        command_id=f"referred-{number}",
        at=at,
        **given,
    )


def assigned(number: int, *, at: datetime = AT, after: int = 1) -> Simulated:
    return Simulated(
        case_id=case(number),
        after=after,
        facts=(NewFact(fact=ASSIGNED, occurred=ON),),
        by="user-2",
        organisation="sca",
        command_id=f"assigned-{number}",
        at=at,
    )


def replay(*stream: Simulated, **given):
    return replaying.record_histories(stream=iter(stream), by=IMPORTER, **given)


def test_a_register_is_recorded_in_its_order(synthetic_home):
    """Facts keep their moments and actors; people go to the vault."""
    later = AT + timedelta(days=1)
    done = replay(
        referred(1, identity=IDENTITY, account={"account": "Invented words."}),
        referred(2),
        assigned(1, at=later),
    )
    assert (3, 0) == (done.recorded, done.already_there)
    found = dict(log.histories())
    first, second = found[case(1)]
    assert (1, 3, "user-1", "user-2") == (
        first.position,
        second.position,
        first.by,
        second.by,
    )
    assert (AT, later) == (first.recorded_at, second.recorded_at)
    assert IDENTITY == vault.get(first.fact.subject)
    assert {"account": "Invented words."} == vault.get(first.fact.narrative)
    assert found[case(2)][0].fact.subject is None
    assert ("sca", 3) == (
        (line := worklist.of_case(case(1))).authority,
        line.updated_position,
    )
    assert 3 == rows("command") == rows("access") == rows("outbox")
    assert [] == outbox.waiting(limit=9), "nobody is written to about what is invented"


def test_a_corrected_identity_is_sealed_by_the_same_key(synthetic_home, monkeypatch):
    """Whatever is kept of a person goes with one key, so one erasure reaches it all."""
    monkeypatch.setattr("opennrm.services.replaying.COMMANDS_AT_ONCE", 2)
    mended = replace(
        referred(1, identity={**IDENTITY, "given_name": "Other"}),
        after=1,
        facts=(NewFact(fact=REFERRAL, occurred=ON, corrects=1, cause="correction"),),
        command_id="mended-1",
    )
    twice = replace(
        mended,
        after=2,
        facts=(NewFact(fact=REFERRAL, occurred=ON, corrects=2, cause="correction"),),
        command_id="mended-2",
    )
    replay(referred(1, identity=IDENTITY), mended, twice)
    tokens = [recorded.fact.subject for recorded in log.history(case(1))]
    assert 3 == len(set(tokens)) == rows("vault")
    assert 1 == rows("subject_key")
    vault.erase(vault.subject_of(tokens[0]), at=AT)
    for token in tokens:
        with pytest.raises(vault.Erased):
            vault.get(token)


def test_a_stopped_register_is_completed(synthetic_home, monkeypatch):
    """What is there is passed over, what is not is added, in parts."""
    monkeypatch.setattr("opennrm.services.replaying.COMMANDS_AT_ONCE", 2)
    stream = [referred(number, identity=IDENTITY) for number in range(1, 6)]
    replay(*stream[:3])
    told: list[int] = []
    done = replay(*stream, report=told.append)
    assert (2, 3) == (done.recorded, done.already_there)
    assert [2, 4, 5] == told
    assert 5 == rows("vault") == rows("subject_key") == rows("work_item")


def test_a_register_out_of_order_is_refused(synthetic_home):
    """A stream that goes back in time is no stream of recordings."""
    with pytest.raises(ClockWentBack):
        replay(referred(1), referred(2, at=AT - timedelta(days=1)))
    assert 0 == rows("log") == rows("vault") == rows("command")


def test_a_register_with_a_gap_is_refused(synthetic_home):
    """A command decided on facts that are not there is not recorded."""
    with pytest.raises(StaleCase):
        replay(referred(1), assigned(1, after=2))
    assert 0 == rows("log")


def test_a_register_goes_into_a_synthetic_home_only(cells_home):
    """Invented people are never put among others."""
    with pytest.raises(HomeOfAnotherKind, match="synthetic"):
        replay(referred(1))


def test_what_the_publisher_revises_is_corrected_by_the_importer(cells_home):
    """A correction is added and the earlier count can still be asked for."""
    record_cells(CELL)
    ((case_id, history), *_) = log.histories()
    corrections.correct(
        case_id=case_id,
        after=1,
        version=1,
        fact=replace(history[0].fact, gender="female", gender_label="Female"),
        occurred=history[0].occurred,
        cause="correction",
        by=IMPORTER,
        at=AT + timedelta(days=30),
        command_id="revised",
    )
    assert ["Male", "Female"] == [
        recorded.fact.gender_label for recorded in log.history(case_id)
    ]
    assert 1 == len(log.history(case_id, as_at=AT + timedelta(days=1)))
