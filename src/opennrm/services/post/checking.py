"""Whether a letter that was issued may still leave, asked at the moment of sending.

Between the two a contact may have changed, someone may have died or turned out to be
a child, a decision may have been taken up again. So the letter is issued once more,
on the case as it stands without it: whatever would refuse it now, stops it.
"""

from datetime import date
from typing import ClassVar

from opennrm.cases.addressing import issue_letter
from opennrm.cases.case import Case
from opennrm.cases.facts import LetterDelivered, LetterIssued
from opennrm.cases.fold import fold
from opennrm.cases.history import History, RecordedFact, in_effect
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate


class LetterWithdrawn(Refused):
    """The record that the letter was issued has been withdrawn."""

    code: ClassVar[str] = "letter-withdrawn"


def may_still_leave(
    history: History, version: int, *, today: date, book: Rulebook
) -> tuple[Case, RecordedFact]:
    """The case as it stands, and the letter as issued, if that may still be sent.

    Raises: LetterWithdrawn; and every refusal of `cases.addressing.issue_letter`.
    """
    effective = in_effect(history)
    issued = next((r for r in effective if r.version == version), None)
    if issued is None or not isinstance(issued.fact, LetterIssued):
        raise LetterWithdrawn(
            f"Letter {version} was to be sent, and the record that it was issued has "
            "been withdrawn. Nothing was sent; issue another if it is due."
        )
    without = [
        recorded
        for recorded in effective
        if recorded is not issued
        and not (
            isinstance(recorded.fact, LetterDelivered)
            and recorded.fact.letter == version
        )
    ]
    letter = issued.fact
    issue_letter(
        fold(without),
        letter=letter.letter,
        recipient=letter.recipient,
        channel=letter.channel,
        language=letter.language,
        about=letter.about,
        on=PartialDate.on(today),
        today=today,
        book=book,
    )
    return fold(history), issued
