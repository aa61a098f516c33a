"""Clocks of those who arrange support: contact, places, extensions."""

from datetime import date

from opennrm.cases import periods
from opennrm.cases.case import Case, State, Track
from opennrm.cases.clock import Clock, ClockName
from opennrm.cases.clocks._making import gone_on, moved_on, reads, span, task
from opennrm.cases.facts import (
    SupportDeclined,
    SupportEnded,
    SupportExtended,
    SupportExtensionRefused,
    SupportOffered,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.history import RecordedFact
from opennrm.cases.periods import Period
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate

PLACE_OF_SAFETY = "place_of_safety"


@reads(ClockName.FIRST_CONTACT, "first-contact")
def first_contact(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """By when someone for whom support was asked should have heard of it.

    Dates: counted from the request, or from a positive first decision that came later
        while nobody had been in touch. Done with the first offer, start or refusal of
        support after the request.
    Source: first-contact.
    """
    asked = case.last(SupportRequested)
    if asked is None:
        return None
    answer = _next(case, asked, SupportOffered, SupportStarted, SupportDeclined)
    started, positive = asked.occurred, case.recovery_started
    if (
        positive is not None
        and positive.first > started.first
        and (answer is None or answer.occurred.first >= positive.first)
    ):
        started = positive
    period = periods.first_contact(started, nation=case.about.nation, book=book)
    return task(
        ClockName.FIRST_CONTACT,
        period,
        on=on,
        done=answer.occurred if answer else None,
        ended_on=gone_on(case),
    )


@reads(ClockName.PLACE_OF_SAFETY, "place-of-safety")
def place_of_safety(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """How long someone may stay at a place of safety; none before there was a rule.

    Source: place-of-safety.
    """
    stay = next(
        (
            recorded
            for recorded in reversed(case.recorded(SupportStarted))
            if isinstance(recorded.fact, SupportStarted)
            and recorded.fact.kind == PLACE_OF_SAFETY
        ),
        None,
    )
    if stay is None:
        return None
    period = periods.place_of_safety(stay.occurred, nation=case.about.nation, book=book)
    if period.last_on is None:
        return None
    left = _next(case, stay, SupportStarted, SupportEnded, SupportDeclined)
    return span(
        ClockName.PLACE_OF_SAFETY,
        period,
        on=on,
        last_on=period.last_on,
        stopped_on=gone_on(case) or (left.occurred.first if left else None),
    )


@reads(ClockName.SUPPORT_EXTENSION)
def support_extension(case: Case, *, on: date, book: Rulebook) -> Clock | None:  # noqa: ARG001 all clocks are read alike
    """The extension of support that was granted last.

    Source: support-extension.
    """
    granted = case.last(SupportExtended)
    if granted is None or not isinstance(granted.fact, SupportExtended):
        return None
    first_on = granted.occurred.day_for("An extension of support")
    period = Period(
        started_on=first_on,
        last_on=granted.fact.until,
        unit="calendar_days",
        length=(granted.fact.until - first_on).days,
        rule=granted.fact.rule,
    )
    return span(
        ClockName.SUPPORT_EXTENSION,
        period,
        on=on,
        last_on=period.last_on,
        stopped_on=gone_on(case) or moved_on(case, Track.SUPPORT, State.ENDED),
    )


@reads(ClockName.EXTENSION_REPLY, "support-extension")
def extension_reply(case: Case, *, on: date, book: Rulebook) -> Clock | None:
    """Whether the last request for an extension was answered in time.

    A request is known from its answer, which names its day.
    Source: support-extension.
    """
    answer = case.last(SupportExtended, SupportExtensionRefused)
    if answer is None or not isinstance(
        answer.fact, SupportExtended | SupportExtensionRefused
    ):
        return None
    period = periods.extension_reply(
        PartialDate.on(answer.fact.requested_on), nation=case.about.nation, book=book
    )
    return task(ClockName.EXTENSION_REPLY, period, on=on, done=answer.occurred)


Following = SupportDeclined | SupportEnded | SupportOffered | SupportStarted


def _next(
    case: Case, after: RecordedFact, *kinds: type[Following]
) -> RecordedFact | None:
    """The first fact of these kinds that was recorded after another."""
    return next((r for r in case.recorded(*kinds) if r.version > after.version), None)
