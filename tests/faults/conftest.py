"""Records to be hurt: a fresh copy of a migrated template for each blow.

A test asks for as many as it needs, on either engine, and leaves
nothing behind.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count
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
def fresh(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path
) -> Callable[[Kind], AbstractContextManager[Record]]:
    """Makes a fresh record of a kind, in use inside `with`."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    made = count()

    def make(kind: Kind) -> AbstractContextManager[Record]:
        folder = tmp_path / str(next(made))
        folder.mkdir()
        return templates.fresh(folder, url=url, kind=kind)

    return make
