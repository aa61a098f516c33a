"""Panels as a case tells them: who sat, how they voted, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Final

from opennrm.cases.applying import applied, listed
from opennrm.cases.case import Case, Decision
from opennrm.cases.facts import (
    PanelConcluded,
    PanelConflictDeclared,
    PanelConvened,
    PanelDisagreementSettled,
    PanelVoted,
    Stage,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

ASSURANCE: Final = "assurance"
DEVOLVED: Final = "devolved"
MULTI_DISCIPLINARY: Final = "multi_disciplinary"
MULTI_AGENCY: Final = "multi_agency"
AGREES: Final = "agrees"
DISAGREES: Final = "disagrees"
ABSTAINS: Final = "abstains"
NO_DECISION: Final = "no_decision"
UPHELD: Final = "upheld"
INDEPENDENT_CHAIR: Final = "independent_chair"


class PanelNotSitting(Refused):
    """It is not the panel that was called last, or it has not met yet."""

    code: ClassVar[str] = "panel-not-sitting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel on a case. `votes` are those that count: a conflict voids a vote.

    `agencies` has the agency of each member, in the order of `members`.
    """

    version: int
    kind: str
    stage: Stage
    site: str | None
    members: tuple[str, ...]
    agencies: tuple[str, ...]
    chair: str
    papers_on: date
    sits_on: date
    rule: str
    convened: PartialDate
    conflicted: frozenset[str]
    votes: Mapping[str, str]
    outcome: str | None
    casting_vote: bool
    concluded: PartialDate | None
    settled_as: str | None

    @property
    def sitting(self) -> frozenset[str]:
        """The agencies that took part: those of the members whose vote counts.

        A chair who is no member belongs to no agency, and sits as an independent one.
        """
        present = {
            agency
            for member, agency in zip(self.members, self.agencies, strict=False)
            if member in self.votes
        }
        if self.chair not in self.members and self.chair not in self.conflicted:
            present.add(INDEPENDENT_CHAIR)
        return frozenset(present)


def panels(case: Case) -> tuple[Panel, ...]:
    """Every panel of a case, in the order in which they were convened."""
    return tuple(
        _panel(case, recorded.version, recorded.fact, recorded.occurred)
        for recorded in case.recorded(PanelConvened)
        if isinstance(recorded.fact, PanelConvened)
    )


def _panel(
    case: Case, version: int, fact: PanelConvened, convened: PartialDate
) -> Panel:
    conflicted: set[str] = set()
    votes: dict[str, str] = {}
    outcome: str | None = None
    casting_vote = False
    concluded: PartialDate | None = None
    settled_as: str | None = None
    for recorded in case.recorded(
        PanelConflictDeclared, PanelVoted, PanelConcluded, PanelDisagreementSettled
    ):
        match recorded.fact:
            case PanelConflictDeclared(panel=panel, member=member):
                if panel == version:
                    conflicted.add(member)
            case PanelVoted(panel=panel, member=member, vote=vote):
                if panel == version:
                    votes[member] = vote
            case PanelConcluded() as end:
                if end.panel == version:
                    outcome, casting_vote = end.outcome, end.casting_vote
                    concluded = recorded.occurred
            case PanelDisagreementSettled() as end:
                if end.panel == version:
                    settled_as = end.settled_as
    return Panel(
        version=version,
        kind=fact.kind,
        stage=fact.stage,
        site=fact.site,
        members=fact.members,
        agencies=fact.agencies,
        chair=fact.chair,
        papers_on=fact.papers_on,
        sits_on=fact.sits_on,
        rule=fact.rule,
        convened=convened,
        conflicted=frozenset(conflicted),
        votes=MappingProxyType(
            {who: vote for who, vote in votes.items() if who not in conflicted}
        ),
        outcome=outcome,
        casting_vote=casting_vote,
        concluded=concluded,
        settled_as=settled_as,
    )


def last_panel(case: Case, version: int) -> Panel:
    """The panel that was convened last, where that is the one named.

    Raises: PanelNotSitting.
    """
    called = panels(case)
    if not called or called[-1].version != version:
        raise PanelNotSitting(
            "This was refused: it does not name the panel that was convened last on "
            "this case. Name that one."
        )
    return called[-1]


def quorum(
    case: Case, kind: str, *, sits_on: date, book: Rulebook
) -> tuple[tuple[str, ...], RuleVersion] | None:
    """The agencies that must sit on a panel of this kind, and the rule of that day.

    None where the rules of that day know no panels at all.
    Source: panel-quorum.
    """
    rule = applied(case, "panel-quorum", dated=PartialDate.on(sits_on), book=book)
    if rule is None or kind not in rule.parameters:
        return None
    return listed(rule, kind), rule


def decision_before(case: Case, panel: Panel) -> Decision | None:
    """The decision that an assurance panel looks at: the last made before it."""
    made = [
        one
        for one in case.decisions
        if one.stage is panel.stage and one.version < panel.version
    ]
    return made[-1] if made else None


def is_assured(case: Case, decision: Decision) -> bool:
    """Whether an assurance panel agreed with a decision, or it was upheld after all."""
    return any(
        panel.kind == ASSURANCE
        and decision_before(case, panel) == decision
        and (panel.outcome == AGREES or panel.settled_as == UPHELD)
        for panel in panels(case)
    )
