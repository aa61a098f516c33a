"""The simulated world: its day, its case files, its desks and what is still to come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from inspect import signature
from uuid import UUID

import numpy as np

from opennrm.cases.case import Case
from opennrm.cases.facts import Stage
from opennrm.cases.fold import fold
from opennrm.cases.history import NewFact, RecordedFact
from opennrm.cases.referring import NotificationDetails, ReferralDetails
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import LONDON, PartialDate, Quarter
from opennrm.rules.versions import AnchorTooVague
from opennrm.synth.calibration import Calibration
from opennrm.synth.chance import happens
from opennrm.synth.desks import Desk
from opennrm.synth.identities import Identity
from opennrm.synth.outcomes import Outcomes
from opennrm.synth.places import countries_by_nationality
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
    before: "CaseFile | None" = None
    followed_by: bool = False
    own: np.random.Generator | None = None
    _case: Case | None = None

    @property
    def born(self) -> PartialDate | None:
        """The birth date that was given, which no fact holds."""
        return self.identity.born_on if self.identity else None

    @property
    def is_open(self) -> bool:
        """Whether there is a case: received, and not taken back as an error."""
        return bool(self.history) and not self.taken_back

    @property
    def case(self) -> Case:
        """What the history tells now."""
        if self._case is None:
            self._case = fold(self.history, born=self.born)
        return self._case

    def add(self, facts: tuple[RecordedFact, ...]) -> None:
        """Take in what was recorded."""
        self.history.extend(facts)
        self._case = None


Action = Callable[["World"], None]
# A decision function of `cases`; each has parameters of its own.
Decide = Callable[..., tuple[NewFact, ...]]
Next = Callable[["World", CaseFile], None]


@lru_cache(maxsize=128)
def _asked_by(decide: Decide) -> tuple[str, ...]:
    """Which of what the world knows a decision function asks for."""
    asked = signature(decide).parameters
    return tuple(name for name in ("on", "today", "book", "by") if name in asked)


@dataclass(slots=True)
class World:
    """Everything that an event may look at or change."""

    calibration: Calibration
    book: Rulebook
    rng: np.random.Generator
    hours: np.random.Generator
    seed: int
    outcomes: Outcomes
    desks: dict[Stage, Desk]
    today: date
    now: datetime
    until: date
    turning_days: frozenset[date]
    files: list[CaseFile] = field(default_factory=list)
    recorded: list[SimulatedFacts] = field(default_factory=list)
    position: int = 0
    providers: dict[tuple[str, Quarter], tuple[str, ...]] = field(default_factory=dict)
    _agenda: dict[date, list[Action]] = field(default_factory=dict)
    _countries: dict[str, str] = field(default_factory=dict)
    _authorities: dict[tuple[date, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def quarter(self) -> Quarter:
        """The quarter of the simulated day."""
        return Quarter.of(self.today)

    def chance(self, parameter: str) -> bool:
        """Whether something happens that does so in this share of cases."""
        return happens(self.calibration.parameter(parameter), self.rng)

    def lot_of(self, file: CaseFile) -> np.random.Generator:
        """The chance of one case: what follows there changes nothing elsewhere."""
        if file.own is None:
            file.own = np.random.default_rng((self.seed, file.number))
        return file.own

    def befalls(self, file: CaseFile, parameter: str) -> bool:
        """As `chance`, by the lot of one case."""
        return happens(self.calibration.parameter(parameter), self.lot_of(file))

    def take(
        self,
        file: CaseFile,
        decide: Decide,
        /,
        *,
        by: str | None = None,
        organisation: str | None = None,
        **given: object,
    ) -> bool:
        """Do something today if case and rules let it be done; whether they did.

        Where the beginning of a rule is not known to the day, and it hangs on that
        day, nothing is done either.
        It is recorded by someone of `organisation`, or of the authority without one.
        """
        case = file.case
        actor = by or self.worker(file, organisation or case.authority)
        wanted = {
            "on": PartialDate.on(self.today),
            "today": self.today,
            "book": self.book,
            "by": actor,
        }
        known = {name: wanted[name] for name in _asked_by(decide)}
        try:
            facts = decide(case, **known, **given)
        except (Refused, AnchorTooVague):
            return False
        held = organisation or case.authority or "not_recorded"
        self.record(file, facts, by=actor, organisation=held)
        return True

    def worker(self, file: CaseFile, organisation: str | None) -> str:
        """Someone who keeps a case at an organisation."""
        return f"synthetic-{organisation}-caseworker-{1 + file.number % _DECIDERS:02d}"

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
        minutes = np.sort(self.hours.random(number)) * (_CLOSES - _OPENS) + _OPENS
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
        known = self._authorities
        if (day, nation) not in known:
            known[day, nation] = self.book.rules.in_force(
                "competent-authority",
                anchors={"referral-received": PartialDate.on(day)},
                nation=nation,
            ).codes
        return known[day, nation]

    def country_of(self, nationality: tuple[str, ...]) -> str | None:
        """The country of a person who has one nationality, and not the British."""
        if not self._countries:
            self._countries.update(countries_by_nationality(self.book))
        return self._countries.get(nationality[0]) if len(nationality) == 1 else None

    def working_days_on(self, number: int) -> date:
        """The day that lies so many working days after today."""
        return self.book.calendars.for_nation("england").add_working_days(
            self.today, number
        )

    def _one_of(self, number: int) -> int:
        return 1 + int(self.rng.random() * number)
