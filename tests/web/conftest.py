"""A synthetic home with its demo accounts and a few cases, fresh for each test."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
django.setup()

from django.test import Client, override_settings  # noqa: E402 after the set-up

from opennrm.cases.facts import Answer, Consent, Outcome  # noqa: E402
from opennrm.cases.people import Actor, Role  # noqa: E402
from opennrm.cases.referring import (  # noqa: E402
    NotificationDetails,
    ReferralDetails,
)
from opennrm.home import Kind  # noqa: E402
from opennrm.rules.dates import PartialDate  # noqa: E402
from opennrm.server.databases import database_from  # noqa: E402
from opennrm.services import grounds, referrals  # noqa: E402
from opennrm.services.writing import Done  # noqa: E402
from opennrm.store.testing import Record, Templates  # noqa: E402
from opennrm.web.accounts import DEMO_ACCOUNTS, actor_of, make_demo_accounts  # noqa: E402
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The references of a few cases, as the desks find them on 12 January 2024."""

    fresh: str
    overdue: str
    elsewhere: str
    decided: str
    reported: str


@pytest.fixture
def cases(home: Record) -> Cases:
    """Cases received from 2 January on; the last thing recorded is the desks' now."""
    responder = actor_of(Account.objects.get(sign_in_name="first-responder"))
    other = Actor(
        id="00000000-0000-4000-8000-000000000001",
        roles=frozenset({Role.FIRST_RESPONDER}),
        organisation="kent_police",
    )
    maker = actor_of(Account.objects.get(sign_in_name="decision-maker"))
    overdue = refer(responder, day=2)
    decided = refer(responder, day=3)
    grounds.decide_reasonable_grounds(
        case_id=decided.case_id,
        after=decided.version,
        outcome=Outcome.POSITIVE,
        decided=PartialDate.on(date(2024, 1, 5)),
        by=maker,
        at=moment(5),
        command_id="decided",
    )
    elsewhere = refer(other, day=8, routing_circumstance="foreign_national_offender")
    reported = referrals.notify(
        details=NotificationDetails(
            **_person(responder.organisation), consent_to_identify=False
        ),
        received=PartialDate.on(date(2024, 1, 9)),
        by=responder,
        at=moment(9),
        command_id="reported",
    )
    fresh = refer(responder, day=12)
    return Cases(
        fresh=fresh.reference,
        overdue=overdue.reference,
        elsewhere=elsewhere.reference,
        decided=decided.reference,
        reported=reported.reference,
    )


def moment(day: int, *, hour: int = 10) -> datetime:
    """A moment of January 2024."""
    return datetime(2024, 1, day, hour, tzinfo=UTC)


def refer(by: Actor, *, day: int, **more: Any) -> Done:
    """A referral of an adult, received and recorded on a day of January 2024."""
    return referrals.receive(
        details=ReferralDetails(
            **(_person(by.organisation) | more),
            under_18_now=Answer.NO,
            nrm_consent=Consent.GIVEN,
        ),
        received=PartialDate.on(date(2024, 1, day)),
        identity={"given_name": "Zzyzx", "family_name": "Qwerty", "born_on": None},
        account={"account": "Unmistakable account text"},
        by=by,
        at=moment(day),
        command_id=f"referral-{day}",
    )


def _person(organisation: str) -> dict[str, Any]:
    return {
        "first_responder": organisation,
        "nation": "england",
        "age_at_exploitation": "adult",
        "gender": "female",
        "nationality": ("albanian",),
        "exploitation_types": ("labour",),
        "location_of_exploitation": "uk",
        "channel": "synthetic",
    }


ROLES = tuple(each.sign_in_name for each in DEMO_ACCOUNTS)
