"""Contacts as they are typed, and the waits of a letter that did not leave."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from opennrm.services.post import schedule
from opennrm.services.post.reaching import Contact, read_contact

AT = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("", False, Contact()),
        ("alex@quux.example", False, Contact(email="alex@quux.example")),
        (
            "Email: alex@quux.example\nTelephone: 01632 960 001",
            False,
            Contact(email="alex@quux.example", telephone="01632 960 001"),
        ),
        (
            "1 Example Street\n\n Exampleton ",
            False,
            Contact(address=("1 Example Street", "Exampleton")),
        ),
        (
            "Quux and Partners\n2 Example Road\n+44 1632 960002\nq@quux.example",
            True,
            Contact(
                name="Quux and Partners",
                address=("2 Example Road",),
                email="q@quux.example",
                telephone="+44 1632 960002",
            ),
        ),
        (
            "a@b.example\nother@b.example",
            False,
            Contact(email="a@b.example", address=("other@b.example",)),
        ),
    ],
)
def test_a_contact_is_read_line_by_line(text, named, expected):
    """What is an address by its form is one; the rest is name and place."""
    assert expected == read_contact(text, named=named)


def test_what_a_contact_holds_is_in_no_description():
    """A fault that shows one shows nothing."""
    assert "quux" not in repr(read_contact("alex@quux.example", named=False))


def test_waits_double_and_differ_between_letters():
    """Not all letters return at the same moment; the same one always does."""
    letters = [UUID(int=number) for number in range(50)]
    for attempts in range(1, schedule.ATTEMPTS):
        stated = min(schedule.FIRST_WAIT * 2 ** (attempts - 1), schedule.LONGEST_WAIT)
        waits = {
            schedule.next_try(letter, attempts=attempts, at=AT) - AT
            for letter in letters
        }
        assert 50 == len(waits)
        assert stated * 0.75 <= min(waits) < max(waits) <= stated * 1.25
        assert waits == {
            schedule.next_try(letter, attempts=attempts, at=AT) - AT
            for letter in letters
        }


def test_after_the_last_attempt_a_person_is_asked():
    """There is no next moment then."""
    letter = UUID(int=1)
    assert schedule.next_try(letter, attempts=schedule.ATTEMPTS, at=AT) is None


def test_a_case_is_looked_at_again_as_the_next_london_day_begins():
    """Also in the night when the clocks go forward."""
    midnight = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert midnight == schedule.next_look(at=AT)
    assert midnight + timedelta(hours=23) == schedule.next_look(at=midnight)
