"""Whether each fact of a case stands where the table of transitions lets it follow.

The decision functions only write facts that do. A correction may take away what a
later fact rests on, and is held to the same table.
"""

from typing import Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.history import RecordedFact
from opennrm.cases.reading import START
from opennrm.cases.transition_table import TRANSITIONS, Transition
from opennrm.cases.vocabulary import FieldKind, fields_of

_BY_FACT: Final[dict[str, tuple[Transition, ...]]] = {
    fact: tuple(way for way in TRANSITIONS if way.fact == fact)
    for fact in dict.fromkeys(way.fact for way in TRANSITIONS)
}


def out_of_place(case: Case) -> frozenset[int]:
    """The numbers of the facts that the table would not let follow where they stand.

    A fact is out of place where no transition that writes it was open then, and where
    it points at a fact that no longer stands.
    """
    moved: dict[int, list[tuple[Track, State]]] = {}
    for track, _, after, by, _ in case.moves:
        moved.setdefault(by.version, []).append((track, after))
    standing = {recorded.version for recorded in case.history}
    states = dict(START)
    found = set()
    for recorded in case.history:
        ways = _BY_FACT.get(recorded.name, ())
        if ways and not any(_was_open(way, states) for way in ways):
            found.add(recorded.version)
        if not _pointed_at(recorded) <= standing:
            found.add(recorded.version)
        states.update(moved.get(recorded.version, ()))
    return frozenset(found)


def _was_open(way: Transition, states: dict[Track, State]) -> bool:
    return states[way.track] in way.before and all(
        states[track] in told for track, told in way.given.items()
    )


def _pointed_at(recorded: RecordedFact) -> frozenset[int]:
    """The earlier facts of the case that a fact names by their numbers."""
    values = (
        getattr(recorded.fact, field.name)
        for field in fields_of(recorded.name).values()
        if field.kind is FieldKind.VERSION
    )
    return frozenset(value for value in values if value is not None)
