"""The Django app of the desks."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Accounts and pages of those who refer, decide, review and oversee."""

    name = "opennrm.web"
    label = "web"
    verbose_name = "Desks"
