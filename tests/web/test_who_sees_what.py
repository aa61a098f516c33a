"""Role by page: what each role gets, as one table."""

import pytest
from django.test import Client

from opennrm.store.testing import Record

ROLES = ("nobody", "first_responder", "decision_maker", "reviewer", "overseer")

# page, then what each role gets, in the order of ROLES; 302 leads to signing in
MATRIX = [
    ("/work-list", 302, 404, 200, 200, 200),
    ("/work-list?show=closed", 302, 404, 200, 200, 200),
    ("/work-list?show=everything", 302, 404, 404, 404, 404),
    ("/referrals", 302, 200, 404, 404, 404),
    ("/cases/{fresh}", 302, 404, 200, 200, 200),
    ("/cases/{elsewhere}", 302, 404, 404, 404, 200),
    ("/cases/{reported}", 302, 404, 404, 404, 200),
    ("/cases/{fresh}/reasonable-grounds", 302, 404, 200, 200, 404),
    ("/cases/{elsewhere}/reasonable-grounds", 302, 404, 404, 404, 404),
    ("/cases/NRM-0000-0000-0000", 302, 404, 404, 404, 404),
    ("/cases/nonsense", 302, 404, 404, 404, 404),
    ("/nowhere", 404, 404, 404, 404, 404),
    ("/releases/", 200, 200, 200, 200, 200),
    ("/health/live", 200, 200, 200, 200, 200),
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row[0])
def test_each_role_gets_what_the_table_says(
    request: pytest.FixtureRequest, cases: object, role: str, row: tuple[object, ...]
) -> None:
    """A page is shown, is not found, or asks to sign in: the table holds each."""
    client: Client = request.getfixturevalue(role)
    page = str(row[0]).format(**{name: getattr(cases, name) for name in NAMES})
    assert row[1 + ROLES.index(role)] == client.get(page).status_code


NAMES = ("fresh", "elsewhere", "reported")


@pytest.mark.parametrize("role", ["first_responder", "decision_maker", "overseer"])
def test_not_allowed_and_not_there_look_the_same(
    request: pytest.FixtureRequest, cases: object, role: str
) -> None:
    """Nobody learns from an answer whether a case exists."""
    client: Client = request.getfixturevalue(role)
    there = getattr(cases, "fresh" if role == "first_responder" else "elsewhere")
    hidden = f"/cases/{there}"
    if role == "overseer":
        hidden += "/reasonable-grounds"
    answers = [client.get(hidden), client.get("/cases/NRM-0000-0000-0000")]
    bodies = [without_token(answer.content.decode()) for answer in answers]
    assert [404, 404] == [answer.status_code for answer in answers]
    assert bodies[0] == bodies[1]
    assert there not in bodies[0]


@pytest.mark.parametrize("role", ["first_responder", "overseer"])
def test_who_may_not_decide_cannot_send_the_form_either(
    request: pytest.FixtureRequest, cases: object, role: str
) -> None:
    """A forged form gets the same page as a case that is not there."""
    client: Client = request.getfixturevalue(role)
    fresh = getattr(cases, "fresh")  # noqa: B009 - the fixture's class is the conftest's
    for typed in ({}, {"outcome": "positive"}):
        answer = client.post(f"/cases/{fresh}/reasonable-grounds", typed)
        assert 404 == answer.status_code


def test_whoever_is_not_signed_in_learns_nothing_of_a_case(
    nobody: Client, cases: object
) -> None:
    """An existing and a made-up reference lead to the same sign-in."""
    fresh = getattr(cases, "fresh")  # noqa: B009
    for reference in (fresh, "NRM-0000-0000-0000"):
        answer = nobody.get(f"/cases/{reference}")
        assert f"/sign-in?next=%2Fcases%2F{reference}" == answer.headers["Location"]


def test_a_failure_shows_its_page_whatever_failed(
    nobody: Client, home: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of a failure needs neither session nor record, and tells no detail."""
    from opennrm.window import shelf

    def broken(_: object) -> None:
        raise RuntimeError("Zzyzx Qwerty")

    monkeypatch.setattr(shelf, "releases", broken)
    nobody.raise_request_exception = False
    answer = nobody.get("/releases/")
    assert 500 == answer.status_code
    assert "The service failed" in answer.content.decode()
    assert "Zzyzx" not in answer.content.decode()


def without_token(page: str) -> str:
    """A page without the token that differs on every answer."""
    marker = 'name="csrfmiddlewaretoken" value="'
    while marker in page:
        before, _, rest = page.partition(marker)
        page = before + rest.partition('"')[2]
    return page
