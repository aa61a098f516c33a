"""Whatever is tried on a case, in any order: what holds after every step of it.

The machine takes random steps through every command, corrections included; the oracle
is the declared table of transitions, read here apart from the functions that obey it.
"""

from datetime import datetime, timedelta
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from tests.property.mechanism_lives import CORRECTIONS, begun, led
from tests.property.mechanism_values import BOOK

from opennrm.cases.case import Track
from opennrm.cases.clock import ClockName, ClockState
from opennrm.cases.clocks import clocks
from opennrm.cases.codec import from_json, to_json
from opennrm.cases.commands import COMMANDS
from opennrm.cases.facts import ContactRecorded, LetterIssued
from opennrm.cases.fold import fold
from opennrm.cases.history import as_known, in_effect
from opennrm.cases.notices import outstanding
from opennrm.cases.reaching import safe_channels
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.cases.transitions import why_not
from opennrm.errors import OpenNRMError

# Days that someone set by hand, so that no rule gave them.
SET_BY_HAND = {
    ClockName.DECISION_DELAY,
    ClockName.INFORMATION_REQUEST,
    ClockName.REFERRAL_RETURN,
    ClockName.SUPPORT_EXTENSION,
}
SEEDS = st.integers(0, 2**20)


def in_the_table(command, track, before, after):
    """Whether some row of the table lets the command make this move."""
    return any(
        (way.track is track and before in way.before and after in way.after)
        or after in way.effects.get(track, ())
        for way in TRANSITIONS
        if way.command is command
    )


class Mechanism(RuleBasedStateMachine):
    """One case, led through its life by chance."""

    @initialize(seed=SEEDS, report=st.integers(0, 9).map(lambda n: n == 9))
    def receive(self, seed, report):
        self.life = begun(Random(seed), report=report)
        self.known = []
        self._keep()

    def _keep(self):
        self.known.append((len(self.life.history), self.life.case))

    @rule(seed=SEEDS)
    def try_a_command(self, seed):
        """What succeeds was open and moves as the table says; else nothing is left."""
        life = self.life
        if life.is_over:
            return
        life.rng = Random(seed)
        before, length = life.case, len(life.history)
        words, outcome = life.step()
        if isinstance(outcome, OpenNRMError):
            assert length == len(life.history)
            self._says_what_to_do(outcome)
            return
        assert life.history[length:]
        for recorded in life.history[length:]:
            assert recorded.fact == from_json(recorded.name, to_json(recorded.fact))
        if words in CORRECTIONS:
            if not life.is_over:
                self._keep()
            return
        command = COMMANDS[words].command
        assert why_not(before, command) is None
        after = life.case
        assert before.moves == after.moves[: len(before.moves)]
        for track, was, now, by, _ in after.moves[len(before.moves) :]:
            assert in_the_table(command, track, was, now), (words, by.name, track)
        self._letters_are_safe(before, life.history[length:])
        self._keep()

    def _says_what_to_do(self, refusal):
        said = str(refusal)
        assert refusal.code
        assert refusal.code != OpenNRMError.code
        assert said.endswith((".", "?"))
        assert len(said) > 30
        if self.life.born is not None:
            assert self.life.born.text not in said

    def _letters_are_safe(self, case, recorded):
        """No letter to a child, an unsafe channel or the place of exploitation."""
        for issued in recorded:
            letter = issued.fact
            if not isinstance(letter, LetterIssued):
                continue
            assert not (letter.recipient == "person" and case.is_child)
            told = [
                by.fact
                for by in case.recorded(ContactRecorded)
                if by.fact.whose == letter.recipient
            ]
            if letter.recipient in ("person", "representative", "named_person"):
                assert letter.channel in (told[-1].channels or ())
                assert not told[-1].place_of_exploitation

    @invariant()
    def every_clock_says_what_it_is_counted_by(self):
        if self.life.is_over:
            return
        for days in (0, 45):
            on = self.life.day + timedelta(days=days)
            for clock in clocks(self.life.case, on=on, book=BOOK):
                if clock.state is ClockState.UNKNOWN:
                    assert clock.unknown
                    assert clock.unknown_code
                    continue
                assert clock.rule or clock.name in SET_BY_HAND, clock
                assert clock.unit != "working_days" or clock.calendar

    @invariant()
    def no_letter_is_due_to_a_child_or_where_it_harms(self):
        if self.life.is_over:
            return
        case = self.life.case
        for notice in outstanding(case, book=BOOK):
            assert not (notice.recipient == "person" and case.is_child)
            if notice.recipient == "person":
                told = [
                    by.fact
                    for by in case.recorded(ContactRecorded)
                    if by.fact.whose == "person"
                ]
                said = told[-1] if told else None
                safe = set(safe_channels(case, "person", book=BOOK))
                assert safe <= set((said.channels if said else None) or ())
                assert not (safe and said.place_of_exploitation)

    @invariant()
    def tracks_chain(self):
        """Each move starts where the last one of its track ended."""
        if self.life.is_over:
            return
        state = {}
        for track, before, after, _, _ in self.life.case.moves:
            assert state.get(track, before) is before
            state[track] = after
        assert all(self.life.case.tracks[track] is state[track] for track in state)
        assert set(Track) == set(self.life.case.tracks)

    def teardown(self):
        """What was known at any time is what is still known of that time."""
        for length, case in getattr(self, "known", ()):
            prefix = self.life.history[:length]
            assert case == fold(prefix, born=self.life.born)
            at: datetime = prefix[-1].recorded_at
            told = list(as_known(self.life.history, at=at))
            assert prefix == told[:length]


Mechanism.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestMechanism = Mechanism.TestCase


def corrected_in_turn(life, corrections):
    """The case once each was corrected, or None where one was refused."""
    other = life.copy()
    for words, version, seed in corrections:
        other.rng = Random(seed)
        stands = {recorded.version: recorded for recorded in in_effect(other.history)}
        if version not in stands:
            return None
        try:
            other.put(other.correction(words, stands[version]))
        except OpenNRMError:
            return None
    return None if other.is_over else other.case


@settings(max_examples=60, derandomize=True, deadline=None)
@given(seed=SEEDS, one=SEEDS, another=SEEDS, words=st.sampled_from(CORRECTIONS))
def test_corrections_of_different_facts_commute(seed, one, another, words):
    """In either order they give the same case, wherever both orders are let through."""
    life = led(seed, 12)
    assume(not life.is_over)
    versions = [recorded.version for recorded in in_effect(life.history)]
    assume(len(versions) > 1)
    first, second = Random(seed).sample(versions, 2)
    pair = [("correct", first, one), (words, second, another)]
    forth, back = (corrected_in_turn(life, turn) for turn in (pair, pair[::-1]))
    assume(forth is not None and back is not None)

    assert forth.tracks == back.tracks
    assert forth.about == back.about
    assert forth.decisions == back.decisions
    assert forth.assignments == back.assignments
    assert [(r.version, r.fact, r.occurred) for r in forth.history] == [
        (r.version, r.fact, r.occurred) for r in back.history
    ]
