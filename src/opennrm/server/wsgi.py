"""The service as a WSGI application, once its record is known to be safe."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler


def make() -> WSGIHandler:
    """The application.

    Raises: LogUnprotected, RecordUnsafe, RecordNotMigrated; nothing is served then.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
    django.setup()
    from opennrm.server.readiness import require_ready

    require_ready()
    return WSGIHandler()


application = make()
