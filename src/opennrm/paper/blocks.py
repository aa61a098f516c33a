"""The smaller pieces of a page: headings, lists, tags, summaries, timelines.

Each function takes text and gives escaped HTML; text is never trusted as markup.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from opennrm.paper import furniture
from opennrm.paper.wording import slug


class TagColour(StrEnum):
    """The tag colours of GOV.UK Frontend that our pages use."""

    BLUE = "blue"
    GREEN = "green"
    GREY = "grey"
    ORANGE = "orange"
    PURPLE = "purple"
    RED = "red"
    YELLOW = "yellow"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """A name and its value; `value` may be markup made by this room."""

    name: str
    value: str | Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A number set large, with the words that say what it counts."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened.

    `dates` are pairs of a word and a date (“Happened”, “Recorded”); `replaced`
    marks an entry that a later correction stands in place of.
    """

    title: str
    dates: tuple[tuple[str, str], ...]
    byline: str = ""
    details: tuple[SummaryRow, ...] = ()
    tag: str = ""
    replaced: bool = False


def joined(*parts: Markup) -> Markup:
    """Pieces of a page, one after the other."""
    return Markup("\n").join(parts)


def heading(text: str, *, level: int = 2, key: str = "") -> Markup:
    """A heading with an id to link to; level 1 is the page's own title."""
    size = {1: "l", 2: "m", 3: "s"}.get(level, "s")
    return Markup('<h{0} class="govuk-heading-{1}" id="{2}">{3}</h{0}>').format(
        level, size, key or slug(text), text
    )


def paragraph(text: str | Markup, *, small: bool = False) -> Markup:
    """A paragraph of body text."""
    kind = "govuk-body-s" if small else "govuk-body"
    return Markup('<p class="{}">{}</p>').format(kind, text)


def bullets(items: Iterable[str | Markup]) -> Markup:
    """A bulleted list."""
    lines = Markup("\n").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup(
        '<ul class="govuk-list govuk-list--bullet govuk-list--spaced">\n{}\n</ul>'
    ).format(lines)


def link(text: str, href: str) -> Markup:
    """A link within a text."""
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(href, text)


def inset(text: str | Markup) -> Markup:
    """A remark set in from the text: a caveat, a break in a series."""
    return Markup('<div class="govuk-inset-text">{}</div>').format(text)


def warning(text: str) -> Markup:
    """A warning that must not be overlooked."""
    return Markup(
        '<div class="govuk-warning-text">'
        '<span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text">'
        '<span class="govuk-visually-hidden">Warning</span> {}</strong></div>'
    ).format(text)


def tag(text: str, colour: TagColour = TagColour.BLUE) -> Markup:
    """A status in a coloured tag; the words carry the meaning, not the colour."""
    return Markup('<strong class="govuk-tag govuk-tag--{}">{}</strong>').format(
        colour.value, text
    )


def details(summary: str, body: str | Markup) -> Markup:
    """Text that a reader may open."""
    return Markup(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>'
    ).format(summary, body)


def figure(svg: str, *, caption: str | Markup = "") -> Markup:
    """A chart made by `charts`, set into the page with its caption.

    The SVG is written out as it is: pass nothing here that `charts` did not make.
    """
    said = Markup("<figcaption>{}</figcaption>").format(caption) if caption else ""
    drawing = Markup(svg)  # noqa: S704 - made by this room, escaped there
    return Markup('<figure class="opennrm-figure">\n{}\n{}</figure>').format(
        drawing, said
    )


def key_figures(figures: Iterable[KeyFigure]) -> Markup:
    """A band of numbers set large."""
    items = Markup("\n").join(
        Markup("<li><strong>{}</strong> <span>{}</span></li>").format(
            each.figure, each.words
        )
        for each in figures
    )
    return Markup('<ul class="opennrm-key-figures">\n{}\n</ul>').format(items)


def summary_list(rows: Iterable[SummaryRow], *, borders: bool = True) -> Markup:
    """Names and values, one pair a line."""
    return furniture.fill("summary-list.jinja", rows=tuple(rows), borders=borders)


def timeline(entries: Iterable[TimelineEntry], *, level: int = 3) -> Markup:
    """What happened, in the order given, each with its dates."""
    return furniture.fill("timeline.jinja", entries=tuple(entries), level=level)
