"""Sitting: a panel is called, reads, meets, votes and concludes.

The desks take as many cases a day with panels as without. A panel meets some working
days after its papers went out, and the decision waits for it: assumed, no figure.
"""

from datetime import date
from functools import partial

from opennrm.cases.deciding_panels import deciding_panel, panel_needed
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.panels import conclude_panel, convene_panel, vote
from opennrm.cases.sittings import (
    INDEPENDENT_CHAIR,
    NO_DECISION,
    Panel,
    panels,
    quorum,
)
from opennrm.rules.dates import PartialDate
from opennrm.synth.chance import days_between, happens
from opennrm.synth.world import CaseFile, Next, World

# Working days from the papers to the meeting, how large a panel is at least, and how
# often its last member sees it otherwise: chosen.
_WORKING_DAYS = (5, 12)
_SEATS = 3
_DISSENT = 0.12
_CHAIR = "synthetic-panel-chair"
_NO_LEAD = "none"
_MORE_SEATS = ("local_authority", "probation", "charity")


def call_panel(
    world: World, file: CaseFile, stage: Stage, *, outcome: Outcome, then: Next
) -> bool:
    """Call the panel that a decision of this outcome waits for; whether one does.

    `then` follows on the day on which it meets.
    """
    days = days_between(*_WORKING_DAYS, world.lot_of(file))
    sits_on = world.working_days_on(days)
    needed = panel_needed(
        file.case,
        stage,
        outcome=outcome,
        on=PartialDate.on(sits_on),
        book=world.book,
    )
    if needed is None:
        return False
    _call(world, file, stage, kind=needed[0], sits_on=sits_on)
    world.plan(sits_on, partial(_meet, file=file, then=then))
    return True


def meet(world: World, file: CaseFile, stage: Stage, *, outcome: Outcome) -> None:
    """Let the panel that must decide today come to this outcome, if one must."""
    needed = panel_needed(
        file.case,
        stage,
        outcome=outcome,
        on=PartialDate.on(world.today),
        book=world.book,
    )
    called = deciding_panel(file.case, stage)
    if needed is None:
        if called is not None and called.concluded is None:
            _conclude(world, file, called, NO_DECISION)
        return
    if called is None or called.kind != needed[0] or not _meets_today(world, called):
        _call(world, file, stage, kind=needed[0], sits_on=world.today)
    panel = panels(file.case)[-1]
    cast_votes(world, file, panel, found=outcome.value, otherwise=_other(outcome))
    _conclude(world, file, panel, outcome.value)


def cast_votes(
    world: World, file: CaseFile, panel: Panel, *, found: str, otherwise: str
) -> None:
    """The votes of a panel that comes to a finding, with a dissent at times."""
    for place, member in enumerate(panel.members, start=1):
        dissents = place >= _SEATS and happens(_DISSENT, world.lot_of(file))
        world.take(
            file,
            vote,
            by=member,
            organisation=panel.agencies[place - 1],
            panel=panel.version,
            vote=otherwise if dissents else found,
        )


def seats(must_sit: tuple[str, ...]) -> tuple[str, ...]:
    """The agencies called: those that must sit, and others up to three."""
    called = [agency for agency in must_sit if agency != INDEPENDENT_CHAIR]
    more = [agency for agency in _MORE_SEATS if agency not in called]
    return tuple(called + more[: max(_SEATS - len(called), 0)])


def _meet(world: World, *, file: CaseFile, then: Next) -> None:
    then(world, file)


def _call(
    world: World, file: CaseFile, stage: Stage, *, kind: str, sits_on: date
) -> None:
    needed = quorum(file.case, kind, sits_on=sits_on, book=world.book)
    agencies = seats(needed[0] if needed else ())
    world.take(
        file,
        convene_panel,
        kind=kind,
        stage=stage,
        members=tuple(f"synthetic-panel-{agency}" for agency in agencies),
        agencies=agencies,
        chair=_CHAIR,
        papers_on=world.today,
        sits_on=sits_on,
        lead_social_worker=_NO_LEAD,
    )


def _conclude(world: World, file: CaseFile, panel: Panel, outcome: str) -> None:
    world.take(
        file,
        conclude_panel,
        by=panel.chair,
        organisation=INDEPENDENT_CHAIR,
        panel=panel.version,
        outcome=outcome,
    )


def _meets_today(world: World, panel: Panel) -> bool:
    return panel.concluded is None and panel.sits_on <= world.today


def _other(outcome: Outcome) -> str:
    positive = outcome is Outcome.POSITIVE
    return (Outcome.NEGATIVE if positive else Outcome.POSITIVE).value
