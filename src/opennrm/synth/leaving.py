"""Leaving: withdrawal and suspension, at once or while waiting, and coming back."""

from datetime import date, timedelta
from functools import partial
from math import log1p

from opennrm.cases.case import State, Track
from opennrm.cases.consenting import (
    GIVEN,
    NRM,
    WITHDRAWN,
    record_consent,
    standing,
)
from opennrm.cases.facts import Stage
from opennrm.cases.pausing import open_stage, resume, suspend, withdraw
from opennrm.cases.permissions import Command
from opennrm.cases.transitions import why_not
from opennrm.cases.whereabouts import find_again, go_missing, record_departure
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.synth import moving_on
from opennrm.synth.chance import Wheel, days_between, happens
from opennrm.synth.world import CaseFile, Next, World

_AT_ONCE_DAYS = (1, 12)
_RESUMED_DAYS = (15, 240)
_DAYS_A_YEAR = 365.25
# Why people leave and cases pause: chosen, no shares were read.
_WITHDRAWN = Wheel({"adult_choice": 58, "consent_withdrawn": 24, "left_uk": 18})
_SUSPENDED = Wheel({"missing": 72, "awaiting_proceedings": 18, "at_request": 10})
_RESUMED = {
    "missing": Wheel({"contact_regained": 80, "evidence_received": 20}),
    "awaiting_proceedings": Wheel({"proceedings_ended": 100}),
    "at_request": Wheel({"request_ended": 100}),
}
_CONSENT_TEXT = "nrm-consent"
_LANGUAGE = "en"
_ASKED_BY = Wheel({"individual": 55, "support_provider": 25, "first_responder": 20})


def leaves_at_once(world: World) -> bool:
    """Whether a referral received today leaves before anything is decided."""
    share = world.calibration.share("leaving_at_once", world.quarter)["leaving"]
    return happens(share, world.rng)


def plan_to_leave_at_once(world: World, file: CaseFile, *, back: Next) -> None:
    """Let a referral leave within days; it never reaches a desk before.

    `back` is what follows if it was suspended and is taken up again.
    """
    days = days_between(*_AT_ONCE_DAYS, world.rng)
    day = world.today + timedelta(days=days)
    world.plan_work(day, partial(_leave, file=file, back=back))


def plan_to_leave_while_waiting(world: World, file: CaseFile, *, back: Next) -> None:
    """Let a case leave on some later day, if it still waits then.

    The yearly share of those waiting who leave makes a daily one. `back` is what
    follows if it was suspended and is taken up again.
    """
    day = _leaving_day(world, world.today)
    if day is not None:
        world.plan_work(day, partial(_leave, file=file, back=back))


def _leaving_day(world: World, since: date) -> date | None:
    """The day on which someone who waits from a day on would leave.

    What has to build up is drawn once; each quarter adds its share day by day.
    """
    left = float(world.rng.exponential())
    start = since
    while start <= world.until:
        quarter = Quarter.of(start)
        yearly = world.calibration.share("leaving_while_waiting", quarter)["leaving"]
        daily = -log1p(-yearly) / _DAYS_A_YEAR
        days = (quarter.last - start).days + 1
        if left < daily * days:
            return start + timedelta(days=int(left / daily) + 1)
        left -= daily * days
        start = quarter.ends_before
    return None


def _leave(world: World, *, file: CaseFile, back: Next) -> None:
    case = file.case
    stage = open_stage(case)
    if stage is None or why_not(case, Command.SUSPEND) is not None:
        return
    subject = case.tracks[Track.SUBJECT]
    if subject in (State.DECEASED, State.LEFT_COUNTRY):
        return
    world.desks[stage].leave(file.number)
    on = PartialDate.on(world.today)
    if world.chance("suspended_of_leaving"):
        reason = _SUSPENDED.spin(world.rng)
        if reason == "missing" and subject is not State.MISSING:
            gone = go_missing(case, reported_to_police=True, on=on, today=world.today)
            world.record_by_authority(file, gone)
        facts = suspend(
            file.case, reason=reason, on=on, today=world.today, book=world.book
        )
        world.record_by_authority(file, facts)
        moving_on.after_leaving(world, file)
        if world.chance("resumed_after_suspension"):
            days = days_between(*_RESUMED_DAYS, world.rng)
            world.plan_work(
                world.today + timedelta(days=days),
                partial(_come_back, file=file, reason=reason, back=back),
            )
        return
    child = case.is_child
    reason = "best_interests" if child else _WITHDRAWN.spin(world.rng)
    if reason == "left_uk" and stage is not Stage.REASONABLE_GROUNDS:
        # Leaving the country withdraws nobody after the first decision.
        reason = "consent_withdrawn"
    if reason == "consent_withdrawn" and standing(case, NRM) != GIVEN:
        # Who was never asked as an adult has nothing to take back.
        reason = "adult_choice"
    _tell_why(world, file, reason, on)
    asked_by = "local_authority" if child else _ASKED_BY.spin(world.rng)
    if asked_by == "individual" and case.tracks[Track.SUBJECT] is State.MISSING:
        # Who is missing cannot have asked; whoever referred them did.
        asked_by = "first_responder"
    facts = withdraw(
        file.case,
        reason=reason,
        requested_by=asked_by,
        best_interests_determination=child,
        on=on,
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, facts)
    moving_on.after_leaving(world, file)


def _tell_why(world: World, file: CaseFile, reason: str, on: PartialDate) -> None:
    """Record what a reason for leaving rests on: a consent or a departure."""
    if reason == "consent_withdrawn":
        facts = record_consent(
            file.case,
            purpose=NRM,
            answer=WITHDRAWN,
            text_version=_CONSENT_TEXT,
            language=_LANGUAGE,
            interpreter=False,
            on=on,
            today=world.today,
            book=world.book,
        )
    elif reason == "left_uk":
        facts = record_departure(
            file.case,
            evidence="immigration_record",
            on=on,
            today=world.today,
            book=world.book,
        )
    else:
        return
    world.record_by_authority(file, facts)


def _come_back(world: World, *, file: CaseFile, reason: str, back: Next) -> None:
    if why_not(file.case, Command.RESUME) is not None:
        return
    regained = _RESUMED[reason].spin(world.rng)
    if regained == "contact_regained":
        world.take(file, find_again)
    if world.take(file, resume, reason=regained):
        back(world, file)
