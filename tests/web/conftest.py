"""A synthetic home with its demo accounts and a few cases, fresh for each test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
django.setup()

from django.test import Client, override_settings  # noqa: E402 after the set-up

from opennrm.home import Kind  # noqa: E402
from opennrm.server.databases import database_from  # noqa: E402
from opennrm.store.testing import Record, Templates  # noqa: E402
from opennrm.web.accounts import DEMO_ACCOUNTS, make_demo_accounts  # noqa: E402
from opennrm.web.models import Account  # noqa: E402

# Argon2 is slow on purpose; one test signs in with it, the others need not.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def templates(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Templates]:
    """The migrated template, made when first asked for."""
    with django_db_blocker.unblock():
        held = Templates(tmp_path_factory.mktemp("templates"), database_from)
        yield held
        held.close("")


@pytest.fixture
def home(templates: Templates, tmp_path: Path) -> Iterator[Record]:
    """A synthetic home with the accounts of the demonstration."""
    with (
        templates.fresh(tmp_path, url="", kind=Kind.SYNTHETIC) as made,
        override_settings(PASSWORD_HASHERS=QUICK, ALLOWED_HOSTS=["testserver"]),
    ):
        make_demo_accounts()
        yield made


def client_of(sign_in_name: str) -> Client:
    """A browser in which an account is signed in."""
    client = Client(enforce_csrf_checks=False)
    client.force_login(
        Account.objects.get(sign_in_name=sign_in_name),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def nobody(home: Record) -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def first_responder(home: Record) -> Client:
    """The first responder's browser."""
    return client_of("first-responder")


@pytest.fixture
def decision_maker(home: Record) -> Client:
    """The decision maker's browser."""
    return client_of("decision-maker")


@pytest.fixture
def reviewer(home: Record) -> Client:
    """The reviewer's browser."""
    return client_of("reviewer")


@pytest.fixture
def overseer(home: Record) -> Client:
    """The overseer's browser."""
    return client_of("overseer")


ROLES = tuple(each.sign_in_name for each in DEMO_ACCOUNTS)
