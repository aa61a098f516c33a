"""Arriving: referrals and reports of a quarter, planned and received."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import numpy as np

from opennrm.cases.facts import Answer
from opennrm.cases.informing import receive_information, request_information
from opennrm.cases.pausing import open_stage
from opennrm.cases.permissions import Command
from opennrm.cases.referring import (
    NotificationDetails,
    ReferralDetails,
    receive_notification,
    receive_referral,
)
from opennrm.cases.transitions import why_not
from opennrm.rules.dates import PartialDate
from opennrm.synth import deciding, following, leaving, mending, moving
from opennrm.synth.chance import Wheel, days_between, happens, new_id
from opennrm.synth.coming_again import Acquaintances, come_again
from opennrm.synth.people import Inventor, Notified, Referred, notification_of
from opennrm.synth.world import CaseFile, World

# How late a late referral is recorded, and how soon others answer: chosen.
_DAYS_LATE = Wheel({2: 20, 4: 20, 7: 18, 11: 14, 18: 12, 30: 9, 60: 5, 95: 2})
_DAYS_TO_ANSWER = (1, 6)
_SOURCES = Wheel(
    {
        "police": 35,
        "first_responder": 30,
        "immigration_casework": 15,
        "support_provider": 10,
        "medical_expert": 5,
        "legal_representative": 5,
    }
)
_NEVER_ANSWERED = 0.1
_UPGRADED_AFTER_DAYS = 2


def plan_quarter(
    world: World,
    inventor: Inventor,
    known: Acquaintances,
    rng: np.random.Generator,
    *,
    referral_days: list[date],
    notification_days: list[date],
) -> None:
    """Invent everyone who arrives in a quarter, and plan the days of arrival."""
    referred = inventor.referrals(referral_days, rng)
    notified = inventor.notifications(notification_days, rng)
    referrals = []
    for one, day in zip(referred, referral_days, strict=True):
        before = _earlier(world, known, rng, one, day)
        person = one if before is None else come_again(one, before)
        file = _file(world, rng, person.details, person, day)
        file.before = before
        known.remember(file)
        referrals.append(file)
    for each, day in zip(notified, notification_days, strict=True):
        told, follows = _upgraded(world, rng, each, day, referrals)
        report = _file(world, rng, told.details, told, day)
        world.plan(max(day, world.today), partial(_receive_report, file=report))
        if follows is not None:
            assert isinstance(follows.details, ReferralDetails)
            follows.details = replace(follows.details, notification=report.case_id)
    for file in referrals:
        recorded_on = file.received
        if world.chance("recorded_late"):
            recorded_on += timedelta(days=_DAYS_LATE.spin(world.rng))
        world.plan(recorded_on, partial(_receive_referral, file=file))
        if world.chance("recorded_in_error"):
            _plan_twice(world, file)


def _earlier(
    world: World,
    known: Acquaintances,
    rng: np.random.Generator,
    one: Referred,
    day: date,
) -> CaseFile | None:
    """Someone who was referred before, of whom this is a new referral, at times."""
    share = world.calibration.parameter("referred_again")
    return known.earlier(one, day) if happens(share, rng) else None


def _file(
    world: World,
    rng: np.random.Generator,
    details: ReferralDetails | NotificationDetails,
    one: Referred | Notified,
    day: date,
) -> CaseFile:
    """A case file with its own id."""
    file = CaseFile(
        number=len(world.files),
        case_id=new_id(rng),
        details=details,
        identity=one.identity,
        received=day,
    )
    world.files.append(file)
    return file


def _upgraded(
    world: World,
    rng: np.random.Generator,
    one: Notified,
    day: date,
    referrals: list[CaseFile],
) -> tuple[Notified, CaseFile | None]:
    """A report that a referral of the same person follows later in the quarter."""
    if not happens(world.calibration.parameter("notification_upgraded"), rng):
        return one, None
    later = [
        file
        for file in referrals
        if file.received > day + timedelta(days=_UPGRADED_AFTER_DAYS)
        and isinstance(file.details, ReferralDetails)
        and file.details.under_18_now is Answer.NO
        and file.details.age_at_exploitation == "adult"
        and file.details.nation in ("england", "wales")
        and file.details.notification is None
    ]
    if not later:
        return one, None
    follows = later[int(rng.random() * len(later))]
    return notification_of(_as_referred(follows), identified=False), follows


def _plan_twice(world: World, file: CaseFile) -> None:
    """Plan that a referral is recorded a second time, under another reference."""
    assert isinstance(file.details, ReferralDetails)
    second = _file(
        world,
        world.lot_of(file),
        replace(file.details, notification=None),
        _as_referred(file),
        file.received,
    )
    day = file.received + timedelta(days=days_between(0, 3, world.rng))
    world.plan(day, partial(_receive_twice, file=second))


def _as_referred(file: CaseFile) -> Referred:
    assert isinstance(file.details, ReferralDetails)
    assert file.identity is not None
    return Referred(file.details, file.identity)


def _receive_report(world: World, *, file: CaseFile) -> None:
    assert isinstance(file.details, NotificationDetails)
    facts = receive_notification(
        file.details,
        received=PartialDate.on(file.received),
        today=world.today,
        book=world.book,
    )
    world.record_by_responder(file, facts, identity=file.identity)
    following.reported(world, file)


def _record_referral(world: World, file: CaseFile) -> None:
    assert isinstance(file.details, ReferralDetails)
    facts = receive_referral(
        file.details,
        received=PartialDate.on(file.received),
        born=file.born,
        today=world.today,
        book=world.book,
    )
    world.record_by_responder(file, facts, identity=file.identity)


def _receive_twice(world: World, *, file: CaseFile) -> None:
    _record_referral(world, file)
    mending.plan_to_take_back(world, file)


def _receive_referral(world: World, *, file: CaseFile) -> None:
    _record_referral(world, file)
    mending.plan_correction(world, file)
    moving.plan_to_move(world, file)
    following.received(world, file)
    if leaving.leaves_at_once(world):
        leaving.plan_to_leave_at_once(world, file, back=deciding.resume_waiting)
        return
    not_before = world.today
    if world.chance("information_requested"):
        not_before = _plan_to_ask(world, file)
    deciding.enter_first_desk(world, file, not_before=not_before)


def _plan_to_ask(world: World, file: CaseFile) -> date:
    """Plan that others are asked, and answer or do not; the day on which that ends."""
    source = _SOURCES.spin(world.rng)
    asked_on = world.today + timedelta(days=1)
    answered_on = asked_on + timedelta(days=days_between(*_DAYS_TO_ANSWER, world.rng))
    world.plan_work(asked_on, partial(_ask, file=file, source=source))
    world.plan_work(answered_on, partial(_answer, file=file, source=source))
    return answered_on + timedelta(days=1)


def _ask(world: World, *, file: CaseFile, source: str) -> None:
    if open_stage(file.case) is None:
        return
    if why_not(file.case, Command.REQUEST_INFORMATION) is not None:
        return
    facts = request_information(
        file.case,
        asked_of=(source,),
        due_on=world.today + timedelta(days=5),
        on=PartialDate.on(world.today),
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, facts)


def _answer(world: World, *, file: CaseFile, source: str) -> None:
    asked = any(
        request.answered is None and source in request.asked_of
        for request in file.case.information_requests
    )
    if not asked or why_not(file.case, Command.RECEIVE_INFORMATION) is not None:
        return
    facts = receive_information(
        file.case,
        received_from=(source,),
        answered=not happens(_NEVER_ANSWERED, world.rng),
        on=PartialDate.on(world.today),
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, facts)
