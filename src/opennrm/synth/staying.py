"""Staying: permission to stay is considered after a positive conclusive decision."""

from datetime import timedelta
from functools import partial

from opennrm.cases.case import Route, State, Track
from opennrm.cases.deciding_leave import decide_leave, kind_in_force
from opennrm.cases.facts import LeaveConsidered
from opennrm.cases.staying import consider_leave
from opennrm.rules.dates import PartialDate
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.world import CaseFile, World

_BRITISH = "uk"
# How soon, how long, and on which of the grounds of the day: chosen.
_DAYS_TO_CONSIDER = (1, 40)
_DAYS_TO_DECIDE = (30, 420)
_DAYS_GRANTED = (180, 910)
_DAYS_TO_TRY_AGAIN = (30, 60)
_GROUNDS = {
    "recovery": 55.0,
    "personal_circumstances": 60.0,
    "cooperation": 25.0,
    "compensation": 15.0,
}


def plan(world: World, file: CaseFile) -> None:
    """Let permission be considered, for those who need one and have no other."""
    case = file.case
    if case.route is not Route.NRM or _BRITISH in case.about.nationality:
        return
    if world.befalls(file, "leave_considered"):
        days = days_between(*_DAYS_TO_CONSIDER, world.lot_of(file))
        world.plan_work(
            world.today + timedelta(days=days), partial(_consider, file=file)
        )


def _consider(world: World, *, file: CaseFile) -> None:
    """Consider the kind of the day.

    Source: leave-kind.
    """
    case = file.case
    rule = kind_in_force(case, PartialDate.on(world.today), world.book)
    if not rule.applies or case.last(LeaveConsidered) is not None:
        return
    if world.take(file, consider_leave, kind=rule.codes[0]):
        days = days_between(*_DAYS_TO_DECIDE, world.lot_of(file))
        world.plan_work(world.today + timedelta(days=days), partial(_decide, file=file))


def _decide(world: World, *, file: CaseFile) -> None:
    """Grant or refuse it; on a day on which such decisions are paused, try later."""
    case, lot = file.case, world.lot_of(file)
    considered = case.last(LeaveConsidered)
    if considered is None or case.tracks[Track.LEAVE] is not State.CONSIDERED:
        return
    rule = kind_in_force(case, considered.occurred, world.book)
    granted = world.befalls(file, "leave_granted")
    grounds = str(rule.parameters.get("grounds", "")).split("+")
    known = [(ground, _GROUNDS[ground]) for ground in grounds if ground in _GROUNDS]
    if granted and known:
        days = days_between(*_DAYS_GRANTED, lot)
        decided = world.take(
            file,
            decide_leave,
            outcome="granted",
            ground=Wheel(known).spin(lot),
            since=world.today,
            until=world.today + timedelta(days=days),
        )
    else:
        decided = world.take(file, decide_leave, outcome="refused")
    if not decided:
        days = days_between(*_DAYS_TO_TRY_AGAIN, lot)
        world.plan_work(world.today + timedelta(days=days), partial(_decide, file=file))
