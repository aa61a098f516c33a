"""Local pilots: police force areas from 2015, panels for children from 2021.

Both take a referral from the national authorities because of where it comes from. Who
is reached is read from dated rules and from the councils of the code list of sites.
"""

from datetime import date

from opennrm.cases.facts import NotificationReceived, ReferralReceived
from opennrm.cases.periods import eighteenth_birthday
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import AnchorTooVague, RuleVersion

DEVOLVED_PANEL = "devolved_panel"
"""The authority of a child whom a local panel decides for."""

BY_NATIONALITY = "by_nationality"
"""Where a pilot left the first decision to the national authorities."""

_UNLISTED_SITE = "other"


def regional_pilot(
    about: ReferralReceived | NotificationReceived,
    *,
    on: PartialDate,
    book: Rulebook,
) -> RuleVersion | None:
    """The pilot of the referral's police force area; None outside one.

    A referral of another area is never held up by a pilot whose dates are in doubt.
    Dates: the version in force on the day of receipt.
    Raises: AnchorTooVague for a force of a pilot and a date that leaves it open.
    Source: regional-pilot.
    """
    possible = book.rules.rule("regional-pilot").on(on, about.nation)
    if not any(about.police_force in version.codes for version in possible):
        return None
    return book.rules.in_force(
        "regional-pilot", anchors={"referral-received": on}, nation=about.nation
    )


def site_of(council: str | None, *, on: PartialDate, book: Rulebook) -> str | None:
    """The panel site that has a council or trust on a date; None where none has."""
    for member in book.codes.list("panel_site").members:
        councils = member.attributes.get("local_authorities", ())
        if council in councils and member.in_force(on):
            return member.code
    return None


def is_site_of(
    site: str, council: str | None, *, on: PartialDate, book: Rulebook
) -> bool:
    """Whether a child of a council may go to a panel site.

    A site that no public text names may have any council that no named site has.
    """
    found = site_of(council, on=on, book=book)
    return found == site or (site == _UNLISTED_SITE and found is None)


def too_near_to_18(
    *, received: PartialDate, born: PartialDate | None, nation: str, book: Rulebook
) -> tuple[str | None, str | None]:
    """What keeps a child of a pilot area from its panel, and the rule version read.

    None where nothing does. A birth date or a day of receipt that leaves the question
    open keeps a child from the panel: the national authority may transfer later.
    Dates: the days are counted from receipt to the eighteenth birthday.
    Source: devolved-panel.
    """
    try:
        panel = book.rules.in_force(
            "devolved-panel", anchors={"referral-received": received}, nation=nation
        )
    except AnchorTooVague as why:
        return str(why), None
    if not panel.applies:
        return f"{panel.id} has no local panels on {received}", panel.id
    if born is None:
        return (
            f"{panel.id} counts the days to the eighteenth birthday, and the birth "
            "date is not known",
            panel.id,
        )
    limit = int(panel.parameter("more_than_days_before_18") or 0)
    earliest, latest = _birthdays(born)
    if (earliest - received.last).days > limit:
        return None, panel.id
    counted = "may be" if (latest - received.first).days > limit else "is not"
    return (
        f"the eighteenth birthday {counted} more than {limit} days after receipt "
        f"({panel.id})",
        panel.id,
    )


def _birthdays(born: PartialDate) -> tuple[date, date]:
    """The first and the last day on which the eighteenth birthday may lie."""
    return (
        eighteenth_birthday(PartialDate.on(born.first)),
        eighteenth_birthday(PartialDate.on(born.last)),
    )
