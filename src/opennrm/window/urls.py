"""The addresses of the releases, under `/releases/`."""

from django.urls import path

from opennrm.window import views

urlpatterns = [
    path("", views.release_list, name="release-list"),
    path("<str:period>/<str:key>/", views.release_page, name="release"),
    path("<str:period>/<str:key>/bulletin", views.bulletin, name="bulletin"),
    path("<str:period>/<str:key>/manifest.json", views.manifest, name="manifest"),
    path("<str:period>/<str:key>/tables/<str:name>", views.table_page, name="table"),
    path("<str:period>/<str:key>/files/<str:name>", views.file, name="release-file"),
]
