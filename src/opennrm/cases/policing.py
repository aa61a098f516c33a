"""The police: which force is informed, what it recorded, and what came of it.

A force is told of every case, however thin, and nobody's consent is needed for that.
What the person wishes decides only how: as a report made by a third party.
"""

from datetime import date
from typing import ClassVar

from opennrm.cases.case import Case, Decision
from opennrm.cases.choosing_force import (
    NO_FORCE,
    force_for,
    named_at_referral,
)
from opennrm.cases.consenting import POLICE_CONTACT, REFUSED, WITHDRAWN, standing
from opennrm.cases.dating import follows, happened
from opennrm.cases.facts import (
    Outcome,
    PoliceInformed,
    PoliceOutcomeRecorded,
    PoliceRecorded,
    Stage,
)
from opennrm.cases.history import NewFact
from opennrm.cases.permissions import Command
from opennrm.cases.rulebook import Rulebook
from opennrm.cases.transitions import Refused, require
from opennrm.cases.ways import Way
from opennrm.rules.dates import PartialDate
from opennrm.rules.versions import RuleVersion

_NO = (REFUSED, WITHDRAWN)
_CRIME = "crime"
_IN_THE_UK = ("uk", "uk_and_overseas")


class NoForceKnown(Refused):
    """No place that is known leads to a police force."""

    code: ClassVar[str] = "no-force-known"


class AlreadyInformed(Refused):
    """The same force was told last, in the same way."""

    code: ClassVar[str] = "already-informed"


class ThirdPartyReportNeeded(Refused):
    """The person does not want the police; the report must be a third party's."""

    code: ClassVar[str] = "third-party-report-needed"


class NotThatRecord(Refused):
    """By the rule of the day the force records something else."""

    code: ClassVar[str] = "not-that-record"


class NoCrimeRecorded(Refused):
    """Such an outcome follows a recorded crime, and an incident was recorded."""

    code: ClassVar[str] = "no-crime-recorded"


def inform_police(
    case: Case,
    *,
    exploited_in: tuple[str, ...] = (),
    lives_in: str | None = None,
    encountered_at: str | None = None,
    third_party_report: bool,
    on: PartialDate,
    today: date,
    book: Rulebook,
) -> tuple[NewFact, ...]:
    """Tell the force that the places lead to, and the other forces of exploitation.

    Without any place, the force that the referral names is told, or else that of its
    counties. The leading force is recorded last: it is the one for the case.

    Raises: NoForceKnown; ThirdPartyReportNeeded; AlreadyInformed; NotNow;
        NotYetHappened; OutOfOrder; UnknownPlace; AmbiguousPlace.
    """
    require(case, Command.INFORM_POLICE)
    happened(on, today=today, what="Informing the police")
    follows(on, case.received, what="Informing the police", cause="the case came in")
    about, received = case.about, case.received
    if exploited_in or lives_in or encountered_at:
        chosen = force_for(
            exploited_in,
            lives_in,
            encountered_at,
            on=received,
            nation=about.nation,
            book=book,
        )
    else:
        chosen = named_at_referral(
            about.police_force,
            about.police_force_limb,
            about.counties,
            on=received,
            nation=about.nation,
            book=book,
        )
    if chosen == NO_FORCE:
        raise NoForceKnown(
            "To inform police was refused: no place that is given, nor any that the "
            "referral names, leads to a force of the United Kingdom. Every case goes "
            "to one: ask the first responder where the person was encountered."
        )
    if not third_party_report and standing(case, POLICE_CONTACT) in _NO:
        raise ThirdPartyReportNeeded(
            "To inform police was refused: the person does not consent to contact by "
            "the police. The force is told all the same; inform it with "
            "third_party_report, so that it goes through the first responder."
        )
    last = case.last(PoliceInformed)
    told = PoliceInformed(
        police_force=chosen.force,
        limb=chosen.limb,
        third_party_report=third_party_report,
    )
    if last is not None and last.fact == told:
        raise AlreadyInformed(
            f"To inform police was refused: {chosen.force} was told by the same limb "
            f"on {last.occurred}. Record what it recorded, or give the place that "
            "leads to another force."
        )
    copies = (
        PoliceInformed(
            police_force=force,
            limb=chosen.limb,
            third_party_report=third_party_report,
        )
        for force in chosen.copies
    )
    return tuple(NewFact(fact=fact, occurred=on) for fact in (*copies, told))


