"""What the vault promises, on SQLite and PostgreSQL alike."""

import logging
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from opennrm.store import sealing, vault
from opennrm.store.engine import engine_of
from opennrm.store.vault import ItemKind

AT = datetime(2023, 2, 1, 9, 30, tzinfo=UTC)
INVENTED = {"given_name": "Nguyễn Invented", "family_name": "Zzyzx"}


@pytest.fixture
def subject(record) -> UUID:
    """A person of whom one identity is kept."""
    return vault.new_subject(at=AT)


def keep(subject: UUID, **content: str) -> UUID:
    return vault.put(
        subject=subject, kind=ItemKind.IDENTITY, content=content or INVENTED, at=AT
    )


def test_what_is_put_comes_back(subject):
    """A document is read by its token, letters of every language included."""
    assert vault.get(keep(subject)) == INVENTED


def test_a_token_leads_to_its_key(subject):
    """What is kept later can be put beside what was kept first."""
    assert subject == vault.subject_of(keep(subject))


def test_a_corrected_document_is_another(subject):
    """An earlier document stays readable under its own token."""
    first, second = keep(subject), keep(subject, given_name="Other")
    assert vault.get(first) == INVENTED
    assert {"given_name": "Other"} == vault.get(second)


def test_nothing_is_stored_in_clear(record, subject):
    """No part of a document is in the database, in any table, as it is."""
    keep(subject)
    with record.raw() as raw:
        rows = [
            *raw.execute("SELECT * FROM store_vault").fetchall(),
            *raw.execute("SELECT * FROM store_subject_key").fetchall(),
        ]
    held = b"".join(bytes(v) for row in rows for v in row if isinstance(v, bytes))
    assert b"Zzyzx" not in held
    assert b"family_name" not in held
    if record.engine == "sqlite":
        files = record.home.path.glob("record.sqlite3*")
        assert all(b"Zzyzx" not in file.read_bytes() for file in files)


def test_an_erased_person_is_gone(subject):
    """After erasure every document of the person refuses, and says it was erased."""
    token = keep(subject)
    vault.erase(subject, at=AT)
    with pytest.raises(vault.Erased):
        vault.get(token)
    with pytest.raises(vault.Erased):
        keep(subject)


def test_an_erased_key_is_not_left_in_the_file(record, subject):
    """The wrapped key is in no file of the record once it is erased."""
    if record.engine != "sqlite":
        return  # PostgreSQL's files are not ours to read
    keep(subject)
    with record.raw() as raw:
        ((wrapped,),) = raw.execute("SELECT wrapped FROM store_subject_key").fetchall()
    with connection.cursor() as cursor:
        # Debian's SQLite overwrites what is deleted anyway; others do not.
        cursor.execute("PRAGMA secure_delete = OFF")
    vault.erase(subject, at=AT)
    files = list(record.home.path.glob("record.sqlite3*"))
    assert files
    parts = [wrapped[start : start + 16] for start in range(len(wrapped) - 15)]
    held = b"".join(file.read_bytes() for file in files)
    assert not any(part in held for part in parts)


def test_erasing_twice_is_as_good_as_once(subject):
    """A replayed erasure changes nothing and is no error."""
    vault.erase(subject, at=AT)
    vault.erase(subject, at=datetime(2024, 1, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {engine_of(connection).erased_at} FROM store_subject_key"
        )
        assert [AT] == [engine_of(connection).read_moment(at) for (at,) in cursor]


def test_others_keep_what_is_theirs(subject):
    """One person's erasure touches nobody else."""
    other = vault.new_subject(at=AT)
    token = keep(other)
    vault.erase(subject, at=AT)
    assert vault.get(token) == INVENTED


def test_a_document_does_not_open_in_another_place(subject):
    """A sealed value moved to another token is refused."""
    first, second = keep(subject), keep(subject, given_name="Other")
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_vault SET sealed ="
            " (SELECT sealed FROM store_vault WHERE token = %s) WHERE token = %s",
            [engine.id(first), engine.id(second)],
        )
    with pytest.raises(sealing.SealBroken):
        vault.get(second)


def test_a_document_does_not_open_under_another_key(subject):
    """A sealed value given to another person is refused."""
    token, other = keep(subject), vault.new_subject(at=AT)
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_vault SET subject = %s WHERE token = %s",
            [engine.id(other), engine.id(token)],
        )
    with pytest.raises(sealing.SealBroken):
        vault.get(token)


def test_another_homes_key_opens_nothing(subject, monkeypatch):
    """Without the home's own key the persons' keys stay closed."""
    token = keep(subject)
    monkeypatch.setattr("opennrm.store.homekeys.wrapping_key", lambda: b"k" * 32)
    with pytest.raises(sealing.SealBroken, match="this home lacks"):
        vault.get(token)


def test_a_damaged_key_opens_nothing(subject):
    """A wrapped key that was tampered with is refused, not used."""
    token = keep(subject)
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM store_subject_key")
        wrapped = bytes(cursor.fetchone()[0])
        cursor.execute(
            "UPDATE store_subject_key SET wrapped = %s WHERE subject = %s",
            [wrapped[:-1] + bytes([wrapped[-1] ^ 1]), engine.id(subject)],
        )
    with pytest.raises(sealing.SealBroken, match="damaged"):
        vault.get(token)


def test_equal_documents_are_sealed_differently(record, subject):
    """Nobody can tell from the vault who has the same name."""
    tokens = [keep(subject), keep(subject)]
    with record.raw() as raw:
        rows = raw.execute("SELECT sealed FROM store_vault").fetchall()
    assert 2 == len(tokens) == len({bytes(sealed) for (sealed,) in rows})


@pytest.mark.parametrize("ask", [vault.get, vault.subject_of])
def test_an_unknown_token_is_said_to_be_unknown(record, ask):
    """A token of nothing is refused without saying what was asked."""
    token = uuid4()
    with pytest.raises(vault.NotInVault) as refusal:
        ask(token)
    assert str(token) not in str(refusal.value)


def test_an_unknown_key_cannot_be_erased(record):
    """Erasing what never was is refused, since it may be a mistyped key."""
    with pytest.raises(vault.NotInVault):
        vault.erase(uuid4(), at=AT)


def test_a_vault_entry_is_undone_with_its_transaction(subject):
    """What is put in a transaction that fails is not there afterwards."""
    tokens = []

    def fail() -> None:
        with transaction.atomic():
            tokens.append(keep(subject))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(vault.NotInVault):
        vault.get(tokens[0])


def test_names_are_in_no_error_and_no_log(subject, caplog):
    """What fails in the vault says nothing of the person."""
    caplog.set_level(logging.DEBUG)
    token = keep(subject)
    vault.erase(subject, at=AT)
    with pytest.raises(vault.Erased) as refusal:
        vault.get(token)
    assert "Zzyzx" not in str(refusal.value) + caplog.text
