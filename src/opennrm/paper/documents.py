"""A document that stands alone: one HTML file, its style inside, nothing fetched.

A bulletin opened from a folder, an archive or a mail looks the same as on the
site, and prints. The type and the style sheet are written into the file.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final

from markupsafe import Markup

from opennrm.paper import furniture
from opennrm.paper.furniture import ASSETS, Banner
from opennrm.paper.wording import slug

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_NONE: Final = "'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a document under its own heading; `body` is made by this room."""

    title: str
    body: Markup
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: title, lead, sections, and what its foot says.

    `facts` stand under the title (published on, as at, contact); `footer` is one
    line a sentence. `name` is the publisher's own, in the header.
    """

    title: str
    banner: Banner | None
    sections: tuple[Section, ...]
    name: str = "OpenNRM"
    kicker: str = ""
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    contents: bool = True
    footer: tuple[str, ...] = ()
    language: str = "en-GB"


def render(document: Document) -> str:
    """The whole HTML file, the same bytes for the same values."""
    keys = [section.key or slug(section.title) for section in document.sections]
    html = furniture.fill(
        "document.jinja",
        document=document,
        sections=tuple(zip(keys, document.sections, strict=True)),
        style=Markup(style()),  # noqa: S704 - our own compiled file
    )
    return f"{html}\n"


@cache
def style() -> str:
    """The style sheet written into each document, its type included."""
    font = (ASSETS / "fonts" / "noto-sans-latin.woff2").read_bytes()
    data = b64encode(font).decode("ascii")
    face = (
        '@font-face{font-family:"Noto Sans Variable";font-style:normal;'
        "font-weight:100 900;"
        f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
    )
    return f"{face}{furniture.asset('report.css').strip()}"


def content_security_policy(written: str) -> str:
    """The policy to serve a written document with: its own style, and no request.

    The style is allowed by its digest, so that a document which an earlier version
    wrote is shown in the style that it was published in.
    """
    digests = " ".join(
        f"'sha256-{b64encode(sha256(each.encode()).digest()).decode('ascii')}'"
        for each in _STYLE.findall(written)
    )
    return (
        f"default-src 'none'; style-src {digests or _NONE}; font-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
