"""How small numbers are treated: a named choice, never a silent default."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy for small numbers and, plainly, what it leaves at risk."""

    key: str
    title: str
    risk: str


AS_PUBLISHED: Final = Policy(
    key="as_published",
    title="As published: no small number is changed or withheld",
    risk=(
        "Cells that cross many dimensions mostly count one person. Somebody who knows"
        " a person may recognise them in a cell and learn the rest of its row."
    ),
)
"""The only policy of this version: what the Home Office does for these tables."""
