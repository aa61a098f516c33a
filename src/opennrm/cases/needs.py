"""What a person needs: assessed by the provider, and met by services elsewhere."""

from datetime import date
from typing import ClassVar, Final

from opennrm.cases.case import Case
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import NeedsAssessed, ReferredOnward
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.support_entry import require_consent
from opennrm.cases.support_spells import current_spell
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate

_ABROAD: Final = "service_in_country_of_return"


class AssessmentAtOdds(Refused):
    """The parts of a needs assessment contradict each other."""

    code: ClassVar[str] = "assessment-at-odds"


class CountryOfService(Refused):
    """A service abroad needs its country; one here has none."""

    code: ClassVar[str] = "country-of-service"


def assess_needs(
    case: Case,
    *,
    needs: tuple[str, ...],
    recommended_until: date | None = None,
    agreed_until: date | None = None,
    agreement: str,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Record a needs assessment: the provider recommends, the authority agrees or not.

    Raises: NotNow unless the person is supported; AssessmentAtOdds; NotYetHappened;
        OutOfOrder.
    """
    require(case, Command.ASSESS_NEEDS)
    what = "A needs assessment"
    happened(on, today=today, what=what)
    spell = current_spell(case)
    if spell is not None and spell.started is not None:
        follows(on, spell.started, what=what, cause="support began")
    for area in needs:
        book.codes.checked("outcome_area", area, on=on)
    book.codes.checked("assessment_agreement", agreement, on=on)
    fault = _odds(needs, recommended_until, agreed_until, agreement)
    if fault is not None:
        raise AssessmentAtOdds(
            f"A needs assessment on {on} was refused: {fault}. Check it against "
            "what the provider recommended and what the authority answered."
        )
    fact = NeedsAssessed(
        needs=needs,
        recommended_until=recommended_until,
        agreed_until=agreed_until,
        agreement=agreement,
    )
    return (NewFact(fact=fact, occurred=on),)


def _odds(
    needs: tuple[str, ...],
    recommended: date | None,
    agreed: date | None,
    agreement: str,
) -> str | None:
    """What contradicts what in an assessment, in words; None where nothing does."""
    if not needs:
        return "it names no area of recovery"
    if len(set(needs)) < len(needs):
        return "it names an area of recovery twice"
    if agreement == "agreed" and agreed != recommended:
        return "it was agreed, and the day agreed is not the day recommended"
    if agreement != "agreed" and agreed is not None and agreed == recommended:
        return "it was not agreed in full, and the day recommended was agreed"
    return None


def refer_onward(
    case: Case,
    *,
    service: str,
    country: str | None = None,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Refer someone on to another service with their consent, here or abroad.

    Raises: NotNow without a referral; SupportConsentNeeded; CountryOfService;
        NotYetHappened; OutOfOrder.
    """
    require(case, Command.REFER_ONWARD)
    what = "A referral to another service"
    happened(on, today=today, what=what)
    follows(on, case.received, what=what, cause="the referral was received")
    book.codes.checked("onward_service", service, on=on)
    require_consent(case, given=True, asked="To refer onward")
    if country is not None:
        book.codes.checked("country", country, on=on)
    if (service == _ABROAD) != (country is not None):
        raise CountryOfService(
            f"To refer onward ({service.replace('_', ' ')}) was refused: "
            + (
                "name the country of return."
                if country is None
                else "a service here has no country. Leave the country out."
            )
        )
    fact = ReferredOnward(service=service, country=country)
    return (NewFact(fact=fact, occurred=on),)


WAYS: dict[str, Way] = {
    "assess needs": Way(
        command=Command.ASSESS_NEEDS, decide=assess_needs, text="narrative"
    ),
    "refer onward": Way(command=Command.REFER_ONWARD, decide=refer_onward),
}
