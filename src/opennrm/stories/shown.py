"""Text of a story as a screen may show it: what would steer a terminal is escaped."""

from unicodedata import category

# Control, format (which turns the direction of text), line and paragraph separators,
# halves of characters, and what is nobody's or unassigned.
_STEERING = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})


def shown(text: str) -> str:
    """The text with each steering character written as its escape."""
    if text.isprintable():
        return text
    return "".join(
        ascii(one)[1:-1] if category(one) in _STEERING else one for one in text
    )
