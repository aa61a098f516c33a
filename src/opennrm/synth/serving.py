"""Serving: decisions are told, and negative ones of some years assured before it."""

from datetime import date, timedelta
from functools import partial

from opennrm.cases.applying import applied
from opennrm.cases.case import Case, Decision
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.panels import conclude_panel, convene_panel, settle_disagreement
from opennrm.cases.periods import panel_reading, version_for
from opennrm.cases.serving import serve_decision
from opennrm.cases.sittings import (
    AGREES,
    ASSURANCE,
    DISAGREES,
    INDEPENDENT_CHAIR,
    UPHELD,
    is_assured,
    panels,
)
from opennrm.cases.support_spells import current_spell
from opennrm.cases.waiting import minimum_recovery
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import AnchorTooVague
from opennrm.synth import moving_on, sitting
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.world import CaseFile, Next, World

# Days from a decision to its service, and from there to the panel's papers: chosen.
_DAYS_TO_SERVE = (0, 3)
_DAYS_TO_PAPERS = (1, 4)
_WORKING_DAYS_TO_SETTLE = (2, 6)
_SETTLED = Wheel({UPHELD: 45, "amended": 35, "more_inquiries": 20})
_CHAIR = "synthetic-assurance-chair"
_SEATS = ("police", "charity", "prosecution")


def plan_service(
    world: World, file: CaseFile, decision: Decision, *, again: Next
) -> None:
    """Let the decision made today be told to the person, once it may be.

    A first decision is recorded as told where the person is supported, as an end hangs
    on it, and of the others for a share. `again` follows where a panel's disagreement
    has the decision made once more.
    """
    if _waits_for_assurance(world, file.case, decision):
        days = days_between(*_DAYS_TO_PAPERS, world.lot_of(file))
        convened = partial(_convene, file=file, version=decision.version, again=again)
        world.plan_work(world.today + timedelta(days=days), convened)
        return
    first = decision.stage is Stage.REASONABLE_GROUNDS
    if first and not _is_followed(world, file, decision):
        return
    days = days_between(*_DAYS_TO_SERVE, world.lot_of(file))
    _plan_to_serve(world, file, decision.version, world.today + timedelta(days=days))


def _is_followed(world: World, file: CaseFile, decision: Decision) -> bool:
    told = world.befalls(file, "first_decision_served")
    negative = decision.outcome is Outcome.NEGATIVE
    return told or (negative and current_spell(file.case) is not None)


def _plan_to_serve(world: World, file: CaseFile, version: int, day: date) -> None:
    """Plan a service; one inside the recovery period waits for its end."""
    recovery = minimum_recovery(file.case, book=world.book)
    if recovery is not None and _is_conclusive(file.case, version):
        day = max(day, recovery[0] + timedelta(days=1))
    world.plan_work(day, partial(_serve, file=file, version=version))


def _is_settled(world: World, file: CaseFile, day: date) -> bool:
    """Whether it is known which lengths follow from a receipt on a day."""
    try:
        version_for(
            "move-on-minimum",
            dated=PartialDate.on(day),
            nation=file.case.about.nation,
            book=world.book,
        )
    except AnchorTooVague:
        return False
    return True


def _is_conclusive(case: Case, version: int) -> bool:
    return any(
        decision.version == version and decision.stage is Stage.CONCLUSIVE_GROUNDS
        for decision in case.decisions
    )


def _serve(world: World, *, file: CaseFile, version: int) -> None:
    if not _is_settled(world, file, world.today):
        tomorrow = world.today + timedelta(days=1)
        world.plan_work(tomorrow, partial(_serve, file=file, version=version))
        return
    told = world.take(
        file,
        serve_decision,
        decision=version,
        received_on=PartialDate.on(world.today),
    )
    if told:
        moving_on.after_service(world, file, version)


def _waits_for_assurance(world: World, case: Case, decision: Decision) -> bool:
    if decision.stage is Stage.REASONABLE_GROUNDS:
        return False
    if decision.outcome is Outcome.POSITIVE or is_assured(case, decision):
        return False
    try:
        rule = applied(case, "assurance-panel", dated=decision.decided, book=world.book)
    except AnchorTooVague:
        return False
    return rule is not None


def _convene(world: World, *, file: CaseFile, version: int, again: Next) -> None:
    decision = _standing(file.case, version)
    if decision is None:
        return
    reading = panel_reading(
        PartialDate.on(world.today),
        decided=decision.decided,
        nation=file.case.about.nation,
        book=world.book,
    )
    sits_on = world.working_days_on(1)
    if reading.last_on is not None:
        sits_on = max(sits_on, reading.last_on)
    called = world.take(
        file,
        convene_panel,
        kind=ASSURANCE,
        stage=decision.stage,
        members=tuple(f"synthetic-assurance-{agency}" for agency in _SEATS),
        agencies=_SEATS,
        chair=_CHAIR,
        papers_on=world.today,
        sits_on=sits_on,
    )
    if called:
        world.plan_work(
            sits_on, partial(_assure, file=file, version=version, again=again)
        )


def _assure(world: World, *, file: CaseFile, version: int, again: Next) -> None:
    """The panel agrees, mostly; where it does not, another lead settles it."""
    called = panels(file.case)[-1]
    if _standing(file.case, version) is None or called.concluded is not None:
        return
    disagrees = world.befalls(file, "assurance_disagreed")
    found, other = (DISAGREES, AGREES) if disagrees else (AGREES, DISAGREES)
    sitting.cast_votes(world, file, called, found=found, otherwise=other)
    world.take(
        file,
        conclude_panel,
        by=called.chair,
        organisation=INDEPENDENT_CHAIR,
        panel=called.version,
        outcome=found,
    )
    if disagrees:
        days = days_between(*_WORKING_DAYS_TO_SETTLE, world.lot_of(file))
        world.plan(
            world.working_days_on(days),
            partial(_settle, file=file, version=version, again=again),
        )
    else:
        _plan_to_serve(world, file, version, world.today + timedelta(days=1))


def _settle(world: World, *, file: CaseFile, version: int, again: Next) -> None:
    case = file.case
    if _standing(case, version) is None:
        return
    settled_as = _SETTLED.spin(world.lot_of(file))
    settled = world.take(
        file,
        settle_disagreement,
        by=f"synthetic-{case.authority}-lead",
        panel=panels(case)[-1].version,
        settled_as=settled_as,
    )
    if not settled:
        return
    if settled_as == UPHELD:
        _plan_to_serve(world, file, version, world.today + timedelta(days=1))
    else:
        again(world, file)


def _standing(case: Case, version: int) -> Decision | None:
    """The decision of a version, where it still stands."""
    for decision in case.decisions:
        if decision.version == version and decision.current:
            return decision
    return None
