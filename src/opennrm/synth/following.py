"""Following: what else becomes of a case as it is received and decided."""

from opennrm.cases.case import State, Track
from opennrm.cases.facts import Outcome, Stage
from opennrm.synth import (
    coming_again,
    disqualified,
    growing_up,
    policing,
    serving,
    staying,
    supported,
    whereabouts,
)
from opennrm.synth.world import CaseFile, Next, World


def received(world: World, file: CaseFile) -> None:
    """What a referral sets going beside its decisions."""
    policing.plan(world, file)
    growing_up.plan(world, file)
    whereabouts.plan(world, file)
    supported.on_arrival(world, file)
    if file.before is not None:
        coming_again.plan_to_link(world, file, file.before)


def reported(world: World, file: CaseFile) -> None:
    """What a Duty to Notify report sets going."""
    policing.plan(world, file)


def decided(world: World, file: CaseFile, stage: Stage, *, again: Next) -> None:
    """What a decision made today sets going; `again` if it must be made once more."""
    decision = file.case.decision(stage)
    assert decision is not None, "it was made just now"
    serving.plan_service(world, file, decision, again=again)
    if decision.outcome is Outcome.NEGATIVE:
        return
    if stage is Stage.REASONABLE_GROUNDS:
        supported.on_positive(world, file)
        disqualified.plan(world, file, back=again)
        if file.case.tracks[Track.RECOVERY] is State.WITHHELD:
            coming_again.plan_to_grant(world, file)
    else:
        staying.plan(world, file)