def record_police(
    case: Case, *, record: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """What the force recorded, which the decision and the place of exploitation fix.

    Dates: the decision is the last one on reasonable grounds made by that day.
    Raises: NotThatRecord; NotNow before the force was informed; NotYetHappened;
        OutOfOrder.
    Source: police-recording.
    """
    require(case, Command.RECORD_POLICE)
    happened(on, today=today, what="A police record")
    informed = case.last(PoliceInformed)
    assert informed is not None, "`require` lets this through only once one was told"
    follows(
        on, informed.occurred, what="A police record", cause="the force was informed"
    )
    book.codes.checked("police_record", record, on=on)
    rule = book.rules.in_force(
        "police-recording",
        anchors={"referral-received": case.received},
        nation=case.about.nation,
    )
    due, why = _records_due(case, rule, on=on) if rule.applies else ((record,), "")
    if record not in due:
        raise NotThatRecord(
            f"To record a {_told(record)} was refused: {why}, and by {rule.id} the "
            f"force then records a {' or a '.join(_told(one) for one in due)}. "
            "Record that, or correct the decision or the place of exploitation."
        )
    return (NewFact(fact=PoliceRecorded(record=record), occurred=on),)


def _records_due(
    case: Case, rule: RuleVersion, *, on: PartialDate
) -> tuple[tuple[str, ...], str]:
    """What the rule lets a force record by then, and why."""
    on_receipt, crime, otherwise = (
        str(rule.parameters[name])
        for name in ("on_receipt", "positive_uk", "otherwise")
    )
    decision = _last_decision(case, on=on)
    if decision is None:
        return (on_receipt,), "there was no reasonable grounds decision by then"
    if decision.outcome is Outcome.NEGATIVE:
        return (otherwise,), "the reasonable grounds decision was negative"
    where = case.about.location_of_exploitation
    if where in _IN_THE_UK:
        return (crime,), "the decision was positive, with exploitation in the UK"
    if where == "overseas":
        return (otherwise,), "all of the exploitation was overseas"
    # The rule says nothing of a place that is not known; the force has to judge.
    return (crime, otherwise), "where the exploitation happened is not known"


def _last_decision(case: Case, *, on: PartialDate) -> Decision | None:
    made = [
        decision
        for decision in case.decisions
        if decision.stage is Stage.REASONABLE_GROUNDS
        and decision.decided.first <= on.last
    ]
    return made[-1] if made else None


def record_police_outcome(
    case: Case, *, outcome: str, on: PartialDate, today: date, book: Rulebook
) -> tuple[NewFact, ...]:
    """What came of the police's work; it binds no decision here.

    Raises: NoCrimeRecorded; NotNow before the force recorded anything;
        NotYetHappened; OutOfOrder.
    """
    require(case, Command.RECORD_POLICE_OUTCOME)
    happened(on, today=today, what="A police outcome")
    recorded = case.last(PoliceRecorded)
    assert recorded is not None, "`require` lets this through only after a record"
    follows(on, recorded.occurred, what="A police outcome", cause="it was recorded")
    book.codes.checked("police_outcome", outcome, on=on)
    member = book.codes.list("police_outcome").member(outcome)
    fact = recorded.fact
    is_crime = isinstance(fact, PoliceRecorded) and fact.record == _CRIME
    if member.attributes.get("needs_crime") == "yes" and not is_crime:
        raise NoCrimeRecorded(
            f"The outcome {_told(outcome)} was refused: it follows a recorded crime, "
            f"and on {recorded.occurred} the force recorded an incident. Record the "
            "crime first, or that the incident was closed or passed on."
        )
    return (NewFact(fact=PoliceOutcomeRecorded(outcome=outcome), occurred=on),)


def _told(code: str) -> str:
    return code.replace("_", " ")


WAYS: dict[str, Way] = {
    "inform police": Way(command=Command.INFORM_POLICE, decide=inform_police),
    "record police": Way(
        command=Command.RECORD_POLICE, decide=record_police, text="reference"
    ),
    "record police outcome": Way(
        command=Command.RECORD_POLICE_OUTCOME, decide=record_police_outcome
    ),
}
