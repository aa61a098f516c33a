"""GOV.UK Notify, by its real client against a server of our own that plays it."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from opennrm.letters.pdf import to_pdf
from opennrm.letters.plain import to_text
from opennrm.services.post.carriers import Outcome
from opennrm.services.post.notify import Notify, NotifyService

SERVICE, SECRET = UUID(int=1), UUID(int=2)
TEMPLATE = str(UUID(int=3))


class Played(ThreadingHTTPServer):
    """Keeps what it is sent, and answers what the test has it answer."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.sent: list[dict[str, Any]] = []
        self.status = "created"
        self.refuses: int | None = None
        self.breaks = False


class Handler(BaseHTTPRequestHandler):
    server: Played

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refuses:
            return self._answer(
                self.server.refuses,
                {"errors": [{"message": f"bad address {body.get('email_address')}"}]},
            )
        self.server.sent.append({"path": self.path, **body})
        if self.server.breaks:
            self.connection.close()
            return None
        return self._answer(201, {"id": str(UUID(int=50)), "reference": "x"})

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)["reference"]
        if self.server.refuses:
            return self._answer(self.server.refuses, {"message": "no"})
        found = [
            {"id": str(UUID(int=50)), "status": self.server.status}
            for each in self.server.sent
            if [each["reference"]] == asked
        ]
        return self._answer(200, {"notifications": found, "links": {}})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal of the tests."""


@pytest.fixture
def played() -> Iterator[Played]:
    """A server that plays Notify on this machine."""
    server = Played()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def notify(played: Played) -> Iterator[Notify]:
    made = Notify(
        NotifyService(
            key=f"tests-{SERVICE}-{SECRET}",
            email_template=TEMPLATE,
            url=f"http://127.0.0.1:{played.server_port}",
        )
    )
    yield made
    made._client.request_session.close()


def test_an_email_goes_by_the_template_under_our_own_id(notify, played, parcel):
    """Subject and body are the letter's; the reference is how it is found again."""
    made = parcel("email")
    said = notify.send(made)
    assert (Outcome.ACCEPTED, str(UUID(int=50))) == (said.outcome, said.carrier_id)
    assert [
        {
            "path": "/v2/notifications/email",
            "email_address": "alex@quux.example",
            "template_id": TEMPLATE,
            "personalisation": {
                "subject": made.letter.subject,
                "body": to_text(made.letter),
            },
            "reference": str(made.letter_id),
        }
    ] == played.sent


def test_post_goes_as_a_finished_pdf(notify, played, parcel):
    """Byte for byte the letter that was composed."""
    made = parcel("post")
    notify.send(made)
    (sent,) = played.sent
    assert "/v2/notifications/letter" == sent["path"]
    assert to_pdf(made.letter) == base64.b64decode(sent["content"])
    assert str(made.letter_id) == sent["reference"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("created", Outcome.ACCEPTED),
        ("sending", Outcome.ACCEPTED),
        ("pending-virus-check", Outcome.ACCEPTED),
        ("a-word-of-tomorrow", Outcome.ACCEPTED),
        ("delivered", Outcome.DELIVERED),
        ("received", Outcome.DELIVERED),
        ("temporary-failure", Outcome.TRY_AGAIN),
        ("technical-failure", Outcome.TRY_AGAIN),
        ("permanent-failure", Outcome.REFUSED),
        ("validation-failed", Outcome.REFUSED),
        ("virus-scan-failed", Outcome.REFUSED),
        ("cancelled", Outcome.REFUSED),
    ],
)
def test_what_became_of_a_letter_is_asked_by_our_id(
    notify, played, parcel, status, outcome
):
    """Each of Notify's words has one meaning; an unknown one is no answer yet."""
    made = parcel()
    notify.send(made)
    played.status = status
    assert outcome is notify.ask(made.letter_id).outcome


def test_a_letter_that_never_arrived_is_not_there(notify):
    """Then, and only then, may it be handed over again."""
    assert notify.ask(UUID(int=8)) is None


def test_a_broken_line_is_cleared_up_by_asking(notify, played, parcel):
    """Notify took the letter and its answer was lost: it is found, not sent again."""
    played.breaks = True
    said = notify.send(parcel())
    assert (Outcome.TRY_AGAIN, "notify-not-reached") == (said.outcome, said.code)
    assert Outcome.ACCEPTED is notify.ask(UUID(int=7)).outcome


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [
        (400, Outcome.REFUSED, "notify-letter-refused"),
        (403, Outcome.TRY_AGAIN, "notify-key-refused"),
        (429, Outcome.TRY_AGAIN, "notify-not-reached"),
        (500, Outcome.TRY_AGAIN, "notify-not-reached"),
        (503, Outcome.TRY_AGAIN, "notify-not-reached"),
    ],
)
def test_an_error_is_told_by_a_code_alone(
    notify, played, parcel, caplog, status, outcome, code
):
    """What Notify says may name an address, and is neither kept nor logged."""
    played.refuses = status
    said = notify.send(parcel())
    assert (outcome, code) == (said.outcome, said.code)
    assert "quux" not in caplog.text
    assert "quux" not in repr(said)


def test_what_cannot_be_asked_now_is_uncertain(notify, played):
    """An unknown answer is not taken for a no."""
    played.refuses = 500
    said = notify.ask(UUID(int=7))
    assert (Outcome.UNCERTAIN, "notify-not-reached") == (said.outcome, said.code)


def test_a_key_is_in_no_description(notify):
    """Whatever is printed of a carrier in a fault holds no secret."""
    assert str(SECRET) not in repr(notify._service)
