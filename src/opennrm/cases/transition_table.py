"""The table of transitions, as `transitions.yaml` declares it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from opennrm.cases.case import State, Track
from opennrm.cases.facts import FACTS
from opennrm.cases.permissions import Command

States = frozenset[State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One command: on which track, from which states to which, writing which fact.

    `after` is empty where the command is recorded and moves nothing. `given` are states
    that other tracks must be in, and `effects` those it may move them to. `row` is the
    row of the mechanism's own list.
    """

    command: Command
    fact: str
    track: Track
    before: States
    after: States
    given: Mapping[Track, States]
    effects: Mapping[Track, States]
    needs: str
    row: str
    while_suspended: bool
    after_end: bool
    of_reports: bool


def _states(told: list[str]) -> States:
    return frozenset(State(state) for state in told)


def _by_track(told: Mapping[str, list[str]]) -> Mapping[Track, States]:
    return MappingProxyType(
        {Track(track): _states(states) for track, states in told.items()}
    )


def _transition(told: Mapping[str, Any]) -> Transition:
    if told["fact"] not in FACTS:
        raise ValueError(f"no fact is called {told['fact']}")
    also = set(told["also"])
    return Transition(
        command=Command(told["command"]),
        fact=told["fact"],
        track=Track(told["track"]),
        before=_states(told["before"]),
        after=_states(told["after"]),
        given=_by_track(told.get("given", {})),
        effects=_by_track(told.get("effects", {})),
        needs=told["needs"],
        row=told["row"],
        while_suspended="while_suspended" in also,
        after_end="after_end" in also,
        of_reports="of_reports" in also,
    )


def _read() -> tuple[Transition, ...]:
    text = resources.files("opennrm.cases").joinpath("transitions.yaml")
    told = yaml.safe_load(text.read_text("utf-8"))
    return tuple(_transition(row) for row in told["transitions"])


TRANSITIONS: tuple[Transition, ...] = _read()
"""Every transition of every track."""
