"""The table of transitions and what the mechanism does are one and the same.

Every transition of it is taken by some life, and in every combination of states that
was met, a command that is not in it is refused for that and nothing else.
"""

from pathlib import Path

import pytest
from tests.property.mechanism_search import Search, allowed, targets
from tests.property.mechanism_values import BOOK, Values

from opennrm.cases.commands import COMMANDS
from opennrm.cases.transition_table import TRANSITIONS
from opennrm.cases.transitions import (
    AlreadyClosed,
    NotAReferral,
    NotNow,
    Paused,
    why_not,
)
from opennrm.rules.dates import PartialDate

SPEC = Path(__file__).resolve().parents[1] / "spec"
# Families whose later states chance alone seldom reaches.
TOLD = ("panels", "support", "reconsidering", "disqualifying", "staying")
ATTEMPTS = 30_000
BY_THE_TABLE = (AlreadyClosed, NotAReferral, NotNow, Paused)


@pytest.fixture(scope="module")
def search():
    """One search for the whole module, by one seed."""
    done = Search(1)
    done.hear(
        path for family in TOLD for path in sorted((SPEC / family).glob("*.yaml"))
    )
    done.run(ATTEMPTS)
    return done


def in_words(target):
    place, before, after = target
    way = TRANSITIONS[place]
    return f"{way.command}: {way.track} from {before} to {after}"


def test_every_transition_of_the_table_is_taken_by_some_life(search):
    """From each state that it may follow, to each that it may lead to."""
    assert [] == sorted(in_words(target) for target in search.left)
    assert len(targets()) > len(TRANSITIONS)


def test_what_is_not_in_the_table_is_refused_for_that(search):
    """Each command on each combination of states of its tracks that was met.

    The decision is asked past the permissions, with values of the right kind.
    """
    refused = 0
    for (words, _), life in search.combinations.items():
        way, case = COMMANDS[words], life.case
        if allowed(case, way.command):
            assert why_not(case, way.command) is None, words
            continue
        refused += 1
        with pytest.raises(BY_THE_TABLE):
            way.facts(
                case,
                Values(life, life.rng, life.day).of(words),
                on=PartialDate.on(life.day),
                today=life.day,
                book=BOOK,
                by="caseworker",
            )
    assert refused > 200
