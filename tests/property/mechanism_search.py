"""A directed search for lives that take each transition of the table.

It keeps a few lives for each state that any track was seen in, and leads them on
towards what no life has done yet; a seed fixes the whole search.
"""

from itertools import groupby
from random import Random

from tests.property.mechanism_lives import Life, begun
from tests.property.mechanism_values import FACT_OF

from opennrm.cases.case import Route
from opennrm.cases.commands import COMMANDS
from opennrm.cases.facts import Answer
from opennrm.cases.permissions import Command
from opennrm.cases.reading import START
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.errors import OpenNRMError
from opennrm.rules.dates import london_day
from opennrm.stories.form import read_story
from opennrm.stories.telling import tell

RECEIVING = (Command.RECEIVE_REFERRAL, Command.RECEIVE_NOTIFICATION)
KEPT = 14


def targets():
    """Each row with each state it may follow and each it may lead to, by its place."""
    return {
        (place, before, after)
        for place, way in enumerate(TRANSITIONS)
        for before in way.before
        for after in (way.after or {before})
    }


def done_by(command, names, before, after):
    """The targets that a command has met, by the tracks before and after it."""
    return {
        (place, was, now)
        for place, way in enumerate(TRANSITIONS)
        if way.command is command and way.fact in names
        for was, now in [(before[way.track], after[way.track])]
        if was in way.before and now in (way.after or {was})
    }


def words_for(way):
    """The words of a command that write the row's fact."""
    for words, told in COMMANDS.items():
        if told.command is way.command:
            facts = [one.fact for one in TRANSITIONS if one.command is way.command]
            if FACT_OF.get(words, facts[0]) == way.fact:
                return words
    raise LookupError(way.fact)


def allowed(case, command):
    """Whether the table lets the command be given on a case; read apart from it."""
    ways = [way for way in TRANSITIONS if way.command is command]
    reports = case.route is not Route.DTN or any(way.of_reports for way in ways)
    ended = case.ended is None or any(way.after_end for way in ways)
    paused = not case.is_suspended or any(way.while_suspended for way in ways)
    return reports and ended and paused and any(_fits(way, case) for way in ways)


def _fits(way, case):
    return case.tracks[way.track] in way.before and all(
        case.tracks[track] in states for track, states in way.given.items()
    )


def standing(case, command):
    """The states that decide whether a command may be given, as one combination."""
    ways = [way for way in TRANSITIONS if way.command is command]
    tracks = sorted({track for way in ways for track in (way.track, *way.given)})
    return (
        case.route,
        case.ended is not None,
        case.is_suspended,
        *(case.tracks[track] for track in tracks),
    )


def told_lives(path):
    """The life that a story tells, step by step: words, life before, life after."""
    told = tell(read_story(path))
    words = {f"line-{event.line}": event.do for event in told.story.events}
    life = Life(Random(0))
    life.born = told.born
    for command_id, facts in groupby(told.history, key=lambda r: r.command_id):
        before = life.copy()
        life.history += facts
        life.day = london_day(life.history[-1].recorded_at)
        life._case = None
        yield words[command_id], before, life.copy()


class Search:
    """What was met so far, and the lives to go on from."""

    def __init__(self, seed):
        self.rng = Random(seed)
        self.left = targets()
        self.lives = {}
        self.combinations = {}

    def hear(self, paths):
        """Begin with what stories tell, as far as it is of the rules in force."""
        for path in paths:
            if read_story(path).rules is not None:
                continue
            for words, before, after in told_lives(path):
                after.rng = self.rng
                if after.is_over:
                    break
                if words in COMMANDS:
                    self._note(after, words, before.case)
                else:
                    self._keep(after)

    def run(self, attempts):
        """Search until every target is met, or so many attempts were made."""
        while self.left and attempts > 0:
            if self.rng.random() < 0.25 or not self.lives:
                attempts -= self._a_new_life()
            else:
                attempts -= self._towards(self.rng.choice(sorted(self.left)))

    def _a_new_life(self):
        rng = self.rng
        under_18 = rng.choice([*Answer][:3])
        life = begun(rng, report=rng.random() < 0.1, under_18=under_18)
        names = {recorded.name for recorded in life.history}
        for command in RECEIVING:
            self.left -= done_by(command, names, START, life.case.tracks)
        self._keep(life)
        for _ in range(30):
            if life.is_over:
                break
            before = life.case
            words, outcome = life.step()
            if not isinstance(outcome, OpenNRMError) and words in COMMANDS:
                self._note(life, words, before)
        return 30

    def _towards(self, target):
        place, before, _ = target
        way = TRANSITIONS[place]
        if way.command in RECEIVING:
            return self._a_new_life()
        known = self.lives.get((way.track, before), [])
        fitting = [life for life in known if allowed(life.case, way.command)]
        if not fitting:
            return self._lead_on()
        life = self.rng.choice(fitting).copy()
        life.later()
        self._try(life, words_for(way))
        return 1

    def _lead_on(self):
        life = self.rng.choice(self.rng.choice([*self.lives.values()])).copy()
        for _ in range(6):
            if life.is_over:
                break
            before = life.case
            words, outcome = life.step()
            if not isinstance(outcome, OpenNRMError) and words in COMMANDS:
                self._note(life, words, before)
        return 6

    def _try(self, life, words):
        before = life.case
        if not isinstance(life.attempt(words), OpenNRMError):
            self._note(life, words, before)

    def _note(self, life, words, before):
        command = COMMANDS[words].command
        names = {r.name for r in life.history[len(before.history) :]}
        names |= {life.history[-1].name}
        self.left -= done_by(command, names, before.tracks, life.case.tracks)
        self._keep(life)

    def _keep(self, life):
        case, kept = life.case, life.copy()
        for key in case.tracks.items():
            found = self.lives.setdefault(key, [])
            if len(found) < KEPT:
                found.append(kept)
            elif self.rng.random() < 0.3:
                found[self.rng.randrange(KEPT)] = kept
        for words, way in COMMANDS.items():
            key = (words, standing(case, way.command))
            self.combinations.setdefault(key, kept)


def found(seed, attempts):
    """A search that was run."""
    search = Search(seed)
    search.run(attempts)
    return search
