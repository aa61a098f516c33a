"""SMTP, against a mail server of our own on this machine."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller

from opennrm.letters.pdf import to_pdf
from opennrm.letters.plain import to_text
from opennrm.services.post.carriers import Outcome
from opennrm.services.post.mail import Mail, MailServer


class Handler:
    """Takes letters, or answers as the test has it answer."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.at_recipient = "250 OK"
        self.at_letter = "250 OK"
        self.breaks = False

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        self.got.append(envelope.content)
        if self.breaks:
            server.transport.abort()
        return self.at_letter


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def server(handler: Handler) -> Iterator[MailServer]:
    """A mail server that answers here, without encryption, as only here it may."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield MailServer(
        host="127.0.0.1",
        port=port,
        user="",
        password="",
        tls="none",
        sender="The Casework Office <letters@office.example>",
        as_pdf=False,
    )
    controller.stop()


def test_a_letter_is_sent_as_plain_text(server, handler, parcel):
    """Its headers say who sends it and nothing else; its id is the letter's own."""
    made = parcel()
    assert Outcome.SENT is Mail(server).send(made).outcome
    (raw,) = handler.got
    message = message_from_bytes(raw, policy=policy.default)
    assert f"<{made.letter_id}@office.example>" == message["Message-ID"]
    assert "The Casework Office <letters@office.example>" == message["From"]
    assert "alex@quux.example" == message["To"]
    assert made.letter.subject == message["Subject"]
    assert to_text(made.letter).split() == message.get_content().split()
    headers = " ".join(f"{name} {value}" for name, value in message.items()).lower()
    for telling in ("alex example", "slave", "traffick", "victim", "grounds"):
        assert telling not in headers


def test_a_letter_is_sent_as_a_file(server, handler, parcel):
    """Where so set, the message itself says nothing of the letter."""
    made = parcel()
    Mail(replace(server, as_pdf=True)).send(made)
    message = message_from_bytes(handler.got[0], policy=policy.default)
    (attached,) = message.iter_attachments()
    assert ("letter.pdf", to_pdf(made.letter)) == (
        attached.get_filename(),
        attached.get_content(),
    )
    body = message.get_body().get_content()
    assert "attached" in body
    assert "grounds" not in body
    assert made.letter.office.telephone.split() == body.split()[-3:]


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ("550 no such person", Outcome.REFUSED, "smtp-recipient-refused"),
        ("450 later", Outcome.TRY_AGAIN, "smtp-recipient-refused-for-now"),
    ],
)
def test_a_refused_address_is_told(server, handler, parcel, answer, outcome, code):
    """For good or for now, as the server says; its words are not kept."""
    handler.at_recipient = answer
    said = Mail(server).send(parcel())
    assert (outcome, code) == (said.outcome, said.code)
    assert [] == handler.got


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("554 not this", Outcome.REFUSED), ("451 later", Outcome.TRY_AGAIN)],
)
def test_a_refused_letter_is_told(server, handler, parcel, answer, outcome):
    """A letter that the server did not take is known not to have left."""
    handler.at_letter = answer
    assert outcome is Mail(server).send(parcel()).outcome


def test_a_line_that_breaks_leaves_the_letter_uncertain(server, handler, parcel):
    """The server may have it, so it must not be sent again by itself."""
    handler.breaks = True
    said = Mail(server).send(parcel())
    assert (Outcome.UNCERTAIN, "smtp-line-broke") == (said.outcome, said.code)


def test_a_server_that_is_not_there_is_tried_again(server, parcel):
    """Nothing was handed over, so nothing is in doubt."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]
    said = Mail(replace(server, port=nobody)).send(parcel())
    assert (Outcome.TRY_AGAIN, "smtp-not-reached") == (said.outcome, said.code)


def test_no_letter_leaves_without_the_encryption_asked_for(server, handler, parcel):
    """A server that does not offer it gets nothing."""
    said = Mail(replace(server, tls="starttls")).send(parcel())
    assert Outcome.TRY_AGAIN is said.outcome
    assert [] == handler.got


def test_a_mail_server_cannot_be_asked(server):
    """And says so, so that nothing in doubt is sent again."""
    assert not Mail.can_tell
    assert Mail(server).ask(UUID(int=7)) is None
