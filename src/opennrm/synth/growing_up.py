"""Growing up: guardians, disputed ages, and the day on which a child turns 18."""

from datetime import timedelta
from functools import partial

from opennrm.cases.ages import assess_age, reach_adulthood
from opennrm.cases.case import State, Track
from opennrm.cases.consenting import NRM, SUPPORT, record_consent
from opennrm.cases.facts import Answer, ReferralReceived
from opennrm.cases.guardians import appoint_guardian, end_guardianship
from opennrm.cases.pausing import open_stage, withdraw
from opennrm.cases.periods import eighteenth_birthday, version_for
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import AnchorTooVague, RuleVersion
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.world import CaseFile, World

_DIRECT, _COORDINATOR, _NAMED = (
    "direct_worker",
    "regional_practice_coordinator",
    "named_guardian",
)
# How soon each of it happens, and how guardianship ends before 18: chosen.
_DAYS_TO_APPOINT = (2, 30)
_DAYS_AFTER_BIRTHDAY = (0, 5)
_DAYS_TO_ASSESS = (20, 240)
_DAYS_GUARDED = (150, 900)
_ENDS = Wheel({"no_longer_needed": 62, "moved_away": 18, "not_wanted": 12, "other": 8})
_ASSESSORS = Wheel({"social_care": 80, "local_authority": 20})
_TEXT = "adult-consent"
_LANGUAGE = "en"


def plan(world: World, file: CaseFile) -> None:
    """What becomes of a child, or of someone who may be one, beside the decisions."""
    about = file.case.about
    if not isinstance(about, ReferralReceived) or not file.case.is_child:
        return
    lot = world.lot_of(file)
    if about.under_18_now is Answer.NOT_SURE:
        if world.befalls(file, "age_assessed"):
            days = days_between(*_DAYS_TO_ASSESS, lot)
            world.plan_work(
                world.today + timedelta(days=days), partial(_assess, file=file)
            )
        return
    _plan_guardian(world, file)
    if file.born is not None and file.born.is_day:
        birthday = eighteenth_birthday(file.born)
        days = days_between(*_DAYS_AFTER_BIRTHDAY, lot)
        world.plan_work(
            max(birthday, world.today) + timedelta(days=days),
            partial(_turn_18, file=file),
        )


def _plan_guardian(world: World, file: CaseFile) -> None:
    """A guardian, where the rule of the nation has any.

    Source: guardianship.
    """
    rule = _guardianship(world, file, dated=file.case.received)
    if rule is None:
        return
    reaches_all = rule.parameters.get("covers") == "all"
    if not reaches_all and not world.befalls(file, "guardian_appointed"):
        return
    mode = _NAMED
    if not reaches_all:
        direct = world.befalls(file, "guardian_direct_worker")
        mode = _DIRECT if direct else _COORDINATOR
    days = days_between(*_DAYS_TO_APPOINT, world.lot_of(file))
    world.plan_work(
        world.today + timedelta(days=days), partial(_appoint, file=file, mode=mode)
    )


def _guardianship(
    world: World, file: CaseFile, *, dated: PartialDate
) -> RuleVersion | None:
    """The rule of a day; None where there is no service, or it is not known which."""
    nation = file.case.about.nation
    try:
        rule = version_for("guardianship", dated=dated, nation=nation, book=world.book)
    except AnchorTooVague:
        return None
    return rule if rule.applies else None


def _appoint(world: World, *, file: CaseFile, mode: str) -> None:
    # The service of the day: one may have followed another since the referral.
    rule = _guardianship(world, file, dated=PartialDate.on(world.today))
    if rule is None:
        return
    service = rule.codes[0]
    appointed = world.take(
        file, appoint_guardian, organisation=service, service=service, mode=mode
    )
    if appointed:
        lot = world.lot_of(file)
        day = world.today + timedelta(days=days_between(*_DAYS_GUARDED, lot))
        world.plan_work(
            day,
            partial(_end, file=file, service=service, reason=_ENDS.spin(lot)),
        )


def _end(world: World, *, file: CaseFile, service: str, reason: str) -> None:
    case = file.case
    if case.tracks[Track.CONCLUSIVE_GROUNDS] is State.NEGATIVE:
        reason = "found_not_a_victim"
    world.take(file, end_guardianship, organisation=service, reason=reason)


def _turn_18(world: World, *, file: CaseFile) -> None:
    """Whoever turns 18 is asked whether they stay, and whether they want support.

    Who cannot be asked, or has nothing to wait for, is not.
    """
    case = file.case
    if not file.is_open or case.ended is not None:
        return
    asked = open_stage(case) is not None and case.tracks[Track.SUBJECT] is State.PRESENT
    stays = not world.befalls(file, "leaves_at_18")
    wants = stays and world.befalls(file, "support_wanted_at_18")
    turned = world.take(
        file,
        reach_adulthood,
        stays=_answer(stays) if asked else Answer.NOT_ASKED,
        support_consent=_answer(wants) if asked else Answer.NOT_ASKED,
    )
    if not turned:
        return
    _end_at_18(world, file)
    if asked and not stays:
        left = world.take(
            file,
            withdraw,
            reason="adult_choice",
            requested_by="individual",
            best_interests_determination=False,
        )
        if left:
            for desk in world.desks.values():
                desk.leave(file.number)


def _end_at_18(world: World, file: CaseFile) -> None:
    """Guardianship ends with childhood, except where it may go on and does."""
    if file.case.tracks[Track.GUARDIANSHIP] is State.APPOINTED:
        world.take(file, end_guardianship, reason="turned_18")


def _answer(yes: bool) -> Answer:
    return Answer.YES if yes else Answer.NO


def _assess(world: World, *, file: CaseFile) -> None:
    """A formal assessment of an age in doubt; an adult is then asked as one."""
    case = file.case
    if not file.is_open or case.ended is not None:
        return
    adult = world.befalls(file, "age_found_adult")
    assessed = world.take(
        file,
        assess_age,
        outcome="adult" if adult else "child",
        assessed_by=_ASSESSORS.spin(world.lot_of(file)),
    )
    if not assessed or not adult:
        return
    for purpose in (NRM, SUPPORT):
        world.take(
            file,
            record_consent,
            purpose=purpose,
            answer="given",
            text_version=_TEXT,
            language=_LANGUAGE,
            interpreter=False,
        )
