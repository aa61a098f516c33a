"""Deciding: what happens when a desk takes a case, and what follows from it."""

from datetime import date, timedelta

from opennrm.cases.case import Case, State
from opennrm.cases.clocks import minimum_recovery_end
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.grounds import decide_conclusive_grounds, decide_reasonable_grounds
from opennrm.cases.pausing import open_stage
from opennrm.cases.permissions import Command
from opennrm.cases.transitions import why_not
from opennrm.rules.dates import PartialDate
from opennrm.synth import asking_again, leaving, moving, preparing
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
# How often a decision is recorded some days after it was made: chosen.
_RECORDED_AFTER = 0.04
_RECORDED_DAYS = (1, 4)


def enter_first_desk(world: World, file: CaseFile, *, not_before: date) -> None:
    """A referral begins to wait for its reasonable grounds decision."""
    days = _READY_AFTER_RECEIPT.spin(world.rng)
    ready_on = max(world.today + timedelta(days=days), not_before)
    _enter(world, file, Stage.REASONABLE_GROUNDS, ready_on)


def enter_second_desk(world: World, file: CaseFile) -> None:
    """A case begins to wait for its conclusive grounds decision."""
    case = file.case
    assert case.recovery_started is not None
    ends_on, _ = minimum_recovery_end(
        case.recovery_started, nation=case.about.nation, book=world.book
    )
    days = days_between(*_READY_AFTER_RECOVERY, world.rng)
    ready_on = max(ends_on, world.today) + timedelta(days=days)
    _enter(world, file, Stage.CONCLUSIVE_GROUNDS, ready_on)
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


def still_waits_for(file: CaseFile, stage: Stage) -> bool:
    """Whether this decision is still to be made and nothing stands against it."""
    return (
        open_stage(file.case) is stage and why_not(file.case, _COMMAND[stage]) is None
    )


def decide(world: World, file: CaseFile, stage: Stage) -> None:
    """The decision of a case that its desk has taken today."""
    moving.to_an_authority_in_force(world, file)
    case = file.case
    again = State.REOPENED in case.tracks.values()
    decided = PartialDate.on(_day_of_decision(world, file, stage))
    outcome = _outcome(world, case, stage, again=again)
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
    elif not negative and stage is Stage.REASONABLE_GROUNDS:
        enter_second_desk(world, file)


def _enter(
    world: World, file: CaseFile, stage: Stage, ready_on: date, *, again: bool = False
) -> None:
    world.desks[stage].enter(
        file.number,
        since=file.received,
        ready_on=ready_on,
        child=file.case.is_child,
        again=again,
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
    if stage is Stage.CONCLUSIVE_GROUNDS and file.case.recovery_started is not None:
        ends_on, _ = minimum_recovery_end(
            file.case.recovery_started,
            nation=file.case.about.nation,
            book=world.book,
        )
        last = max(last, ends_on)
    return max(earlier, last + timedelta(days=1)) if last < earlier else world.today
