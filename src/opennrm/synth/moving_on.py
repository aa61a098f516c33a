"""Moving on: how support goes on and ends, by the lengths of the rules."""

from datetime import date, timedelta
from functools import partial

from opennrm.cases.case import Case, State, Track
from opennrm.cases.ending_support import end_support, start_move_on
from opennrm.cases.extending_support import extend_support
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.needs import assess_needs
from opennrm.cases.periods import extension_limit, move_on_minimum, version_for
from opennrm.cases.support_ends import served_on, support_end
from opennrm.cases.support_spells import Spell, current_spell
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import AnchorTooVague
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.world import CaseFile, World

_AS_ASSESSED = "as_assessed"
# How soon things are recorded, and for how long more is recommended: chosen.
_DAYS_TO_ASSESS = (2, 20)
_DAYS_AFTER_THE_END = (0, 3)
_DAYS_BEFORE_THE_END = 4
_DAYS_MORE = (30, 210)
_DAYS_EARLY = (15, 330)
_DAYS_AFTER_LEAVING = (1, 14)
_DAYS_MISSING = (20, 60)
_AREAS = (
    "housing",
    "safety",
    "trauma_informed_services",
    "medical_treatment",
    "education",
    "purpose",
    "long_term_support",
)
_EARLY = Wheel(
    {
        "not_wanted": 40,
        "moved_to_asylum_support": 32,
        "moved_to_local_authority": 12,
        "long_missing": 9,
        "conduct": 4,
        "other": 3,
    }
)


def after_start(world: World, file: CaseFile) -> None:
    """What may end support before its length does, and the length itself."""
    if world.befalls(file, "support_left_early"):
        lot = world.lot_of(file)
        day = world.today + timedelta(days=days_between(*_DAYS_EARLY, lot))
        world.plan_work(
            day, partial(_end_for, file=file, reason=_EARLY.spin(lot), spell=None)
        )
    plan_end(world, file)


def after_service(world: World, file: CaseFile, version: int) -> None:
    """What a decision that was received today means for support."""
    case = file.case
    decision = next((d for d in case.decisions if d.version == version), None)
    if decision is None or not decision.current or _supported(case) is None:
        return
    concluded = decision.stage is Stage.CONCLUSIVE_GROUNDS
    if not concluded or decision.outcome is Outcome.NEGATIVE:
        plan_end(world, file)
        return
    days = days_between(*_DAYS_TO_ASSESS, world.lot_of(file))
    world.plan_work(world.today + timedelta(days=days), partial(_move_on, file=file))


def after_leaving(world: World, file: CaseFile) -> None:
    """Support ends with the mechanism, and where someone stays missing for long."""
    spell = _supported(file.case)
    if spell is None:
        return
    lot = world.lot_of(file)
    if file.case.withdrawal is not None:
        days, reason = days_between(*_DAYS_AFTER_LEAVING, lot), "left_mechanism"
    elif file.case.tracks[Track.SUBJECT] is State.MISSING:
        days, reason = days_between(*_DAYS_MISSING, lot), "long_missing"
    else:
        return
    world.plan_work(
        world.today + timedelta(days=days),
        partial(_end_for, file=file, reason=reason, spell=spell.number),
    )


def plan_end(world: World, file: CaseFile) -> None:
    """Plan the end of support where the rules fix its last day.

    A few ask for more shortly before; it is agreed up to what the rule allows.
    """
    ends_on = _last_day(world, file)
    if ends_on is None:
        return
    lot = world.lot_of(file)
    if world.befalls(file, "support_extended"):
        before = ends_on - timedelta(days=_DAYS_BEFORE_THE_END)
        world.plan_work(max(before, world.today), partial(_extend, file=file))
    after = timedelta(days=days_between(*_DAYS_AFTER_THE_END, lot))
    world.plan(max(ends_on, world.today) + after, partial(_end, file=file))


