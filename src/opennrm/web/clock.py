"""What time it is for the desks."""

from datetime import UTC, datetime

from django.conf import settings

from opennrm.home import Home, Kind
from opennrm.store import log


def now() -> datetime:
    """The moment of a request.

    A synthetic home has a clock of its own: it stands at the last thing recorded, so
    that invented cases are due and overdue as they were made to be, on whatever day
    they are looked at.
    """
    home = Home(settings.OPENNRM_HOME)
    if home.is_made and home.kind is Kind.SYNTHETIC:
        head = log.head()
        if head.position:
            return head.recorded_at
    return datetime.now(UTC)
