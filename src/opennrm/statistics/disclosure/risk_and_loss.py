"""What a policy leaves at risk and what it costs, in the same words for each."""

from dataclasses import dataclass

import numpy as np

from opennrm.statistics.disclosure.audit import worked_out
from opennrm.statistics.disclosure.tables import CountTable
from opennrm.statistics.disclosure.treated import Treated


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAndLoss:
    """Risk and loss of one table, or of linked ones, under one policy.

    Counts: cells; `persons_withheld` counts persons once for each cell, so that one
        in a cell and in its total counts twice.
    `small_exact` are counts from one to just under `below` that a reader can work
    out exactly; `small_width` is the narrowest interval left around any of them,
    None where nothing bounds them or there are none. `mean_change` and `most_change`
    are in persons, over the cells still printed. `sums_broken` are totals that no
    longer equal their printed parts.
    """

    policy: str
    below: int
    cells: int
    small: int
    small_exact: int
    small_width: float | None
    withheld: int
    persons_withheld: int
    printed_changed: int
    mean_change: float
    most_change: int
    sums_broken: int

    @property
    def said(self) -> tuple[str, ...]:
        """Risk, then loss, as sentences for the page of a release."""
        width = (
            "No upper bound can be worked out for any of them."
            if self.small_width is None
            else f"The narrowest interval around any of them is {self.small_width:g}."
        )
        return (
            f"Of {self.cells} cells {self.small} count from 1 to {self.below - 1};"
            f" {self.small_exact} of these can be worked out exactly. {width}",
            f"Withheld: {self.withheld} cells. Changed: {self.printed_changed} of those"
            f" printed, by {self.mean_change:.2f} on average and by {self.most_change}"
            f" at most. Sums that no longer hold: {self.sums_broken}.",
        )


def risk_and_loss(table: CountTable, treated: Treated, *, below: int) -> RiskAndLoss:
    """Attack a treated table, and count what the treatment took from its readers."""
    bounds = worked_out(table, treated.known)
    small = (table.counts >= 1) & (table.counts < below)
    widths = (bounds.most - bounds.least)[small]
    widths = widths[np.isfinite(widths)]
    shown = ~treated.withheld
    change = np.abs(treated.printed - table.counts)[shown]
    broken = [
        total
        for total, parts in table.equations
        if shown[total]
        and shown[list(parts)].all()
        and treated.printed[total] != treated.printed[list(parts)].sum()
    ]
    return RiskAndLoss(
        policy=treated.policy,
        below=below,
        cells=len(table.keys),
        small=int(small.sum()),
        small_exact=int((small & bounds.exact).sum()),
        small_width=float(widths.min()) if len(widths) else None,
        withheld=int(treated.withheld.sum()),
        persons_withheld=int(table.counts[treated.withheld].sum()),
        printed_changed=int((change > 0).sum()),
        mean_change=float(change.mean()) if len(change) else 0.0,
        most_change=int(change.max(initial=0)),
        sums_broken=len(broken),
    )
