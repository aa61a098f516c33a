"""Whereabouts: some go missing and are found, a few return home, and some die."""

from datetime import timedelta
from functools import partial

from opennrm.cases.consenting import GIVEN, SUPPORT, standing
from opennrm.cases.needs import refer_onward
from opennrm.cases.staying import record_return
from opennrm.cases.whereabouts import (
    find_again,
    go_missing,
    record_death,
    record_departure,
)
from opennrm.synth.chance import Wheel, days_between, happens
from opennrm.synth.world import CaseFile, World

# When each happens, and who tells of it: chosen.
_DAYS_TO_MISSING = (10, 300)
_DAYS_MISSING = (2, 60)
_DAYS_TO_RETURN = (40, 500)
_DAYS_TO_DEATH = (30, 900)
_FOUND = 0.85
_TOLD_POLICE = 0.9
_RISK_ASSESSED = 0.8
_HANDED_OVER = 0.7
_DEATH_TOLD_BY = Wheel(
    {"coroner": 40, "police": 25, "support_provider": 20, "hospital": 15}
)


def plan(world: World, file: CaseFile) -> None:
    """What may happen to the person, whatever becomes of the case."""
    lot = world.lot_of(file)
    for parameter, days, action in (
        ("missing_and_followed", _DAYS_TO_MISSING, _go_missing),
        ("returned_home", _DAYS_TO_RETURN, _return_home),
        ("died", _DAYS_TO_DEATH, _die),
    ):
        if world.befalls(file, parameter):
            day = world.today + timedelta(days=days_between(*days, lot))
            world.plan_work(day, partial(action, file=file))


def _go_missing(world: World, *, file: CaseFile) -> None:
    lot = world.lot_of(file)
    if not file.is_open:
        return
    gone = world.take(file, go_missing, reported_to_police=happens(_TOLD_POLICE, lot))
    if gone and happens(_FOUND, lot):
        days = days_between(*_DAYS_MISSING, lot)
        world.plan_work(world.today + timedelta(days=days), partial(_find, file=file))


def _find(world: World, *, file: CaseFile) -> None:
    # A suspended case is found again as it is resumed.
    if file.is_open and not file.case.is_suspended:
        world.take(file, find_again)


def _return_home(world: World, *, file: CaseFile) -> None:
    """An adult from abroad returns by choice, some by way of a service there."""
    if not file.is_open or file.case.is_child:
        return
    country = world.country_of(file.case.about.nationality)
    if country is None:
        return
    lot = world.lot_of(file)
    handover = happens(_HANDED_OVER, lot)
    if handover and standing(file.case, SUPPORT) == GIVEN:
        world.take(
            file,
            refer_onward,
            service="service_in_country_of_return",
            country=country,
        )
    returned = world.take(
        file,
        record_return,
        country=country,
        risk_assessed=happens(_RISK_ASSESSED, lot),
        handover=handover,
    )
    if returned:
        world.take(file, record_departure, evidence="voluntary_return_record")


def _die(world: World, *, file: CaseFile) -> None:
    if file.is_open:
        source = _DEATH_TOLD_BY.spin(world.lot_of(file))
        world.take(file, record_death, source=source)
