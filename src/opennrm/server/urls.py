"""Every address of the service: the desks, the window, and whether it is alive."""

from django.urls import include, path

from opennrm.server.health import live, ready

urlpatterns = [
    path("health/live", live, name="health-live"),
    path("health/ready", ready, name="health-ready"),
    path("", include("opennrm.web.urls")),
    path("releases/", include("opennrm.window.urls")),
]

handler404 = "opennrm.web.refusals.not_found"
handler500 = "opennrm.web.refusals.failed"
