"""One record on each engine; every test of this folder passes on both.

A test gets a database of its own, copied from a migrated template, and leaves
nothing behind.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
django.setup()

from opennrm.home import Kind  # noqa: E402 Django must be set up first
from opennrm.server.databases import database_from  # noqa: E402
from opennrm.store.testing import Record, Templates  # noqa: E402


@pytest.fixture(scope="session")
def templates(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Templates]:
    """The migrated templates, one an engine, made when first asked for."""
    with django_db_blocker.unblock():
        held = Templates(tmp_path_factory.mktemp("templates"), database_from)
        yield held
        held.close(os.environ.get("OPENNRM_TEST_POSTGRES_URL", ""))


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.postgres),
    ]
)
def record(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path
) -> Iterator[Record]:
    """A fresh record that the whole process uses until the test ends."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    with templates.fresh(tmp_path, url=url, kind=Kind.LIVE) as made:
        yield made
