"""Clocks: what is due when, computed from facts, calendar and rule version.

Nothing here is stored. A clock whose start is not known to the day is *unknown* and
says so; a corrected date or a newly announced holiday moves every clock at once.
"""

from opennrm.cases.clocks._deciding import (
    minimum_recovery_end,
    reasonable_grounds_target,
    recovery_minimum,
    recovery_period,
)
from opennrm.cases.clocks._looking_again import (
    last_day_to_ask,
    reconsideration_answer,
    reconsideration_window,
)
from opennrm.cases.clocks._person import adulthood, transition_pack
from opennrm.cases.clocks._supporting import (
    exit_period,
    move_on_minimum,
    support_period,
)
from opennrm.cases.clocks._together import clocks, counted_clocks, next_due
from opennrm.cases.periods import months_after

__all__ = [
    "adulthood",
    "clocks",
    "counted_clocks",
    "exit_period",
    "last_day_to_ask",
    "minimum_recovery_end",
    "months_after",
    "move_on_minimum",
    "next_due",
    "reasonable_grounds_target",
    "reconsideration_answer",
    "reconsideration_window",
    "recovery_minimum",
    "recovery_period",
    "support_period",
    "transition_pack",
]
