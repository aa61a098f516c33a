"""The Jinja environment of the pages: ours, the window's, and the shared paper."""

from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from opennrm.paper import blocks, wording

_OURS: Final[dict[str, Any]] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "loader": ChoiceLoader(
        [
            PackageLoader("opennrm.web"),
            PackageLoader("opennrm.window"),
            PackageLoader("opennrm.paper"),
        ]
    ),
}


def environment(**options: Any) -> Environment:
    """Escaping on, undefined names refused, and the words of `paper` at hand."""
    made = Environment(**options | _OURS)  # noqa: S701 - on, in _OURS
    made.globals.update(
        url=_url, static=static, blocks=blocks, wording=wording, zip=zip
    )
    return made


def _url(name: str, /, **parts: object) -> str:
    return reverse(name, kwargs=parts or None)
