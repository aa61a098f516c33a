"""The accounts of those who sign in."""

from typing import ClassVar
from uuid import uuid4

from django.db import migrations, models

_ROLES = ("first_responder", "decision_maker", "reviewer", "overseer", "importer")


class Migration(migrations.Migration):
    """Make the table of accounts."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Account",
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
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last login"
                    ),
                ),
                (
                    "actor",
                    models.UUIDField(default=uuid4, editable=False, unique=True),
                ),
                ("sign_in_name", models.CharField(max_length=100, unique=True)),
                ("role", models.CharField(max_length=30)),
                ("organisation", models.CharField(max_length=100)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "web_account",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", list(_ROLES))),
                        name="web_account_role_known",
                    ),
                ],
            },
        ),
    ]
