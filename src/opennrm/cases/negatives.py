"""The negative decision that may be asked about, and until when."""

from datetime import date

from opennrm.cases.case import Case, Decision
from opennrm.cases.clocks import last_day_to_ask
from opennrm.cases.facts import Outcome, ReconsiderationExtensionAgreed, Stage
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.versions import RuleVersion


def negative_decision(case: Case) -> Decision | None:
    """The negative decision that stands and may be asked about: the later stage's."""
    for stage in (Stage.CONCLUSIVE_GROUNDS, Stage.REASONABLE_GROUNDS):
        decision = case.decision(stage)
        if decision is not None and decision.outcome is Outcome.NEGATIVE:
            return decision
    return None


def agreed_until(case: Case, decision: Decision) -> date | None:
    """The last day to which more time to ask about a decision was agreed."""
    agreed = [
        recorded.fact.until
        for recorded in case.recorded(ReconsiderationExtensionAgreed)
        if isinstance(recorded.fact, ReconsiderationExtensionAgreed)
        and recorded.fact.decision == decision.version
    ]
    return max(agreed, default=None)


def last_day_for(
    case: Case, decision: Decision, *, basis: tuple[str, ...], book: Rulebook
) -> tuple[date | None, RuleVersion]:
    """The last day on which to ask, with more time where that was agreed, and its rule.

    None where the rule of the day sets no limit on one of the grounds given.
    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: reconsideration-window.
    """
    latest, window = last_day_to_ask(
        decision, basis=basis, nation=case.about.nation, book=book
    )
    more = agreed_until(case, decision)
    if latest is not None and more is not None:
        latest = max(latest, more)
    return latest, window
