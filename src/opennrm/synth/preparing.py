"""Preparing a decision: others are asked before a negative, and a panel sits.

Nothing is drawn by lot here that would change another case.
"""

from datetime import date, timedelta

from opennrm.cases.case import Case
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.history import NewFact
from opennrm.cases.informing import receive_information, request_information
from opennrm.cases.negative_controls import still_awaited, to_be_asked
from opennrm.rules.dates import PartialDate
from opennrm.synth import sitting
from opennrm.synth.world import CaseFile, World

# Days before the decision on which others were asked, and one in so many who had
# nothing to say: chosen.
_DAYS_BEFORE = 4
_SILENT = 6


def prepare(
    world: World, file: CaseFile, stage: Stage, *, outcome: Outcome, on: PartialDate
) -> None:
    """Record what a decision of this outcome needs before it may be made."""
    if outcome is Outcome.NEGATIVE:
        _ask(world, file, stage, on=on)
    if on.first == world.today:
        sitting.meet(world, file, stage, outcome=outcome)


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
        _record(world, file, facts)
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
        _record(world, file, answers)


def _open_since(case: Case, stage: Stage) -> date:
    """The last day of whatever opened the decision of this stage."""
    days = [case.received.last]
    if stage is Stage.CONCLUSIVE_GROUNDS:
        days += [d.decided.last for d in case.decisions]
    days += [r.answered.last for r in case.reconsiderations if r.answered is not None]
    return max(days)


def _record(world: World, file: CaseFile, facts: tuple[NewFact, ...]) -> None:
    by = world.worker(file, file.case.authority)
    world.record_by_authority(file, facts, by=by)
