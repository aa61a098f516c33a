"""Commands as plain values: equal for equal content, and nothing left out."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from opennrm.cases.facts import FactWithdrawn, Outcome
from opennrm.rules.dates import PartialDate
from opennrm.services.plain import plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("text", "text"),
        (Outcome.POSITIVE, "positive"),
        (PartialDate.parse("2023-Q1"), "2023-Q1"),
        (date(2023, 1, 2), "2023-01-02"),
        (datetime(2023, 1, 2, 3, tzinfo=UTC), "2023-01-02T03:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (("b", "a"), ["b", "a"]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({"a": (1,)}, {"a": [1]}),
        (FactWithdrawn(fact=2), {"is": "FactWithdrawn", "fact": 2}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_become_plain(value, expected):
    """Every kind of value that a command holds has one plain form."""
    assert expected == plain(value)
    assert type(expected) is type(plain(value))


def test_what_no_command_holds_is_refused():
    """An unknown kind of value is no silent nothing."""
    with pytest.raises(TypeError, match="object"):
        plain(object())
