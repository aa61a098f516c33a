"""Which decisions a panel takes, and whether it has."""

from typing import ClassVar

from opennrm.cases.applying import applied
from opennrm.cases.case import Case
from opennrm.cases.facts import Outcome, Stage
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.sittings import (
    DEVOLVED,
    MULTI_AGENCY,
    MULTI_DISCIPLINARY,
    NO_DECISION,
    Panel,
    panels,
)
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate

_LOCAL = (DEVOLVED, MULTI_DISCIPLINARY, MULTI_AGENCY)
_DEVOLVED_AUTHORITY = "devolved_panel"
_PILOT_AUTHORITY = "multi_disciplinary_panel"


class PanelNeeded(Refused):
    """A decision that a panel takes was to be made without one."""

    code: ClassVar[str] = "panel-needed"


class PanelFoundOtherwise(Refused):
    """The decision is not the one that the panel came to."""

    code: ClassVar[str] = "panel-found-otherwise"


def panel_needed(
    case: Case, stage: Stage, *, outcome: Outcome, on: PartialDate, book: Rulebook
) -> tuple[str, str] | None:
    """The kind of panel that must have concluded before a decision, and why.

    None where one decision maker decides.
    Source: devolved-panel; regional-pilot; decision-panel.
    """
    if case.authority == _DEVOLVED_AUTHORITY:
        return DEVOLVED, "the case is with a devolved panel"
    if stage is Stage.CONCLUSIVE_GROUNDS:
        pilot = _pilot(case, on=on, book=book)
        if pilot is not None:
            return MULTI_DISCIPLINARY, pilot
    rule = applied(case, "decision-panel", dated=on, book=book)
    if rule is not None and f"{outcome.value}_{stage.value}" in rule.codes:
        return MULTI_AGENCY, rule.id
    return None


def _pilot(case: Case, *, on: PartialDate, book: Rulebook) -> str | None:
    """The rule by which a panel of a regional pilot takes the second decision.

    Dates: a pilot reaches the referrals received in it, while it lasts.
    """
    rule = applied(case, "regional-pilot", dated=case.received, book=book)
    if (
        rule is None
        or case.about.police_force not in rule.codes
        or rule.parameters.get("conclusive_grounds_authority") != _PILOT_AUTHORITY
        or applied(case, "regional-pilot", dated=on, book=book) is None
    ):
        return None
    return rule.id


def deciding_panel(case: Case, stage: Stage) -> Panel | None:
    """The last panel called to decide a stage, since its last decision."""
    decided = max((d.version for d in case.decisions if d.stage is stage), default=0)
    called = [
        panel
        for panel in panels(case)
        if panel.stage is stage and panel.kind in _LOCAL and panel.version > decided
    ]
    return called[-1] if called else None


def check_panel(
    case: Case, stage: Stage, *, outcome: Outcome, on: PartialDate, book: Rulebook
) -> None:
    """A decision that a panel takes is made once it concluded, and as it found.

    Raises: PanelNeeded; PanelFoundOtherwise.
    Source: devolved-panel; regional-pilot; decision-panel.
    """
    needed = panel_needed(case, stage, outcome=outcome, on=on, book=book)
    if needed is None:
        return
    kind, why = needed
    named = stage.value.replace("_", " ")
    panel = deciding_panel(case, stage)
    if (
        panel is None
        or panel.kind != kind
        or panel.concluded is None
        or panel.outcome == NO_DECISION
        or panel.concluded.first > on.last
    ):
        raise PanelNeeded(
            f"A decision on {named} on {on} was refused: {why}, and no "
            f"{kind.replace('_', ' ')} panel has concluded on it. Convene one with "
            "everyone who must sit, and record its outcome first."
        )
    if panel.outcome != outcome.value:
        raise PanelFoundOtherwise(
            f"A {outcome.value} decision on {named} was refused: the panel of "
            f"{panel.sits_on} found {panel.outcome}. Decide as it found, or convene "
            "one anew."
        )
