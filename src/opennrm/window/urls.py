"""The addresses of the releases, under `/releases/`."""

from django.urls import path

from opennrm.window import views

urlpatterns = [
    path("", views.release_list, name="release-list"),
    path("<str:period>/<str:key>/", views.release_page, name="release"),
    path("<str:period>/<str:key>/bulletin", views.bulletin, name="bulletin"),
    path("<str:period>/<str:key>/manifest.json", views.manifest, name="manifest"),
    # A bulletin names its files as they lie in the folder beside it.
    path("<str:period>/<str:key>/tables/<str:name>.csv", views.csv, name="table-csv"),
    path("<str:period>/<str:key>/charts/<str:name>.svg", views.svg, name="chart"),
    path("<str:period>/<str:key>/tables/<str:name>", views.table_page, name="table"),
]
