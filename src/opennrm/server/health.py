"""Whether the service is alive, and whether it can do its work."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from opennrm.errors import OpenNRMError
from opennrm.server.readiness import require_ready


def live(_: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return HttpResponse("live\n", content_type="text/plain")


def ready(_: HttpRequest) -> HttpResponse:
    """The record can be read and is protected; else the code of what is wrong."""
    try:
        require_ready()
    except OpenNRMError as refusal:
        return _unready(refusal.code)
    except DatabaseError:
        return _unready("database-unreachable")
    return HttpResponse("ready\n", content_type="text/plain")


def _unready(code: str) -> HttpResponse:
    return HttpResponse(f"{code}\n", status=503, content_type="text/plain")
