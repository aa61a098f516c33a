"""Records for tests: each a copy of a migrated template, thrown away afterwards.

The log refuses to be emptied, so nothing can be rolled back or flushed between tests
that commit. A copy costs milliseconds: a file on SQLite, a template on PostgreSQL.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from psycopg import sql

from opennrm.home import Home, Kind
from opennrm.store import triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of a test's own: its home, and the address of its database if any."""

    home: Home
    url: str

    @property
    def engine(self) -> str:
        """The name of the engine, as Django calls it."""
        return "postgresql" if self.url else "sqlite"

    @property
    def environ(self) -> Mapping[str, str]:
        """What a child process needs to work on the same record."""
        return {
            "OPENNRM_HOME": str(self.home.path),
            "OPENNRM_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "opennrm.server.settings",
        }

    def raw(self) -> Any:
        """A connection past Django, as an intruder with the database would have."""
        if self.url:
            return psycopg.connect(self.url, autocommit=True)
        return sqlite3.connect(self.home.record, isolation_level=None)


class Templates:
    """Migrated databases to copy, made when first asked for.

    `databases` turns an address and a home into Django's entry for the database; the
    settings' own function is given, since this room may not import it.
    """

    def __init__(self, folder: Path, databases: Any) -> None:
        self._folder = folder
        self._databases = databases
        self._made: dict[str, Path | str] = {}

    @contextmanager
    def fresh(self, folder: Path, *, url: str, kind: Kind) -> Iterator[Record]:
        """A record in a new home in `folder`, in use by this process inside `with`.

        `url` is the address of a PostgreSQL database to connect through, or empty.
        """
        home = Home(folder / "home").claim(kind)
        if not url:
            shutil.copyfile(self._sqlite(), home.record)
            record = Record(home=home, url="")
            with self._using(record):
                yield record
            return
        name = f"opennrm_test_{uuid4().hex}"
        with psycopg.connect(url, autocommit=True) as admin:
            _create(admin, name, template=self._postgresql(url))
            try:
                record = Record(home=home, url=_with_name(url, name))
                with self._using(record):
                    yield record
            finally:
                _drop(admin, name)

    def close(self, url: str) -> None:
        """Drop the PostgreSQL template, if one was made."""
        name = self._made.get("postgresql")
        if isinstance(name, str):
            with psycopg.connect(url, autocommit=True) as admin:
                _drop(admin, name)

    def _sqlite(self) -> Path:
        if "sqlite" not in self._made:
            home = Home(self._folder / "sqlite").claim(Kind.LIVE)
            with self._using(Record(home=home, url="")):
                call_command("migrate", verbosity=0)
            with closing(sqlite3.connect(home.record)) as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._made["sqlite"] = home.record
        return Path(self._made["sqlite"])

    def _postgresql(self, url: str) -> str:
        if "postgresql" not in self._made:
            name = f"opennrm_template_{uuid4().hex}"
            with psycopg.connect(url, autocommit=True) as admin:
                _create(admin, name, template="template0")
            home = Home(self._folder / "postgresql").claim(Kind.LIVE)
            with self._using(Record(home=home, url=_with_name(url, name))):
                call_command("migrate", verbosity=0)
            self._made["postgresql"] = name
        return str(self._made["postgresql"])

    @contextmanager
    def _using(self, record: Record) -> Iterator[None]:
        entry = self._databases(record.url, home=record.home)
        complete = connections.configure_settings({"default": entry})["default"]
        before = connections.settings["default"]
        _forget_connection()
        connections.settings["default"] = complete
        triggers.forget_checks()
        try:
            with override_settings(OPENNRM_HOME=record.home.path):
                yield
        finally:
            _forget_connection()
            connections.settings["default"] = before


def _forget_connection() -> None:
    """Close this thread's connection and let the next use make another."""
    connections["default"].close()
    del connections["default"]


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _create(admin: psycopg.Connection[Any], name: str, *, template: str) -> None:
    admin.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )
