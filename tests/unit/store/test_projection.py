"""What a work list shows of a case."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from opennrm.cases.clock import Clock, ClockName, ClockState
from opennrm.cases.facts import (
    Answer,
    AuthorityAssigned,
    CaseSuspended,
    CaseWithdrawn,
    Consent,
    Outcome,
    ReasonableGroundsDecided,
    ReconsiderationRefused,
    ReconsiderationRequested,
    ReferralReceived,
    Stage,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.rules.dates import PartialDate
from opennrm.store.projection import work_line

REFERRED = ReferralReceived(
    first_responder="kent_police",
    first_responder_label="Kent Police",
    first_responder_type="police",
    first_responder_type_label="Police",
    nation="england",
    age_at_exploitation="adult",
    age_at_exploitation_label="Adult (18 or over)",
    gender="male",
    gender_label="Male",
    nationality=("albanian",),
    nationality_label="Albanian",
    exploitation_types=("labour",),
    exploitation_type_label="Labour",
    location_of_exploitation="uk",
    location_of_exploitation_label="UK",
    police_force="kent",
    police_force_limb="not_recorded",
    county_lines=Answer.NO,
    channel="service",
    under_18_now=Answer.NO,
    nrm_consent=Consent.GIVEN,
    support_wanted=Answer.NO,
    routing_circumstance="not_recorded",
)
ASSIGNED = AuthorityAssigned(authority="sca", rule="competent-authority@2021-11-08.1")
REFUSED = ReasonableGroundsDecided(
    outcome=Outcome.NEGATIVE,
    reasons=("credibility",),
    decided_by="user-1",
    reviewed_by="user-2",
    authority="sca",
    rule="reasonable-grounds-test@2023-07-24.1",
)
ASKED = ReconsiderationRequested(
    decision=3,
    basis=("guidance",),
    requested_by="individual",
    exceptional_circumstances=False,
    rule="reconsideration-window@2016-01-01.1",
)
DECLINED = ReconsiderationRefused(request=4, reason="no_guidance_error")
LEFT = CaseWithdrawn(
    reason="not_recorded", requested_by="individual", best_interests_determination=False
)
PAUSED = CaseSuspended(reason="missing", stage=Stage.REASONABLE_GROUNDS)
DUE = Clock(
    name=ClockName.REASONABLE_GROUNDS_TARGET,
    state=ClockState.RUNNING,
    due_on=date(2023, 2, 8),
)
UNKNOWN = Clock(
    name=ClockName.REASONABLE_GROUNDS_TARGET,
    state=ClockState.UNKNOWN,
    unknown="The day is not known.",
    unknown_code="day-unknown",
)


def case_of(*facts):
    return fold(
        [
            RecordedFact(
                case_id=UUID(int=5 << 96),
                version=version,
                position=version,
                fact=fact,
                occurred=PartialDate.on(date(2023, 2, version)),
                recorded_at=datetime(2023, 2, version, tzinfo=UTC),
                by="user-1",
                organisation="sca",
                command_id=str(version),
            )
            for version, fact in enumerate(facts, start=1)
        ]
    )


@pytest.mark.parametrize(
    ("facts", "stage", "suspended", "closed"),
    [
        ([REFERRED], "awaiting_reasonable_grounds", False, False),
        ([REFERRED, ASSIGNED, PAUSED], "suspended", True, False),
        ([REFERRED, ASSIGNED, REFUSED], "reasonable_grounds_negative", False, False),
        (
            [REFERRED, ASSIGNED, REFUSED, ASKED],
            "awaiting_reconsideration",
            False,
            False,
        ),
        (
            [REFERRED, ASSIGNED, REFUSED, ASKED, DECLINED],
            "reasonable_grounds_negative",
            False,
            True,
        ),
        ([REFERRED, ASSIGNED, REFUSED, ASKED, LEFT], "withdrawn", False, True),
    ],
    ids=["received", "suspended", "negative", "asked again", "declined", "left"],
)
def test_a_line_follows_its_case(facts, stage, suspended, closed):
    """A case is open while something may be asked or decided, a request included."""
    line = work_line(case_of(*facts), due=None, position=7)
    assert (stage, suspended, closed, 7) == (
        line.stage,
        line.suspended,
        line.closed,
        line.updated_position,
    )


def test_a_line_shows_the_clock_that_is_worked_to():
    """The due day is shown where it is known, else the reason why it is not."""
    case = case_of(REFERRED, ASSIGNED)
    line = work_line(case, due=DUE, position=2)
    assert ("reasonable_grounds_target", date(2023, 2, 8), None) == (
        line.clock,
        line.due_on,
        line.due_unknown,
    )
    vague = work_line(case, due=UNKNOWN, position=2)
    assert (None, "day-unknown") == (vague.due_on, vague.due_unknown)
    none = work_line(case, due=None, position=2)
    assert (None, None, None) == (none.clock, none.due_on, none.due_unknown)
