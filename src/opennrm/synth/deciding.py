"""Deciding: what happens when a desk takes a case, and what follows from it."""

from datetime import date, timedelta
from functools import partial

from opennrm.cases.case import Case, State, Track
from opennrm.cases.deciding_panels import panel_needed
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.grounds import decide_conclusive_grounds, decide_reasonable_grounds
from opennrm.cases.pausing import open_stage
from opennrm.cases.permissions import Command
from opennrm.cases.pilots import DEVOLVED_PANEL
from opennrm.cases.transitions import why_not
from opennrm.cases.waiting import (
    ConclusiveDecisionStopped,
    check_still_due,
    minimum_recovery,
)
from opennrm.rules.dates import PartialDate
from opennrm.synth import (
    asking_again,
    following,
    leaving,
    moving,
    preparing,
    sitting,
)
from opennrm.synth.chance import Wheel, days_between, happens
from opennrm.synth.world import CaseFile, World

_COMMAND = {
    Stage.REASONABLE_GROUNDS: Command.DECIDE_REASONABLE_GROUNDS,
    Stage.CONCLUSIVE_GROUNDS: Command.DECIDE_CONCLUSIVE_GROUNDS,
}
# Days of work on a case before it can be decided, when nobody waits: chosen.
_READY_AFTER_RECEIPT = Wheel({1: 12, 2: 20, 3: 24, 4: 20, 5: 12, 7: 8, 10: 4})
_READY_AFTER_RECOVERY = (1, 30)
_READY_AGAIN = (5, 30)
_READY_FOR_LOCAL_PANEL = (5, 25)
# How often a decision is recorded some days after it was made: chosen.
_RECORDED_AFTER = 0.04
_RECORDED_DAYS = (1, 4)


def enter_first_desk(world: World, file: CaseFile, *, not_before: date) -> None:
    """A referral begins to wait for its first decision."""
    stage = open_stage(file.case)
    assert stage is not None, "a referral that came in is to be decided"
    days = _READY_AFTER_RECEIPT.spin(world.rng)
    ready_on = max(world.today + timedelta(days=days), not_before)
    _enter(world, file, stage, ready_on)


def enter_second_desk(world: World, file: CaseFile) -> None:
    """A case begins to wait for its conclusive grounds decision."""
    ends = minimum_recovery(file.case, book=world.book)
    days = days_between(*_READY_AFTER_RECOVERY, world.rng)
    ready_on = max(ends[0] if ends else world.today, world.today)
    _enter(world, file, Stage.CONCLUSIVE_GROUNDS, ready_on + timedelta(days=days))
    leaving.plan_to_leave_while_waiting(world, file, back=resume_waiting)


def enter_again(world: World, file: CaseFile) -> None:
    """A case that was taken up again waits for its fresh decision, before others."""
    stage = open_stage(file.case)
    assert stage is not None, "an accepted request reopens a decision"
    days = days_between(*_READY_AGAIN, world.rng)
    _enter(world, file, stage, world.today + timedelta(days=days), again=True)


def resume_waiting(world: World, file: CaseFile) -> None:
    """A case that was paused waits again, from where it was."""
    if open_stage(file.case) is Stage.REASONABLE_GROUNDS:
        enter_first_desk(world, file, not_before=world.today)
    else:
        enter_second_desk(world, file)


def still_waits_for(world: World, file: CaseFile, stage: Stage) -> bool:
    """Whether this decision is still to be made and nothing stands against it."""
    case = file.case
    if open_stage(case) is not stage or why_not(case, _COMMAND[stage]) is not None:
        return False
    try:
        check_still_due(case, book=world.book)
    except ConclusiveDecisionStopped:
        return False
    return True


def decide(world: World, file: CaseFile, stage: Stage) -> None:
    """What follows when a desk has taken a case: the decision, or a panel for it."""
    moving.to_an_authority_in_force(world, file)
    case = file.case
    recovery = minimum_recovery(case, book=world.book)
    if stage is Stage.CONCLUSIVE_GROUNDS and recovery and recovery[0] >= world.today:
        # A period that was granted since, or given back by a court, goes first.
        _enter(world, file, stage, recovery[0] + timedelta(days=1))
        return
    again = _is_made_again(case)
    outcome = _outcome(world, case, stage, again=again)
    at_meeting = partial(_decide_as_found, stage=stage, outcome=outcome, again=again)
    if not sitting.call_panel(world, file, stage, outcome=outcome, then=at_meeting):
        on = _day_of_decision(world, file, stage)
        _make(world, file, stage, outcome, on=on, again=again)


def _decide_as_found(
    world: World, file: CaseFile, *, stage: Stage, outcome: Outcome, again: bool
) -> None:
    """The decision of a panel, on the day on which it meets."""
    if not still_waits_for(world, file, stage):
        world.desks[stage].give_back()
        return
    moving.to_an_authority_in_force(world, file)
    _make(world, file, stage, outcome, on=world.today, again=again)


