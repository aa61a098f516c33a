"""Where a statement of law or a list is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document, the paragraph in it, and its address."""

    title: str
    paragraph: str
    url: str
