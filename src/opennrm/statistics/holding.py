"""What a record can tell: a zero is printed only where nothing could be counted.

A record that holds no decision at all does not say that none was made, and one that
never recorded a nation does not say that nobody was referred in Wales.
"""

from collections.abc import Sequence

from opennrm.rules.dates import Quarter
from opennrm.statistics.cells import Span
from opennrm.statistics.counting import Engine
from opennrm.statistics.measures import Catalogue, Measure
from opennrm.statistics.members import UNKNOWN
from opennrm.statistics.selecting import PERIODS, Chosen


def quarters_reached(
    engine: Engine, measure: Measure, held: Span | None
) -> Span | None:
    """The quarters for which a record can tell a measure.

    Dates: from the first referral on, up to the last quarter that holds a referral or
        a row of the measure's own table.
    """
    own = [Quarter.parse(each) for each in engine.quarters(measure)]
    if held is not None:
        own += [held.first, held.last]
    return Span(first=min(own), last=max(own)) if own else None


def is_known(engine: Engine, measure: Measure, dimension: str) -> bool:
    """Whether the record knows a dimension for anybody."""
    held = engine.distinct(measure, dimension)
    return any(code not in UNKNOWN for code, _ in held)


def why_untold(
    engine: Engine,
    catalogue: Catalogue,
    measure: Measure,
    chosen: Sequence[Chosen],
    reached: Span | None,
) -> str | None:
    """Why the record cannot tell a figure, in one sentence; None where it can."""
    if measure.table != "referrals" and engine.is_empty(measure):
        rows = measure.table.replace("_", " ")
        return f"This record holds no {rows}: it has no figure to tell, not even zero."
    for one in chosen:
        asked = one.condition
        if asked.dimension in PERIODS:
            if reached is not None and not _reaches(reached, asked.values[0]):
                return (
                    f"This record does not reach {asked.values[0]}: it holds"
                    f" {reached}, and has no figure to tell, not even zero."
                )
        elif not is_known(engine, measure, asked.dimension) and not (
            UNKNOWN & set(asked.values)
        ):
            title = catalogue.dimensions[asked.dimension].title.lower()
            return (
                f"This record does not hold the {title}: it has no figure to tell, not"
                " even zero."
            )
    return None


def partial_years(reached: Span | None, years: Sequence[str]) -> list[str]:
    """A sentence on each year of which the record holds not every quarter."""
    if reached is None:
        return []
    told = []
    for year in years:
        held = [each for each in reached.quarters if each.text.startswith(f"{year}-")]
        if len(held) in (0, 4):
            continue
        span = Span(first=held[0], last=held[-1])
        quarters = "quarter" if len(held) == 1 else "quarters"
        told.append(f"{year} holds {len(held)} {quarters} here: {span}.")
    return told


def _reaches(reached: Span, period: str) -> bool:
    """Whether any quarter of a quarter or year is in the span."""
    return any(each.text.startswith(period) for each in reached.quarters)
