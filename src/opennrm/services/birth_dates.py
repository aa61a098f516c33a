"""The birth date of a person, which the vault holds and no history does.

Only what is decided about a child needs it, so it is opened for nobody else. An erased
or never given date is none, and the clocks that need it say so.
"""

from opennrm.cases.case import Case, State, Track
from opennrm.cases.facts import ReferralReceived
from opennrm.cases.fold import fold
from opennrm.cases.history import History
from opennrm.rules.dates import PartialDate
from opennrm.store import vault

_YOUNG = frozenset(
    {State.CLAIMED, State.PRESUMED_CHILD, State.ASSESSED_CHILD, State.TURNED_18}
)


def with_birth_date(history: History, case: Case) -> Case:
    """The case with its birth date, where it is or was a child's and one was given."""
    if case.tracks[Track.AGE] not in _YOUNG:
        return case
    born = _born(case)
    return case if born is None else fold(history, born=born)


def _born(case: Case) -> PartialDate | None:
    about = case.about
    if not isinstance(about, ReferralReceived) or about.subject is None:
        return None
    try:
        told = vault.get(about.subject).get("born_on")
    except vault.Erased:
        return None
    return None if told is None else PartialDate.parse(str(told))
