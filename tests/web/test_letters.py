"""The letters of a case on its page: what waits, why, and a person's part in it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.test import Client
from lxml import html

from opennrm.letters.specimens import OFFICE
from opennrm.services.post import carriers
from opennrm.services.post.carriers import Answer, Outcome
from opennrm.services.post.delivering import Post
from opennrm.services.post.folder import FORMS
from opennrm.services.post.working import PostRoom
from opennrm.store import deliveries, worklist
from opennrm.store.deliveries import DeliveryState

AT = datetime(2024, 1, 12, 12, tzinfo=UTC)


class Refusing:
    """A carrier that takes nothing."""

    name = "fake"
    channels = frozenset(FORMS)
    can_tell = True

    def send(self, parcel: carriers.Parcel) -> Answer:
        """Refuse it, whatever it is."""
        del parcel
        return Answer(outcome=Outcome.REFUSED, code="no-such-box")

    def ask(self, letter_id: UUID) -> Answer | None:
        """Know nothing of it."""
        del letter_id


def work() -> None:
    """Let the post room work until nothing is left to do."""
    room = PostRoom(post=Post(office=OFFICE, carriers=(Refusing(),), synthetic=True))
    while room.step(at=AT):
        pass


def letters(client: Client, reference: str) -> Any:
    """The part of a case page that tells of letters."""
    answer = client.get(f"/cases/{reference}")
    shown = html.fromstring(answer.content.decode())
    return shown.xpath("//h2[@id='letters']/following-sibling::dl[1]")[0]


def words_of(node: Any) -> str:
    """The words of a part of a page."""
    return " ".join(" ".join(node.itertext()).split())


def held_letter(reference: str) -> UUID:
    """The letter of a case that waits for a person."""
    line = worklist.of_reference(reference)
    assert line is not None
    (held,) = [
        one
        for one in deliveries.of_case(line.case_id)
        if one.state is DeliveryState.HELD
    ]
    return held.letter_id


def test_a_letter_that_will_leave_is_shown_before_it_does(
    decision_maker: Client, cases: Any
) -> None:
    """The caseworker sees who is going to be told what."""
    said = words_of(letters(decision_maker, cases.fresh))
    assert "to first responder" in said
    assert "Will leave" in said


def test_what_cannot_leave_says_what_stands_against_it(
    decision_maker: Client, cases: Any
) -> None:
    """Nobody recorded a safe way to reach the person, so the decision waits."""
    said = words_of(letters(decision_maker, cases.decided))
    assert "Cannot leave" in said
    assert "no record says that it is safe" in said


def test_a_held_letter_is_counted_as_sent_by_a_person(
    decision_maker: Client, cases: Any
) -> None:
    """The two buttons are there, and the one that was pressed is obeyed."""
    work()
    part = letters(decision_maker, cases.fresh)
    assert "Held for a person" in words_of(part)
    assert ["again", "sent"] == part.xpath(".//button/@value")
    address = part.xpath(".//form/@action")[0]
    letter = held_letter(cases.fresh)
    assert 302 == decision_maker.post(address, {"said": "sent"}).status_code
    rested = deliveries.of_letter(letter)
    assert rested is not None
    assert DeliveryState.SENT is rested.state


def test_who_may_not_send_sees_no_letters_and_decides_none(
    decision_maker: Client, overseer: Client, cases: Any
) -> None:
    """The address of a letter is not there for who only reads."""
    work()
    letter = held_letter(cases.fresh)
    answer = overseer.post(f"/cases/{cases.fresh}/letters/{letter}", {"said": "sent"})
    assert 404 == answer.status_code
    page = overseer.get(f"/cases/{cases.fresh}").content.decode()
    assert 'id="letters"' not in page


def test_any_other_answer_is_no_answer(decision_maker: Client, cases: Any) -> None:
    """A made-up choice changes nothing."""
    work()
    letter = held_letter(cases.fresh)
    answer = decision_maker.post(
        f"/cases/{cases.fresh}/letters/{letter}", {"said": "burn"}
    )
    assert 404 == answer.status_code
    held = deliveries.of_letter(letter)
    assert held is not None
    assert DeliveryState.HELD is held.state
