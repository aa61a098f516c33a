"""What carries the letters of this home, from its settings: checked before it starts.

- `OPENNRM_POST`: `folder` (the default), `smtp` or `notify`. What the chosen one does
  not carry is laid into the folder `post` of the home.
- `OPENNRM_POST_OFFICE`: the file of the office; `office.yaml` of the home without it.
- `OPENNRM_SMTP_HOST`, `_PORT`, `_USER`, `_PASSWORD`, `_FROM`; `_TLS` is `starttls`
  (the default), `implicit`, or `none` for this machine only; `_FORM` is `text` (the
  default) or `pdf`.
- `OPENNRM_NOTIFY_KEY`, `OPENNRM_NOTIFY_EMAIL_TEMPLATE`; `OPENNRM_NOTIFY_URL` for
  another address than the service's own.
"""

import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from importlib.util import find_spec
from typing import ClassVar, Final
from urllib.parse import urlsplit

from opennrm.errors import Family, OpenNRMError
from opennrm.home import Home, HomeOfAnotherKind, Kind
from opennrm.letters.specimens import OFFICE
from opennrm.services.post.carriers import Carrier
from opennrm.services.post.delivering import Post
from opennrm.services.post.folder import Folder
from opennrm.services.post.office import FILE, read_office

PREFIXES: Final = ("OPENNRM_POST", "OPENNRM_SMTP_", "OPENNRM_NOTIFY_")
FOLDER: Final = "post"

_KNOWN: Final = {
    "folder": {"OPENNRM_POST", "OPENNRM_POST_OFFICE"},
    "smtp": {
        f"OPENNRM_SMTP_{name}"
        for name in ("HOST", "PORT", "USER", "PASSWORD", "FROM", "TLS", "FORM")
    },
    "notify": {f"OPENNRM_NOTIFY_{name}" for name in ("KEY", "EMAIL_TEMPLATE", "URL")},
}
_NOTIFY_URL: Final = "https://api.notifications.service.gov.uk"
_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NOTIFY_KEY: Final = re.compile(rf".*{_UUID}-{_UUID}", re.IGNORECASE)
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_HIGHEST_PORT: Final = 65535


class PostNotSetUp(OpenNRMError):
    """The settings of the post do not go together, or something is missing."""

    code: ClassVar[str] = "post-not-set-up"
    family: ClassVar[Family] = Family.HOME


