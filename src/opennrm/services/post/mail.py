"""Letters by SMTP, through Django's mail.

A mail server takes a letter and says no more, so a connection that breaks while the
letter is handed over leaves it uncertain. Sender and subject are neutral; the headers
name nobody but the address.
"""

import smtplib
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Final
from uuid import UUID

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from opennrm.letters.pdf import to_pdf
from opennrm.letters.plain import to_text
from opennrm.services.post.carriers import Answer, Outcome, Parcel

TIMEOUT_SECONDS: Final = 30
# From here on a server's answer is final; below it asks to try again.
_FINAL: Final = 500
_COVER: Final = (
    "There is a letter for you in the attached file.\n\n"
    "If you cannot open it, call us: the number is in this message's signature.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """How to reach a mail server. `tls` is starttls, implicit or none."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str
    sender: str
    as_pdf: bool


class Mail:
    """Sends letters to e-mail addresses."""

    name: Final = "smtp"
    channels: Final = frozenset({"email"})
    can_tell: Final = False

    def __init__(self, server: MailServer) -> None:
        self._server = server

    def send(self, parcel: Parcel) -> Answer:
        """Hand a letter to the mail server."""
        message = self._message(parcel)
        server = self._server
        backend = EmailBackend(
            host=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls == "starttls",
            use_ssl=server.tls == "implicit",
            timeout=TIMEOUT_SECONDS,
        )
        try:
            refused = _opened(backend)
            if refused is not None:
                return refused
            backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as fault:
            codes = [code for code, _ in fault.recipients.values()]
            return _refused(min(codes), "smtp-recipient-refused")
        except smtplib.SMTPResponseException as fault:
            return _refused(fault.smtp_code, "smtp-letter-refused")
        except (smtplib.SMTPException, OSError):
            # The line broke somewhere in the middle; the letter may have arrived.
            return Answer(outcome=Outcome.UNCERTAIN, code="smtp-line-broke")
        finally:
            backend.close()
        return Answer(outcome=Outcome.SENT)

    def ask(self, letter_id: UUID) -> Answer | None:
        """Nothing: a mail server cannot be asked about a letter."""
        del letter_id
        return None

    def _message(self, parcel: Parcel) -> EmailMessage:
        letter = parcel.letter
        domain = parseaddr(self._server.sender)[1].rpartition("@")[2]
        contact = f"\n-- \n{letter.office.name}\n{letter.office.telephone}\n"
        message = EmailMessage(
            subject=letter.subject,
            body=_COVER + contact if self._server.as_pdf else to_text(letter),
            from_email=self._server.sender,
            to=[parcel.email] if parcel.email else [],
            headers={"Message-ID": f"<{parcel.letter_id}@{domain}>"},
        )
        if self._server.as_pdf:
            message.attach("letter.pdf", to_pdf(letter), "application/pdf")
        return message


def _opened(backend: EmailBackend) -> Answer | None:
    """Why no letter can be handed over now; None where the line is open."""
    try:
        backend.open()
    except smtplib.SMTPAuthenticationError:
        return Answer(outcome=Outcome.TRY_AGAIN, code="smtp-sign-in-refused")
    except (smtplib.SMTPException, OSError):
        return Answer(outcome=Outcome.TRY_AGAIN, code="smtp-not-reached")
    return None


def _refused(smtp_code: int, code: str) -> Answer:
    final = smtp_code >= _FINAL
    return Answer(
        outcome=Outcome.REFUSED if final else Outcome.TRY_AGAIN,
        code=code if final else f"{code}-for-now",
    )
