"""Times that rules lay down, as pure arithmetic: no case, no clock, no today.

Each function takes the day from which a time runs, the nation and the rulebook, and
gives the last day with the rule version and the calendar that were used.
"""

from opennrm.cases.periods._deciding import (
    DEVOLVED_PANEL,
    first_day_to_serve,
    panel_reading,
    panel_reply,
    reasonable_grounds_target,
    recovery_minimum,
    recovery_period,
)
from opennrm.cases.periods._looking_again import (
    BOTH_GROUNDS,
    reconsideration_answer,
    reconsideration_window,
)
from opennrm.cases.periods._reckoning import (
    Period,
    last_day,
    months_after,
    version_for,
    working_calendar,
)
from opennrm.cases.periods._supporting import (
    exit_period,
    extension_limit,
    extension_reply,
    first_contact,
    move_on_minimum,
    place_of_safety,
    support_length,
    support_period,
)
from opennrm.cases.periods._upkeep import (
    Adulthood,
    AdulthoodTask,
    BirthDateUnknown,
    DraftLife,
    adulthood,
    draft_life,
    eighteenth_birthday,
    subject_access,
)

__all__ = [
    "BOTH_GROUNDS",
    "DEVOLVED_PANEL",
    "Adulthood",
    "AdulthoodTask",
    "BirthDateUnknown",
    "DraftLife",
    "Period",
    "adulthood",
    "draft_life",
    "eighteenth_birthday",
    "exit_period",
    "extension_limit",
    "extension_reply",
    "first_contact",
    "first_day_to_serve",
    "last_day",
    "months_after",
    "move_on_minimum",
    "panel_reading",
    "panel_reply",
    "place_of_safety",
    "reasonable_grounds_target",
    "reconsideration_answer",
    "reconsideration_window",
    "recovery_minimum",
    "recovery_period",
    "subject_access",
    "support_length",
    "support_period",
    "version_for",
    "working_calendar",
]
