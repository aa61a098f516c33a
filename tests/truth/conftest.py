"""The invented register that the truth tests look at, made once a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
import pytest

from opennrm.cases.case import Case
from opennrm.cases.facts import ReferralReceived
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.history import RecordedFact
from opennrm.rules.dates import end_of_london_day
from opennrm.synth.calibration import Calibration
from opennrm.synth.calibration_file import load_calibration
from opennrm.synth.recordings import SimulatedFacts, histories
from opennrm.synth.simulating import SEED, simulate

SIZE = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register of so many referrals, with its histories and what they tell."""

    size: int
    stream: Sequence[SimulatedFacts]
    histories: Mapping[UUID, list[RecordedFact]]
    cases: Sequence[Case]
    taken_back: frozenset[UUID]
    calibration: Calibration

    @property
    def scale(self) -> float:
        """How many referrals of the register stand for a published one."""
        return self.size / self.calibration.referrals

    def referrals(self) -> list[tuple[date, ReferralReceived]]:
        """Each referral as it was first recorded, with the day of receipt.

        Those that were recorded in error are left out.
        """
        return [
            (history[0].occurred.first, history[0].fact)
            for case_id, history in self.histories.items()
            if case_id not in self.taken_back
            and isinstance(history[0].fact, ReferralReceived)
        ]

    def as_known_on(self, day: date) -> list[Case]:
        """Every case as it was known at the end of a day."""
        moment = end_of_london_day(day)
        found = []
        for history in self.histories.values():
            try:
                found.append(fold(history, at=moment))
            except NoSuchCase:
                continue
        return found


@pytest.fixture(scope="session")
def register() -> Register:
    """A register of a third of the usual size, with the seed of the demonstration."""
    stream = list(simulate(referrals=SIZE, rng=np.random.default_rng(SEED)))
    found = histories(stream)
    cases, taken_back = [], set()
    for case_id, history in found.items():
        try:
            cases.append(fold(history))
        except NoSuchCase:
            taken_back.add(case_id)
    return Register(
        size=SIZE,
        stream=stream,
        histories=found,
        cases=cases,
        taken_back=frozenset(taken_back),
        calibration=load_calibration(),
    )
