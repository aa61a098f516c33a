"""Disqualified: protection taken away from a few, where the rule of the day has it."""

from datetime import timedelta
from functools import partial

from opennrm.cases.disqualifying import (
    DISQUALIFIED,
    consider_disqualification,
    decide_disqualification,
    quash_disqualification,
)
from opennrm.cases.facts import DisqualificationDecided
from opennrm.cases.pausing import open_stage
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.world import CaseFile, Next, World

# When it is considered, decided and set aside, and on which ground: chosen.
_DAYS_TO_CONSIDER = (10, 240)
_DAYS_TO_DECIDE = (5, 60)
_DAYS_TO_QUASH = (60, 300)
_GROUNDS = Wheel(
    {
        "public_order_foreign_criminal": 78,
        "public_order_serious_offence": 14,
        "public_order_national_security": 3,
        "bad_faith": 5,
    }
)
_ASKS = Wheel({"immigration_casework": 88, "competent_authority": 9, "police": 3})
_NOT = "not_disqualified"


def plan(world: World, file: CaseFile, *, back: Next) -> None:
    """Let a disqualification be considered after a positive first decision, of few.

    `back` follows where a court sets one aside and the second decision is due again.
    Where the rule of that day has none, the decision functions refuse it.
    Source: disqualification.
    """
    if file.case.is_child or not world.befalls(file, "disqualification_considered"):
        return
    days = days_between(*_DAYS_TO_CONSIDER, world.lot_of(file))
    world.plan_work(
        world.today + timedelta(days=days), partial(_consider, file=file, back=back)
    )


def _consider(world: World, *, file: CaseFile, back: Next) -> None:
    lot = world.lot_of(file)
    ground = _GROUNDS.spin(lot)
    considered = world.take(
        file,
        consider_disqualification,
        ground=ground,
        requested_by=_ASKS.spin(lot),
    )
    if considered:
        days = days_between(*_DAYS_TO_DECIDE, lot)
        world.plan_work(
            world.today + timedelta(days=days),
            partial(_decide, file=file, ground=ground, back=back),
        )


def _decide(world: World, *, file: CaseFile, ground: str, back: Next) -> None:
    disqualifies = world.befalls(file, "disqualified")
    decided = world.take(
        file,
        decide_disqualification,
        by=world.decider(file),
        outcome=DISQUALIFIED if disqualifies else _NOT,
        ground=ground,
        re_trafficking_risk_assessed=True,
        recovery_needs_weighed=True,
        reviewed_by=world.reviewer(file),
    )
    if decided and disqualifies and world.befalls(file, "disqualification_quashed"):
        days = days_between(*_DAYS_TO_QUASH, world.lot_of(file))
        world.plan_work(
            world.today + timedelta(days=days), partial(_quash, file=file, back=back)
        )


def _quash(world: World, *, file: CaseFile, back: Next) -> None:
    standing = file.case.last(DisqualificationDecided)
    if standing is None:
        return
    quashed = world.take(file, quash_disqualification, decision=standing.version)
    if quashed and open_stage(file.case) is not None:
        back(world, file)
