"""The pages of the releases."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from django.test import Client

from opennrm.paper import documents
from opennrm.paper.furniture import SYNTHETIC
from opennrm.store.testing import Record
from opennrm.window import shelf

BULLETIN = documents.render(
    documents.Document(title="Bulletin", banner=SYNTHETIC, sections=())
)


def put_release(
    home: Record, *, period: str = "2023-Q1", key: str = "1-abc123"
) -> Path:
    """A small release in the home, as a build registers it."""
    folder = home.home.releases / period / key
    (folder / "tables").mkdir(parents=True)
    (folder / "charts").mkdir()
    (folder / "index.html").write_text(BULLETIN, encoding="utf-8")
    lines = ["quarter,nationality,value"]
    lines += [f"2023-Q1,Country {n},{n * 1000}" for n in range(700)]
    (folder / "tables" / "referrals.csv").write_text(
        "\r\n".join(lines) + "\r\n", encoding="utf-8"
    )
    (folder / "charts" / "referrals.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "manifest.json").write_text(
        json.dumps({"kind": "synthetic", "period": period, "log_position": 12}),
        encoding="utf-8",
    )
    return folder


def test_a_home_without_a_release_says_how_to_build_one(nobody: Client) -> None:
    """An empty list is an answer, with what to do."""
    assert "opennrm release build" in nobody.get("/releases/").content.decode()


def test_the_latest_release_of_the_latest_period_comes_first(
    nobody: Client, home: Record
) -> None:
    """Releases are ordered by period and number, as numbers."""
    for period, key in (
        ("2022-Q4", "1-aaaaaa"),
        ("2023-Q1", "2-bbbbbb"),
        ("2023-Q1", "10-cccccc"),
    ):
        put_release(home, period=period, key=key)
    page = nobody.get("/releases/").content.decode()
    places = [page.index(key) for key in ("10-cccccc", "2-bbbbbb", "1-aaaaaa")]
    assert sorted(places) == places


def test_a_release_shows_its_bulletin_tables_charts_and_manifest(
    nobody: Client, home: Record
) -> None:
    """Everything that was published can be read or kept, without signing in."""
    put_release(home)
    at = "/releases/2023-Q1/1-abc123/"
    page = nobody.get(at).content.decode()
    for name in ("bulletin", "tables/referrals", "manifest.json"):
        assert f'href="{at}{name}"' in page
        with closing(nobody.get(f"{at}{name}")) as answer:
            assert 200 == answer.status_code
    with closing(nobody.get(f"{at}charts/referrals.svg")) as chart:
        assert "image/svg+xml" == chart.headers["Content-Type"]
    with closing(nobody.get(f"{at}tables/referrals.csv")) as kept:
        assert (
            'attachment; filename="2023-Q1-referrals.csv"'
            == (kept.headers["Content-Disposition"])
        )
        assert b"quarter,nationality,value" == next(kept.streaming_content)[:25]


def test_the_bulletin_is_served_as_published_under_its_own_policy(
    nobody: Client, home: Record
) -> None:
    """The bytes are those of the file, and its style is allowed by digest alone."""
    put_release(home)
    answer = nobody.get("/releases/2023-Q1/1-abc123/bulletin")
    assert BULLETIN == answer.content.decode()
    assert (
        documents.content_security_policy(BULLETIN)
        == answer.headers["Content-Security-Policy"]
    )


def test_a_long_table_shows_its_first_rows_and_says_so(
    nobody: Client, home: Record
) -> None:
    """A page stays readable; the file holds every row."""
    put_release(home)
    page = nobody.get("/releases/2023-Q1/1-abc123/tables/referrals").content.decode()
    assert "The first 500 of 700 rows." in page
    assert "Country 499" in page
    assert "Country 500" not in page
    assert "499,000" in page


@pytest.mark.parametrize(
    "address",
    [
        "2023-Q1/1-abc123/tables/none",
        "2023-Q1/2-abc123/",
        "2023-Q5/1-abc123/",
        "2023-Q1/../",
        "2023-Q1/1-abc123/charts/none.svg",
        "2023-Q1/1-abc123/tables/manifest.json",
        "2023-Q1/1-abc123/tables/..%2Fsecret.csv",
        "2023-Q1/1-abc123/tables/%2Fetc%2Fpasswd",
        "2023-Q1/..%2F..%2Fkeys/",
    ],
)
def test_no_address_leads_outside_the_published_files(
    nobody: Client, home: Record, address: str
) -> None:
    """Only what was published under that name is given; the rest is not found."""
    folder = put_release(home)
    (folder / "secret.csv").write_text("a\n", encoding="utf-8")
    assert 404 == nobody.get(f"/releases/{address}").status_code


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/hosts.csv", "UP.csv", "a.md"])
def test_a_name_that_could_be_a_path_is_not_looked_for(home: Record, name: str) -> None:
    """The shelf does not rely on addresses being harmless."""
    folder = put_release(home)
    (folder / "secret.csv").write_text("a\n", encoding="utf-8")
    release = shelf.release(home.home.releases, period="2023-Q1", key="1-abc123")
    with pytest.raises(shelf.NoSuchRelease):
        release.file(name)
