# ruff: noqa: D106 - the inner Meta is Django's, and says itself what it is
"""The tables of the record: envelopes and one read model, without behaviour.

The log, the commands and the access record are append-only; triggers hold that
(see `triggers`). Names of people are in no table but the vault's, encrypted there.
`classes` says for every field what kind of information it holds.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q

_ID_LENGTH = 200
_CODE_LENGTH = 100


class Position(models.BigIntegerField):  # type: ignore[type-arg] # Django takes none
    """A number of the log: 64 bits on both engines, and SQLite's own row number.

    SQLite finds a row by an `integer` key without a second index, and such a key
    holds 64 bits; by a `bigint` key it does not.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column's type on this engine."""
        if connection.vendor == "sqlite":
            return "integer"
        return super().db_type(connection)

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The type of a column that would point here."""
        return self.db_type(connection)


class LogEntry(models.Model):
    """A fact in its envelope, as the vocabulary fixes it; never changed."""

    position = Position(primary_key=True)
    case_id = models.UUIDField()
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=_CODE_LENGTH)
    occurred_on = models.DateField()
    occurred_precision = models.CharField(max_length=7)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=_ID_LENGTH)
    organisation = models.CharField(max_length=_CODE_LENGTH)
    command_id = models.CharField(max_length=_ID_LENGTH)
    corrects = models.PositiveIntegerField(null=True)
    # Absent is a value of its own here: the fact corrects nothing.
    cause = models.CharField(max_length=_CODE_LENGTH, null=True)
    payload = models.TextField()

    class Meta:
        db_table = "store_log"
        constraints = (
            models.UniqueConstraint(
                fields=("case_id", "version"), name="store_log_case_version"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, version__gte=1),
                name="store_log_counts_from_one",
            ),
            models.CheckConstraint(
                condition=Q(occurred_precision__in=("day", "month", "quarter", "year")),
                name="store_log_precision",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True)
                | Q(corrects__gte=1, corrects__lt=F("version")),
                name="store_log_corrects_earlier",
            ),
            models.CheckConstraint(
                condition=Q(cause__isnull=False) | Q(corrects__isnull=True),
                name="store_log_correction_has_cause",
            ),
        )


class Command(models.Model):
    """A command that was carried out, and what it answered; never changed."""

    actor = models.CharField(max_length=_ID_LENGTH)
    command_id = models.CharField(max_length=_ID_LENGTH)
    name = models.CharField(max_length=_CODE_LENGTH)
    digest = models.CharField(max_length=64)
    result = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "store_command"
        constraints = (
            models.UniqueConstraint(
                fields=("actor", "command_id"), name="store_command_of_actor"
            ),
        )


class AccessRecord(models.Model):
    """Who read or wrote what, when, for whom and why; never changed."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=_ID_LENGTH)
    organisation = models.CharField(max_length=_CODE_LENGTH)
    action = models.CharField(max_length=_CODE_LENGTH)
    case_id = models.UUIDField(null=True)
    command_id = models.CharField(max_length=_ID_LENGTH, null=True)
    purpose = models.CharField(max_length=_CODE_LENGTH)

    class Meta:
        db_table = "store_access"
        # Who has looked at this case? is the question a person may ask.
        indexes = (models.Index(fields=("case_id", "id"), name="store_access_case"),)


class OutboxMessage(models.Model):
    """Something to be told to others, written with the fact that gives cause."""

    case_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=_CODE_LENGTH)
    payload = models.TextField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_outbox"
        indexes = (
            models.Index(
                fields=("id",),
                name="store_outbox_waiting",
                condition=Q(delivered_at__isnull=True),
            ),
        )


class ToldCase(models.Model):
    """How far a case counts as told, and when what could not be told is tried again."""

    case_id = models.UUIDField(primary_key=True)
    told_through = models.PositiveIntegerField()
    again_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_told"
        indexes = (
            models.Index(
                fields=("again_at",),
                name="store_told_again",
                condition=Q(again_at__isnull=False),
            ),
        )


class Delivery(models.Model):
    """A letter on its way: where it stands, and until when somebody has it in hand.

    `due_at` is when it is next to be looked at; None once nothing more will be done.
    """

    letter_id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    version = models.PositiveIntegerField()
    channel = models.CharField(max_length=_CODE_LENGTH)
    state = models.CharField(max_length=_CODE_LENGTH)
    attempts = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=_CODE_LENGTH, null=True)
    carrier = models.CharField(max_length=_CODE_LENGTH, null=True)
    carrier_id = models.CharField(max_length=_ID_LENGTH, null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "store_delivery"
        constraints = (
            models.UniqueConstraint(
                fields=("case_id", "version"), name="store_delivery_of_letter"
            ),
        )
        indexes = (models.Index(fields=("state", "due_at"), name="store_delivery_due"),)


class DeliveryAttempt(models.Model):
    """One attempt to hand a letter over, and what came of it; None while unknown."""

    letter_id = models.UUIDField()
    number = models.PositiveIntegerField()
    carrier = models.CharField(max_length=_CODE_LENGTH)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=_CODE_LENGTH, null=True)
    code = models.CharField(max_length=_CODE_LENGTH, null=True)

    class Meta:
        db_table = "store_delivery_attempt"
        constraints = (
            models.UniqueConstraint(
                fields=("letter_id", "number"), name="store_attempt_of_letter"
            ),
        )


class SubjectKey(models.Model):
    """The key of one person, wrapped by the key of the home; erased on demand."""

    subject = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_subject_key"
        constraints = (
            models.CheckConstraint(
                condition=Q(wrapped__isnull=False, erased_at__isnull=True)
                | Q(wrapped__isnull=True, erased_at__isnull=False),
                name="store_subject_key_held_or_erased",
            ),
        )


class VaultItem(models.Model):
    """One sealed document of one person, found by its token alone."""

    token = models.UUIDField(primary_key=True)
    subject = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=_CODE_LENGTH)
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "store_vault"


class WorkItem(models.Model):
    """A case as the work lists show it: projected from its history, disposable."""

    case_id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=40, unique=True)
    route = models.CharField(max_length=_CODE_LENGTH)
    stage = models.CharField(max_length=_CODE_LENGTH)
    authority = models.CharField(max_length=_CODE_LENGTH, null=True)
    first_responder = models.CharField(max_length=_CODE_LENGTH)
    clock = models.CharField(max_length=_CODE_LENGTH, null=True)
    due_on = models.DateField(null=True)
    due_unknown = models.CharField(max_length=_CODE_LENGTH, null=True)
    received_on = models.DateField()
    received_precision = models.CharField(max_length=7)
    updated_position = models.BigIntegerField()
    suspended = models.BooleanField()
    closed = models.BooleanField()

    class Meta:
        db_table = "store_work_item"
        indexes = (
            models.Index(
                fields=("authority", "closed", "due_on", "case_id"),
                name="store_work_authority",
            ),
            models.Index(
                fields=("first_responder", "received_on", "case_id"),
                name="store_work_responder",
            ),
        )


def stored_models() -> tuple[type[models.Model], ...]:
    """Every table of the record."""
    held: tuple[Any, ...] = (
        LogEntry,
        Command,
        AccessRecord,
        OutboxMessage,
        ToldCase,
        Delivery,
        DeliveryAttempt,
        SubjectKey,
        VaultItem,
        WorkItem,
    )
    return held
