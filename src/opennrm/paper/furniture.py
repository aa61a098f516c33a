"""The frame that every page shares, and the Jinja environment that fills it.

Values in, HTML out: nothing here knows what a referral is.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

ASSETS = Path(__file__).parent / "static" / "opennrm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What kind of record a page speaks of, said in its header.

    `tag` is two words at most; `text` is a sentence; `colour` is one of the
    GOV.UK tag colours (`yellow`, `purple`, `blue`, …).
    """

    tag: str
    text: str
    colour: str = "yellow"


SYNTHETIC = Banner(
    tag="Synthetic data",
    text="Every person, referral and decision shown here is invented.",
    colour="yellow",
)
PUBLISHED = Banner(
    tag="Published figures",
    text=(
        "Made again from published cells: no day, name or story is known of any "
        "referral shown here."
    ),
    colour="purple",
)
BANNERS = {"synthetic": SYNTHETIC, "published_cells": PUBLISHED}
"""The banner for each kind of home; a live home has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the navigation; `here` marks the section that is open."""

    text: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands around the content of a page.

    `static_root` is where the compiled style sheet and script are served from,
    ending in a slash; `person` says who is signed in, and lets them sign out.
    """

    name: str = "OpenNRM"
    home_href: str = "/"
    static_root: str
    banner: Banner | None
    navigation: tuple[Link, ...] = ()
    person: Markup | None = None
    footer: tuple[str, ...] = ()
    language: str = "en-GB"


def asset(name: str) -> str:
    """The text of a compiled asset, such as `report.css`."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """The Jinja environment of this room: escaping on, undefined names refused."""
    return Environment(
        loader=PackageLoader("opennrm.paper"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(template: str, **values: object) -> Markup:
    """The template of this room, filled with values."""
    written = environment().get_template(template).render(**values).strip()
    return Markup(written)  # noqa: S704 - the environment escapes what it fills in
