"""The pages in a real browser: accessible, whole on a phone, asking nobody else.

Needs Debian's chromium. Screenshots go to the test's own temporary folder, or to
`OPENNRM_SCREENSHOTS`.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from opennrm.paper import blocks, charts, documents, tables
from opennrm.paper.charts import LineChart, Series
from opennrm.paper.documents import Document, Section
from opennrm.paper.furniture import SYNTHETIC
from opennrm.paper.tables import Column, PrintedTable, row
from opennrm.store.testing import Record
from opennrm.web.accounts import DEMO_PASSWORD
from opennrm.web.models import Account

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium, driven by Playwright; nothing is ever downloaded for it."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no {CHROMIUM}: apt-get install --no-install-recommends chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright leaves a running loop in this thread, which Django takes amiss.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        started = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def served(browser: Browser, home: Record, cases: Any) -> Iterator[str]:
    """The address of the home, served by the command as in use."""
    with override_settings(PASSWORD_HASHERS=ARGON2):
        for account in Account.objects.all():
            account.set_password(DEMO_PASSWORD)
            account.save()
    put_release(home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-c", "from opennrm.cli.main import main; main()", "serve"),
        *("--home", str(home.home.path), "--port", str(port)),
    ]
    process = subprocess.Popen(
        command,
        env={**os.environ, **home.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    address = f"http://localhost:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stderr is not None:
            process.stderr.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A window of the width of a desk or a phone; fails on any foreign request."""
    context = browser.new_context(
        viewport={"width": WIDTHS[request.param], "height": 900}
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    foreign: list[str] = []
    faults: list[str] = []

    def look(asked: Any) -> None:
        place = urlsplit(asked.url)
        if place.scheme != "data" and place.hostname not in {"localhost", "127.0.0.1"}:
            foreign.append(asked.url)

    opened.on("request", look)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda told: faults.append(told.text) if "Security Policy" in told.text else "",
    )
    yield opened
    context.close()
    assert [] == foreign
    assert [] == faults


def test_a_decision_from_the_list_to_the_record(
    page: Page, served: str, cases: Any, tmp_path: Path
) -> None:
    """A decision maker works by keyboard and pointer; each page passes the checks."""
    look = Looker(page, tmp_path)
    page.goto(f"{served}/")
    look("sign-in")
    page.get_by_label("Sign-in name").fill("decision-maker")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/work-list")
    look("work-list")
    page.get_by_role("link", name=cases.fresh).click()
    look("case")
    page.get_by_role("link", name="Decide reasonable grounds").click()
    look("decide")
    page.get_by_label("Negative", exact=True).check()
    page.get_by_role("button", name="Record the decision").click()
    look("decide-errors")
    assert "There is a problem" in page.inner_text(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className").startswith(
        "govuk-error-summary"
    )
    page.get_by_role("link", name="Enter the date of the decision").click()
    assert "decided_on" == page.evaluate("document.activeElement.id")
    page.keyboard.type("12")
    page.get_by_label("Month").fill("1")
    page.get_by_label("Year").fill("2024")
    page.get_by_label("Positive", exact=True).check()
    page.get_by_role("button", name="Record the decision").click()
    page.wait_for_url("**recorded=*")
    look("recorded")
    assert "Reasonable grounds decided" in page.inner_text("[role=alert]")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def test_the_other_pages(page: Page, served: str, cases: Any, tmp_path: Path) -> None:
    """First responder, overseer, refusals and releases pass the same checks."""
    look = Looker(page, tmp_path)
    for name, places in {
        "first-responder": ("/referrals", "/cases/nothing"),
        "overseer": ("/work-list?show=closed", f"/cases/{cases.decided}"),
    }.items():
        page.goto(f"{served}/sign-in")
        page.get_by_label("Sign-in name").fill(name)
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        for place in places:
            page.goto(f"{served}{place}")
            look(f"{name}-{place.strip('/').replace('/', '-').replace('?', '-')}")
        page.get_by_role("button", name="Sign out").click()


def test_the_pages_of_a_release(page: Page, served: str, tmp_path: Path) -> None:
    """The list, a release, a table and the bulletin itself pass the same checks."""
    look = Looker(page, tmp_path)
    page.goto(f"{served}/releases/")
    look("releases")
    page.get_by_role("link", name="2023-Q1", exact=True).click()
    look("release")
    page.get_by_role("link", name="Referrals", exact=True).click()
    look("table")
    page.goto(f"{served}/releases/2023-Q1/1-abc123/bulletin")
    look("bulletin")
    family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "Noto Sans" in family
    with page.expect_download() as kept:
        page.get_by_role("link", name="data").click()
    assert "2023-Q1-referrals.csv" == kept.value.suggested_filename


def test_the_first_stop_of_the_keyboard_is_the_skip_link(
    page: Page, served: str
) -> None:
    """Whoever works by keyboard reaches the content in one step."""
    page.goto(f"{served}/sign-in")
    page.keyboard.press("Tab")
    assert "Skip to main content" == page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    assert "main-content" == page.evaluate("document.activeElement.id")


def put_release(home: Record) -> None:
    """A small release in the home, as a build registers it."""
    folder = home.home.releases / "2023-Q1" / "1-abc123"
    (folder / "tables").mkdir(parents=True)
    (folder / "charts").mkdir()
    quarters = ("2022-Q4", "2023-Q1")
    chart = charts.render(
        LineChart(
            title="Referrals by quarter",
            description="Referrals rose.",
            categories=quarters,
            series=(Series(name="Referrals", values=(40, 47)),),
            value_axis="Referrals",
            kind=SYNTHETIC.tag,
        )
    )
    names = [
        Column(label="Kind"),
        *(Column(label=f"Y{n}", numeric=True) for n in range(12)),
    ]
    table = PrintedTable(
        caption="A wide table",
        columns=tuple(names),
        rows=(row("Referrals", *(f"{n},000" for n in range(12))),),
    )
    bulletin = documents.render(
        Document(
            title="Statistics",
            banner=SYNTHETIC,
            sections=(
                Section(
                    title="Key results",
                    body=blocks.joined(
                        blocks.figure(chart),
                        tables.render(table),
                        blocks.paragraph(blocks.link("data", "tables/referrals.csv")),
                    ),
                ),
            ),
        )
    )
    (folder / "index.html").write_text(bulletin, encoding="utf-8")
    (folder / "charts" / "referrals.svg").write_text(chart, encoding="utf-8")
    (folder / "manifest.json").write_text('{"kind": "synthetic"}', encoding="utf-8")
    (folder / "tables" / "referrals.csv").write_text(
        "quarter,value\n2022-Q4,40\n2023-Q1,47\n", encoding="utf-8"
    )


class Looker:
    """Takes a picture of a page, checks it with axe, and that it fits its width."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = Path(os.environ.get("OPENNRM_SCREENSHOTS", folder))
        self._axe = AXE_FILE_PATH.read_text(encoding="utf-8")

    def __call__(self, name: str) -> None:
        """Look at the page as it is now."""
        page = self._page
        assert page.viewport_size is not None
        width = page.viewport_size["width"]
        page.screenshot(path=self._folder / f"{name}-{width}.png", full_page=True)
        page.evaluate(f"{self._axe};0")
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules})"
            ".then(told => told.violations.map(each => [each.id,"
            " each.nodes.map(node => node.html)]))",
            RULES,
        )
        assert [] == found
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} pixels wide on {width}"


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if process.poll() is not None:
            assert process.stderr is not None
            pytest.fail(process.stderr.read().decode())
        try:
            with urlopen(f"{address}/health/ready", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the service did not become ready within 20 seconds")
