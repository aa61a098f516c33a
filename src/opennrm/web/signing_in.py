"""Signing in and out."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from opennrm.cases.people import Role
from opennrm.home import Home, Kind
from opennrm.web.accounts import DEMO_ACCOUNTS
from opennrm.web.models import Account
from opennrm.web.shapes import ShapeForm

_START = {
    Role.FIRST_RESPONDER: "own-referrals",
    Role.DECISION_MAKER: "work-list",
    Role.REVIEWER: "work-list",
    Role.OVERSEER: "work-list",
}
_WRONG = "Enter the sign-in name and password of your account. One of them is wrong."


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a view to those who are signed in; send others to sign in first.

    The view gets the account. Whether the page exists is not said to others.
    """

    @wraps(view)
    def shown(request: HttpRequest, **parts: Any) -> HttpResponse:
        if isinstance(request.user, Account):
            return view(request, request.user, **parts)
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.path})}")

    return shown


class SignInForm(ShapeForm):
    """Name and password; what is wrong with which of them is never said."""

    sign_in_name = forms.CharField(
        max_length=100, error_messages={"required": "Enter your sign-in name"}
    )
    password = forms.CharField(
        max_length=200, strip=False, error_messages={"required": "Enter your password"}
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, and go where one wanted to go."""
    form = SignInForm(request.POST) if request.method == "POST" else SignInForm()
    if request.method == "POST" and form.is_valid():
        account = authenticate(
            request,
            sign_in_name=form.cleaned_data["sign_in_name"],
            password=form.cleaned_data["password"],
        )
        if account is not None:
            login(request, account)
            return redirect(_wanted(request))
        form.add_error(None, _WRONG)
    return render(
        request,
        "sign-in.jinja",
        {"form": form, "then": _wanted(request), "demo_accounts": _demo_accounts()},
        status=400 if form.errors else 200,
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the session and what it held are gone."""
    logout(request)
    return redirect("sign-in")


def start(request: HttpRequest) -> HttpResponse:
    """The first page: the list of whoever is signed in, else the releases."""
    account = request.user
    if isinstance(account, Account):
        return redirect(_START.get(Role(account.role), "release-list"))
    return redirect("sign-in")


def locked_out(
    request: HttpRequest, credentials: dict[str, Any], *_: Any, **__: Any
) -> HttpResponse:
    """Too many wrong passwords: the account rests, whoever asks."""
    del credentials
    return render(request, "locked-out.jinja", status=429)


def _wanted(request: HttpRequest) -> str:
    """Where to go afterwards: an address of ours, never one of somebody else's."""
    then = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        then, allowed_hosts=None, require_https=request.is_secure()
    )
    return then if then and ours else "/"


def _demo_accounts() -> tuple[Any, ...]:
    home = Home(settings.OPENNRM_HOME)
    invented = home.is_made and home.kind is Kind.SYNTHETIC
    return DEMO_ACCOUNTS if invented else ()
