"""A small writer of SVG: elements with attributes in a fixed order.

Every number is written with at most two decimals by Python itself, and nothing
is measured with a font, so a drawing has the same bytes on every machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

FONT = "Noto Sans Variable, Noto Sans, Arial, sans-serif"
CHARACTER = 0.56
"""The width of a character of Noto Sans on average, as a share of its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on the drawing, in pixels from its top left corner."""

    x: float
    y: float


def coordinate(value: float) -> str:
    """A number as SVG writes it: two decimals at most, no negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def element(
    name: str, content: Iterable[str] | str = "", /, **attributes: str | float
) -> str:
    """An element; `stroke_width=2` is written as `stroke-width="2"`."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
    )
    inside = content if isinstance(content, str) else "".join(content)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def texted(name: str, text: str, /, **attributes: str | float) -> str:
    """An element that holds text, escaped."""
    return element(name, escape(text), **attributes)


def words(text: str, at: Point, *, size: float = 14, **attributes: str | float) -> str:
    """A line of text at a point."""
    return texted("text", text, x=at.x, y=at.y, font_size=size, **attributes)


def line(first: Point, last: Point, **attributes: str | float) -> str:
    """A straight line."""
    return element("line", x1=first.x, y1=first.y, x2=last.x, y2=last.y, **attributes)


def path(points: Iterable[Point]) -> str:
    """The `d` of a path through the points."""
    return "".join(
        f"{'M' if index == 0 else 'L'}{coordinate(each.x)},{coordinate(each.y)}"
        for index, each in enumerate(points)
    )


def width(text: str, size: float) -> float:
    """About how wide a text will be: an estimate, never a measurement."""
    return len(text) * size * CHARACTER


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    """The text broken at spaces into lines that fit the room."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else coordinate(value)
