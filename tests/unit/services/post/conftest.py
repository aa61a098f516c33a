"""A letter to hand over, invented; and what every carrier must leave untold."""

import os
from uuid import UUID

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.server.settings")
django.setup()

from opennrm.cases.rulebook import load_rulebook  # noqa: E402 Django comes first
from opennrm.letters.composing import compose  # noqa: E402
from opennrm.letters.specimens import specimen  # noqa: E402
from opennrm.services.post.carriers import Parcel  # noqa: E402


@pytest.fixture(scope="session")
def letter():
    """A decision letter to an invented person."""
    book = load_rulebook()
    made = specimen("reasonable_grounds_positive", book=book)
    return compose(
        made.case,
        "reasonable_grounds_positive",
        "person",
        "en",
        made.about,
        book,
        on=made.on,
        details=made.details,
    )


@pytest.fixture
def parcel(letter):
    """Makes the parcel of that letter for a channel."""

    def make(channel: str = "email", number: int = 7) -> Parcel:
        return Parcel(
            letter_id=UUID(int=number),
            case_id=UUID(int=9),
            channel=channel,
            letter=letter,
            codes={"letter": letter.letter, "version": 3},
            email="alex@quux.example",
            telephone="01632 960 001",
        )

    return make
