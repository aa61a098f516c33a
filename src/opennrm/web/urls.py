"""The addresses of the desks."""

from django.urls import path

from opennrm.web import signing_in

urlpatterns = [
    path("", signing_in.start, name="start"),
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
]
