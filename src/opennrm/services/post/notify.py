"""Letters by GOV.UK Notify, through its own client.

Notify is told our id of each letter as its reference, and asked for that before the
letter is handed over again; so a broken line never makes two. E-mail uses one
template of the two fields subject and body, post a finished PDF.
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from opennrm.letters.pdf import to_pdf
from opennrm.letters.plain import to_text
from opennrm.services.post.carriers import Answer, Outcome, Parcel

TIMEOUT_SECONDS: Final = 30
_TOO_MANY: Final = 429
_CALL_AT_FAULT: Final = range(400, 500)
_KEY_AT_FAULT: Final = (401, 403)

# Notify's own words for how a letter stands.
_DELIVERED: Final = frozenset({"delivered", "received"})
_GAVE_UP: Final[dict[str, Answer]] = {
    "temporary-failure": Answer(
        outcome=Outcome.TRY_AGAIN, code="notify-temporary-failure"
    ),
    "technical-failure": Answer(
        outcome=Outcome.TRY_AGAIN, code="notify-technical-failure"
    ),
    "permanent-failure": Answer(
        outcome=Outcome.REFUSED, code="notify-permanent-failure"
    ),
    "cancelled": Answer(outcome=Outcome.REFUSED, code="notify-cancelled"),
    "validation-failed": Answer(
        outcome=Outcome.REFUSED, code="notify-validation-failed"
    ),
    "virus-scan-failed": Answer(
        outcome=Outcome.REFUSED, code="notify-virus-scan-failed"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyService:
    """A service of GOV.UK Notify: its key, its e-mail template and its address."""

    key: str = field(repr=False)
    email_template: str
    url: str


class Notify:
    """Sends letters by e-mail and by post."""

    name: Final = "notify"
    channels: Final = frozenset({"email", "post"})
    can_tell: Final = True

    def __init__(self, service: NotifyService) -> None:
        self._service = service
        self._client = NotificationsAPIClient(
            service.key, base_url=service.url, timeout=TIMEOUT_SECONDS
        )

    def send(self, parcel: Parcel) -> Answer:
        """Hand a letter to Notify under our id of it."""
        reference = str(parcel.letter_id)
        try:
            if parcel.channel == "email":
                held = self._client.send_email_notification(
                    email_address=parcel.email,
                    template_id=self._service.email_template,
                    personalisation={
                        "subject": parcel.letter.subject,
                        "body": to_text(parcel.letter),
                    },
                    reference=reference,
                )
            else:
                held = self._client.send_precompiled_letter_notification(
                    reference=reference, pdf_file=BytesIO(to_pdf(parcel.letter))
                )
        except APIError as fault:
            return _fault(fault)
        return Answer(outcome=Outcome.ACCEPTED, carrier_id=_id(held))

    def ask(self, letter_id: UUID) -> Answer | None:
        """How a letter stands with Notify; one that it gave up counts as not there.

        Raises: NotifyAnswerUnreadable never; a line that is broken is an answer too.
        """
        try:
            found = self._client.get_all_notifications(reference=str(letter_id))
        except APIError:
            return Answer(outcome=Outcome.UNCERTAIN, code="notify-not-reached")
        tried = [_standing(each) for each in found.get("notifications", ())]
        if not tried:
            return None
        alive = [each for each in tried if each.outcome is not Outcome.TRY_AGAIN]
        return alive[0] if alive else tried[0]


def _standing(held: dict[str, Any]) -> Answer:
    status = str(held.get("status", ""))
    if status in _DELIVERED:
        return Answer(outcome=Outcome.DELIVERED, carrier_id=_id(held))
    return _GAVE_UP.get(status, Answer(outcome=Outcome.ACCEPTED, carrier_id=_id(held)))


def _id(held: dict[str, Any]) -> str | None:
    """What Notify calls it, if that is an id and nothing else."""
    try:
        return str(UUID(str(held.get("id"))))
    except ValueError:
        return None


def _fault(fault: APIError) -> Answer:
    """What an error of Notify means. Its words are not kept: they may name someone."""
    status = fault.status_code
    if status in _KEY_AT_FAULT:
        return Answer(outcome=Outcome.TRY_AGAIN, code="notify-key-refused")
    if status in _CALL_AT_FAULT and status != _TOO_MANY:
        return Answer(outcome=Outcome.REFUSED, code="notify-letter-refused")
    return Answer(outcome=Outcome.TRY_AGAIN, code="notify-not-reached")
