"""Convening a panel: the right kind, everyone who must sit, and time to read."""

from datetime import date
from typing import ClassVar

from opennrm.cases import periods
from opennrm.cases.applying import applied, listed
from opennrm.cases.case import Case, Decision
from opennrm.cases.dating import OutOfOrder, happened
from opennrm.cases.deciding_panels import panel_needed
from opennrm.cases.facts import Outcome, PanelConvened, Stage
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.proposals import OPEN, TRACK_OF, proposals
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.sittings import (
    ASSURANCE,
    INDEPENDENT_CHAIR,
    quorum,
)
from opennrm.cases.transitions import NotNow, Refused, require
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import AnchorTooVague, RuleVersion

LEAD_SOCIAL_WORKER = "lead_social_worker"


class PanelNotOfThisCase(Refused):
    """By the rules of that day no panel of this kind or site is for this case."""

    code: ClassVar[str] = "panel-not-of-this-case"


class PanelNotIndependent(Refused):
    """Whoever made, drafted or read a decision does not sit in judgement on it."""

    code: ClassVar[str] = "panel-not-independent"


class PanelNotQuorate(Refused):
    """Someone who must sit on the panel was not called."""

    code: ClassVar[str] = "panel-not-quorate"


class AgenciesDoNotMatch(Refused):
    """A panel was called without saying for whom each member sits."""

    code: ClassVar[str] = "agencies-do-not-match"


class LeadSocialWorkerNotNamed(Refused):
    """Whether the chair is the child's lead social worker cannot be told."""

    code: ClassVar[str] = "lead-social-worker-not-named"


class ChairIsLeadSocialWorker(Refused):
    """The child's lead social worker does not chair the panel."""

    code: ClassVar[str] = "chair-is-lead-social-worker"


class TooShortToRead(Refused):
    """The members would not have the time to read that the rule gives them."""

    code: ClassVar[str] = "too-short-to-read"


