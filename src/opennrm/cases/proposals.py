"""Proposals: a draft decision before a second person, and what that person said."""

from dataclasses import dataclass
from typing import ClassVar

from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import DecisionProposed, DecisionReviewed, Outcome, Stage
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate

OPEN = (State.PENDING, State.INFORMATION_REQUESTED, State.REOPENED)
"""The states in which a decision is still to be made."""

TRACK_OF = {
    Stage.REASONABLE_GROUNDS: Track.REASONABLE_GROUNDS,
    Stage.CONCLUSIVE_GROUNDS: Track.CONCLUSIVE_GROUNDS,
}


class ProposalNotAgreed(Refused):
    """A decision was proposed, and the second person has not agreed with it."""

    code: ClassVar[str] = "proposal-not-agreed"


class ProposalDiffers(Refused):
    """The decision is not the one that the second person agreed with."""

    code: ClassVar[str] = "proposal-differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One draft decision; `agreed` is None until the second person has read it."""

    version: int
    stage: Stage
    outcome: Outcome
    reasons: tuple[str, ...]
    proposed: PartialDate
    proposed_by: str
    agreed: bool | None
    reviewed: PartialDate | None
    reviewed_by: str | None


def proposals(case: Case) -> tuple[Proposal, ...]:
    """Every draft decision of a case with its review, in order."""
    reviews = {
        review.fact.proposal: (review.occurred, review.fact)
        for review in case.recorded(DecisionReviewed)
        if isinstance(review.fact, DecisionReviewed)
    }
    found = []
    for recorded in case.recorded(DecisionProposed):
        fact = recorded.fact
        assert isinstance(fact, DecisionProposed)
        reviewed, review = reviews.get(recorded.version, (None, None))
        found.append(
            Proposal(
                version=recorded.version,
                stage=fact.stage,
                outcome=fact.outcome,
                reasons=fact.reasons or (),
                proposed=recorded.occurred,
                proposed_by=fact.proposed_by,
                agreed=review.agreed if review else None,
                reviewed=reviewed,
                reviewed_by=review.reviewed_by if review else None,
            )
        )
    return tuple(found)


def standing_proposal(case: Case, stage: Stage) -> Proposal | None:
    """The last draft of a stage that no decision has answered since."""
    decided = max((d.version for d in case.decisions if d.stage is stage), default=0)
    standing = [
        one for one in proposals(case) if one.stage is stage and one.version > decided
    ]
    return standing[-1] if standing else None


def agreed_terms(
    case: Case,
    stage: Stage,
    *,
    outcome: Outcome,
    reasons: tuple[str, ...],
    reviewed_by: str | None,
) -> tuple[tuple[str, ...], str | None]:
    """The reasons and the reviewer of a decision, from its proposal where one stands.

    What the decision leaves out is the proposal's; without one it is as given.

    Raises: ProposalNotAgreed; ProposalDiffers.
    """
    proposal = standing_proposal(case, stage)
    if proposal is None:
        return reasons, reviewed_by
    named = stage.value.replace("_", " ")
    if not proposal.agreed:
        said = "has not been reviewed" if proposal.agreed is None else "was not agreed"
        raise ProposalNotAgreed(
            f"To decide {named} was refused: the decision proposed on "
            f"{proposal.proposed} {said}. Have it reviewed, or propose it anew."
        )
    if outcome is not proposal.outcome:
        raise ProposalDiffers(
            f"A {outcome.value} decision on {named} was refused: a "
            f"{proposal.outcome.value} one was proposed and agreed. "
            "Decide as agreed, or propose anew."
        )
    if reasons and set(reasons) != set(proposal.reasons):
        raise ProposalDiffers(
            f"A decision on {named} was refused: its reasons are not those that were "
            f"proposed and agreed, {', '.join(proposal.reasons) or 'none'}. "
            "Leave them out, or propose anew."
        )
    if reviewed_by not in (None, proposal.reviewed_by):
        raise ProposalDiffers(
            f"A decision on {named} was refused: it names another reviewer than the "
            "one who agreed with the proposal. Leave the reviewer out."
        )
    return reasons or proposal.reasons, proposal.reviewed_by
