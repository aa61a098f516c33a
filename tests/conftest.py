"""What every test shares: the repository's root, and when a test may be skipped.

A test that needs PostgreSQL, a browser or the published figures skips with its
reason on a plain machine.
Under `CI=true` the first two are always there, so their skip is a failure.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.reports import TestReport
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

MAY_NOT_SKIP_IN_CI = ("postgres", "browser")

# Two cores shared with other work: time says nothing about a property.
settings.register_profile(
    "opennrm", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "long", parent=settings.get_profile("opennrm"), max_examples=5_000
)
settings.load_profile("opennrm")


def in_ci() -> bool:
    """Whether this run may not leave anything out."""
    return os.environ.get("CI", "").lower() == "true"


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published figures beside the repository; skips without it."""
    folder = ROOT.parent / "shared"
    if not (folder / "published").is_dir():
        pytest.skip("the published figures (../shared/published) are not here")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a throw-away PostgreSQL database server; skips without one."""
    url = os.environ.get("OPENNRM_TEST_POSTGRES_URL", "")
    if not url:
        pytest.skip("no PostgreSQL: set OPENNRM_TEST_POSTGRES_URL, or run .ci/run")
    return url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:
    """Turn a skip that is not allowed in CI into a failure."""
    report: TestReport = yield  # type: ignore[misc]
    wanted = [name for name in MAY_NOT_SKIP_IN_CI if item.get_closest_marker(name)]
    if report.skipped and wanted and in_ci() and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} needs {' and '.join(wanted)} and may not be skipped"
            f" in CI: {report.longrepr}"
        )
    return report  # type: ignore[return-value]
