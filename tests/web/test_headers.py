"""What every answer says to a browser, and what it never asks of one."""

import re
from base64 import b64encode
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client, override_settings

from opennrm.home import Kind
from opennrm.store.testing import Record, Templates

PAGES = ("/sign-in", "/releases/", "/nothing-here", "/health/live")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_stored_framed_or_scripted_by_others(
    nobody: Client, page: str
) -> None:
    """A shared computer keeps nothing, and no other site can wrap or script a page."""
    headers = nobody.get(page).headers
    policy = headers["Content-Security-Policy"]
    assert "no-store" == headers["Cache-Control"]
    assert "nosniff" == headers["X-Content-Type-Options"]
    assert "DENY" == headers["X-Frame-Options"]
    assert "same-origin" == headers["Referrer-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_one_inline_script_is_the_one_that_the_policy_names(
    nobody: Client,
) -> None:
    """A change of the script without its digest would silently switch it off."""
    answer = nobody.get("/sign-in")
    scripts = re.findall(r"<script>(.*?)</script>", answer.content.decode())
    assert 1 == len(scripts)
    digest = b64encode(sha256(scripts[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["/sign-in", "/releases/"])
def test_a_page_loads_from_its_own_site_only(nobody: Client, page: str) -> None:
    """No page tells a third party who is reading it."""
    content = nobody.get(page).content.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', content)
    assert loaded
    assert [] == [each for each in loaded if re.match(r"[a-z]+:|//", each)]
    for each in loaded:
        if each.startswith("/static/"):
            with closing(nobody.get(each)) as file:
                assert 200 == file.status_code


def test_every_page_says_that_its_people_are_invented(nobody: Client) -> None:
    """The banner stands in the header of every page of a synthetic home."""
    for page in PAGES[:3]:
        assert "Synthetic data" in nobody.get(page).content.decode()


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_remade_figures_are_not_taken_for_a_register(
    templates: Templates, tmp_path: Path
) -> None:
    """A home of published cells says what it is, and a live one carries no banner."""
    with templates.fresh(tmp_path / "cells", url="", kind=Kind.PUBLISHED_CELLS):
        assert "Published figures" in Client().get("/releases/").content.decode()
    with templates.fresh(tmp_path / "live", url="", kind=Kind.LIVE):
        page = Client().get("/releases/").content.decode()
    assert "govuk-phase-banner" not in page


def test_the_session_cookie_is_out_of_reach_of_scripts(nobody: Client) -> None:
    """The session ends with the browser, and after an idle hour."""
    from django.conf import settings

    from opennrm.web.accounts import DEMO_PASSWORD

    nobody.post("/sign-in", {"sign_in_name": "overseer", "password": DEMO_PASSWORD})
    cookie = nobody.cookies["sessionid"]
    assert cookie["httponly"]
    assert "Lax" == cookie["samesite"]
    assert "" == cookie["expires"]
    assert 3600 == settings.SESSION_COOKIE_AGE


def test_the_service_says_whether_it_can_work(nobody: Client, home: Record) -> None:
    """Ready means: migrated, and the log protected; the answer names what is wrong."""
    from opennrm.store import triggers

    assert (200, b"live\n") == _told(nobody, "/health/live")
    assert (200, b"ready\n") == _told(nobody, "/health/ready")
    raw = home.raw()
    name = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1"
    ).fetchone()[0]
    raw.execute(f"DROP TRIGGER {name}")
    raw.close()
    triggers.forget_checks()
    assert (503, b"log-unprotected\n") == _told(nobody, "/health/ready")


def _told(client: Client, page: str) -> tuple[int, bytes]:
    answer = client.get(page)
    return answer.status_code, answer.content
