"""The vault: names, addresses, accounts and evidence, each found by its token alone.

A person has one key. Whatever is kept of them is sealed by it; destroying it destroys
all of that, and leaves the log and every count as they were.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Self
from uuid import UUID, uuid4

from django.db import connection, transaction

from opennrm.errors import Family, OpenNRMError
from opennrm.store import homekeys, sealing
from opennrm.store.engine import engine_of

_TABLE: Final = "store_vault"
_COLUMN: Final = "sealed"

_INSERT_KEY: Final = (
    "INSERT INTO store_subject_key (subject, wrapped, made_at, erased_at)"
    " VALUES (%s, %s, %s, NULL)"
)
_INSERT_ITEM: Final = (
    "INSERT INTO store_vault (token, subject, kind, sealed, at)"
    " VALUES (%s, %s, %s, %s, %s)"
)


class ItemKind(StrEnum):
    """What a sealed document holds, by the kinds of the vocabulary."""

    IDENTITY = "identity"
    CONTACT = "contact"
    NARRATIVE = "narrative"
    EVIDENCE = "evidence"


class Erased(OpenNRMError):
    """The person's key was destroyed; what it sealed is gone for good."""

    code: ClassVar[str] = "erased"
    family: ClassVar[Family] = Family.NOT_FOUND


class NotInVault(OpenNRMError):
    """No document has that token, or no person that key."""

    code: ClassVar[str] = "not-in-vault"
    family: ClassVar[Family] = Family.NOT_FOUND


def new_subject(*, at: datetime) -> UUID:
    """Make a key for one person; what is returned names the key, not the person."""
    subject = uuid4()
    wrapped = sealing.wrap(sealing.new_key(), by=homekeys.wrapping_key())
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT_KEY,
            [engine.id(subject), wrapped, engine.moment(at)],
        )
    return subject


def put(
    *, subject: UUID, kind: ItemKind, content: Mapping[str, Any], at: datetime
) -> UUID:
    """Seal a document under a person's key; its token is what a fact may hold.

    Documents are never changed: a corrected one is another, with its own token.
    Raises: Erased, NotInVault as the key is gone or was never there.
    """
    token = uuid4()
    sealed = _sealed(content, key=_subject_key(subject), token=token)
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT_ITEM,
            [
                engine.id(token),
                engine.id(subject),
                kind.value,
                sealed,
                engine.moment(at),
            ],
        )
    return token


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person's key in hand, for recording many documents at once."""

    name: UUID
    key: bytes = field(repr=False)
    is_stored: bool

    @classmethod
    def new(cls) -> Self:
        """A key for one more person, to be stored with their first document."""
        return cls(name=uuid4(), key=sealing.new_key(), is_stored=False)

    @classmethod
    def behind(cls, token: UUID) -> Self:
        """The key that seals a stored document.

        Raises: NotInVault; Erased.
        """
        name = subject_of(token)
        return cls(name=name, key=_subject_key(name), is_stored=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A sealed document that is not stored yet."""

    token: UUID
    subject: Subject
    kind: ItemKind
    sealed: bytes = field(repr=False)
    at: datetime

    @classmethod
    def of(
        cls,
        subject: Subject,
        kind: ItemKind,
        content: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Self:
        """A document, sealed under a person's key."""
        token = uuid4()
        sealed = _sealed(content, key=subject.key, token=token)
        return cls(token=token, subject=subject, kind=kind, sealed=sealed, at=at)


def put_many(documents: Sequence[Document]) -> None:
    """Store many documents, and the keys of those people who are new."""
    engine = engine_of(connection)
    home_key = homekeys.wrapping_key()
    subjects = {
        document.subject.name: (document.subject.key, document.at)
        for document in reversed(documents)
        if not document.subject.is_stored
    }
    with connection.cursor() as cursor:
        cursor.executemany(
            _INSERT_KEY,
            [
                (engine.id(name), sealing.wrap(key, by=home_key), engine.moment(at))
                for name, (key, at) in subjects.items()
            ],
        )
        cursor.executemany(
            _INSERT_ITEM,
            [
                (
                    engine.id(document.token),
                    engine.id(document.subject.name),
                    document.kind.value,
                    document.sealed,
                    engine.moment(document.at),
                )
                for document in documents
            ],
        )


def get(token: UUID) -> dict[str, Any]:
    """The document behind a token.

    Raises: Erased when the person's key was destroyed; NotInVault; SealBroken.
    """
    subject, sealed = _item(token)
    text = sealing.unseal(
        sealed, key=_subject_key(subject), place=sealing.place(_TABLE, _COLUMN, token)
    )
    content: dict[str, Any] = json.loads(text)
    return content


def subject_of(token: UUID) -> UUID:
    """The name of the key that seals a document.

    Raises: NotInVault when no document has that token.
    """
    return _item(token)[0]


def erase(subject: UUID, *, at: datetime) -> None:
    """Destroy a person's key, and with it all that is known of them but codes.

    Once more is as good as once.
    Raises: NotInVault when there never was such a key.
    """
    _held_key(subject)
    with transaction.atomic():
        engine = engine_of(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # Without it the old bytes would stay in the file's free space.
                cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute(
                "UPDATE store_subject_key SET wrapped = NULL, erased_at = %s"
                " WHERE subject = %s AND wrapped IS NOT NULL",
                [engine.moment(at), engine.id(subject)],
            )
        transaction.on_commit(_forget_journal)


def _sealed(content: Mapping[str, Any], *, key: bytes, token: UUID) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    place = sealing.place(_TABLE, _COLUMN, token)
    return sealing.seal(text, key=key, place=place)


def _forget_journal() -> None:
    """Have SQLite move its journal into the file, since the key is in that too."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _item(token: UUID) -> tuple[UUID, bytes]:
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, sealed FROM store_vault WHERE token = %s",
            [engine.id(token)],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotInVault(
            "A document was asked for by a token that the vault does not know. Read "
            "the case again; if its facts name that token, restore the vault."
        )
    return engine.read_id(row[0]), bytes(row[1])


def _held_key(subject: UUID) -> bytes | None:
    engine = engine_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wrapped FROM store_subject_key WHERE subject = %s",
            [engine.id(subject)],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotInVault(
            "A key was asked for that the vault never held. Read the case again; if "
            "the log or the vault names that key, restore the vault."
        )
    return None if row[0] is None else bytes(row[0])


def _subject_key(subject: UUID) -> bytes:
    wrapped = _held_key(subject)
    if wrapped is None:
        raise Erased(
            "What identified this person was erased. Nobody can bring it back; the "
            "case goes on with its codes and dates."
        )
    return sealing.unwrap(wrapped, by=sealing.keyring(homekeys.wrapping_key()))
