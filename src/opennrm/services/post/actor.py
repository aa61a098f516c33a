"""The post room, as the record knows it."""

from typing import Final
from uuid import UUID, uuid5

from opennrm.cases.people import Actor, Role

POST_ROOM: Final = Actor(
    id="service-post", roles=frozenset({Role.POST_ROOM}), organisation="post_room"
)
PURPOSE: Final = "post"


def letter_id(
    case_id: UUID, *, about: int, letter: str, recipient: str, taken_back: int = 0
) -> UUID:
    """The one id of the letter that tells a recipient of a fact of a case.

    `taken_back` counts the same letters that were issued before and then withdrawn
    from the record: only a person does that, and it makes the letter due once more.
    """
    return uuid5(case_id, f"{about}/{letter}/{recipient}/{taken_back}")
