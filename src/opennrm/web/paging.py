"""Turning the pages of a list, by plain links."""

from typing import Final

from django.http import HttpRequest

from opennrm.paper.furniture import Link

# A page beyond this is no one's to read; it keeps what is asked of the record small.
_LAST_PAGE: Final = 100_000


def page_number(request: HttpRequest) -> int | None:
    """The page asked for, the first unless told; None where it is no page number."""
    typed = request.GET.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(_LAST_PAGE))):
        return None
    number = int(typed)
    return number if 1 <= number <= _LAST_PAGE else None


def page_links(request: HttpRequest, number: int, *, more: bool) -> tuple[Link, ...]:
    """The links to the page before and the page after, as far as there are such."""
    links = []
    if number > 1:
        links.append(_link(request, number - 1, "Previous page"))
    if more:
        links.append(_link(request, number + 1, "Next page"))
    return tuple(links)


def _link(request: HttpRequest, number: int, text: str) -> Link:
    """The same list at another page; a reference typed above it is not kept."""
    query = request.GET.copy()
    query.pop("reference", None)
    query.pop("page", None)
    if number > 1:
        query["page"] = str(number)
    asked = query.urlencode()
    return Link(text=text, href=f"{request.path}?{asked}" if asked else request.path)
