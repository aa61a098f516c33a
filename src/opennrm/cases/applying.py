"""Applying a rule to a case: the version of the day, or none where there is none."""

from opennrm.cases.case import Case
from opennrm.cases.periods import version_for
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion


def applied(
    case: Case, key: str, *, dated: PartialDate, book: Rulebook
) -> RuleVersion | None:
    """The version of a rule that applies to a case, by the date that picks it.

    None where the rule of that day says that there is no such thing, and in a
    mechanism that has no such rule.
    Raises: the errors of `Rules.in_force`.
    """
    if key not in book.rules.by_key:
        return None
    version = version_for(key, dated=dated, nation=case.about.nation, book=book)
    return version if version.applies else None


def listed(version: RuleVersion, parameter: str) -> tuple[str, ...]:
    """The codes of a parameter that names several, joined by +; none for none."""
    told = version.parameters.get(parameter)
    return tuple(str(told).split("+")) if told is not None else ()
