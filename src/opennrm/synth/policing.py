"""Policing: a force is told of a case, records it, and something comes of it.

Every case is told to a force, in truth. In the register this, and the consents beside
those that a referral asks for, are followed for a share of the cases.
"""

from datetime import timedelta
from functools import partial

from opennrm.cases.case import Route
from opennrm.cases.consenting import (
    DECISION_RECIPIENT,
    POLICE_CONTACT,
    REFUSED,
    WITHDRAWN,
    record_consent,
    standing,
)
from opennrm.cases.policing import (
    inform_police,
    record_police,
    record_police_outcome,
)
from opennrm.synth.chance import Wheel, days_between, happens
from opennrm.synth.world import CaseFile, World

# How soon a force is told, records, and closes: chosen.
_DAYS_TO_TELL = (0, 4)
_DAYS_TO_RECORD = (2, 45)
_DAYS_TO_CLOSE = (60, 700)
_CRIME = "crime"
_RECORDS = (_CRIME, "crime_related_incident", "notifiable_incident")
_AFTER_CRIME = Wheel(
    {
        "no_suspect": 38,
        "evidence_victim_does_not_support": 27,
        "still_investigated": 17,
        "evidence_victim_supports": 11,
        "charged": 4,
        "other_force": 3,
    }
)
_AFTER_INCIDENT = Wheel({"incident_closed": 78, "other_force": 16, "other_body": 6})
_INTERPRETED = 0.4
_TEXT = "{}-consent"
_LANGUAGE = "en"


def plan(world: World, file: CaseFile) -> None:
    """Follow the force of a case, and its consents, in a share of the cases."""
    if not world.befalls(file, "police_followed"):
        return
    if file.case.route is Route.NRM and not file.case.is_child:
        _ask_consents(world, file)
    days = days_between(*_DAYS_TO_TELL, world.lot_of(file))
    world.plan_work(world.today + timedelta(days=days), partial(_tell, file=file))


def _ask_consents(world: World, file: CaseFile) -> None:
    """What an adult says to contact by the police, and to telling someone else."""
    refused = world.befalls(file, "police_contact_refused")
    _consent(world, file, POLICE_CONTACT, REFUSED if refused else "given")
    if world.befalls(file, "decision_recipient_named"):
        _consent(world, file, DECISION_RECIPIENT, "given")


def _consent(world: World, file: CaseFile, purpose: str, answer: str) -> None:
    world.take(
        file,
        record_consent,
        organisation=file.details.first_responder,
        purpose=purpose,
        answer=answer,
        text_version=_TEXT.format(purpose.replace("_", "-")),
        language=_LANGUAGE,
        interpreter=happens(_INTERPRETED, world.lot_of(file)),
    )


def _tell(world: World, *, file: CaseFile) -> None:
    if not file.is_open:
        return
    refused = standing(file.case, POLICE_CONTACT) in (REFUSED, WITHDRAWN)
    if world.take(file, inform_police, third_party_report=refused):
        days = days_between(*_DAYS_TO_RECORD, world.lot_of(file))
        world.plan_work(world.today + timedelta(days=days), partial(_note, file=file))


def _note(world: World, *, file: CaseFile) -> None:
    """The force records the most that the rule lets it.

    Source: police-recording.
    """
    if not file.is_open:
        return
    force = file.case.about.police_force
    noted = next(
        (
            one
            for one in _RECORDS
            if world.take(file, record_police, organisation=force, record=one)
        ),
        None,
    )
    if noted is None or not world.befalls(file, "police_outcome"):
        return
    lot = world.lot_of(file)
    outcomes = _AFTER_CRIME if noted == _CRIME else _AFTER_INCIDENT
    world.plan_work(
        world.today + timedelta(days=days_between(*_DAYS_TO_CLOSE, lot)),
        partial(_close, file=file, outcome=outcomes.spin(lot)),
    )


def _close(world: World, *, file: CaseFile, outcome: str) -> None:
    if file.is_open:
        force = file.case.about.police_force
        world.take(file, record_police_outcome, organisation=force, outcome=outcome)
