"""Extending support: who may ask, until when, and for how long."""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import SupportExtended, SupportExtensionRefused
from opennrm.cases.history import NewFact
from opennrm.cases.periods import extension_limit
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.support_ends import support_end
from opennrm.cases.support_spells import current_spell
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

_NOT_BY_PROVIDER = "not_asked_by_provider"
_AFTER_EXIT = "asked_after_exit"
_EXCEPTIONAL = "exceptional_circumstances"


class ExtensionNotTheirsToAsk(Refused):
    """An extension of support is asked for by those alone whom the rule names."""

    code: ClassVar[str] = "extension-not-theirs-to-ask"


class ExtensionAskedLate(Refused):
    """An extension was asked for after the day with which support ended."""

    code: ClassVar[str] = "extension-asked-late"


class NothingToExtend(Refused):
    """No day is fixed with which support ends, so there is none to move."""

    code: ClassVar[str] = "nothing-to-extend"


class ExtensionTooLong(Refused):
    """An extension is longer than may be agreed at one request, or none at all."""

    code: ClassVar[str] = "extension-out-of-bounds"


class RefusalNotSo(Refused):
    """The reason for refusing an extension contradicts the case."""

    code: ClassVar[str] = "extension-refusal-not-so"


def extend_support(
    case: Case,
    *,
    until: date,
    requested_on: date,
    requested_by: str,
    exceptional_circumstances: bool = False,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Agree that support goes on for some days more, at the provider's request.

    Dates: `requested_on` picks the version of the rule and lies before support ends;
        the days are counted from the last day without the extension.
    Raises: NotNow unless the person is supported; ExtensionNotTheirsToAsk;
        NothingToExtend; ExtensionAskedLate; ExtensionTooLong; NotYetHappened;
        OutOfOrder.
    Source: support-extension.
    """
    require(case, Command.EXTEND_SUPPORT)
    asked = PartialDate.on(requested_on)
    rule = _asked_in_order(case, asked, requested_by, on, today=today, book=book)
    asker = rule.parameters.get("asker")
    if asker is not None and requested_by != asker:
        raise ExtensionNotTheirsToAsk(
            f"An extension of support asked for by the "
            f"{requested_by.replace('_', ' ')} was refused: only the "
            f"{str(asker).replace('_', ' ')} may ask ({rule.id}). Whoever wants one "
            "turns to them; record the request as refused if an answer is owed."
        )
    ends = support_end(case, book=book)
    if ends.on is None:
        raise NothingToExtend(
            f"An extension of support was refused: no end of it is fixed, as "
            f"{ends.why}. Nothing ends before that, so nothing is extended."
        )
    if requested_on > ends.on:
        raise ExtensionAskedLate(
            f"An extension of support asked for on {requested_on} was refused: it is "
            f"asked for before support ends ({rule.id}), and that ended with "
            f"{ends.on} ({ends.why})."
        )
    limit = extension_limit(
        PartialDate.on(ends.on),
        requested=asked,
        nation=case.about.nation,
        book=book,
    )
    too_long = limit.last_on is not None and until > limit.last_on
    longer = exceptional_circumstances and rule.parameters.get("longer") == _EXCEPTIONAL
    if until <= ends.on or (too_long and not longer):
        raise ExtensionTooLong(
            f"An extension of support to {until} was refused: support ends with "
            f"{ends.on} ({ends.why}), and one request moves that by {limit.length} "
            f"days at most, to {limit.last_on} ({limit.rule}). Agree a day in "
            "between, or record that the circumstances are exceptional; a further "
            "request may follow."
        )
    fact = SupportExtended(
        until=until,
        requested_on=requested_on,
        requested_by=requested_by,
        exceptional_circumstances=True if too_long else None,
        rule=rule.id,
    )
    return (NewFact(fact=fact, occurred=on),)


def refuse_extension(
    case: Case,
    *,
    requested_on: date,
    requested_by: str,
    reason: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Refuse an extension of support, with the reason.

    Raises: NotNow unless the person is supported; RefusalNotSo; NotYetHappened;
        OutOfOrder.
    Source: support-extension.
    """
    require(case, Command.EXTEND_SUPPORT)
    asked = PartialDate.on(requested_on)
    rule = _asked_in_order(case, asked, requested_by, on, today=today, book=book)
    book.codes.checked("support_refusal", reason, on=on)
    asker = rule.parameters.get("asker")
    not_theirs = asker is not None and requested_by != asker
    if (reason == _NOT_BY_PROVIDER) != not_theirs:
        raise RefusalNotSo(
            f"To refuse an extension ({reason.replace('_', ' ')}) was refused: the "
            f"{requested_by.replace('_', ' ')} asked, and the "
            f"{str(asker or 'anyone').replace('_', ' ')} may ({rule.id}). Give the "
            f"reason {_NOT_BY_PROVIDER} for anyone else, and for no one else."
        )
    ends = support_end(case, book=book)
    if reason == _AFTER_EXIT and (ends.on is None or requested_on <= ends.on):
        raise RefusalNotSo(
            f"To refuse an extension as asked for after support ended was refused: it "
            f"was asked for on {requested_on}, and support ends with "
            f"{ends.on or 'no day that is fixed'} ({ends.why}). Give another reason."
        )
    fact = SupportExtensionRefused(
        requested_on=requested_on,
        requested_by=requested_by,
        reason=reason,
        rule=rule.id,
    )
    return (NewFact(fact=fact, occurred=on),)


def _asked_in_order(
    case: Case,
    asked: PartialDate,
    requested_by: str,
    on: PartialDate,
    *,
    today: date,
    book: Rulebook,
) -> RuleVersion:
    """The rule of the day of the request, once its dates and asker make sense."""
    what = "An answer on an extension"
    happened(on, today=today, what=what)
    follows(on, asked, what=what, cause="it was asked for")
    spell = current_spell(case)
    if spell is not None and spell.started is not None:
        begun = "support began"
        follows(asked, spell.started, what="A request for an extension", cause=begun)
    book.codes.checked("requester", requested_by, on=on)
    return book.rules.in_force(
        "support-extension",
        anchors={"calendar-day": asked},
        nation=case.about.nation,
    )


WAYS: dict[str, Way] = {
    "extend support": Way(command=Command.EXTEND_SUPPORT, decide=extend_support),
    "refuse extension": Way(command=Command.EXTEND_SUPPORT, decide=refuse_extension),
}
