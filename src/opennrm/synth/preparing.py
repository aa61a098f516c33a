"""Preparing a decision: others are asked before a negative, and a panel sits.

Nothing is drawn by lot here, so that preparing changes no other part of a register.
"""

from datetime import date, timedelta

from opennrm.cases.case import Case
from opennrm.cases.deciding_panels import panel_needed
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.informing import receive_information, request_information
from opennrm.cases.negative_controls import still_awaited, to_be_asked
from opennrm.cases.panels import conclude_panel, convene_panel, vote
from opennrm.cases.sittings import quorum
from opennrm.rules.dates import PartialDate
from opennrm.synth.world import CaseFile, World

# Days before the decision on which others were asked, and one in so many who had
# nothing to say: chosen.
_DAYS_BEFORE = 4
_SILENT = 6
_NO_LEAD = "none"


def prepare(
    world: World, file: CaseFile, stage: Stage, *, outcome: Outcome, on: PartialDate
) -> None:
    """Record what a decision of this outcome needs before it may be made."""
    if outcome is Outcome.NEGATIVE:
        _ask(world, file, stage, on=on)
    needed = panel_needed(file.case, stage, outcome=outcome, on=on, book=world.book)
    if needed is not None:
        _sit(world, file, stage, kind=needed[0], outcome=outcome, on=on)


def _ask(world: World, file: CaseFile, stage: Stage, *, on: PartialDate) -> None:
    missing = to_be_asked(file.case, stage, on=on, book=world.book)
    if missing:
        asked_on = max(
            on.first - timedelta(days=1 + file.number % _DAYS_BEFORE),
            _open_since(file.case, stage),
        )
        facts = request_information(
            file.case,
            asked_of=missing,
            due_on=None,
            on=PartialDate.on(asked_on),
            today=world.today,
            book=world.book,
        )
        world.record_by_authority(file, facts, by=_caseworker(file))
    awaited = still_awaited(file.case, stage, on=on, book=world.book)
    if awaited:
        answers = receive_information(
            file.case,
            received_from=awaited,
            answered=file.number % _SILENT != 0,
            on=on,
            today=world.today,
            book=world.book,
        )
        world.record_by_authority(file, answers, by=_caseworker(file))


def _sit(
    world: World,
    file: CaseFile,
    stage: Stage,
    *,
    kind: str,
    outcome: Outcome,
    on: PartialDate,
) -> None:
    needed = quorum(file.case, kind, sits_on=on.first, book=world.book)
    agencies = needed[0] if needed else ()
    members = tuple(f"synthetic-panel-{agency}" for agency in agencies)
    chair = "synthetic-panel-chair"
    convened = file.case.version + 1
    facts = convene_panel(
        file.case,
        kind=kind,
        stage=stage,
        members=members or (chair,),
        agencies=agencies or ("other",),
        chair=chair,
        papers_on=on.first,
        sits_on=on.first,
        lead_social_worker=_NO_LEAD,
        on=on,
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, facts, by=_caseworker(file))
    for member in members or (chair,):
        votes = vote(
            file.case,
            panel=convened,
            vote=outcome.value,
            on=on,
            by=member,
            today=world.today,
            book=world.book,
        )
        world.record_by_authority(file, votes, by=member)
    concluded = conclude_panel(
        file.case,
        panel=convened,
        outcome=outcome.value,
        on=on,
        by=chair,
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, concluded, by=chair)


def _open_since(case: Case, stage: Stage) -> date:
    """The last day of whatever opened the decision of this stage."""
    days = [case.received.last]
    if stage is Stage.CONCLUSIVE_GROUNDS:
        days += [d.decided.last for d in case.decisions]
    days += [r.answered.last for r in case.reconsiderations if r.answered is not None]
    return max(days)


def _caseworker(file: CaseFile) -> str:
    return f"synthetic-{file.case.authority}-caseworker-{1 + file.number % 40:02d}"
