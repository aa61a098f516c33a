"""Making the work lists again: they are read off the log and hold nothing else.

A due day depends on rules and bank holidays as well as on facts. When a new version of
OpenNRM knows more of those, the lines written before are out of date.
"""

from collections.abc import Callable
from datetime import date, datetime

from opennrm.cases.history import History
from opennrm.rules.dates import london_day
from opennrm.services.writing import line_of
from opennrm.store import worklist
from opennrm.store.projection import WorkLine


def rebuild(*, at: datetime) -> int:
    """Make every line of the work lists again, as at a moment; how many there are."""
    return worklist.rebuild(_projected(london_day(at)))


def _projected(today: date) -> Callable[[History], WorkLine | None]:
    def project(history: History) -> WorkLine | None:
        return line_of(history, today=today)

    return project
