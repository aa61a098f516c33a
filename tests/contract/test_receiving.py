"""Receiving with a birth date, and after a report, through the service."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.contract.test_services import DETAILS, INVENTED, notify, on, refer

from opennrm.cases.dating import OutOfOrder
from opennrm.cases.facts import Answer, AuthorityAssigned, Consent, ReferralReceived
from opennrm.cases.linking import NoSuchReport
from opennrm.cases.referring import AgeAgainstBirthDate
from opennrm.store import log

CHILD = replace(
    DETAILS,
    under_18_now=Answer.YES,
    nrm_consent=Consent.NOT_NEEDED,
    local_authority="hull_city_council",
)


def facts(case_id):
    return [recorded.fact for recorded in log.history(case_id)]


@pytest.mark.parametrize(
    ("born", "authority"),
    [("2010-02", "devolved_panel"), ("2005-10-01", "sca"), (None, "sca")],
)
def test_the_birth_date_decides_on_a_local_panel(record, born, authority):
    """It goes to the vault and to nobody else; the log has the authority alone."""
    done = refer(CHILD, identity={**INVENTED, "born_on": born})
    received, assigned = facts(done.case_id)

    assert isinstance(received, ReferralReceived)
    assert isinstance(assigned, AuthorityAssigned)
    assert authority == assigned.authority


def test_a_birth_date_that_contradicts_the_age_is_refused(record):
    with pytest.raises(AgeAgainstBirthDate):
        refer(DETAILS, identity={**INVENTED, "born_on": "2012-05-04"})


def test_a_referral_follows_a_report(record):
    """The report keeps its own history; the referral names it."""
    report = notify(consent=False)
    before = facts(report.case_id)
    done = refer(replace(DETAILS, notification=report.case_id))
    received, *_ = facts(done.case_id)

    assert isinstance(received, ReferralReceived)
    assert report.case_id == received.notification
    assert before == facts(report.case_id)


def test_a_report_that_is_none_is_refused(record):
    """A referral, and a case that is not there, are refused in the same words."""
    other = refer(DETAILS, command_id="r-0")
    told = set()
    for named in (other.case_id, UUID(int=7)):
        with pytest.raises(NoSuchReport) as refusal:
            refer(replace(DETAILS, notification=named))
        told.add(str(refusal.value))

    assert 1 == len(told)


def test_a_report_that_came_later_is_refused(record):
    report = notify(consent=False)
    with pytest.raises(OutOfOrder):
        refer(replace(DETAILS, notification=report.case_id), received=on("2023-09-01"))