def _make(
    world: World,
    file: CaseFile,
    stage: Stage,
    outcome: Outcome,
    *,
    on: date,
    again: bool,
) -> None:
    decided = PartialDate.on(on)
    negative = outcome is Outcome.NEGATIVE
    by = world.decider(file)
    reviewer = world.reviewer(file) if negative else None
    reasons = world.outcomes.reasons(stage, world.quarter, world.rng)
    preparing.prepare(world, file, stage, outcome=outcome, on=decided)
    case = file.case
    if stage is Stage.REASONABLE_GROUNDS:
        facts = decide_reasonable_grounds(
            case,
            outcome=outcome,
            reasons=reasons if negative else (),
            on=decided,
            by=by,
            reviewed_by=reviewer,
            today=world.today,
            book=world.book,
        )
    else:
        facts = decide_conclusive_grounds(
            case,
            outcome=outcome,
            finding=None if negative else world.outcomes.finding(world.rng),
            reasons=reasons if negative else (),
            on=decided,
            by=by,
            reviewed_by=reviewer,
            today=world.today,
            book=world.book,
        )
    world.record_by_authority(file, facts, by=by)
    if negative and not again:
        asking_again.plan_request(world, file, stage, accepted=enter_again)
    following.decided(world, file, stage, again=enter_again)
    if not negative and stage is Stage.REASONABLE_GROUNDS:
        moving.to_the_panel_of_its_pilot(world, file)
        _go_on(world, file)


def _go_on(world: World, file: CaseFile) -> None:
    """From a positive first decision to the second.

    A local panel takes both at one meeting; one that would be negative waits for the
    end of the recovery period, and the panel meets again.
    """
    if file.case.authority != DEVOLVED_PANEL:
        enter_second_desk(world, file)
        return
    stage = Stage.CONCLUSIVE_GROUNDS
    outcome = _outcome(world, file.case, stage, again=False)
    if outcome is Outcome.POSITIVE:
        world.desks[stage].spend()
        _make(world, file, stage, outcome, on=world.today, again=False)
    else:
        enter_second_desk(world, file)


def _before_a_local_panel(world: World, *, file: CaseFile, stage: Stage) -> None:
    """A local panel has a case ready; what it decides the desks need not."""
    if still_waits_for(world, file, stage):
        world.desks[stage].spend()
        decide(world, file, stage)


def _enter(
    world: World, file: CaseFile, stage: Stage, ready_on: date, *, again: bool = False
) -> None:
    if file.case.authority == DEVOLVED_PANEL:
        days = days_between(*_READY_FOR_LOCAL_PANEL, world.lot_of(file))
        world.plan_work(
            ready_on + timedelta(days=days),
            partial(_before_a_local_panel, file=file, stage=stage),
        )
        return
    world.desks[stage].enter(
        file.number,
        since=file.received,
        ready_on=ready_on,
        child=file.case.is_child,
        again=again,
    )


def _is_made_again(case: Case) -> bool:
    """Whether a decision that was made once is to be made once more."""
    return (
        State.REOPENED in case.tracks.values()
        or case.tracks[Track.PANEL] is State.SETTLED
    )


def _outcome(world: World, case: Case, stage: Stage, *, again: bool) -> Outcome:
    """The outcome, by the shares of the quarter or of fresh decisions."""
    if again:
        positive = world.chance("reconsideration_positive")
    elif stage is Stage.CONCLUSIVE_GROUNDS and any(
        d.after_reconsideration for d in case.decisions
    ):
        positive = world.chance("conclusive_positive_after_reconsideration")
    else:
        age = case.about.age_at_exploitation
        return world.outcomes.of(stage, world.quarter, age, world.rng)
    return Outcome.POSITIVE if positive else Outcome.NEGATIVE


def _day_of_decision(world: World, file: CaseFile, stage: Stage) -> date:
    """Today, or for a few decisions some days ago: then they are recorded late."""
    if not happens(_RECORDED_AFTER, world.rng):
        return world.today
    days = days_between(*_RECORDED_DAYS, world.rng)
    earlier = world.today - timedelta(days=days)
    last = max(recorded.occurred.last for recorded in file.history)
    recovery = minimum_recovery(file.case, book=world.book)
    if stage is Stage.CONCLUSIVE_GROUNDS and recovery is not None:
        last = max(last, recovery[0])
    if last >= earlier or _panel_took(world, file.case, stage, earlier):
        return world.today
    return earlier


def _panel_took(world: World, case: Case, stage: Stage, day: date) -> bool:
    """Whether a decision of that day would have been a panel's."""
    on = PartialDate.on(day)
    return any(
        panel_needed(case, stage, outcome=outcome, on=on, book=world.book)
        for outcome in Outcome
    )
