"""The pages of the releases: the list, a release, its tables, its files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opennrm.home import Home
from opennrm.paper import documents, tables, wording
from opennrm.paper.tables import Column, Entry, PrintedTable, Row
from opennrm.window import shelf

ROWS_SHOWN = 500


def _shelf() -> Path:
    return Home(settings.OPENNRM_HOME).releases


@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    """Every release of this home, the latest first."""
    return render(request, "release-list.jinja", {"releases": shelf.releases(_shelf())})


@require_safe
def release_page(request: HttpRequest, period: str, key: str) -> HttpResponse:
    """One release: its bulletin, tables, charts and manifest."""
    release = shelf.release(_shelf(), period=period, key=key)
    return render(
        request,
        "release.jinja",
        {"release": release, "facts": _facts(release.manifest)},
    )


@require_safe
def bulletin(_: HttpRequest, period: str, key: str) -> HttpResponse:
    """The bulletin as published, under the policy that its style needs."""
    release = shelf.release(_shelf(), period=period, key=key)
    written = release.bulletin
    response = HttpResponse(written)
    policy = documents.content_security_policy(written)
    response.headers["Content-Security-Policy"] = policy
    return response


@require_safe
def table_page(request: HttpRequest, period: str, key: str, name: str) -> HttpResponse:
    """One table as a page; the file holds every row, the page the first ones."""
    release = shelf.release(_shelf(), period=period, key=key)
    names, lines = shelf.rows(release.file(f"{name}.csv"))
    return render(
        request,
        "release-table.jinja",
        {
            "release": release,
            "name": name,
            "title": _title(name),
            "table": tables.render(_printed(name, names, lines[:ROWS_SHOWN])),
            "shown": min(len(lines), ROWS_SHOWN),
            "rows": len(lines),
        },
    )


@require_safe
def csv(_: HttpRequest, period: str, key: str, name: str) -> FileResponse:
    """A table to keep, as published."""
    return _file(period, key, f"{name}.csv", "text/csv; charset=utf-8", keep=True)


@require_safe
def svg(_: HttpRequest, period: str, key: str, name: str) -> FileResponse:
    """A chart, as published."""
    return _file(period, key, f"{name}.svg", "image/svg+xml", keep=False)


@require_safe
def manifest(_: HttpRequest, period: str, key: str) -> FileResponse:
    """The manifest: what this release was made from, and the digests of its files."""
    folder = shelf.release(_shelf(), period=period, key=key).folder
    return FileResponse(
        (folder / "manifest.json").open("rb"),
        as_attachment=True,
        filename=f"{period}-{key}-manifest.json",
        content_type="application/json",
    )


def _file(
    period: str, key: str, name: str, content_type: str, *, keep: bool
) -> FileResponse:
    path = shelf.release(_shelf(), period=period, key=key).file(name)
    return FileResponse(
        path.open("rb"),
        as_attachment=keep,
        filename=f"{period}-{name}",
        content_type=content_type,
    )


def _printed(name: str, names: list[str], lines: list[list[str]]) -> PrintedTable:
    numeric = {
        index
        for index, column in enumerate(names)
        if column in {"value", "base", "percentage"}
        and all(_is_number(line[index]) for line in lines)
    }
    return PrintedTable(
        caption=_title(name),
        columns=tuple(
            Column(label=_title(column), numeric=index in numeric)
            for index, column in enumerate(names)
        ),
        rows=tuple(
            Row(
                entries=tuple(
                    Entry(text=_grouped(text) if index in numeric else text)
                    for index, text in enumerate(line)
                )
            )
            for line in lines
        ),
        key="table",
        dense=True,
    )


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() or not text


def _grouped(text: str) -> str:
    return wording.count(int(text)) if text.isdigit() else text


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _facts(manifest: Any) -> tuple[tuple[str, str], ...]:
    """What the manifest says of the release as a whole, in its own words."""
    told = []
    for key, value in manifest.items():
        if isinstance(value, str | int) and not isinstance(value, bool):
            told.append((_title(key), str(value)))
    return tuple(told)
