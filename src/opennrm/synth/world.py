"""The simulated world: its day, its case files, its desks and what is still to come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np

from opennrm.cases.case import Case
from opennrm.cases.facts import Stage
from opennrm.cases.fold import fold
from opennrm.cases.history import NewFact, RecordedFact
from opennrm.cases.referring import NotificationDetails, ReferralDetails
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import LONDON, PartialDate, Quarter
from opennrm.synth.calibration import Calibration
from opennrm.synth.chance import happens
from opennrm.synth.desks import Desk
from opennrm.synth.identities import Identity
from opennrm.synth.outcomes import Outcomes
from opennrm.synth.recordings import SimulatedFacts, envelopes

_OPENS = 8 * 60
_CLOSES = 18 * 60
_DECIDERS = 40
_REVIEWERS = 12
_OFFICERS = 3


@dataclass(slots=True)
class CaseFile:
    """One case while it is simulated, with the history it has so far."""

    number: int
    case_id: UUID
    details: ReferralDetails | NotificationDetails
    identity: Identity | None
    received: date
    history: list[RecordedFact] = field(default_factory=list)
    commands: int = 0
    taken_back: bool = False
    _case: Case | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a case: received, and not taken back as an error."""
        return bool(self.history) and not self.taken_back

    @property
    def case(self) -> Case:
        """What the history tells now."""
        if self._case is None:
            self._case = fold(self.history)
        return self._case

    def add(self, facts: tuple[RecordedFact, ...]) -> None:
        """Take in what was recorded."""
        self.history.extend(facts)
        self._case = None


Action = Callable[["World"], None]
Next = Callable[["World", CaseFile], None]


@dataclass(slots=True)
class World:
    """Everything that an event may look at or change."""

    calibration: Calibration
    book: Rulebook
    rng: np.random.Generator
    outcomes: Outcomes
    desks: dict[Stage, Desk]
    today: date
    now: datetime
    until: date
    files: list[CaseFile] = field(default_factory=list)
    recorded: list[SimulatedFacts] = field(default_factory=list)
    position: int = 0
    _agenda: dict[date, list[Action]] = field(default_factory=dict)

    @property
    def quarter(self) -> Quarter:
        """The quarter of the simulated day."""
        return Quarter.of(self.today)

    def chance(self, parameter: str) -> bool:
        """Whether something happens that does so in this share of cases."""
        return happens(self.calibration.parameter(parameter), self.rng)

    def plan(self, day: date, action: Action) -> None:
        """Let something happen on a later day, if the simulation gets so far."""
        if self.today <= day <= self.until:
            self._agenda.setdefault(day, []).append(action)

    def plan_work(self, day: date, action: Action) -> None:
        """As `plan`, on that working day or the next one."""
        calendar = self.book.calendars.for_nation("england")
        while day <= self.until and not calendar.is_working_day(day):
            day += timedelta(days=1)
        self.plan(day, action)

    def planned(self) -> list[Action]:
        """What was planned for today, in the order of planning."""
        return self._agenda.pop(self.today, [])

    def moments(self, number: int) -> Iterator[datetime]:
        """So many moments of the working day, in order, no two alike."""
        minutes = np.sort(self.rng.random(number)) * (_CLOSES - _OPENS) + _OPENS
        midnight = datetime.combine(self.today, datetime.min.time(), tzinfo=LONDON)
        for place, minute in enumerate(minutes.tolist()):
            # Microseconds apart at least, and the order is that of the minutes.
            after = timedelta(seconds=int(minute * 60), microseconds=place)
            yield (midnight + after).astimezone(UTC)

    def record(
        self,
        file: CaseFile,
        facts: tuple[NewFact, ...],
        *,
        by: str,
        organisation: str,
        identity: Identity | None = None,
    ) -> None:
        """Record the facts of one command now."""
        file.commands += 1
        batch = SimulatedFacts(
            case_id=file.case_id,
            after=len(file.history),
            facts=facts,
            recorded_at=self.now,
            by=by,
            organisation=organisation,
            command_id=f"synthetic-{file.number}-{file.commands}",
            identity=identity,
        )
        file.add(envelopes(batch, position=self.position))
        self.position += len(facts)
        self.recorded.append(batch)

    def record_by_authority(
        self,
        file: CaseFile,
        facts: tuple[NewFact, ...],
        *,
        by: str | None = None,
        identity: Identity | None = None,
    ) -> None:
        """Record facts as someone of the authority that holds the case."""
        self.record(
            file,
            facts,
            by=by or self.decider(file),
            organisation=file.case.authority or "not_recorded",
            identity=identity,
        )

    def record_by_responder(
        self,
        file: CaseFile,
        facts: tuple[NewFact, ...],
        *,
        identity: Identity | None = None,
    ) -> None:
        """Record facts as someone of the organisation that referred."""
        organisation = file.details.first_responder
        by = f"synthetic-{organisation}-{self._one_of(_OFFICERS)}"
        self.record(file, facts, by=by, organisation=organisation, identity=identity)

    def decider(self, file: CaseFile) -> str:
        """Someone who decides at the authority that holds the case."""
        return f"synthetic-{file.case.authority}-decider-{self._one_of(_DECIDERS):02d}"

    def reviewer(self, file: CaseFile) -> str:
        """Someone who reviews there; never someone who decides."""
        return (
            f"synthetic-{file.case.authority}-reviewer-{self._one_of(_REVIEWERS):02d}"
        )

    def authorities(self, day: date, nation: str) -> tuple[str, ...]:
        """The authorities that decide on a day.

        Source: competent-authority.
        """
        return self.book.rules.in_force(
            "competent-authority",
            anchors={"referral-received": PartialDate.on(day)},
            nation=nation,
        ).codes

    def _one_of(self, number: int) -> int:
        return 1 + int(self.rng.random() * number)
