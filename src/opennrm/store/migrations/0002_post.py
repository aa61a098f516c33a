"""Letters on their way, and how far each case counts as told."""

from django.db import migrations, models

# What was recorded before letters left from here was told by other means. Without
# this, the first worker would write to everybody about everything once more.
TOLD = (
    "INSERT INTO store_told (case_id, told_through, again_at)"
    " SELECT case_id, max(version), NULL FROM store_log GROUP BY case_id",
    "UPDATE store_outbox SET delivered_at = created_at WHERE delivered_at IS NULL",
)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0001_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("letter_id", models.UUIDField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("channel", models.CharField(max_length=100)),
                ("state", models.CharField(max_length=100)),
                ("attempts", models.PositiveIntegerField()),
                ("due_at", models.DateTimeField(null=True)),
                ("code", models.CharField(max_length=100, null=True)),
                ("carrier", models.CharField(max_length=100, null=True)),
                ("carrier_id", models.CharField(max_length=200, null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_delivery",
                "indexes": [
                    models.Index(fields=["state", "due_at"], name="store_delivery_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_id", "version"), name="store_delivery_of_letter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
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
                ("letter_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("carrier", models.CharField(max_length=100)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(max_length=100, null=True)),
                ("code", models.CharField(max_length=100, null=True)),
            ],
            options={
                "db_table": "store_delivery_attempt",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("letter_id", "number"), name="store_attempt_of_letter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ToldCase",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("told_through", models.PositiveIntegerField()),
                ("again_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "store_told",
                "indexes": [
                    models.Index(
                        condition=models.Q(("again_at__isnull", False)),
                        fields=["again_at"],
                        name="store_told_again",
                    )
                ],
            },
        ),
        migrations.RunSQL(list(TOLD), migrations.RunSQL.noop),
    ]
