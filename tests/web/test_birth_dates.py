"""The birth date of a child: it moves the clocks, and nobody sees it who may not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from opennrm.cases.facts import Answer, Consent
from opennrm.cases.referring import ReferralDetails
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate
from opennrm.services import referrals, steps
from opennrm.services.writing import Done
from opennrm.store import accesses, worklist
from opennrm.store.testing import Record
from opennrm.web.accounts import actor_of
from opennrm.web.models import Account

EIGHTEEN_ON = date(2024, 2, 1)


def child() -> Done:
    """A referral of a child who turns 18 on 1 February 2024."""
    by = actor_of(Account.objects.get(sign_in_name="first-responder"))
    return referrals.receive(
        details=ReferralDetails(
            first_responder=by.organisation,
            nation="england",
            age_at_exploitation="child",
            gender="female",
            nationality=("albanian",),
            exploitation_types=("labour",),
            location_of_exploitation="uk",
            channel="synthetic",
            under_18_now=Answer.YES,
            nrm_consent=Consent.NOT_NEEDED,
            local_authority="melton_borough_council",
        ),
        received=PartialDate.on(date(2024, 1, 12)),
        identity={
            "given_name": "Zzyzx",
            "family_name": "Qwerty",
            "born_on": "2006-02-01",
        },
        by=by,
        at=datetime(2024, 1, 12, 10, tzinfo=UTC),
        command_id="a-child",
    )


def said(client: Client, reference: str) -> str:
    """The words of a case page."""
    return client.get(f"/cases/{reference}").content.decode()


def test_who_decides_sees_when_a_child_turns_18_and_that_is_recorded(
    decision_maker: Client, home: Record
) -> None:
    """The clock is told, the birth date itself is nowhere, the opening is kept."""
    done = child()
    page = said(decision_maker, done.reference)
    assert "1 February 2024" in page
    assert "2006" not in page
    actions = [each.action for each in accesses.of_case(done.case_id)]
    assert 1 == actions.count("read_birth_date")


def test_who_oversees_sees_a_clock_that_cannot_be_told(
    overseer: Client, home: Record
) -> None:
    """Without the right to it, the birth date stays in the vault."""
    done = child()
    page = said(overseer, done.reference)
    assert "1 February 2024" not in page
    assert "needs the birth date" in page


def test_a_page_of_an_adult_opens_no_birth_date(
    decision_maker: Client, cases: Any
) -> None:
    """What is not needed is not read."""
    decision_maker.get(f"/cases/{cases.fresh}")
    line = worklist.of_reference(cases.fresh)
    assert line is not None
    actions = [each.action for each in accesses.of_case(line.case_id)]
    assert "read_case" in actions
    assert "read_birth_date" not in actions


def test_coming_of_age_is_checked_against_the_birth_date(home: Record) -> None:
    """A day before the birthday is refused; on the day it is recorded."""
    done = child()
    maker = actor_of(Account.objects.get(sign_in_name="decision-maker"))
    asked: dict[str, Any] = {
        "words": "reach adulthood",
        "case_id": done.case_id,
        "after": done.version,
        "values": {"stays": "yes", "support_consent": "no"},
        "by": maker,
        "at": datetime(2024, 2, 2, 10, tzinfo=UTC),
    }
    with pytest.raises(Refused):
        steps.take(on=PartialDate.on(date(2024, 1, 31)), command_id="early", **asked)
    taken = steps.take(on=PartialDate.on(EIGHTEEN_ON), command_id="on-time", **asked)
    assert taken.version > done.version
