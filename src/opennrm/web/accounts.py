"""Accounts as the services see them, and the accounts of a demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from opennrm.cases.history import History
from opennrm.cases.people import Actor, Role
from opennrm.web.models import Account

_DEMO_ACTORS: Final = UUID("5f0c1c0a-6f6e-5a1e-9a55-2d4e6f0b7c11")
DEMO_PASSWORD: Final = "synthetic-demo"  # noqa: S105 - printed on the page it opens


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account of a synthetic home, listed on its sign-in page."""

    sign_in_name: str
    role: Role
    organisation: str
    may: str

    @property
    def password(self) -> str:
        """The password, the same for all: there is nobody to protect here."""
        return DEMO_PASSWORD

    @property
    def actor(self) -> UUID:
        """The id by which the record knows this account in every synthetic home."""
        return uuid5(_DEMO_ACTORS, self.sign_in_name)


DEMO_ACCOUNTS: Final = (
    DemoAccount(
        sign_in_name="first-responder",
        role=Role.FIRST_RESPONDER,
        organisation="metropolitan_police_service",
        may="sees the referrals of its own organisation and where they stand",
    ),
    DemoAccount(
        sign_in_name="decision-maker",
        role=Role.DECISION_MAKER,
        organisation="sca",
        may="works the list of its authority and records decisions",
    ),
    DemoAccount(
        sign_in_name="reviewer",
        role=Role.REVIEWER,
        organisation="sca",
        may="is the second person whom a negative decision needs",
    ),
    DemoAccount(
        sign_in_name="overseer",
        role=Role.OVERSEER,
        organisation="oversight",
        may="reads every case without its names, and the releases",
    ),
)


def make_demo_accounts() -> tuple[DemoAccount, ...]:
    """Make the accounts of a synthetic home; those already there stay as they are.

    Called by `opennrm demo` only, which has made sure that the home is synthetic.
    """
    for each in DEMO_ACCOUNTS:
        if Account.objects.filter(sign_in_name=each.sign_in_name).exists():
            continue
        account = Account(
            actor=each.actor,
            sign_in_name=each.sign_in_name,
            role=each.role.value,
            organisation=each.organisation,
        )
        account.set_password(each.password)
        account.save()
    return DEMO_ACCOUNTS


def actor_of(account: Account) -> Actor:
    """The person behind an account, as permissions and the record know them."""
    return Actor(
        id=str(account.actor),
        roles=frozenset({Role(account.role)}),
        organisation=account.organisation,
    )


def names_of(history: History) -> Mapping[str, str]:
    """The sign-in names of who recorded, decided or reviewed, by their ids."""
    people: set[str] = {each.by for each in history}
    for each in history:
        for field in ("decided_by", "reviewed_by"):
            people.add(getattr(each.fact, field, None) or each.by)
    known = Account.objects.filter(actor__in=[id_ for id_ in people if _is_uuid(id_)])
    return {str(each.actor): each.sign_in_name for each in known}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Someone of the same authority who may be named as a reviewer."""

    actor: str
    sign_in_name: str


def colleagues_of(account: Account) -> tuple[Colleague, ...]:
    """Who else at this account's authority may review a decision."""
    others = (
        Account.objects.filter(
            organisation=account.organisation,
            role__in=[Role.DECISION_MAKER.value, Role.REVIEWER.value],
            is_active=True,
        )
        .exclude(pk=account.pk)
        .order_by("sign_in_name")
    )
    return tuple(
        Colleague(actor=str(each.actor), sign_in_name=each.sign_in_name)
        for each in others
    )
