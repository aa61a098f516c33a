"""Times of support: what is owed at least, and how it ends."""

from opennrm.cases.periods._reckoning import (
    CALENDAR_DAYS,
    WORKING_DAYS,
    Period,
    period_of,
    remembered,
    version_for,
)
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import NoSuchValue

_EARLIER = "earlier_of_length_and_conclusive_grounds"
_LATER = "later_of_length_and_conclusive_grounds"
_LATER_IF_POSITIVE = "later_of_length_and_positive_conclusive_grounds"
_SLAVERY_RULE = "support-minimum-slavery"
_SCOTLAND = "scotland"


def support_length(
    started: PartialDate, *, slavery: bool = False, nation: str | None, book: Rulebook
) -> Period:
    """How long support is owed at least to an adult, were nothing decided meanwhile.

    `slavery` is for a victim of slavery, servitude or forced labour without
    trafficking, who has a rule of their own in Scotland.
    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`.
    Source: support-minimum; support-minimum-slavery.
    """
    return _length(started, slavery=slavery, nation=nation, book=book)[0]


def support_period(
    started: PartialDate,
    *,
    concluded: PartialDate | None,
    positive: bool = False,
    slavery: bool = False,
    nation: str | None,
    book: Rulebook,
) -> Period:
    """The time for which support is owed after a positive first decision.

    Dates: how the length and the conclusive decision together end it differs by
        nation: the later of the two, the earlier, or the later where the decision is
        positive and the decision itself where it is not. While the end hangs on a
        decision that has not been made, there is no last day.
    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`; NoSuchValue
        for a way of ending that is not known here.
    Source: support-minimum; support-minimum-slavery.
    """
    period, ends = _length(started, slavery=slavery, nation=nation, book=book)
    length_ends_on = period.last_on
    if length_ends_on is None:
        return period
    if concluded is None:
        return period if ends == _EARLIER else period.to(None)
    decided_on = concluded.day_for("The end of the support that is owed")
    if ends == _EARLIER:
        return period.to(min(length_ends_on, decided_on))
    if ends == _LATER or (ends == _LATER_IF_POSITIVE and positive):
        return period.to(max(length_ends_on, decided_on))
    if ends == _LATER_IF_POSITIVE:
        return period.to(decided_on)
    raise NoSuchValue(
        f"{period.rule} ends support by '{ends}', which nothing here can work out. "
        f"Write {_EARLIER}, {_LATER} or {_LATER_IF_POSITIVE}."
    )


def _length(
    started: PartialDate, *, slavery: bool, nation: str | None, book: Rulebook
) -> tuple[Period, str]:
    own = slavery and nation == _SCOTLAND and _SLAVERY_RULE in book.rules.by_key
    key = _SLAVERY_RULE if own else "support-minimum"
    known, place = remembered(book), (key, started, nation)
    period = known.get(place)
    owed = version_for(key, dated=started, nation=nation, book=book)
    if period is None:
        need = "The support that is owed"
        period = period_of(owed, started, need=need, nation=nation, book=book)
        known[place] = period
    return period, str(owed.parameters.get("ends"))


def exit_period(
    received: PartialDate | None, *, nation: str | None, book: Rulebook
) -> Period:
    """The time in which support ends after a negative decision.

    Dates: counted from the day on which the person, or a lawyer they named, received
        the decision.
    Raises: AnchorMissing where that was not recorded; DayUnknown, NationNeeded.
    Source: exit-period.
    """
    leaving = version_for("exit-period", dated=received, nation=nation, book=book)
    assert received is not None, "the anchor of exit-period"
    need = "The time to leave support"
    return period_of(leaving, received, need=need, nation=nation, book=book)


def move_on_minimum(
    received: PartialDate | None, *, nation: str | None, book: Rulebook
) -> Period:
    """The least time of move-on support after a positive conclusive decision.

    Dates: counted from the day on which the letter was received.
    Raises: AnchorMissing where that was not recorded; DayUnknown, NationNeeded.
    Source: move-on-minimum.
    """
    least = version_for("move-on-minimum", dated=received, nation=nation, book=book)
    assert received is not None, "the anchor of move-on-minimum"
    need = "Move-on support"
    return period_of(least, received, need=need, nation=nation, book=book)


def extension_limit(
    ends: PartialDate, *, requested: PartialDate, nation: str | None, book: Rulebook
) -> Period:
    """The longest that one extension may last, from the last day without it.

    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: support-extension.
    """
    limit = version_for("support-extension", dated=requested, nation=nation, book=book)
    need = "The limit of an extension"
    return period_of(
        limit, ends, need=need, nation=nation, book=book, unit=CALENDAR_DAYS
    )


def extension_reply(
    requested: PartialDate, *, nation: str | None, book: Rulebook
) -> Period:
    """By when a request for an extension is answered.

    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`.
    Source: support-extension.
    """
    limit = version_for("support-extension", dated=requested, nation=nation, book=book)
    reply = limit.parameters.get("reply_working_days")
    need = "The answer to a request for an extension"
    if not isinstance(reply, int):
        return Period(
            started_on=requested.day_for(need),
            last_on=None,
            unit=None,
            length=None,
            rule=limit.id,
        )
    return period_of(
        limit,
        requested,
        need=need,
        nation=nation,
        book=book,
        length=reply,
        unit=WORKING_DAYS,
    )


def place_of_safety(
    started: PartialDate, *, nation: str | None, book: Rulebook
) -> Period:
    """How long someone may stay at a place of safety before they decide to enter.

    Raises: DayUnknown, NationNeeded and the errors of `Rules.in_force`.
    Source: place-of-safety.
    """
    stay = version_for("place-of-safety", dated=started, nation=nation, book=book)
    need = "A stay at a place of safety"
    return period_of(stay, started, need=need, nation=nation, book=book)


def first_contact(asked: PartialDate, *, nation: str | None, book: Rulebook) -> Period:
    """By when someone for whom support was asked should have been contacted.

    Raises: DayUnknown and the errors of `Rules.in_force`.
    Source: first-contact.
    """
    contact = version_for("first-contact", dated=asked, nation=nation, book=book)
    need = "The first contact"
    return period_of(contact, asked, need=need, nation=nation, book=book)
