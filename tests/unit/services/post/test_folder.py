"""The folder: what is laid down is what was composed, whole, once."""

import json
from uuid import UUID

import pytest

from opennrm.letters.page import to_html
from opennrm.letters.pdf import to_pdf
from opennrm.letters.plain import to_text
from opennrm.services.post.carriers import Outcome
from opennrm.services.post.folder import FORMS, Folder


@pytest.mark.parametrize("channel", FORMS)
def test_a_letter_is_laid_down_as_its_channel_needs_it(tmp_path, parcel, channel):
    """To print, to send, to read out or to show: word for word what was composed."""
    folder = Folder(tmp_path / "post", synthetic=False)
    made = parcel(channel)
    assert folder.ask(made.letter_id) is None
    assert Outcome.DELIVERED is folder.send(made).outcome
    assert Outcome.DELIVERED is folder.ask(made.letter_id).outcome
    written = tmp_path / "post" / channel / f"{made.letter_id}.{FORMS[channel]}"
    content = written.read_bytes()
    expected = {
        "pdf": to_pdf(made.letter),
        "html": to_html(made.letter).encode(),
        "txt": to_text(made.letter).encode(),
    }[FORMS[channel]]
    assert content.endswith(expected)
    head = content.removesuffix(expected).decode()
    reached = {"email": "To: alex@quux.example\n", "telephone_call": "01632 960 001"}
    assert reached.get(channel, "") in head
    assert "modern slavery" not in head.lower()


def test_the_slip_names_nobody(tmp_path, parcel):
    """It holds ids and codes; in a synthetic home it says so."""
    made = parcel("post")
    Folder(tmp_path, synthetic=True).send(made)
    slip = json.loads((tmp_path / "post" / f"{made.letter_id}.json").read_text())
    assert {
        "letter": "reasonable_grounds_positive",
        "version": 3,
        "letter_id": str(UUID(int=7)),
        "case_id": str(UUID(int=9)),
        "channel": "post",
        "file": f"{UUID(int=7)}.pdf",
        "synthetic": "Synthetic data: about nobody.",
    } == slip


def test_a_letter_without_its_slip_is_not_there_yet(tmp_path, parcel):
    """A write that was cut short is done again, in the place of what it left."""
    folder, made = Folder(tmp_path, synthetic=False), parcel("email")
    torn = tmp_path / "email" / f"{made.letter_id}.txt"
    torn.parent.mkdir()
    torn.write_text("Half a let")
    assert folder.ask(made.letter_id) is None
    folder.send(made)
    assert torn.read_text().endswith(to_text(made.letter))
    assert {f"{made.letter_id}.txt", f"{made.letter_id}.json"} == {
        path.name for path in torn.parent.iterdir()
    }


def test_a_letter_that_is_there_is_not_written_again(tmp_path, parcel):
    """Somebody may have taken the file away already, or be reading it."""
    folder, made = Folder(tmp_path, synthetic=False), parcel("email")
    folder.send(made)
    written = tmp_path / "email" / f"{made.letter_id}.txt"
    written.unlink()
    folder.send(made)
    assert not written.exists()


def test_a_disk_that_refuses_leaves_no_half_file(tmp_path, parcel, monkeypatch):
    """What could not be written whole is not there at all."""
    folder, made = Folder(tmp_path, synthetic=False), parcel("email")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        folder.send(made)
    assert [] == list((tmp_path / "email").iterdir())
