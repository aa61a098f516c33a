"""A clock as it was read on a day: values only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ClockName(StrEnum):
    """The clocks of a case."""

    REASONABLE_GROUNDS_TARGET = "reasonable_grounds_target"
    RECOVERY_MINIMUM = "recovery_minimum"
    RECOVERY_PERIOD = "recovery_period"
    SUPPORT_PERIOD = "support_period"
    RECONSIDERATION_WINDOW = "reconsideration_window"
    RECONSIDERATION_ANSWER = "reconsideration_answer"
    EXIT_PERIOD = "exit_period"
    MOVE_ON_MINIMUM = "move_on_minimum"
    SUPPORT_EXTENSION = "support_extension"
    EXTENSION_REPLY = "extension_reply"
    FIRST_CONTACT = "first_contact"
    PLACE_OF_SAFETY = "place_of_safety"
    PANEL_READING = "panel_reading"
    PANEL_REPLY = "panel_reply"
    DECISION_DELAY = "decision_delay"
    INFORMATION_REQUEST = "information_request"
    REFERRAL_RETURN = "referral_return"
    ADULTHOOD = "adulthood"
    TRANSITION_PACK = "transition_pack"


class ClockState(StrEnum):
    """How a clock stands on the day on which it is read."""

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    MET = "met"
    MISSED = "missed"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One clock as read on a day.

    Dates: `due_on` is the last day that is in time, or the last day of the period.
    `elapsed` counts in `unit` from the start to the day it stopped or is read. A day
    that someone set by hand has no `rule`.
    `unknown` says why it cannot be told and `unknown_code` in one word; then there
    is no due date.
    """

    name: ClockName
    state: ClockState
    started_on: date | None = None
    due_on: date | None = None
    unit: str | None = None
    length: int | None = None
    elapsed: int | None = None
    rule: str | None = None
    calendar: str | None = None
    unknown: str | None = None
    unknown_code: str | None = None
