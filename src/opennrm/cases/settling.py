"""Settling a panel's disagreement: what becomes of the decision it did not share."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import PanelDisagreementSettled
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.sittings import (
    ASSURANCE,
    DISAGREES,
    decision_before,
    last_panel,
)
from opennrm.cases.transitions import Refused, require
from opennrm.rules.dates import PartialDate


class NothingToSettle(Refused):
    """The panel did not disagree with a decision."""

    code: ClassVar[str] = "nothing-to-settle"


class SettledByItsMaker(Refused):
    """Who made or reviewed the decision does not settle a disagreement about it."""

    code: ClassVar[str] = "settled-by-its-maker"


def settle_disagreement(
    case: Case,
    *,
    panel: int,
    settled_as: str,
    on: PartialDate,
    by: str,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """A technical lead says what becomes of a decision that a panel disagreed with.

    The disagreement changes nothing by itself. An upheld decision may be served; an
    amended one, or one that needs more inquiries, is to be made again.

    Raises: NotNow; PanelNotSitting; NothingToSettle; SettledByItsMaker; OutOfOrder.
    Source: assurance-panel.
    """
    require(case, Command.SETTLE_DISAGREEMENT)
    happened(on, today=today, what="A settlement")
    called = last_panel(case, panel)
    decision = decision_before(case, called)
    if called.kind != ASSURANCE or called.outcome != DISAGREES or decision is None:
        raise NothingToSettle(
            "To settle a disagreement was refused: this panel did not disagree with a "
            f"decision, its outcome is {called.outcome or 'not told yet'}."
        )
    assert called.concluded is not None, "it has an outcome"
    follows(on, called.concluded, what="A settlement", cause="the panel concluded")
    if by in (decision.decided_by, decision.reviewed_by):
        raise SettledByItsMaker(
            "To settle a disagreement was refused: it is about a decision that this "
            "person made or reviewed. Another technical lead has to settle it."
        )
    book.codes.checked("settlement", settled_as, on=on)
    fact = PanelDisagreementSettled(panel=panel, settled_as=settled_as, settled_by=by)
    return (NewFact(fact=fact, occurred=on),)
