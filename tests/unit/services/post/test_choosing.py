"""The settings of the post: checked before anything starts, told all at once."""

from pathlib import Path
from uuid import UUID

import pytest

from opennrm.home import Home, HomeOfAnotherKind, Kind
from opennrm.services.post.choosing import PostNotSetUp, post_of, settings_in
from opennrm.services.post.office import OfficeUnfit, read_office

OFFICE = (
    "name: The Casework Office\n"
    "address: [1 Example Street, Exampleton]\n"
    "telephone: 01632 960 000\n"
    "email: casework@example.org\n"
)
SMTP = {
    "OPENNRM_POST": "smtp",
    "OPENNRM_SMTP_HOST": "mail.example",
    "OPENNRM_SMTP_FROM": "letters@office.example",
}
NOTIFY = {
    "OPENNRM_POST": "notify",
    "OPENNRM_NOTIFY_KEY": f"live-{UUID(int=1)}-{UUID(int=2)}",
    "OPENNRM_NOTIFY_EMAIL_TEMPLATE": str(UUID(int=3)),
}


@pytest.fixture
def live(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home").claim(Kind.LIVE)
    (home.path / "office.yaml").write_text(OFFICE)
    return home


@pytest.mark.parametrize(
    ("settings", "first"),
    [
        ({}, "folder"),
        ({"OPENNRM_POST": "folder"}, "folder"),
        (SMTP, "smtp"),
        (NOTIFY, "notify"),
    ],
    ids=["unset", "folder", "smtp", "notify"],
)
def test_what_is_set_carries_the_e_mail(live, settings, first):
    """And the folder carries whatever it does not."""
    post = post_of(live, settings)
    assert first == post.carrier_of("email").name
    assert "folder" == post.carrier_of("secure_transfer").name
    assert "The Casework Office" == post.office.name
    assert not post.synthetic


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"OPENNRM_POST": "pigeon"}, ["folder, smtp, notify"]),
        (
            {"OPENNRM_POST": "smtp"},
            ["OPENNRM_SMTP_HOST is missing", "OPENNRM_SMTP_FROM is no address"],
        ),
        ({**SMTP, "OPENNRM_SMTP_PORT": "70000"}, ["OPENNRM_SMTP_PORT"]),
        ({**SMTP, "OPENNRM_SMTP_TLS": "none"}, ["Letters never travel open"]),
        ({**SMTP, "OPENNRM_SMTP_TLS": "ssl"}, ["none of starttls, implicit"]),
        ({**SMTP, "OPENNRM_SMTP_FORM": "fax"}, ["neither text nor pdf"]),
        ({**SMTP, "OPENNRM_SMTP_PASSWORD": "s3cret"}, ["go together"]),
        ({**SMTP, "OPENNRM_SMTP_HOTS": "x"}, ["OPENNRM_SMTP_HOTS is not known"]),
        (
            {"OPENNRM_POST": "notify", "OPENNRM_NOTIFY_KEY": "s3cret"},
            ["OPENNRM_NOTIFY_KEY", "OPENNRM_NOTIFY_EMAIL_TEMPLATE"],
        ),
        ({**NOTIFY, "OPENNRM_NOTIFY_URL": "http://other.example"}, ["no https"]),
    ],
)
def test_settings_that_do_not_go_together_are_refused(live, settings, told):
    """Every fault at once, and no value repeated: it may be a secret."""
    with pytest.raises(PostNotSetUp) as refused:
        post_of(live, settings)
    for words in told:
        assert words in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("settings", [SMTP, NOTIFY], ids=["smtp", "notify"])
def test_nothing_leaves_a_home_of_invented_people(tmp_path, settings):
    """Whatever is set: a letter about nobody must reach nobody."""
    home = Home(tmp_path / "home").claim(Kind.SYNTHETIC)
    with pytest.raises(PostNotSetUp, match="invented people"):
        post_of(home, settings)
    post = post_of(home, {})
    assert ["folder"] == [carrier.name for carrier in post.carriers]
    assert post.synthetic


def test_published_counts_have_nobody_to_write_to(tmp_path):
    """Such a home has no post at all."""
    home = Home(tmp_path / "home").claim(Kind.PUBLISHED_CELLS)
    with pytest.raises(HomeOfAnotherKind, match="nobody"):
        post_of(home, {})


def test_the_post_has_settings_of_its_own(live):
    """Others are not its business, and an empty one counts as none."""
    environ = {**SMTP, "OPENNRM_SMTP_USER": "", "OPENNRM_HOME": "x", "PATH": "y"}
    assert SMTP == settings_in(environ)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "is not there"),
        ("[", "cannot be read as YAML"),
        ("- a list", "holds no keys"),
        (OFFICE.replace("telephone", "phone"), "telephone: is missing"),
        (OFFICE.replace("telephone", "phone"), "phone: is not known"),
        (OFFICE.replace("[1 Example Street, Exampleton]", "here"), "no list of lines"),
        (OFFICE.replace("Casework", "Modern Slavery"), "stands on envelopes"),
        (OFFICE.replace("The Casework Office", "NRM team"), "neutral name"),
    ],
)
def test_an_unfit_office_is_refused(tmp_path, text, told):
    """An envelope that tells what is in it is a danger, so it cannot be set up."""
    path = tmp_path / "office.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(OfficeUnfit) as refused:
        read_office(path)
    assert told in str(refused.value)
