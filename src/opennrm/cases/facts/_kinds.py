"""Closed sets of values that several facts share."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a decision found."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Stage(StrEnum):
    """The two decisions of the mechanism."""

    REASONABLE_GROUNDS = "reasonable_grounds"
    CONCLUSIVE_GROUNDS = "conclusive_grounds"


class Answer(StrEnum):
    """An answer to a plain question on the form."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    NOT_ASKED = "not_asked"
    NOT_RECORDED = "not_recorded"


class Consent(StrEnum):
    """Whether an adult agreed to the referral."""

    GIVEN = "given"
    NOT_NEEDED = "not_needed"
    REFUSED = "refused"
    NOT_RECORDED = "not_recorded"
