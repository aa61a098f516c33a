"""Cases of facts written out one by one, for the tests of clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from tests.unit.cases.test_importing import CELL

from opennrm.cases.case import Case
from opennrm.cases.clock import Clock
from opennrm.cases.clocks import clocks
from opennrm.cases.facts import (
    ConclusiveGroundsDecided,
    DecisionServed,
    Fact,
    Outcome,
    ReasonableGroundsDecided,
    ReferralReceived,
    SupportStarted,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.importing import receive_published
from opennrm.cases.rulebook import load_rulebook
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()
CASE = UUID("00000000-0000-4000-8000-0000000000cc")
FIRST_RECORDED = datetime(2026, 11, 1, 12, tzinfo=UTC)
_CELL = receive_published(CELL).fact
assert isinstance(_CELL, ReferralReceived)
REFERRAL = replace(_CELL, nation="england", under_18_now="no")

Dated = tuple[str, Fact]


def told(
    received: str, *dated: Dated, born: str | None = None, **about: object
) -> Case:
    """A case of these facts, the referral first."""
    facts = [(received, replace(REFERRAL, **about)), *dated]
    history = [
        RecordedFact(
            case_id=CASE,
            version=place,
            position=place,
            fact=fact,
            occurred=PartialDate.parse(on),
            recorded_at=FIRST_RECORDED + timedelta(minutes=place),
            by="user-1",
            organisation="sca",
            command_id=f"c-{place}",
        )
        for place, (on, fact) in enumerate(facts, 1)
    ]
    return fold(history, born=PartialDate.parse(born) if born else None)


def read(case: Case, on: str) -> dict[str, Clock]:
    """Every clock of a case as read on a day, by name."""
    day = date.fromisoformat(on)
    return {one.name.value: one for one in clocks(case, on=day, book=BOOK)}


def shown(clock: Clock | None) -> tuple[str, str | None] | None:
    """The state of a clock and its due day, as text."""
    if clock is None:
        return None
    return clock.state.value, clock.due_on.isoformat() if clock.due_on else None


def grounds(outcome: Outcome, **more: object) -> ReasonableGroundsDecided:
    """A first decision."""
    return ReasonableGroundsDecided(
        outcome=outcome,
        reasons=None if outcome is Outcome.POSITIVE else ("credibility",),
        decided_by="user-1",
        reviewed_by="user-2",
        **{
            "authority": "sca",
            "rule": "reasonable-grounds-test@2023-10-09.1",
            **more,
        },
    )


def conclusive(outcome: Outcome, **more: object) -> ConclusiveGroundsDecided:
    """A second decision."""
    positive = outcome is Outcome.POSITIVE
    return ConclusiveGroundsDecided(
        outcome=outcome,
        finding=more.pop("finding", "trafficking") if positive else None,
        reasons=None if positive else ("credibility",),
        decided_by="user-1",
        reviewed_by="user-2",
        authority="sca",
        rule="conclusive-grounds-standard@2023-01-30.1",
        **more,
    )


def served(version: int, received: str | None) -> DecisionServed:
    """A decision told to the person."""
    day = PartialDate.parse(received) if received else None
    return DecisionServed(decision=version, received_on=day)


OUTREACH = SupportStarted(kind="outreach", provider="salvation_army")
GROUNDED = grounds(Outcome.POSITIVE)
NOT_GROUNDED = grounds(Outcome.NEGATIVE)
FOUND = conclusive(Outcome.POSITIVE)
NOT_FOUND = conclusive(Outcome.NEGATIVE)
