"""The work of the post room, a step at a time, in the order that serves people best.

First what a stopped worker left in doubt, then what is to be told, then what is to be
handed over, then what carriers know. A step that fails is told by its codes and left
for later; the others go on.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection

from opennrm.services.post import delivering, issuing
from opennrm.services.post.delivering import Post
from opennrm.services.post.issuing import CannotLook, Looked
from opennrm.store.deliveries import Delivery

_LOG: Final = logging.getLogger("opennrm.post")
_FAULTS_IN_A_ROW: Final = 10


@dataclass(slots=True, kw_only=True)
class Worked:
    """What a worker did since it began."""

    issued: int = 0
    seen_to: int = 0
    faults: int = 0


@dataclass(slots=True, kw_only=True)
class PostRoom:
    """One worker: how letters leave, what it did, and what it leaves for later.

    `passed` is the last message that it could not see to in this round; a round ends
    when nothing is left to do, and the next one begins with all of them again.
    """

    post: Post
    worked: Worked = field(default_factory=Worked)
    passed: int = 0
    failing: int = 0

    def step(self, *, at: datetime) -> bool:
        """Do the next thing there is to do; false where the round has ended."""
        for work in (
            self._take_up,
            self._message,
            self._look_again,
            self._deliver,
            self._ask,
        ):
            try:
                if work(at):
                    self.failing = 0
                    return True
            except Exception as fault:
                self._failed(fault, at=at)
                if self.failing < _FAULTS_IN_A_ROW:
                    return True
        self.passed = self.failing = 0
        return False

    def _take_up(self, at: datetime) -> bool:
        return self._sent(delivering.take_up_next(self.post, at=at))

    def _message(self, at: datetime) -> bool:
        return self._looked(issuing.look_at_next_message(at=at, beyond=self.passed))

    def _look_again(self, at: datetime) -> bool:
        return self._looked(issuing.look_again_at_next_case(at=at))

    def _deliver(self, at: datetime) -> bool:
        return self._sent(delivering.deliver_next(self.post, at=at))

    def _ask(self, at: datetime) -> bool:
        return self._sent(delivering.ask_next(self.post, at=at))

    def _looked(self, looked: Looked | None) -> bool:
        if looked is None:
            return False
        self.worked.issued += looked.issued
        if looked.issued or looked.unsent:
            codes = ", ".join(sorted({each.code for each in looked.unsent}))
            _LOG.info(
                "case %s: %d letters issued, %d not yet%s",
                looked.case_id,
                looked.issued,
                len(looked.unsent),
                f" ({codes})" if codes else "",
            )
        return True

    def _sent(self, delivery: Delivery | None) -> bool:
        if delivery is None:
            return False
        self.worked.seen_to += 1
        _LOG.info(
            "letter %s of case %s: %s, attempt %d%s",
            delivery.letter_id,
            delivery.case_id,
            delivery.state.value,
            delivery.attempts,
            f" ({delivery.code})" if delivery.code else "",
        )
        return True

    def _failed(self, fault: Exception, *, at: datetime) -> None:
        """Tell a fault by its code or kind alone: its words may name someone."""
        self.worked.faults += 1
        self.failing += 1
        told = fault
        if isinstance(fault, CannotLook):
            told = fault.__cause__ if isinstance(fault.__cause__, Exception) else fault
            if fault.number:
                self.passed = fault.number
            elif fault.case_id is not None:
                issuing.put_off(fault.case_id, at=at)
        code = getattr(told, "code", None) or type(told).__name__
        _LOG.error("a step of the post room failed: %s; it is left for later", code)
        connection.close_if_unusable_or_obsolete()