def convene_panel(
    case: Case,
    *,
    kind: str,
    stage: Stage,
    members: tuple[str, ...],
    agencies: tuple[str, ...],
    chair: str,
    papers_on: date,
    sits_on: date,
    site: str | None = None,
    lead_social_worker: str | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Call a panel on a case. A later one takes the place of one that cannot decide.

    `agencies` has the agency of each member, in the same order. A chair who is no
    member sits for no agency. `lead_social_worker` is who leads on the child, or
    `none`; it is asked for where that person may not chair, and is not kept.

    Dates: the quorum is that of the day on which the panel sits.
    Raises: NotNow; PanelNotOfThisCase; PanelNotIndependent; PanelNotQuorate;
        AgenciesDoNotMatch;
        LeadSocialWorkerNotNamed; ChairIsLeadSocialWorker; TooShortToRead; OutOfOrder;
        NotYetHappened.
    Source: panel-quorum; assurance-panel; assurance-panel-times; devolved-panel;
        decision-panel; regional-pilot.
    """
    require(case, Command.CONVENE_PANEL)
    happened(on, today=today, what="The convening of a panel")
    if papers_on > sits_on or on.first > sits_on:
        raise OutOfOrder(
            f"A panel convened on {on} with papers of {papers_on} was to sit on "
            f"{sits_on}. Check the dates: papers come first."
        )
    book.codes.checked("panel_kind", kind, on=on)
    site = _site(case, site, on=on, book=book)
    if kind == ASSURANCE:
        decision = _to_assure(case, stage, book=book)
        _independent(case, decision, (*members, chair))
        _time_to_read(case, decision, papers_on=papers_on, sits_on=sits_on, book=book)
    else:
        _to_decide(case, kind, stage, sits_on=sits_on, book=book)
    for agency in agencies:
        book.codes.checked("agency", agency, on=on)
    needed = quorum(case, kind, sits_on=sits_on, book=book)
    if needed is None:
        raise PanelNotOfThisCase(
            f"A panel of the kind {kind} on {sits_on} was refused: the rules of that "
            "day know no such panel. Check the kind and the day."
        )
    must_sit, rule = needed
    _quorate(must_sit, rule, members, agencies, chair)
    _chair(rule, must_sit, chair, lead_social_worker)
    fact = PanelConvened(
        kind=kind,
        stage=stage,
        site=site,
        members=members,
        agencies=agencies,
        chair=chair,
        papers_on=papers_on,
        sits_on=sits_on,
        rule=rule.id,
    )
    return (NewFact(fact=fact, occurred=on),)


def _site(
    case: Case, site: str | None, *, on: PartialDate, book: Rulebook
) -> str | None:
    """The site that holds the case; a panel of another one does not decide it."""
    held = case.assignments[-1].site if case.assignments else None
    if site is None:
        return held
    book.codes.checked("panel_site", site, on=on)
    if site != held:
        raise PanelNotOfThisCase(
            f"A panel at {site} was refused: the case is with "
            f"{held or 'no panel site'}. Transfer the case first, or convene there."
        )
    return site


def _to_assure(case: Case, stage: Stage, *, book: Rulebook) -> Decision:
    decision = case.decision(stage)
    if stage is not Stage.CONCLUSIVE_GROUNDS or decision is None:
        raise NotNow(
            "To convene an assurance panel was refused: it looks at a negative "
            "conclusive decision, and none stands. Record the decision first."
        )
    if decision.outcome is Outcome.POSITIVE or not _may_be_due(
        case, decision, book=book
    ):
        raise PanelNotOfThisCase(
            f"An assurance panel on the {decision.outcome.value} decision of "
            f"{decision.decided} was refused: by the rule assurance-panel none reviews "
            "it. It may be served without one."
        )
    return decision


def _independent(case: Case, decision: Decision, sitting: tuple[str, ...]) -> None:
    """Refuse a panel on which someone sits who had a part in the decision."""
    drafts = [
        one
        for one in proposals(case)
        if one.stage is decision.stage and one.version < decision.version
    ]
    concerned = {decision.decided_by, decision.reviewed_by}
    for draft in drafts[-1:]:
        concerned |= {draft.proposed_by, draft.reviewed_by}
    if concerned & set(sitting):
        raise PanelNotIndependent(
            f"A panel on the decision of {decision.decided} was refused: someone who "
            "made, proposed or reviewed that decision is to sit on it. Call members "
            "and a chair who had no part in it."
        )


def _may_be_due(case: Case, decision: Decision, *, book: Rulebook) -> bool:
    """Whether a panel reviews a decision, or may have had to.

    In the month in which the panels ended, whose day is not known, one may be held.
    """
    try:
        rule = applied(case, "assurance-panel", dated=decision.decided, book=book)
    except AnchorTooVague:
        return True
    return rule is not None


def _time_to_read(
    case: Case, decision: Decision, *, papers_on: date, sits_on: date, book: Rulebook
) -> None:
    try:
        reading = periods.panel_reading(
            PartialDate.on(papers_on),
            decided=decision.decided,
            nation=case.about.nation,
            book=book,
        )
    except AnchorTooVague:
        return  # no rule says how long, on a day that leaves open which applied
    if reading.last_on is not None and sits_on < reading.last_on:
        raise TooShortToRead(
            f"A panel on {sits_on} was refused: with papers of {papers_on} its members "
            f"have until {reading.last_on} to read them ({reading.rule}). "
            "Let it sit then or later."
        )


def _to_decide(
    case: Case, kind: str, stage: Stage, *, sits_on: date, book: Rulebook
) -> None:
    """A panel that decides sits while its decision, or the one before it, is open."""
    # One meeting may take both decisions, so the second is called beside the first.
    before = (Stage.REASONABLE_GROUNDS, stage)
    if not any(case.tracks[TRACK_OF[one]] in OPEN for one in before):
        raise NotNow(
            f"To convene a panel was refused: no decision on "
            f"{stage.value.replace('_', ' ')} is to be made now. Read the case again."
        )
    wanted = {
        needed[0]
        for outcome in Outcome
        if (
            needed := panel_needed(
                case, stage, outcome=outcome, on=PartialDate.on(sits_on), book=book
            )
        )
    }
    if kind not in wanted:
        held = ", ".join(sorted(wanted)) or "none"
        raise PanelNotOfThisCase(
            f"A panel of the kind {kind} was refused: of this case and stage, by its "
            f"authority and the rules of {sits_on}, the panel that decides is: {held}."
        )


def _quorate(
    must_sit: tuple[str, ...],
    rule: RuleVersion,
    members: tuple[str, ...],
    agencies: tuple[str, ...],
    chair: str,
) -> None:
    each_once = len(set(members)) == len(members) > 0
    if len(members) != len(agencies) or not each_once:
        raise AgenciesDoNotMatch(
            f"A panel was called with {len(members)} members and {len(agencies)} "
            "agencies. Give the agency of each member, each once, in the same order."
        )
    alone = () if chair in members else (INDEPENDENT_CHAIR,)
    missing = [one for one in must_sit if one not in (*agencies, *alone)]
    if missing:
        raise PanelNotQuorate(
            f"The panel was refused: {rule.id} needs "
            f"{', '.join(missing).replace('_', ' ')} to sit on it. Call them."
        )


def _chair(
    rule: RuleVersion,
    must_sit: tuple[str, ...],
    chair: str,
    lead_social_worker: str | None,
) -> None:
    """Whoever leads on the child does not chair, where social care must sit."""
    if LEAD_SOCIAL_WORKER not in listed(rule, "chair_not"):
        return
    if "social_care" not in must_sit:
        return
    if lead_social_worker is None:
        raise LeadSocialWorkerNotNamed(
            f"The panel was refused: the child's lead social worker may not chair it "
            f"({rule.id}), and was not named. Name them, or say none."
        )
    if lead_social_worker == chair:
        raise ChairIsLeadSocialWorker(
            f"The panel was refused: its chair is the child's lead social worker, who "
            f"may not chair it ({rule.id}). Let someone else chair."
        )
