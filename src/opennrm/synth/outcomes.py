"""Outcomes: which decisions are positive, and why the others are not."""

import numpy as np

from opennrm.cases.facts import Outcome, Stage
from opennrm.rules.dates import Quarter
from opennrm.synth.calibration import Calibration
from opennrm.synth.chance import Wheel, happens

_RATES = {
    Stage.REASONABLE_GROUNDS: "reasonable_grounds_positive",
    Stage.CONCLUSIVE_GROUNDS: "conclusive_grounds_positive",
}
# The reasons beside insufficient information: chosen, no shares were read.
_OTHER_REASONS = Wheel(
    {
        "standard_of_proof_not_met": 34,
        "credibility": 30,
        "definition_act_not_met": 10,
        "definition_means_not_met": 9,
        "definition_purpose_not_met": 10,
        "definition_slavery_not_met": 3,
        "other": 4,
    }
)
_FINDINGS = Wheel({"trafficking": 82, "slavery_servitude_forced_labour": 18})
_SECOND_REASON = 0.25


class Outcomes:
    """Decides outcomes so that each quarter's share comes out as published.

    The fraction left over by one decision is carried to the next of the same quarter
    and age, so that a small register has the share of a large one.
    """

    def __init__(self, calibration: Calibration) -> None:
        self._calibration = calibration
        self._carried: dict[tuple[Stage, Quarter, str], float] = {}

    def of(
        self, stage: Stage, quarter: Quarter, age: str, rng: np.random.Generator
    ) -> Outcome:
        """The outcome of one decision made in a quarter."""
        rate = self._calibration.share(_RATES[stage], quarter)[age]
        key = stage, quarter, age
        carried = self._carried.get(key)
        if carried is None:
            carried = float(rng.random())
        carried += rate
        positive = carried >= 1
        self._carried[key] = carried - 1 if positive else carried
        return Outcome.POSITIVE if positive else Outcome.NEGATIVE

    def reasons(
        self, stage: Stage, quarter: Quarter, rng: np.random.Generator
    ) -> tuple[str, ...]:
        """The reasons of a negative decision, the first one first."""
        share = self._calibration.share("insufficient_information", quarter)
        first = "insufficient_information"
        if stage is Stage.CONCLUSIVE_GROUNDS or not happens(share["insufficient"], rng):
            first = _OTHER_REASONS.spin(rng)
        second = _OTHER_REASONS.spin(rng) if happens(_SECOND_REASON, rng) else first
        return (first,) if second == first else (first, second)

    def finding(self, rng: np.random.Generator) -> str:
        """What a positive conclusive decision found."""
        return _FINDINGS.spin(rng)
