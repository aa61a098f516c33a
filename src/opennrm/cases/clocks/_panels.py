"""Clocks of an assurance panel: the time to read, and the time to reply."""

from datetime import date

from opennrm.cases import periods
from opennrm.cases.case import Case
from opennrm.cases.clock import Clock, ClockName
from opennrm.cases.clocks._making import left_on, reads, span, task
from opennrm.cases.facts import PanelConcluded, PanelConvened, Stage
from opennrm.cases.history import RecordedFact
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate

ASSURANCE = "assurance"
_RULE = "assurance-panel-times"


@reads(ClockName.PANEL_READING, _RULE)
def panel_reading(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The time that the members of the last assurance panel have to read.

    Source: assurance-panel-times.
    """
    convened = _assurance(case)
    if convened is None:
        return None
    panel, recorded = convened
    period = periods.panel_reading(
        PartialDate.on(panel.papers_on),
        decided=_decided(case, recorded),
        nation=case.about.nation,
        book=book,
    )
    if period.last_on is None:
        return None
    return span(
        ClockName.PANEL_READING,
        period,
        on=on,
        last_on=period.last_on,
        stopped_on=left_on(case),
    )


@reads(ClockName.PANEL_REPLY, _RULE)
def panel_reply(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when the chair of the last assurance panel should tell its outcome.

    Source: assurance-panel-times.
    """
    convened = _assurance(case)
    if convened is None:
        return None
    panel, recorded = convened
    period = periods.panel_reply(
        PartialDate.on(panel.sits_on),
        decided=_decided(case, recorded),
        nation=case.about.nation,
        book=book,
    )
    concluded = next(
        (
            r.occurred
            for r in case.recorded(PanelConcluded)
            if isinstance(r.fact, PanelConcluded) and r.fact.panel == recorded.version
        ),
        None,
    )
    return task(
        ClockName.PANEL_REPLY, period, on=on, done=concluded, ended_on=left_on(case)
    )


def _assurance(case: Case) -> tuple[PanelConvened, RecordedFact] | None:
    """The assurance panel convened last."""
    for recorded in reversed(case.recorded(PanelConvened)):
        fact = recorded.fact
        if isinstance(fact, PanelConvened) and fact.kind == ASSURANCE:
            return fact, recorded
    return None


def _decided(case: Case, panel: RecordedFact) -> PartialDate:
    """The day of the decision that a panel assures, or on which it was convened."""
    made = [
        decision.decided
        for decision in case.decisions
        if decision.stage is Stage.CONCLUSIVE_GROUNDS
        and decision.version < panel.version
    ]
    return made[-1] if made else panel.occurred