def settings_in(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings of the post among all others; one that is empty counts as none."""
    return {
        name: value
        for name, value in environ.items()
        if name.startswith(PREFIXES) and value
    }


def post_of(home: Home, settings: Mapping[str, str]) -> Post:
    """How letters leave a home.

    In a home of invented people nothing leaves the machine, whatever is set.

    Raises: PostNotSetUp, with everything that is wrong; OfficeUnfit; HomeNotMade;
        HomeOfAnotherKind for a home that holds no cases of people.
    """
    kind = home.kind
    if kind is Kind.PUBLISHED_CELLS:
        raise HomeOfAnotherKind(
            "Letters were to be sent from a home that holds published cells. They are "
            "counts of nobody in particular: there is nobody to write to."
        )
    synthetic = kind is Kind.SYNTHETIC
    chosen = settings.get("OPENNRM_POST", "folder")
    faults = _faults(settings, chosen, synthetic=synthetic)
    if faults:
        told = "\n".join(f"  {fault}" for fault in faults)
        raise PostNotSetUp(
            f"The post was to be set up, and its settings do not:\n{told}"
        )
    folder = Folder(home.path / FOLDER, synthetic=synthetic)
    makers: dict[str, Callable[[Mapping[str, str]], Carrier]] = {
        "smtp": _smtp,
        "notify": _notify,
    }
    first = (makers[chosen](settings),) if chosen in makers else ()
    if synthetic:
        return Post(office=OFFICE, carriers=(folder,), synthetic=True)
    named = settings.get("OPENNRM_POST_OFFICE")
    office = read_office(home.path / named if named else home.path / FILE)
    return Post(office=office, carriers=(*first, folder), synthetic=False)


def _faults(settings: Mapping[str, str], chosen: str, *, synthetic: bool) -> list[str]:
    """Everything that is wrong; values are never repeated, they may be secret."""
    if chosen not in _KNOWN:
        return ["OPENNRM_POST is none of folder, smtp, notify. Set one of these."]
    if synthetic and chosen != "folder":
        return [
            f"OPENNRM_POST is {chosen}, and this home holds invented people. Nothing "
            "is sent from it: unset OPENNRM_POST."
        ]
    known = set().union(*_KNOWN.values())
    faults = [
        f"{name} is not known. Known: {', '.join(sorted(known))}."
        for name in sorted(set(settings) - known)
    ]
    if chosen == "smtp":
        faults += _smtp_faults(settings)
    elif chosen == "notify":
        faults += _notify_faults(settings)
    return faults


def _smtp_faults(settings: Mapping[str, str]) -> list[str]:
    host = settings.get("OPENNRM_SMTP_HOST", "")
    port = settings.get("OPENNRM_SMTP_PORT", "587")
    sender = parseaddr(settings.get("OPENNRM_SMTP_FROM", ""))[1]
    tls = settings.get("OPENNRM_SMTP_TLS", "starttls")
    signed_in = ("OPENNRM_SMTP_USER" in settings, "OPENNRM_SMTP_PASSWORD" in settings)
    found = {
        "OPENNRM_SMTP_HOST is missing. Name the mail server.": not host,
        "OPENNRM_SMTP_PORT is no port. Give 1 to 65535.": not (
            port.isdecimal() and 1 <= int(port) <= _HIGHEST_PORT
        ),
        "OPENNRM_SMTP_FROM is no address. Give the one that letters come from.": (
            not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", sender)
        ),
        "OPENNRM_SMTP_TLS is none of starttls, implicit, none.": tls
        not in ("starttls", "implicit", "none"),
        "OPENNRM_SMTP_TLS is none, and the mail server is another machine. Letters "
        "never travel open: use starttls or implicit.": tls == "none"
        and host not in _HERE,
        "OPENNRM_SMTP_FORM is neither text nor pdf.": settings.get(
            "OPENNRM_SMTP_FORM", "text"
        )
        not in ("text", "pdf"),
        "OPENNRM_SMTP_USER and OPENNRM_SMTP_PASSWORD go together. Set both or none.": (
            signed_in[0] is not signed_in[1]
        ),
    }
    return [said for said, holds in found.items() if holds]


def _notify_faults(settings: Mapping[str, str]) -> list[str]:
    key = settings.get("OPENNRM_NOTIFY_KEY", "")
    template = settings.get("OPENNRM_NOTIFY_EMAIL_TEMPLATE", "")
    address = urlsplit(settings.get("OPENNRM_NOTIFY_URL", _NOTIFY_URL))
    open_line = address.scheme == "http" and address.hostname in _HERE
    found = {
        "OPENNRM_NOTIFY_KEY is missing or not of the form name-service-secret. Copy it "
        "from the API integration page of the service.": not _NOTIFY_KEY.fullmatch(key),
        "OPENNRM_NOTIFY_EMAIL_TEMPLATE is no template id. Copy it from the template, "
        "which has the two fields subject and body.": not re.fullmatch(
            _UUID, template, re.IGNORECASE
        ),
        "OPENNRM_NOTIFY_URL is no https address. Unset it for the service's own.": not (
            (address.scheme == "https" and address.hostname) or open_line
        ),
        "The library of GOV.UK Notify is not installed. Install its set: "
        "pip install 'opennrm[notify]'.": find_spec("notifications_python_client")
        is None,
    }
    return [said for said, holds in found.items() if holds]


def _smtp(settings: Mapping[str, str]) -> Carrier:
    from opennrm.services.post.mail import Mail, MailServer

    return Mail(
        MailServer(
            host=settings["OPENNRM_SMTP_HOST"],
            port=int(settings.get("OPENNRM_SMTP_PORT", "587")),
            user=settings.get("OPENNRM_SMTP_USER", ""),
            password=settings.get("OPENNRM_SMTP_PASSWORD", ""),
            tls=settings.get("OPENNRM_SMTP_TLS", "starttls"),
            sender=settings["OPENNRM_SMTP_FROM"],
            as_pdf=settings.get("OPENNRM_SMTP_FORM", "text") == "pdf",
        )
    )


def _notify(settings: Mapping[str, str]) -> Carrier:
    # Its set of libraries is not everybody's.
    from opennrm.services.post.notify import Notify, NotifyService

    return Notify(
        NotifyService(
            key=settings["OPENNRM_NOTIFY_KEY"],
            email_template=settings["OPENNRM_NOTIFY_EMAIL_TEMPLATE"],
            url=settings.get("OPENNRM_NOTIFY_URL", _NOTIFY_URL),
        )
    )
