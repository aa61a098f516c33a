"""Pages of refusal. Not allowed and not there look the same, to the byte."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from opennrm.errors import Family, OpenNRMError
from opennrm.paper.furniture import Furniture

_SAID_AS_NOT_FOUND = frozenset({Family.PERMISSION, Family.NOT_FOUND})


class RefusalPages:
    """Turns an error of OpenNRM that a view let through into its page."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Wrap the rest of the service."""
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, whatever it is."""
        return self._answer(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """The page of a refusal; any other error is the service's own fault."""
        if not isinstance(error, OpenNRMError):
            return None
        if error.family in _SAID_AS_NOT_FOUND:
            return not_found(request)
        status = error.status.http_status
        return render(request, "refused.jinja", {"said": str(error)}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or none for this person: the same page for both."""
    del exception  # it would tell which of the two
    return render(request, "not-found.jinja", status=404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago, or not on our pages."""
    del reason  # of use to an attacker only
    return render(request, "form-expired.jinja", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """The service failed; nothing was recorded in part.

    The page asks nothing of session, record or home: any of them may be what failed.
    """
    del request
    plain = Furniture(static_root=f"{settings.STATIC_URL}opennrm/", banner=None)
    page = render_to_string("failed.jinja", {"furniture": plain})
    return HttpResponse(page, status=500)
