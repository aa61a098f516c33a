"""Permission to stay where stories do not reach: disqualification, revocation."""

from datetime import timedelta

import pytest
from tests.unit.cases.test_supporting import (
    BOOK,
    CONCLUDED,
    CONSIDERED,
    DISQUALIFIED,
    POSITIVE,
    TODAY,
    case_of,
    on,
)

from opennrm.cases.deciding_leave import LeaveNotOwed, LeavePaused, decide_leave
from opennrm.cases.facts import (
    ConclusiveGroundsRevoked,
    LeaveConsidered,
    LeaveDecided,
)
from opennrm.cases.staying import LeaveNotToCurtail, consider_leave, curtail_leave

LEAVE = LeaveConsidered(kind="temporary_permission")
# The cases of these tests are all received in March 2024, before the pause.
AFTER_PAUSE = 300


def consider(case, kind, day=20):
    return consider_leave(case, kind=kind, on=on(day), today=TODAY, book=BOOK)


def grant(case, day=20, **more):
    given = {
        "outcome": "granted",
        "ground": "recovery",
        "since": on(day).first,
        "until": on(day).first + timedelta(days=365),
    }
    return decide_leave(case, on=on(day), today=TODAY, book=BOOK, **(given | more))


def test_nobody_who_is_disqualified_is_owed_temporary_permission():
    facts = [POSITIVE, CONCLUDED, CONSIDERED, DISQUALIFIED]
    with pytest.raises(LeaveNotOwed):
        consider(case_of(*facts), "temporary_permission")
    with pytest.raises(LeaveNotOwed):
        grant(case_of(POSITIVE, CONCLUDED, LEAVE, CONSIDERED, DISQUALIFIED))

    assert 1 == len(consider(case_of(*facts), "other"))
    refused = {"outcome": "refused", "ground": None, "since": None, "until": None}
    case = case_of(POSITIVE, CONCLUDED, LEAVE, CONSIDERED, DISQUALIFIED)
    assert "refused" == grant(case, **refused)[0].fact.outcome


def test_other_leave_has_no_grounds_of_its_own_and_no_pause():
    case = case_of(POSITIVE, CONCLUDED, LeaveConsidered(kind="other"))

    assert 1 == len(grant(case, day=130, ground="personal_circumstances"))
    with pytest.raises(LeavePaused, match="leave-pause@2024-07-11"):
        grant(case_of(POSITIVE, CONCLUDED, LEAVE), day=130)
    assert 1 == len(grant(case_of(POSITIVE, CONCLUDED, LEAVE), day=AFTER_PAUSE))


def test_permission_ends_with_the_decision_that_was_revoked():
    granted = LeaveDecided(
        outcome="granted",
        ground="recovery",
        since=on(4).first,
        until=on(400).first,
        rule="r",
    )
    revoked = ConclusiveGroundsRevoked(
        decision=3, reasons=("credibility",), decided_by="a", reviewed_by="b"
    )
    case = case_of(POSITIVE, CONCLUDED, LEAVE, granted, revoked)
    ended = curtail_leave(
        case, reason="decision_revoked", on=on(9), today=TODAY, book=BOOK
    )

    assert "decision_revoked" == ended[0].fact.reason


def test_permission_is_cut_short_until_its_last_day():
    granted = LeaveDecided(
        outcome="granted",
        ground="recovery",
        since=on(4).first,
        until=on(20).first,
        rule="r",
    )
    case = case_of(POSITIVE, CONCLUDED, LEAVE, granted)

    def curtailed(day):
        return curtail_leave(case, reason="other", on=on(day), today=TODAY, book=BOOK)

    assert 1 == len(curtailed(20))
    with pytest.raises(LeaveNotToCurtail, match="had ended by itself"):
        curtailed(21)
