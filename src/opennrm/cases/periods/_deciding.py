"""Times that run while an authority decides: the target, recovery, the panels."""

from datetime import date, timedelta

from opennrm.cases.periods._reckoning import (
    WORKING_DAYS,
    Period,
    period_of,
    remembered,
    version_for,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate

DEVOLVED_PANEL = "devolved_panel"
_PANEL_TARGET = "reasonable-grounds-target-panel"
_WAITS = "waits_for_recovery_minimum"
_ONE_DAY = timedelta(days=1)


def reasonable_grounds_target(
    received: PartialDate, *, authority: str | None, nation: str | None, book: Rulebook
) -> Period:
    """By when the reasonable grounds decision should be made, where possible.

    A devolved panel has a target of its own, where the rule of the day gives one.

    Dates: the day of receipt is day 0.
    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`.
    Source: reasonable-grounds-target; reasonable-grounds-target-panel.
    """
    by_panel = authority == DEVOLVED_PANEL and _PANEL_TARGET in book.rules.by_key
    known, key = remembered(book), ("target", received, nation, by_panel)
    found = known.get(key)
    if found is None:
        found = known[key] = _target(received, by_panel, nation=nation, book=book)
    return found


def _target(
    received: PartialDate, by_panel: bool, *, nation: str | None, book: Rulebook
) -> Period:
    need = "The reasonable grounds target"
    if by_panel:
        panel = version_for(_PANEL_TARGET, dated=received, nation=nation, book=book)
        if panel.applies:
            return period_of(panel, received, need=need, nation=nation, book=book)
    target = version_for(
        "reasonable-grounds-target", dated=received, nation=nation, book=book
    )
    return period_of(target, received, need=need, nation=nation, book=book)


def recovery_minimum(
    started: PartialDate, *, nation: str | None, book: Rulebook
) -> Period:
    """The minimum recovery period after a positive reasonable grounds decision.

    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: recovery-minimum.
    """
    known, key = remembered(book), ("recovery", started, nation)
    found = known.get(key)
    if found is None:
        minimum = version_for(
            "recovery-minimum", dated=started, nation=nation, book=book
        )
        need = "The minimum recovery period"
        found = known[key] = period_of(
            minimum, started, need=need, nation=nation, book=book
        )
    return found


def recovery_period(
    started: PartialDate,
    *,
    concluded: PartialDate | None,
    nation: str | None,
    book: Rulebook,
) -> Period:
    """The recovery period, in which removal is barred throughout the kingdom.

    Dates: it ends on the later of the end of the minimum and the day of the
        conclusive decision; before that decision its end is open.
    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: recovery-minimum.
    """
    minimum = recovery_minimum(started, nation=nation, book=book)
    if concluded is None:
        return minimum.to(None)
    day = concluded.day_for("The end of the recovery period")
    assert minimum.last_on is not None, "recovery-minimum gives a length"
    return minimum.to(max(minimum.last_on, day))


def first_day_to_serve(
    decided: PartialDate,
    *,
    started: PartialDate,
    nation: str | None,
    book: Rulebook,
) -> tuple[date, str]:
    """From when a conclusive decision may be served, and the rule that says so.

    A positive decision may be made inside the minimum recovery period; under a rule
    that makes its service wait, it is served once that is over.

    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: service-of-decision; recovery-minimum.
    """
    service = version_for(
        "service-of-decision", dated=decided, nation=nation, book=book
    )
    day = decided.day_for("The first day of service")
    if _WAITS not in service.codes:
        return day, service.id
    minimum = recovery_minimum(started, nation=nation, book=book)
    assert minimum.last_on is not None, "recovery-minimum gives a length"
    return max(day, minimum.last_on + _ONE_DAY), service.id


def panel_reading(
    papers: PartialDate, *, decided: PartialDate, nation: str | None, book: Rulebook
) -> Period:
    """The time that the members of an assurance panel have to read the papers.

    Dates: the version is the one in force on the day of the conclusive decision.
    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`.
    Source: assurance-panel-times.
    """
    times = version_for(
        "assurance-panel-times", dated=decided, nation=nation, book=book
    )
    need = "The panel's time to read"
    return period_of(times, papers, need=need, nation=nation, book=book)


def panel_reply(
    sat: PartialDate, *, decided: PartialDate, nation: str | None, book: Rulebook
) -> Period:
    """The time in which the chair of an assurance panel tells its outcome.

    Dates: `sat` is the day on which the panel sits, after the time to read.
    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`.
    Source: assurance-panel-times.
    """
    times = version_for(
        "assurance-panel-times", dated=decided, nation=nation, book=book
    )
    reply = times.parameters.get("reply_working_days")
    need = "The panel's time to reply"
    if not isinstance(reply, int):
        return Period(
            started_on=sat.day_for(need),
            last_on=None,
            unit=None,
            length=None,
            rule=times.id,
        )
    return period_of(
        times, sat, need=need, nation=nation, book=book, length=reply, unit=WORKING_DAYS
    )
