"""All the clocks of a case, and the one that its deciders work to."""

from datetime import date
from typing import Final

from opennrm.cases.case import Case, State, Track
from opennrm.cases.clock import Clock, ClockState
from opennrm.cases.clocks._arranging import (
    extension_reply,
    first_contact,
    place_of_safety,
    support_extension,
)
from opennrm.cases.clocks._deciding import (
    concluded,
    reasonable_grounds_target,
    recovery_minimum,
    recovery_period,
)
from opennrm.cases.clocks._looking_again import (
    reconsideration_answer,
    reconsideration_window,
)
from opennrm.cases.clocks._making import Reads
from opennrm.cases.clocks._panels import panel_reading, panel_reply
from opennrm.cases.clocks._person import adulthood, transition_pack
from opennrm.cases.clocks._set import (
    decision_delay,
    information_request,
    referral_return,
)
from opennrm.cases.clocks._supporting import (
    exit_period,
    move_on_minimum,
    support_period,
)
from opennrm.cases.facts import (
    DecisionDelayAnswered,
    DecisionServed,
    DisqualificationDecided,
    Fact,
    InformationRequested,
    PanelConvened,
    ReconsiderationRequested,
    ReferralReturned,
    SupportExtended,
    SupportExtensionRefused,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.rulebook import Rulebook

# Looked up by name, a member of an enumeration costs more than the look-up it is for.
_AGE, _NONE = Track.AGE, State.NONE
_STILL_DUE = "still_due"

# In the order in which a page shows them; what cannot be there is not asked for.
_OF_RECOVERY: Final[tuple[Reads, ...]] = (
    recovery_minimum,
    recovery_period,
    support_period,
)
_WITH: Final[tuple[tuple[Reads, tuple[type[Fact], ...]], ...]] = (
    (reconsideration_answer, (ReconsiderationRequested,)),
    (exit_period, (DecisionServed,)),
    (move_on_minimum, (DecisionServed,)),
    (support_extension, (SupportExtended,)),
    (extension_reply, (SupportExtended, SupportExtensionRefused)),
    (first_contact, (SupportRequested,)),
    (place_of_safety, (SupportStarted,)),
    (panel_reading, (PanelConvened,)),
    (panel_reply, (PanelConvened,)),
    (decision_delay, (DecisionDelayAnswered,)),
    (information_request, (InformationRequested,)),
    (referral_return, (ReferralReturned,)),
)
_OF_A_CHILD: Final[tuple[Reads, ...]] = (adulthood, transition_pack)
_HANG_ON: Final = frozenset(kind for _, kinds in _WITH for kind in kinds)


def clocks(case: Case, *, on: date, book: Rulebook) -> tuple[Clock, ...]:
    """Every clock that the case has, as read on a day."""
    found = [reasonable_grounds_target(case, on=on, book=book)]
    if case.recovery_started is not None:
        found += [read(case, on=on, book=book) for read in _OF_RECOVERY]
    if case.decisions:
        found.append(reconsideration_window(case, on=on, book=book))
    there = {type(recorded.fact) for recorded in case.history}
    if not there.isdisjoint(_HANG_ON):
        found += [
            read(case, on=on, book=book)
            for read, kinds in _WITH
            if not there.isdisjoint(kinds)
        ]
    if case.tracks[_AGE] is not _NONE:
        found += [read(case, on=on, book=book) for read in _OF_A_CHILD]
    return tuple([clock for clock in found if clock is not None])


def counted_clocks(case: Case, *, on: date, book: Rulebook) -> tuple[Clock, ...]:
    """The clocks that tables count by: the target, the minimum, the time to ask.

    An extract reads these alone; the others serve the people who work on a case.
    """
    found = (
        reasonable_grounds_target(case, on=on, book=book),
        recovery_minimum(case, on=on, book=book),
        reconsideration_window(case, on=on, book=book),
    )
    return tuple([clock for clock in found if clock is not None])


def next_due(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """The clock that the people who decide are working to now, if any."""
    if case.ended is not None:
        return None
    if case.tracks[Track.RECONSIDERATION] is State.REQUESTED:
        return reconsideration_answer(case, on=on, book=book)
    if case.tracks[Track.REASONABLE_GROUNDS] in (
        State.PENDING,
        State.INFORMATION_REQUESTED,
        State.REOPENED,
    ):
        return reasonable_grounds_target(case, on=on, book=book)
    if case.tracks[Track.PANEL] is State.CONVENED:
        reply = panel_reply(case, on=on, book=book)
        if reply is not None:
            return reply
    if case.recovery_started is None or concluded(case) is not None:
        return None
    if not _still_due(case, book=book):
        return None
    if case.tracks[Track.DELAY] is State.AGREED:
        delay = decision_delay(case, on=on, book=book)
        if delay is not None and delay.state is ClockState.RUNNING:
            return delay
    return recovery_minimum(case, on=on, book=book)


def _still_due(case: Case, *, book: Rulebook) -> bool:
    """Whether a conclusive decision is due, also of someone who was disqualified.

    Where its day or the nation leaves that open, it is taken to be due.
    Source: conclusive-after-disqualification.
    """
    key = "conclusive-after-disqualification"
    decided = case.last(DisqualificationDecided)
    if (
        case.tracks[Track.DISQUALIFICATION] is not State.DISQUALIFIED
        or decided is None
        or key not in book.rules.by_key
    ):
        return True
    versions = book.rules.rule(key).on(decided.occurred, case.about.nation)
    return not versions or any(version.value == _STILL_DUE for version in versions)
