"""The roles of the whole mechanism may have accounts."""

from typing import ClassVar

from django.db import migrations, models

_ROLES = (
    "first_responder",
    "decision_maker",
    "reviewer",
    "technical_lead",
    "panel_member",
    "support_provider",
    "local_authority",
    "guardian",
    "police",
    "immigration",
    "post_room",
    "overseer",
    "importer",
)
_NAME = "web_account_role_known"


class Migration(migrations.Migration):
    """Let the constraint know the roles that came in."""

    dependencies: ClassVar = [("web", "0001_accounts")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="account", name=_NAME),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", list(_ROLES))), name=_NAME
            ),
        ),
    ]
