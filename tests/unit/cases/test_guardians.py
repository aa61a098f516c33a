"""Guardianship where stories do not reach: ages without a birth date."""

from dataclasses import replace

import pytest
from tests.unit.cases.test_supporting import BOOK, TODAY, case_of, on

from opennrm.cases.facts import (
    AdulthoodReached,
    AgeAssessed,
    Answer,
    GuardianAppointed,
)
from opennrm.cases.guardians import (
    GuardianForAChild,
    GuardianshipGoesOn,
    appoint_guardian,
    end_guardianship,
)
from opennrm.rules.code_lists import CodeNotInForce
from opennrm.rules.dates import PartialDate

SERVICE = "independent_child_trafficking_guardian"
APPOINTED = GuardianAppointed(service=SERVICE, mode="direct_worker")
CHILD = {"under_18_now": Answer.YES}
REACHED = AdulthoodReached(stays=Answer.YES, support_consent=Answer.NO)


def end(case, reason, day=10):
    return end_guardianship(case, reason=reason, on=on(day), today=TODAY, book=BOOK)


def appoint(case, mode):
    return appoint_guardian(
        case, service=SERVICE, mode=mode, on=on(5), today=TODAY, book=BOOK
    )


def test_without_a_birth_date_eighteen_is_what_was_recorded():
    with pytest.raises(GuardianshipGoesOn, match="not turned 18"):
        end(case_of(APPOINTED, **CHILD), "turned_18")

    assert 1 == len(end(case_of(APPOINTED, REACHED, **CHILD), "turned_18"))


def test_a_birth_date_known_to_the_year_decides_no_birthday():
    born = PartialDate.parse("2000")
    with pytest.raises(GuardianshipGoesOn, match="not turned 18"):
        end(case_of(APPOINTED, born=born, **CHILD), "turned_18")


def test_where_it_ends_at_18_nobody_has_a_guardian_to_21():
    born = PartialDate.parse("2000-01-01")
    with pytest.raises(GuardianshipGoesOn, match="not go on to 21"):
        end(case_of(APPOINTED, born=born, **CHILD), "turned_21")


def test_guardianship_ends_for_one_assessed_to_be_an_adult():
    adult = AgeAssessed(outcome="adult", assessed_by="social_care")

    assert 1 == len(end(case_of(APPOINTED, adult, **CHILD), "assessed_adult"))


def test_a_child_has_no_worker_for_those_past_18():
    """The pilot of such workers ended in February 2024, before these days."""
    with pytest.raises(CodeNotInForce):
        appoint(case_of(**CHILD), "post_18_worker")


def test_a_worker_past_18_is_for_one_who_turned_18():
    case = case_of(REACHED, **CHILD)
    with pytest.raises(GuardianForAChild, match="an adult"):
        appoint(case, "direct_worker")


@pytest.mark.parametrize(
    ("case", "allowed"),
    [(case_of(REACHED, **CHILD), True), (case_of(**CHILD), False)],
    ids=["turned 18", "a child"],
)
def test_while_the_pilot_ran_a_worker_past_18_might_be_appointed(case, allowed):
    early = on(-60)
    moved = {"service": SERVICE, "mode": "post_18_worker", "on": early, "book": BOOK}
    earlier = replace(case, received=on(-100))
    if allowed:
        assert 1 == len(appoint_guardian(earlier, today=TODAY, **moved))
    else:
        with pytest.raises(GuardianForAChild, match="worker past 18"):
            appoint_guardian(earlier, today=TODAY, **moved)
