"""What stands around every page: name, navigation by role, kind of record."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from opennrm.cases.people import Role
from opennrm.home import Home
from opennrm.paper.furniture import BANNERS, Furniture, Link
from opennrm.web import words

_LISTS = {
    Role.FIRST_RESPONDER: (("Your referrals", "own-referrals"),),
    Role.DECISION_MAKER: (("Work list", "work-list"),),
    Role.REVIEWER: (("Work list", "work-list"),),
    Role.OVERSEER: (("Work list", "work-list"),),
}
_FOOTER = (
    "OpenNRM is free software. It is not a service of any government, and nothing "
    "here is legal advice.",
)


def furniture(request: HttpRequest) -> dict[str, Any]:
    """The furniture of a page, and the token of its forms, for every template."""
    home = Home(settings.OPENNRM_HOME)
    banner = BANNERS.get(home.kind.value) if home.is_made else None
    account = getattr(request, "user", None)
    signed_in = account is not None and account.is_authenticated
    return {
        "furniture": Furniture(
            static_root=f"{settings.STATIC_URL}opennrm/",
            banner=banner,
            navigation=_navigation(request, account if signed_in else None),
            person=_person(request, account) if signed_in else None,
            footer=(*((banner.text,) if banner else ()), *_FOOTER),
        ),
        "csrf": lambda: get_token(request),
    }


def _person(request: HttpRequest, account: Any) -> Markup:
    written = render_to_string(
        "person.jinja",
        {
            "account": account,
            "role": words.ROLES[Role(account.role)],
            "sign_out": reverse("sign-out"),
            "token": get_token(request),
        },
    )
    return Markup(written)  # noqa: S704 - a template, which escapes


def _navigation(request: HttpRequest, account: Any) -> tuple[Link, ...]:
    pages = [("Releases", "release-list")]
    if account is None:
        pages.append(("Sign in", "sign-in"))
    else:
        pages = [*_LISTS.get(Role(account.role), ()), *pages]
    links = []
    for text, name in pages:
        href = reverse(name)
        links.append(Link(text=text, href=href, here=request.path.startswith(href)))
    return tuple(links)
