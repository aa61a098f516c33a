"""Desks: queues with a capacity, from which the waits of the register come.

No wait is drawn from a distribution. A case waits because the desk of its stage could
decide only so many a quarter, and because of whom the desk took first.
"""

from bisect import insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush

import numpy as np

from opennrm.rules.dates import Quarter

# Idle days may be made up for by so many days' work later; staff are not turned off.
_SAVED_DAYS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Priorities:
    """Whom a desk takes next: a case taken up again before all others, then by lot.

    `oldest` is the share of decisions that goes to the case waiting longest,
    `children` to the child waiting longest and `newest` to the case that waits least;
    the rest goes to any case that is ready.
    """

    oldest: float
    children: float = 0
    newest: float = 0


class Desk:
    """One desk: cases wait in it by number until they are taken or leave.

    Dates: a case can be taken from the day on which it is ready.
    """

    def __init__(
        self,
        capacity: Mapping[Quarter, float],
        priorities: Callable[[Quarter], Priorities],
        *,
        working_days_in: Callable[[Quarter], int],
    ) -> None:
        self._capacity = capacity
        self._priorities = priorities
        self._working_days_in = working_days_in
        self._coming: list[tuple[date, int]] = []
        self._since: dict[int, date] = {}
        self._children: set[int] = set()
        self._again: set[int] = set()
        self._reopened: list[int] = []
        self._oldest: list[tuple[int, int]] = []
        self._oldest_children: list[tuple[int, int]] = []
        self._newest: list[tuple[int, int]] = []
        self._ready: list[int] = []
        self._place: dict[int, int] = {}
        self._saved = 0.0

    def enter(
        self, number: int, *, since: date, ready_on: date, child: bool, again: bool
    ) -> None:
        """A case begins to wait; `since` says how old it is."""
        self._since[number] = since
        if child:
            self._children.add(number)
        if again:
            self._again.add(number)
        heappush(self._coming, (ready_on, number))

    def leave(self, number: int) -> None:
        """A case waits no longer: decided, paused or withdrawn."""
        self._since.pop(number, None)
        self._children.discard(number)
        self._again.discard(number)
        self._unready(number)

    def spend(self) -> None:
        """Count a decision that was made elsewhere, and is in the same figures."""
        self._saved -= 1

    def give_back(self) -> None:
        """Take back a place that came to nothing, as the case left before."""
        self._saved += 1

    @property
    def waiting(self) -> int:
        """How many cases wait, ready or not."""
        return len(self._since)

    def take(self, day: date, rng: np.random.Generator) -> list[int]:
        """The cases decided on a working day, as many as the capacity allows."""
        self._admit(day)
        quarter = Quarter.of(day)
        rate = self._capacity[quarter] / max(self._working_days_in(quarter), 1)
        priorities = self._priorities(quarter)
        self._saved = min(self._saved + rate, _SAVED_DAYS * rate + 1)
        taken: list[int] = []
        while self._saved >= 1 and self._ready:
            number = self._next(priorities, rng)
            self._saved -= 1
            self.leave(number)
            taken.append(number)
        return taken

    def _admit(self, day: date) -> None:
        """Make ready what has come to be so."""
        while self._coming and self._coming[0][0] <= day:
            _, number = heappop(self._coming)
            since = self._since.get(number)
            if since is None or number in self._place:
                continue
            self._place[number] = len(self._ready)
            self._ready.append(number)
            if number in self._again:
                insort(self._reopened, number)
            heappush(self._oldest, (since.toordinal(), number))
            heappush(self._newest, (-since.toordinal(), number))
            if number in self._children:
                heappush(self._oldest_children, (since.toordinal(), number))

    def _next(self, priorities: Priorities, rng: np.random.Generator) -> int:
        while self._reopened:
            number = self._reopened.pop(0)
            if number in self._place:
                return number
        lot = rng.random()
        for share, heap in (
            (priorities.children, self._oldest_children),
            (priorities.oldest, self._oldest),
            (priorities.newest, self._newest),
        ):
            if lot < share:
                first = self._first(heap)
                if first is not None:
                    return first
                break
            lot -= share
        return self._ready[int(rng.random() * len(self._ready))]

    def _first(self, heap: list[tuple[int, int]]) -> int | None:
        """The first of a heap that still waits; the others are dropped from it."""
        while heap:
            _, number = heap[0]
            if number in self._place:
                return number
            heappop(heap)
        return None

    def _unready(self, number: int) -> None:
        """Take a case out of those that are ready, in one step."""
        place = self._place.pop(number, None)
        if place is None:
            return
        last = self._ready.pop()
        if last != number:
            self._ready[place] = last
            self._place[last] = place
