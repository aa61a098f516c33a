"""Why a figure changed between two extracts of one home, row by row.

The rows that a figure counts are compared by pseudonym: what came in less what went
out is the difference, exactly. Each such row gets one cause, from the recorded changes
of its referral; a row without one is the residual, which should be nought.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from opennrm.publications.figures import FigureName
from opennrm.statistics.counting import Condition
from opennrm.statistics.measures import Measure
from opennrm.statistics.tabulation import Tabulator

UNEXPLAINED: Final = "unexplained"
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "referrals": ("referral",),
    "notifications": ("referral",),
    "decisions": ("referral", "stage", "decision_number"),
}
# What else moves a row: columns that a dimension is made from, and the states that
# decide whether it is counted at all.
_MADE_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "nationality_group": ("nationality",),
    "first_responder_type": ("first_responder",),
    "exploitation_base": ("exploitation_type",),
    "received_quarter": ("received_on",),
    "decided_quarter": ("decided_on",),
    "days_from_receipt": ("received_on", "decided_on"),
}
_STATES: Final = frozenset({"excluded", "current", "outcome"})

RowKey = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """So many rows came in or went out of a figure, for one cause."""

    cause: str
    came_in: int
    went_out: int

    @property
    def net(self) -> int:
        """What the cause did to a count."""
        return self.came_in - self.went_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The change of a figure between two extracts, itemised.

    `rows` is the change in the number of rows; it is the sum of the reasons' nets.
    `residual` counts the rows without a recorded cause.
    """

    rows: int
    reasons: tuple[Reason, ...]
    residual: int


def difference(
    figure: FigureName, *, before: Tabulator, after: Tabulator
) -> Difference:
    """Why a figure changed from one extract to a later one of the same home."""
    measure = after.catalogue.measures[figure.measure]
    old, new = _counted(figure, before), _counted(figure, after)
    came_in, went_out = new - old, old - new
    since = before.source.provenance.cut_off
    changes = _changes(after, {row[0] for row in came_in | went_out}, since)
    relevant = _relevant(measure, figure)
    before_all, after_all = _held(measure, before), _held(measure, after)
    causes: Counter[tuple[str, bool]] = Counter()
    for row in came_in:
        known = changes.get(row[0], ())
        cause = _cause(known, relevant)
        if cause is None and _key(measure, row) not in before_all:
            cause = "late_arrival"
        causes[cause or _moved(figure), True] += 1
    for row in went_out:
        known = changes.get(row[0], ())
        cause = _cause(known, relevant)
        if cause is None and _key(measure, row) not in after_all:
            # The log only grows: what is gone was withdrawn as recorded in error.
            cause = "withdrawn"
        causes[cause or _moved(figure), False] += 1
    reasons = tuple(
        Reason(cause=cause, came_in=causes[cause, True], went_out=causes[cause, False])
        for cause in sorted({cause for cause, _ in causes})
    )
    return Difference(
        rows=len(new) - len(old),
        reasons=reasons,
        residual=causes[UNEXPLAINED, True] + causes[UNEXPLAINED, False],
    )


def conditions(figure: FigureName, counting: Tabulator) -> tuple[Condition, ...]:
    """A figure as conditions on its measure, members by their codes."""
    measure = counting.catalogue.measures[figure.measure]
    chosen = counting.chosen(measure, figure.conditions, spellings=False)
    return tuple(one.condition for one in chosen)


def _counted(figure: FigureName, counting: Tabulator) -> set[RowKey]:
    """The rows of a figure: their key, and their days where days are its value."""
    measure = counting.catalogue.measures[figure.measure]
    key = list(_KEYS[measure.table])
    if measure.of is not None:
        key.append(measure.of)
    where = conditions(figure, counting)
    return counting.engine.rows(measure, key=key, where=where, span=None)


def _held(measure: Measure, counting: Tabulator) -> set[RowKey]:
    """Every row of the measure's table, counted or not."""
    return counting.engine.keys(measure.table, _KEYS[measure.table])


def _key(measure: Measure, row: RowKey) -> RowKey:
    return row[: len(_KEYS[measure.table])]


def _changes(
    counting: Tabulator, referrals: set[str], since: datetime | None
) -> dict[str, list[dict[str, Any]]]:
    """The changes of some referrals recorded since a moment, by referral, in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for change in counting.engine.changes(since):
        if change["referral"] in referrals:
            found.setdefault(change["referral"], []).append(change)
    return found


def _relevant(measure: Measure, figure: FigureName) -> frozenset[str]:
    """The columns whose change can move a row into or out of a figure."""
    columns = {measure.dated_by.day, measure.dated_by.quarter, *_STATES, *measure.only}
    columns |= {each.column for each in measure.exclusions}
    columns |= {measure.dimensions[name].code for name in figure.where}
    if measure.of is not None:
        columns.add(measure.of)
    made_from = {name for column in columns for name in _MADE_FROM.get(column, ())}
    return frozenset(columns | made_from)


def _cause(
    changes: Sequence[Mapping[str, Any]], relevant: frozenset[str]
) -> str | None:
    """The cause of the latest change that touches the figure, None without one.

    A change of one of the figure's own columns comes before one of a whole fact.
    """
    fields = [each for each in changes if each["field"] in relevant]
    whole = [each for each in changes if each["field"] is None]
    chosen = fields or whole
    return str(chosen[-1]["cause"]) if chosen and chosen[-1]["cause"] else None


def _moved(figure: FigureName) -> str:
    """The cause of a row that no recorded change explains."""
    # A transfer is a step of the case, not a change of an earlier fact.
    if "competent_authority_now" in figure.where:
        return "case_moved"
    return UNEXPLAINED
