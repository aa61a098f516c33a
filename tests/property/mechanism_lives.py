"""Random lives of a case: every command of the mechanism, on dates from 2009 to 2026.

A life is what a story is, told by chance: whoever is permitted gives a command, and it
is carried out or refused. What is refused leaves nothing behind.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from tests.property.mechanism_values import AGENCIES, BOOK, MEMBERS, Values

from opennrm.cases import correcting
from opennrm.cases.codec import decode, encode
from opennrm.cases.commands import COMMANDS, open_to
from opennrm.cases.facts import Answer, Consent
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact, in_effect
from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import PERMISSIONS, permit
from opennrm.cases.referring import (
    NotificationDetails,
    ReferralDetails,
    receive_notification,
    receive_referral,
)
from opennrm.cases.relations import relations_to
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.cases.vocabulary import FieldKind, fields_of
from opennrm.errors import OpenNRMError
from opennrm.rules.dates import PartialDate
from opennrm.stories.acting import actor_of, usual_actor

CASE = UUID("00000000-0000-4000-8000-00000000000a")
FIRST, LAST = date(2009, 4, 1), date(2026, 10, 1)
# The days around which rules changed, so that lives begin near them.
TURNS = (
    date(2009, 4, 1),
    date(2015, 8, 10),
    date(2015, 11, 20),
    date(2019, 3, 1),
    date(2020, 4, 1),
    date(2021, 3, 1),
    date(2022, 11, 1),
    date(2023, 2, 1),
    date(2024, 2, 1),
    date(2025, 9, 1),
    date(2026, 2, 2),
)
RESPONDERS = {
    "england": "metropolitan_police_service",
    "wales": "south_wales_police",
    "scotland": "police_scotland",
    "northern_ireland": "police_service_of_northern_ireland",
}
COUNCILS = {
    "england": ("leeds_city_council", "hull_city_council"),
    "wales": ("cardiff_council",),
    "scotland": ("glasgow_city_council",),
    "northern_ireland": ("belfast_health_and_social_care_trust",),
}
CORRECTIONS = ("correct", "withdraw fact")


# What ends a case, or may follow at any time, is tried less often than what goes on.
SELDOM = frozenset(
    {
        "withdraw",
        "reject referral",
        "link duplicate",
        "record death",
        "record departure",
        "record return",
        "record contact",
        "record consent",
        "refer onward",
        "suspend",
        "issue letter",
        "deliver letter",
    }
)


class NoLife(Exception):
    """Chance began a life that nobody could have been received with."""


class Life:
    """One case and what happened to it so far."""

    def __init__(self, rng):
        self.rng = rng
        self.history = []
        self.day = FIRST
        self.born = None
        self._case = None

    def copy(self):
        """The same life, to be led on in another way."""
        other = Life(self.rng)
        other.history, other.day = list(self.history), self.day
        other.born, other._case = self.born, self._case
        return other

    @property
    def case(self):
        """The case as it stands; folded once a step."""
        if self._case is None:
            self._case = fold(self.history, born=self.born)
        return self._case

    @property
    def is_over(self):
        """Whether all of it was withdrawn as recorded in error."""
        return not in_effect(self.history)

    def fact_of(self, words):
        command = COMMANDS[words].command
        return next(way.fact for way in TRANSITIONS if way.command is command)

    def begin(self, *, report=False, under_18=None, nation=None, day=None):
        """Receive a referral, or a report."""
        rng = self.rng
        turn = rng.choice(TURNS)
        self.day = day or min(LAST, turn + timedelta(days=rng.randint(0, 200)))
        nation = nation or rng.choice([*RESPONDERS])
        common = {
            "first_responder": RESPONDERS[nation],
            "nation": nation,
            "age_at_exploitation": rng.choice(["adult", "child", "unknown"]),
            "gender": rng.choice(["female", "male"]),
            "nationality": rng.choice([("uk",), ("vietnamese",), ("albanian",)]),
            "exploitation_types": ("labour",),
            "location_of_exploitation": rng.choice(
                ["uk", "overseas", "uk_and_overseas"]
            ),
            "channel": "synthetic",
        }
        received = PartialDate.on(self.day)
        given = {"today": self.day, "book": BOOK}
        if report:
            details = NotificationDetails(consent_to_identify=False, **common)
            facts = receive_notification(details, received=received, **given)
        else:
            age = under_18 or rng.choice([*Answer][:3])
            adult = age is Answer.NO
            self.born = None if adult else self._birthday(age)
            circumstances = ["none_of_these", "uk_national", "immigration_detention"]
            details = ReferralDetails(
                under_18_now=age,
                nrm_consent=Consent.GIVEN if adult else Consent.NOT_NEEDED,
                support_wanted=rng.choice([Answer.YES, Answer.NO]),
                local_authority=None if adult else rng.choice(COUNCILS[nation]),
                routing_circumstance=rng.choice(circumstances),
                **common,
            )
            facts = receive_referral(
                details, received=received, born=self.born, **given
            )
        self.put(facts, RESPONDERS[nation])
        return facts

    def _birthday(self, age):
        if age is Answer.NOT_SURE:
            return None
        days = self.rng.choice([60, 120, 400, 1500])
        year = self.day + timedelta(days=days)
        return PartialDate.on(date(year.year - 18, year.month, min(year.day, 28)))

    def put(self, facts, organisation="sca"):
        at = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)
        for new in facts:
            self.history.append(
                RecordedFact(
                    case_id=CASE,
                    version=len(self.history) + 1,
                    position=len(self.history) + 1,
                    fact=new.fact,
                    occurred=new.occurred,
                    recorded_at=at,
                    by="user-1",
                    organisation=organisation,
                    command_id=f"c{len(self.history)}",
                    corrects=new.corrects,
                    cause=new.cause,
                )
            )
        self._case = None

    def actor(self, words, values):
        """Who usually gives the command, under a member's name on a panel."""
        command = COMMANDS[words].command
        name = usual_actor(command)
        if words == "issue letter" and self.case.authority is None:
            name = "post room"
        actor = actor_of(name, None, case=self.case, values=values, codes=BOOK.codes)
        if Role.PANEL_MEMBER in PERMISSIONS[command]:
            own = "chair" if words == "conclude panel" else self.rng.choice(MEMBERS)
            return Actor(id=own, roles=actor.roles, organisation=AGENCIES[1])
        if words == "review decision":
            return Actor(
                id="reviewer",
                roles=frozenset({Role.REVIEWER}),
                organisation=actor.organisation,
            )
        return actor

    def facts(self, words, values, *, on):
        """What a command would record: through the permissions and the decision."""
        way, case = COMMANDS[words], self.case
        actor = self.actor(words, values)
        permit(actor, way.command, relations_to(actor, case))
        return way.facts(
            case,
            values,
            on=PartialDate.on(on),
            today=self.day,
            book=BOOK,
            by=actor.id,
        )

    def later(self):
        """Let some days go by, or none."""
        self.day += timedelta(days=self.rng.choice([0, 0, 0, 1, 3, 8, 31, 60]))

    def step(self):
        """One attempt, by chance: the words, and what was recorded or the refusal."""
        rng = self.rng
        self.later()
        if rng.random() < 0.12:
            return self.correct(rng.choice(CORRECTIONS))
        able = list(open_to(self.case))
        often = [words for words in able if words not in SELDOM]
        pool = rng.choice([often, often, often, often, able, [*COMMANDS]])
        words = rng.choice(pool or [*COMMANDS])
        return words, self.attempt(words)

    def attempt(self, words, values=None):
        """One command, tried; its facts are recorded, or its refusal given back."""
        on = self.day + timedelta(days=self.rng.choice([0] * 9 + [-3, 5]))
        try:
            given = values or Values(self, self.rng, on).of(words)
            facts = self.facts(words, given, on=on)
        except OpenNRMError as refusal:
            return refusal
        self.put(facts)
        return facts

    def correct(self, words):
        """A fact that stands, corrected in one field or withdrawn."""
        stands = in_effect(self.history)
        target = self.rng.choice(stands[-4:] if self.rng.random() < 0.7 else stands)
        try:
            facts = self.correction(words, target)
        except OpenNRMError as refusal:
            return words, refusal
        self.put(facts)
        return words, facts

    def correction(self, words, target):
        today = {"cause": "correction", "today": self.day, "book": BOOK}
        if words == "withdraw fact":
            return correcting.withdraw_fact(
                self.history, version=target.version, **today
            )
        payload, occurred = encode(target.fact), target.occurred
        fields = fields_of(target.name)
        codes = [
            n for n, f in fields.items() if f.kind is FieldKind.CODE and n in payload
        ]
        if codes and self.rng.random() < 0.5:
            name = self.rng.choice(codes)
            members = BOOK.codes.list(fields[name].list).members
            payload[name] = self.rng.choice(members).code
        else:
            days = self.rng.choice([-2, -1, 1])
            occurred = PartialDate.on(occurred.first + timedelta(days=days))
        return correcting.correct(
            self.history,
            version=target.version,
            fact=decode(target.name, payload),
            occurred=occurred,
            **today,
        )


def begun(rng, **given):
    """A life whose receipt went through; tried again where chance chose badly."""
    for _ in range(60):
        life = Life(rng)
        try:
            life.begin(**given)
        except OpenNRMError:
            continue
        return life
    raise NoLife


def led(seed, steps):
    """A whole life by a seed."""
    life = begun(Random(seed))
    for _ in range(steps):
        if life.is_over:
            break
        life.step()
    return life
