# ruff: noqa: D106 - the inner Meta is Django's, and says itself what it is
"""Accounts: who may sign in, in which role, for which organisation."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from opennrm.cases.people import Role


class Account(AbstractBaseUser):
    """A person's way in. The record knows them by `actor` alone, never by a name."""

    actor = models.UUIDField(unique=True, default=uuid4, editable=False)
    sign_in_name = models.CharField(max_length=100, unique=True)
    role = models.CharField(max_length=30)
    organisation = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["role", "organisation"]

    class Meta:
        db_table = "web_account"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="web_account_role_known",
            ),
        )
