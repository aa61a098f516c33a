"""The database of the record: SQLite in the home, or PostgreSQL by its address."""

from typing import Any, ClassVar, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from opennrm.errors import Family, OpenNRMError
from opennrm.home import Home

_SCHEMES: Final = ("postgresql", "postgres")

# A committed decision survives a power cut (FULL), and a writer waits for the one
# before it instead of failing (IMMEDIATE).
_SQLITE: Final[dict[str, Any]] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        " PRAGMA synchronous=FULL;"
        " PRAGMA foreign_keys=ON;"
        " PRAGMA mmap_size=134217728;"
        " PRAGMA cache_size=-20000;"
        " PRAGMA journal_size_limit=67108864;"
    ),
}


class UnreadableDatabaseUrl(OpenNRMError):
    """`OPENNRM_DATABASE_URL` is set to something that names no database we serve."""

    code: ClassVar[str] = "unreadable-database-url"
    family: ClassVar[Family] = Family.HOME


def database_from(url: str, *, home: Home) -> dict[str, Any]:
    """Django's entry for the record's database.

    Raises: UnreadableDatabaseUrl; the message never repeats the address, which may
    hold a password.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home.record),
            "CONN_MAX_AGE": None,
            "OPTIONS": dict(_SQLITE),
        }
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in _SCHEMES or not name:
        raise UnreadableDatabaseUrl(
            "OPENNRM_DATABASE_URL is set, but not as the address of a PostgreSQL "
            "database. Write postgresql://USER:PASSWORD@HOST:PORT/NAME, or unset it to "
            "keep the record in the home."
        )
    options = dict(parse_qsl(parts.query))
    host = parts.hostname or options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }
