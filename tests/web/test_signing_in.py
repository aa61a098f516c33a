"""Signing in and out."""

import pytest
from django.test import Client, override_settings

from opennrm.cases.people import Role
from opennrm.home import Kind
from opennrm.store.testing import Record, Templates
from opennrm.web.accounts import (
    DEMO_ACCOUNTS,
    DEMO_PASSWORD,
    actor_of,
    colleagues_of,
    make_demo_accounts,
)
from opennrm.web.models import Account

START = {
    "first-responder": "/referrals",
    "decision-maker": "/work-list",
    "reviewer": "/work-list",
    "overseer": "/work-list",
}


def sign_in(client: Client, name: str, password: str, **more: str) -> object:
    """Fill in and send the form."""
    return client.post("/sign-in", {"sign_in_name": name, "password": password, **more})


@pytest.mark.parametrize(("name", "first_page"), START.items())
def test_each_role_signs_in_and_comes_to_its_first_page(
    nobody: Client, name: str, first_page: str
) -> None:
    """A person signs in and is where their work is."""
    answer = sign_in(nobody, name, DEMO_PASSWORD)
    assert "/" == answer.headers["Location"]
    assert first_page == nobody.get("/").headers["Location"]


@pytest.mark.parametrize(
    ("name", "password"), [("decision-maker", "wrong"), ("nobody", DEMO_PASSWORD)]
)
def test_what_is_wrong_with_a_sign_in_is_not_said(
    nobody: Client, name: str, password: str
) -> None:
    """An unknown name and a wrong password are refused alike; the name stays typed."""
    answer = sign_in(nobody, name, password)
    page = answer.content.decode()
    assert 400 == answer.status_code
    assert "One of them is wrong." in page
    assert f'value="{name}"' in page
    assert f'value="{password}"' not in page
    assert "Error: Sign in" in page


def test_an_empty_form_says_what_to_enter(nobody: Client) -> None:
    """Each empty field is named in the summary, with a link to it."""
    page = sign_in(nobody, "", "").content.decode()
    assert '<a href="#sign_in_name">Enter your sign-in name</a>' in page
    assert '<a href="#password">Enter your password</a>' in page


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_a_password_is_kept_under_argon2(
    templates: Templates, tmp_path: object
) -> None:
    """A stolen database gives no password away cheaply."""
    with templates.fresh(tmp_path, url="", kind=Kind.SYNTHETIC):
        make_demo_accounts()
        account = Account.objects.get(sign_in_name="overseer")
        assert account.password.startswith("argon2$")
        assert 302 == sign_in(Client(), "overseer", DEMO_PASSWORD).status_code


def test_five_wrong_passwords_close_the_account_for_a_while(nobody: Client) -> None:
    """The right password does not help then, and another account is unaffected."""
    for _ in range(5):
        answer = sign_in(nobody, "reviewer", "wrong")
    assert 429 == answer.status_code
    assert "Too many attempts" in answer.content.decode()
    assert 429 == sign_in(nobody, "reviewer", DEMO_PASSWORD).status_code
    assert 302 == sign_in(nobody, "overseer", DEMO_PASSWORD).status_code


def test_after_signing_in_one_is_where_one_wanted_to_be(nobody: Client) -> None:
    """The page asked for first comes after signing in."""
    asked = nobody.get("/work-list")
    assert "/sign-in?next=%2Fwork-list" == asked.headers["Location"]
    page = nobody.get(asked.headers["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/work-list">' in page
    answer = sign_in(nobody, "decision-maker", DEMO_PASSWORD, next="/work-list")
    assert "/work-list" == answer.headers["Location"]


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_signing_in_never_leads_elsewhere(nobody: Client, elsewhere: str) -> None:
    """A link made to look like ours cannot send anyone to another site."""
    answer = sign_in(nobody, "overseer", DEMO_PASSWORD, next=elsewhere)
    assert "/" == answer.headers["Location"]


def test_signing_out_ends_the_session(decision_maker: Client) -> None:
    """After signing out, no page of a case is shown; only a form can sign out."""
    assert 405 == decision_maker.get("/sign-out").status_code
    assert 302 == decision_maker.post("/sign-out").status_code
    assert decision_maker.get("/work-list").headers["Location"].startswith("/sign-in")


def test_the_accounts_of_the_demonstration_are_listed_in_a_synthetic_home_only(
    templates: Templates, tmp_path: object, nobody: Client
) -> None:
    """A live home never prints a password."""
    shown = nobody.get("/sign-in").content.decode()
    assert all(each.sign_in_name in shown for each in DEMO_ACCOUNTS)
    assert DEMO_PASSWORD in shown
    other = tmp_path / "live"
    with templates.fresh(other, url="", kind=Kind.LIVE):
        page = Client().get("/sign-in").content.decode()
    assert DEMO_PASSWORD not in page
    assert "decision-maker" not in page


def test_making_the_demo_accounts_again_changes_nothing(home: Record) -> None:
    """A second `opennrm demo` finds them there."""
    before = list(Account.objects.order_by("pk").values_list("actor", "password"))
    make_demo_accounts()
    assert before == list(
        Account.objects.order_by("pk").values_list("actor", "password")
    )


def test_the_record_knows_an_account_by_its_actor(home: Record) -> None:
    """What is recorded of a person is an id; a name is in no fact."""
    account = Account.objects.get(sign_in_name="decision-maker")
    actor = actor_of(account)
    assert str(account.actor) == actor.id
    assert frozenset({Role.DECISION_MAKER}) == actor.roles
    assert "sca" == actor.organisation


def test_a_reviewer_is_somebody_else_of_the_same_authority(home: Record) -> None:
    """Nobody is offered as a reviewer of their own decision, nor an outsider."""
    account = Account.objects.get(sign_in_name="decision-maker")
    other = Account(
        sign_in_name="elsewhere", role=Role.REVIEWER.value, organisation="ieca"
    )
    other.set_unusable_password()
    other.save()
    assert ["reviewer"] == [each.sign_in_name for each in colleagues_of(account)]


def test_a_form_without_its_token_is_refused(home: Record) -> None:
    """A form on another site cannot act for somebody who is signed in here."""
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client, "overseer", DEMO_PASSWORD)
    assert 403 == answer.status_code
    assert "This form has expired" in answer.content.decode()
