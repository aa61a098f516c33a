"""How numbers, days and moments are written."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from opennrm.paper import wording


@pytest.mark.parametrize(
    ("written", "value"), [("0", 0), ("4,746", 4746), ("\N{MINUS SIGN}8", -8)]
)
def test_a_count_separates_thousands(written: str, value: int) -> None:
    """Thousands have a comma and a fall has a real minus sign."""
    assert written == wording.count(value)


@pytest.mark.parametrize(
    ("expected", "value", "places"),
    [
        ("2.5", Decimal("2.45"), 1),
        ("-2.5", Decimal("-2.45"), 1),
        ("3", Fraction(5, 2), 0),
        ("-3", Fraction(-5, 2), 0),
        ("0.33", Fraction(1, 3), 2),
        ("7", 7, 0),
    ],
)
def test_a_value_is_rounded_half_away_from_zero(
    expected: str, value: Decimal | Fraction | int, places: int
) -> None:
    """A half goes away from zero on both sides, for decimals and ratios alike."""
    assert Decimal(expected) == wording.rounded(value, places)


def test_a_percentage_is_of_something() -> None:
    """A share is rounded from the exact ratio; a share of nothing is refused."""
    assert "63%" == wording.percentage(5, 8)
    assert "62.5%" == wording.percentage(5, 8, 1)
    with pytest.raises(ValueError, match="nothing"):
        wording.percentage(0, 0)


@pytest.mark.parametrize(
    ("written", "precision"),
    [
        ("1 April 2023", "day"),
        ("April 2023", "month"),
        ("April to June 2023", "quarter"),
        ("2023", "year"),
    ],
)
def test_a_date_is_written_as_precisely_as_it_is_known(
    written: str, precision: str
) -> None:
    """A date known to the quarter never looks like a day."""
    assert written == wording.span(date(2023, 4, 1), precision)


def test_an_unknown_precision_is_refused() -> None:
    """A precision outside the vocabulary is not guessed at."""
    with pytest.raises(ValueError, match="week"):
        wording.span(date(2023, 4, 1), "week")


def test_a_moment_is_told_in_london_time() -> None:
    """Summer time counts; a moment without a zone is refused."""
    assert "1 July 2023, 13:05" == wording.moment(
        datetime(2023, 7, 1, 12, 5, tzinfo=UTC)
    )
    with pytest.raises(ValueError, match="zone"):
        wording.moment(datetime(2023, 7, 1, 12, 5))  # noqa: DTZ001


def test_words_make_a_list_and_an_amount_its_plural() -> None:
    """Lists read as a sentence does; one is singular."""
    assert "a, b and c" == wording.listed(["a", "b", "c"])
    assert "a" == wording.listed(["a"])
    assert "" == wording.listed([])
    assert "1 referral" == wording.plural(1, "referral")
    assert "4,746 bodies" == wording.plural(4746, "body", "bodies")
    assert "table-1-by-quarter" == wording.slug("Table 1: by quarter")
