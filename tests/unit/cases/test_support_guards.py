"""What every command of support, guardianship and permission refuses alike."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.cases.test_supporting import (
    BOOK,
    CONCLUDED,
    CONSIDERED,
    DISQUALIFIED,
    POSITIVE,
    REFERRAL,
    REQUESTED,
    STARTED,
    TODAY,
    case_of,
    case_told,
    on,
)

from opennrm.cases.commands import COMMANDS
from opennrm.cases.dating import NotYetHappened, OutOfOrder
from opennrm.cases.facts import (
    Answer,
    GuardianAppointed,
    LeaveConsidered,
    LeaveDecided,
    NotificationReceived,
    Outcome,
    Person,
    SupportOffered,
)
from opennrm.cases.support_entry import SupportNotOpen
from opennrm.cases.transitions import NotAReferral, NotNow
from opennrm.rules.dates import PartialDate

LEAVE = LeaveConsidered(kind="temporary_permission")
GRANTED = LeaveDecided(
    outcome="granted",
    ground="recovery",
    since=on(4).first,
    until=on(400).first,
    rule="r",
)
APPOINTED = GuardianAppointed(
    service="independent_child_trafficking_guardian", mode="direct_worker"
)
CHILD = {"under_18_now": Answer.YES}
SUPPORTED = (POSITIVE, REQUESTED, STARTED)
OFFERED = SupportOffered(kind="safe_house", provider="salvation_army")

# For each command the facts before it, its fields, and on which day it may first be.
ADULTS = {
    "request support": (
        (POSITIVE,),
        {"kind": "outreach", "requested_by": "individual"},
        0,
    ),
    "offer support": (
        (POSITIVE, REQUESTED),
        {"kind": "outreach", "provider": "salvation_army"},
        2,
    ),
    "start support": (
        (POSITIVE, REQUESTED, OFFERED),
        {"kind": "outreach", "provider": "salvation_army"},
        2,
    ),
    "decline support": ((POSITIVE, REQUESTED, OFFERED), {"kind": "safe_house"}, 2),
    "refuse extension": (
        SUPPORTED,
        {
            "requested_on": on(6).first.isoformat(),
            "requested_by": "support_provider",
            "reason": "no_need_shown",
        },
        6,
    ),
    "assess needs": (SUPPORTED, {"needs": ["housing"], "agreement": "agreed"}, 3),
    "end support": (SUPPORTED, {"reason": "other"}, 3),
    "grant recovery period": ((POSITIVE,), {"until": "2027-12-01"}, 1),
    "refer onward": ((), {"service": "health"}, 0),
    "consider leave": ((POSITIVE, CONCLUDED), {"kind": "temporary_permission"}, 2),
    "decide leave": ((POSITIVE, CONCLUDED, LEAVE), {"outcome": "refused"}, 3),
    "curtail leave": (
        (POSITIVE, CONCLUDED, LEAVE, GRANTED),
        {"reason": "other"},
        4,
    ),
    "record return": (
        (),
        {"country": "albania", "risk_assessed": True, "handover": False},
        0,
    ),
}
CHILDREN = {
    "appoint guardian": (
        (),
        {"service": APPOINTED.service, "mode": APPOINTED.mode},
        0,
    ),
    "end guardianship": ((APPOINTED,), {"reason": "other"}, 1),
}
ALL = {**ADULTS, **CHILDREN}
# Those that a case which is only referred does not allow.
LATER = [words for words, (facts, _, _) in ALL.items() if facts]


def give(words, case, day):
    values = ALL[words][1]
    return COMMANDS[words].facts(
        case, values, on=day, today=TODAY, book=BOOK, by="user-1"
    )


def case_for(words, *, facts=None, **referral):
    about = CHILD if words in CHILDREN else {}
    return case_of(*(ALL[words][0] if facts is None else facts), **about, **referral)


@pytest.mark.parametrize("words", ALL)
def test_a_command_is_carried_out_where_all_is_in_order(words):
    """On the day of what it follows, the first on which it may be."""
    assert 1 == len(give(words, case_for(words), on(ALL[words][2])))


@pytest.mark.parametrize("words", ALL)
def test_nothing_is_recorded_that_is_still_to_come(words):
    with pytest.raises(NotYetHappened):
        give(words, case_for(words), PartialDate.on(date(2026, 11, 3)))


@pytest.mark.parametrize("words", ALL)
def test_nothing_comes_before_what_it_follows(words):
    with pytest.raises(OutOfOrder):
        give(words, case_for(words), on(ALL[words][2] - 1))


@pytest.mark.parametrize("words", [one for one in LATER if one != "request support"])
def test_a_command_waits_for_what_it_needs(words):
    with pytest.raises(NotNow):
        give(words, case_for(words, facts=()), on(30))


@pytest.mark.parametrize("words", ["request support", "refer onward", "record return"])
def test_a_report_leads_to_none_of_it(words):
    """A Duty to Notify report is no referral, and supports no one."""
    shared = {name: getattr(REFERRAL, name) for name in Person.__dataclass_fields__}
    report = NotificationReceived(**shared, consent_to_identify=False)
    with pytest.raises(NotAReferral):
        give(words, case_told(report), on(30))


@pytest.mark.parametrize("words", ["offer support", "start support"])
def test_a_disqualification_since_the_request_closes_the_entry(words):
    """An open request was ended with it, so nothing is offered on it."""
    facts = (POSITIVE, REQUESTED, OFFERED, CONSIDERED, DISQUALIFIED)
    with pytest.raises(NotNow):
        give(words, case_for(words, facts=facts), on(30))


@pytest.mark.parametrize("words", ["offer support", "start support"])
def test_a_negative_decision_since_the_request_closes_the_entry(words):
    negative = replace(CONCLUDED, outcome=Outcome.NEGATIVE, finding=None)
    facts = (POSITIVE, REQUESTED, OFFERED, negative)
    with pytest.raises(SupportNotOpen):
        give(words, case_for(words, facts=facts), on(30))
