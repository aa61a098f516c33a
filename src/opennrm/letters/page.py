"""A letter as one HTML page: its style inside, nothing fetched, ready to print."""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from opennrm.letters.composing import Letter
from opennrm.paper import documents
from opennrm.paper.furniture import SYNTHETIC

# What a letter adds to the style of documents: a page a part on paper, the mark of a
# note on the side where its language begins.
_STYLE: Final = (
    ".opennrm-letter-part+.opennrm-letter-part{border-top:1px solid #b1b4b6;"
    "margin-top:40px;padding-top:20px}"
    "address{font-style:normal}"
    "[dir=rtl]{text-align:right}"
    "[dir=rtl] .govuk-inset-text{border-left:0;border-right:10px solid #b1b4b6}"
    "[dir=rtl] .govuk-list--bullet{padding-left:0;padding-right:20px}"
    "[dir=ltr]{text-align:left}"
    "@media print{.govuk-template{background:#fff}"
    ".govuk-skip-link,.govuk-generic-header{display:none}"
    ".opennrm-letter-part+.opennrm-letter-part{break-before:page;border-top:0;"
    "margin-top:0;padding-top:0}h1,h2,h3{break-after:avoid}}"
)


def to_html(letter: Letter) -> str:
    """The letter as a page, with the language and direction of each part marked.

    The title shows the neutral subject: a tab or a list of files tells nothing.
    """
    office = letter.office
    written = (
        _environment()
        .get_template("letter.jinja")
        .render(
            letter=letter,
            first=letter.parts[0],
            to=(letter.name, *letter.address),
            sender=(office.name, *office.address, office.telephone, office.email),
            banner=SYNTHETIC if letter.synthetic else None,
            style=Markup(documents.style() + _STYLE),  # noqa: S704 - our own style
        )
    )
    return f"{written.strip()}\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("opennrm.letters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