def _supported(case: Case) -> Spell | None:
    """The spell that has begun and lasts."""
    spell = current_spell(case)
    return spell if spell is not None and spell.started is not None else None


def _last_day(world: World, file: CaseFile) -> date | None:
    """The last day that the rules fix; None also where they leave it open."""
    if _supported(file.case) is None:
        return None
    try:
        return support_end(file.case, book=world.book).on
    except AnchorTooVague:
        return None


def _end(world: World, *, file: CaseFile) -> None:
    """End support on its last day; if that has moved, then."""
    ends_on = _last_day(world, file)
    if ends_on is None:
        return
    if ends_on > world.today:
        world.plan(ends_on, partial(_end, file=file))
        return
    tracks = file.case.tracks
    if tracks[Track.SUPPORT] is State.MOVING_ON:
        reason = "needs_met"
    elif State.NEGATIVE in (
        tracks[Track.REASONABLE_GROUNDS],
        tracks[Track.CONCLUSIVE_GROUNDS],
    ):
        reason = "negative_decision"
    else:
        reason = "length_ended"
    _end_for(world, file=file, reason=reason, spell=None)


def _end_for(world: World, *, file: CaseFile, reason: str, spell: int | None) -> None:
    """End support for a reason, if that spell, or any, still lasts."""
    lasting = _supported(file.case)
    if lasting is None or spell not in (None, lasting.number):
        return
    world.take(file, end_support, organisation=lasting.provider, reason=reason)


def _extend(world: World, *, file: CaseFile) -> None:
    spell, ends_on = _supported(file.case), _last_day(world, file)
    if spell is None or ends_on is None:
        return
    limit = extension_limit(
        PartialDate.on(ends_on),
        requested=PartialDate.on(world.today),
        nation=file.case.about.nation,
        book=world.book,
    )
    if limit.last_on is not None:
        world.take(
            file,
            extend_support,
            until=limit.last_on,
            requested_on=world.today,
            requested_by="support_provider",
        )


def _move_on(world: World, *, file: CaseFile) -> None:
    """Needs are assessed, of some, and the time to move on begins.

    Source: move-on-minimum.
    """
    case = file.case
    spell = _supported(case)
    decision = case.decision(Stage.CONCLUSIVE_GROUNDS)
    if spell is None or decision is None or decision.outcome is Outcome.NEGATIVE:
        return
    received, nation = served_on(case, decision), case.about.nation
    least = move_on_minimum(received, nation=nation, book=world.book).last_on
    if received is None or least is None:
        return
    rule = version_for(
        "move-on-minimum", dated=received, nation=nation, book=world.book
    )
    assessed = rule.parameters.get("ends") == _AS_ASSESSED
    if assessed and world.befalls(file, "needs_assessed"):
        _assess(world, file, spell, least=max(least, world.today))
    agreed = _supported(file.case)
    until = max(least, world.today, (agreed and agreed.agreed_until) or least)
    begun = world.take(file, start_move_on, organisation=spell.provider, until=until)
    if begun:
        plan_end(world, file)


def _assess(world: World, file: CaseFile, spell: Spell, *, least: date) -> None:
    lot = world.lot_of(file)
    shares = world.calibration.share("needs_assessment", world.quarter)
    agreement = Wheel(shares).spin(lot)
    days = days_between(*_DAYS_MORE, lot)
    recommended = least + timedelta(days=days)
    agreed = {
        "agreed": recommended,
        "agreed_in_part": least + timedelta(days=max(days // 2, 1)),
        "not_agreed": None,
    }[agreement]
    first = days_between(0, len(_AREAS) - 1, lot)
    second = (first + days_between(1, len(_AREAS) - 1, lot)) % len(_AREAS)
    world.take(
        file,
        assess_needs,
        organisation=spell.provider,
        needs=(_AREAS[first], _AREAS[second]),
        recommended_until=recommended,
        agreed_until=agreed,
        agreement=agreement,
    )
