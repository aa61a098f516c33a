"""The tables of the record, and the triggers that guard them."""

from typing import Any

from django.db import migrations, models

import opennrm.store.models
from opennrm.store import triggers


def make_triggers(_: Any, schema_editor: Any) -> None:
    triggers.make(schema_editor.connection)


def drop_triggers(_: Any, schema_editor: Any) -> None:
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="VaultItem",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("subject", models.UUIDField(db_index=True)),
                ("kind", models.CharField(max_length=100)),
                ("sealed", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_vault",
            },
        ),
        migrations.CreateModel(
            name="AccessRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=100)),
                ("action", models.CharField(max_length=100)),
                ("case_id", models.UUIDField(null=True)),
                ("command_id", models.CharField(max_length=200, null=True)),
                ("purpose", models.CharField(max_length=100)),
            ],
            options={
                "db_table": "store_access",
                "indexes": [
                    models.Index(fields=["case_id", "id"], name="store_access_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="Command",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("actor", models.CharField(max_length=200)),
                ("command_id", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("result", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_command",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor", "command_id"), name="store_command_of_actor"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "position",
                    opennrm.store.models.Position(primary_key=True, serialize=False),
                ),
                ("case_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("occurred_on", models.DateField()),
                ("occurred_precision", models.CharField(max_length=7)),
                ("recorded_at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=100)),
                ("command_id", models.CharField(max_length=200)),
                ("corrects", models.PositiveIntegerField(null=True)),
                ("cause", models.CharField(max_length=100, null=True)),
                ("payload", models.TextField()),
            ],
            options={
                "db_table": "store_log",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_id", "version"), name="store_log_case_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("version__gte", 1)),
                        name="store_log_counts_from_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "occurred_precision__in",
                                ("day", "month", "quarter", "year"),
                            )
                        ),
                        name="store_log_precision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True),
                            models.Q(
                                ("corrects__gte", 1),
                                ("corrects__lt", models.F("version")),
                            ),
                            _connector="OR",
                        ),
                        name="store_log_corrects_earlier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cause__isnull", False),
                            ("corrects__isnull", True),
                            _connector="OR",
                        ),
                        name="store_log_correction_has_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=100)),
                ("payload", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "store_outbox",
                "indexes": [
                    models.Index(
                        condition=models.Q(("delivered_at__isnull", True)),
                        fields=["id"],
                        name="store_outbox_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                ("subject", models.UUIDField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "store_subject_key",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("erased_at__isnull", True), ("wrapped__isnull", False)
                            ),
                            models.Q(
                                ("erased_at__isnull", False), ("wrapped__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="store_subject_key_held_or_erased",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("route", models.CharField(max_length=100)),
                ("stage", models.CharField(max_length=100)),
                ("authority", models.CharField(max_length=100, null=True)),
                ("first_responder", models.CharField(max_length=100)),
                ("clock", models.CharField(max_length=100, null=True)),
                ("due_on", models.DateField(null=True)),
                ("due_unknown", models.CharField(max_length=100, null=True)),
                ("received_on", models.DateField()),
                ("received_precision", models.CharField(max_length=7)),
                ("updated_position", models.BigIntegerField()),
                ("suspended", models.BooleanField()),
                ("closed", models.BooleanField()),
            ],
            options={
                "db_table": "store_work_item",
                "indexes": [
                    models.Index(
                        fields=["authority", "closed", "due_on", "case_id"],
                        name="store_work_authority",
                    ),
                    models.Index(
                        fields=["first_responder", "received_on", "case_id"],
                        name="store_work_responder",
                    ),
                ],
            },
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
