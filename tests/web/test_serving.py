"""Starting the service: what keeps it from starting is said before it starts."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import override_settings

from opennrm.cli.main import main
from opennrm.cli.serve import PortTaken, serve_home
from opennrm.errors import FAMILIES, Family
from opennrm.home import Home, HomeNotMade, Kind
from opennrm.server.readiness import RecordNotMigrated, require_ready
from opennrm.store import triggers
from opennrm.store.testing import Record
from opennrm.store.triggers import LogUnprotected


def test_a_home_that_was_never_made_is_not_served(tmp_path: Path) -> None:
    """There is nothing to show, and nothing is made by looking."""
    with pytest.raises(HomeNotMade):
        serve_home(Home(tmp_path / "none"), host="127.0.0.1", port=9)
    assert not (tmp_path / "none").exists()


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    """The message says which address, and how to choose another."""
    home = Home(tmp_path / "home").claim(Kind.SYNTHETIC)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port}.*--port"):
            serve_home(home, host="127.0.0.1", port=port)


def test_the_command_refuses_a_port_that_cannot_be(tmp_path: Path) -> None:
    """A wrong call is told as one."""
    answer = CliRunner().invoke(
        main, ["serve", "--home", str(tmp_path), "--port", "99999"]
    )
    assert FAMILIES[Family.CALL].exit_status == answer.exit_code


def test_a_log_without_its_triggers_is_not_served(home: Record) -> None:
    """A record that could be rewritten unseen is not put to use."""
    require_ready()
    with closing(sqlite3.connect(home.home.record)) as raw:
        name = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1"
        ).fetchone()[0]
        raw.execute(f"DROP TRIGGER {name}")
        raw.commit()
    triggers.forget_checks()
    with pytest.raises(LogUnprotected, match="opennrm migrate"):
        require_ready()


def test_a_record_of_an_earlier_version_is_not_served(home: Record) -> None:
    """Waiting changes of the database are made on purpose, never by starting."""
    with closing(sqlite3.connect(home.home.record)) as raw:
        raw.execute("DELETE FROM django_migrations WHERE app = 'web'")
        raw.commit()
    with pytest.raises(RecordNotMigrated, match="opennrm migrate"):
        require_ready()


def test_a_host_that_is_not_ours_is_not_answered(home: Record) -> None:
    """A request for another name cannot make us write links to it."""
    from django.test import Client

    with override_settings(ALLOWED_HOSTS=["localhost"]):
        client = Client(raise_request_exception=False)
        answer = client.get("/sign-in", headers={"host": "evil.example"})
    assert 400 == answer.status_code


def test_migrations_are_a_line() -> None:
    """Two changes made side by side conflict in version control, not in use."""
    import opennrm.web.migrations as folder

    place = Path(str(folder.__path__[0]))
    names = sorted(path.stem for path in place.glob("0*.py"))
    assert names[-1] == (place / "max_migration.txt").read_text().strip()
    assert [f"{n:04}" for n in range(1, len(names) + 1)] == [n[:4] for n in names]


def test_the_models_and_their_migrations_agree(home: Record) -> None:
    """No change of a model waits for its migration."""
    from django.core.management import call_command

    call_command("makemigrations", "web", check=True, dry_run=True, verbosity=0)
