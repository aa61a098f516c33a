"""One person referred more than once, as far as somebody confirmed it.

A link leads from one referral to another of the same person, and on to the one that is
kept. Likeness alone links nothing, so most people are not told apart here at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When a referral came, to the first day on which it may have, and if it counts."""

    received_on: date
    recorded_at: datetime
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePerson:
    """The referral that stands for a person, and how many counted ones came before."""

    kept: UUID
    earlier: int


def same_persons(
    links: Mapping[UUID, UUID], arrivals: Mapping[UUID, Arrival]
) -> dict[UUID, SamePerson]:
    """Whom each linked referral is about, for those that link or are linked to.

    Counts: an earlier referral is one that is counted itself, so that no duplicate
        makes a person look referred before.
    """
    kept = {case: _kept(case, links) for case in {*links, *links.values()}}
    together: dict[UUID, list[UUID]] = {}
    for case, first in kept.items():
        if case in arrivals:
            together.setdefault(first, []).append(case)
    found = {}
    for first, cases in together.items():
        cases.sort(key=lambda case: (_place(arrivals[case]), case.bytes))
        earlier = 0
        for case in cases:
            found[case] = SamePerson(kept=first, earlier=earlier)
            earlier += arrivals[case].counted
    return found


def _place(arrival: Arrival) -> tuple[date, datetime]:
    return arrival.received_on, arrival.recorded_at


def _kept(case: UUID, links: Mapping[UUID, UUID]) -> UUID:
    """The end of the links from a case; of links in a ring, the same one for all."""
    seen: list[UUID] = []
    while case in links and case not in seen:
        seen.append(case)
        case = links[case]
    if case in seen:
        return min(seen[seen.index(case) :], key=lambda one: one.bytes)
    return case
