"""Invented histories that call for each letter, written a fact a day.

Nobody in them is real. They go no further than the letters made from them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from opennrm.cases.facts import (
    Answer,
    AuthorityAssigned,
    CaseResumed,
    CaseSuspended,
    CaseWithdrawn,
    ConclusiveGroundsDecided,
    ConclusiveGroundsRevoked,
    Consent,
    DecisionDelayAnswered,
    DecisionDelayRequested,
    DisqualificationConsidered,
    DisqualificationDecided,
    DisqualificationQuashed,
    Fact,
    LeaveCurtailed,
    LeaveDecided,
    NotificationReceived,
    Outcome,
    ReasonableGroundsDecided,
    ReconsiderationAccepted,
    ReconsiderationAskingDeclined,
    ReconsiderationBarred,
    ReconsiderationExtensionAgreed,
    ReconsiderationRefused,
    ReconsiderationRequested,
    ReferralReceived,
    Stage,
    SupportExtended,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.history import RecordedFact
from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate

_CASE: Final = UUID("00000000-0000-4000-8000-00000000c0de")
OTHER: Final = UUID("00000000-0000-4000-8000-00000000d0de")
_KIND: Final = "safe_house"
LATER: Final = date(2027, 1, 4)


@dataclass(slots=True)
class Writer:
    """Writes one invented history, a fact a day."""

    day: date
    nation: str
    child: bool
    book: Rulebook
    facts: list[RecordedFact]

    def then(self, fact: Fact, *, after_days: int = 1) -> int:
        """Record a fact some days later; its number in the case."""
        self.day += timedelta(days=after_days)
        place = len(self.facts) + 1
        self.facts.append(
            RecordedFact(
                case_id=_CASE,
                version=place,
                position=place,
                fact=fact,
                occurred=PartialDate.on(self.day),
                recorded_at=datetime.combine(self.day, time(9), tzinfo=UTC),
                by="user-1",
                organisation="sca",
                command_id=f"specimen-{place}",
            )
        )
        return place

    def rule(self, key: str, anchor: str) -> str:
        """The version of a rule on the day that comes next."""
        anchors = {anchor: PartialDate.on(self.day + timedelta(days=1))}
        rules = self.book.rules
        return rules.in_force(key, anchors=anchors, nation=self.nation).id


def referral(writer: Writer) -> int:
    """A referral, with the authority that holds it."""
    place = writer.then(
        ReferralReceived(
            first_responder="barnardos",
            first_responder_label="Barnardo's",
            first_responder_type="ngo_and_third_sector",
            first_responder_type_label="NGO and third sector",
            nation=writer.nation,
            age_at_exploitation="child" if writer.child else "adult",
            age_at_exploitation_label="Child" if writer.child else "Adult",
            gender="female",
            gender_label="Female",
            nationality=("albanian",),
            nationality_label="Albanian",
            exploitation_types=("labour",),
            exploitation_type_label="Labour",
            location_of_exploitation="uk",
            location_of_exploitation_label="UK",
            police_force="west_yorkshire_police",
            police_force_limb="place_of_exploitation",
            county_lines=Answer.NOT_ASKED,
            channel="synthetic",
            under_18_now=Answer.YES if writer.child else Answer.NO,
            nrm_consent=Consent.NOT_NEEDED if writer.child else Consent.GIVEN,
            support_wanted=Answer.YES,
            local_authority="leeds_city_council" if writer.child else None,
            routing_circumstance="none_of_these",
        )
    )
    writer.then(AuthorityAssigned(authority="sca", rule="competent-authority@2021"))
    return place


def notification(writer: Writer) -> int:
    """A report of an adult who is not named."""
    referral(writer)
    made = writer.facts[0].fact
    assert isinstance(made, ReferralReceived)
    shared = {
        name: getattr(made, name)
        for name in NotificationReceived.__dataclass_fields__
        if hasattr(made, name)
    }
    writer.facts.clear()
    return writer.then(NotificationReceived(**shared, consent_to_identify=False))


def reasonable(writer: Writer, outcome: Outcome) -> int:
    """A reasonable grounds decision on a new referral."""
    referral(writer)
    negative = outcome is Outcome.NEGATIVE
    return writer.then(
        ReasonableGroundsDecided(
            outcome=outcome,
            reasons=("insufficient_information", "credibility") if negative else None,
            decided_by="user-2",
            reviewed_by="user-3" if negative else None,
            authority="sca",
            rule=writer.rule("reasonable-grounds-test", "reasonable-grounds-decided"),
        )
    )


def conclusive(writer: Writer, outcome: Outcome) -> int:
    """A conclusive grounds decision, two months after support began."""
    supported(writer)
    writer.day += timedelta(days=60)
    negative = outcome is Outcome.NEGATIVE
    return writer.then(
        ConclusiveGroundsDecided(
            outcome=outcome,
            finding=None if negative else "trafficking",
            reasons=("definition_not_met",) if negative else None,
            decided_by="user-2",
            reviewed_by="user-3" if negative else None,
            authority="sca",
            rule=writer.rule(
                "conclusive-grounds-standard", "conclusive-grounds-decided"
            ),
        )
    )


def supported(writer: Writer) -> None:
    """A positive first decision, and support after it."""
    reasonable(writer, Outcome.POSITIVE)
    writer.then(SupportStarted(kind=_KIND, provider="salvation_army"))


def request(writer: Writer) -> tuple[int, int]:
    """A negative first decision, and a request to look at it again."""
    decision = reasonable(writer, Outcome.NEGATIVE)
    rule = writer.rule("reconsideration-window", "decision-date")
    request = writer.then(
        ReconsiderationRequested(
            decision=decision,
            basis=("new_evidence",),
            requested_by="support_provider",
            exceptional_circumstances=False,
            rule=rule,
        )
    )
    return decision, request


def accepted(writer: Writer) -> int:
    """A request that was accepted."""
    _, asked = request(writer)
    return writer.then(ReconsiderationAccepted(request=asked))


def refused(writer: Writer) -> int:
    """A request that was refused."""
    _, asked = request(writer)
    return writer.then(ReconsiderationRefused(request=asked, reason="no_new_evidence"))


def barred(writer: Writer) -> int:
    """A request that the rules bar."""
    _, asked = request(writer)
    rule = writer.rule("reconsideration-bar", "reconsideration-requested")
    return writer.then(
        ReconsiderationBarred(request=asked, country="france", rule=rule)
    )


def more_time(writer: Writer) -> int:
    """More time to ask, agreed."""
    decision = reasonable(writer, Outcome.NEGATIVE)
    until = writer.day + timedelta(days=45)
    return writer.then(ReconsiderationExtensionAgreed(decision=decision, until=until))


def declined(writer: Writer) -> int:
    """An organisation that will not ask."""
    decision = reasonable(writer, Outcome.NEGATIVE)
    return writer.then(
        ReconsiderationAskingDeclined(
            decision=decision,
            declined_by="first_responder",
            approved_by="user-2",
            told_in_writing=True,
        )
    )


def delay(writer: Writer) -> int:
    """A request that the decision wait, agreed."""
    reasonable(writer, Outcome.POSITIVE)
    until = writer.day + timedelta(days=90)
    request = writer.then(
        DecisionDelayRequested(requested_by="support_provider", until=until)
    )
    return writer.then(DecisionDelayAnswered(request=request, agreed=True, until=until))


def revoked(writer: Writer) -> int:
    """A positive second decision, taken back."""
    decision = conclusive(writer, Outcome.POSITIVE)
    return writer.then(
        ConclusiveGroundsRevoked(
            decision=decision,
            reasons=("credibility",),
            decided_by="user-2",
            reviewed_by="user-3",
        )
    )


def disqualified(writer: Writer) -> int:
    """A disqualification."""
    supported(writer)
    considered = DisqualificationConsidered(
        ground="public_order", requested_by="immigration_casework"
    )
    writer.then(considered)
    return writer.then(
        DisqualificationDecided(
            outcome="disqualified",
            ground="public_order",
            re_trafficking_risk_assessed=True,
            recovery_needs_weighed=True,
            decided_by="user-2",
            reviewed_by="user-3",
            rule=writer.rule("disqualification", "disqualification-decided"),
        )
    )


def quashed(writer: Writer) -> int:
    """A disqualification, set aside by a court."""
    decision = disqualified(writer)
    return writer.then(DisqualificationQuashed(decision=decision))


def withdrawn(writer: Writer) -> int:
    """A person who left."""
    supported(writer)
    return writer.then(
        CaseWithdrawn(
            reason="best_interests" if writer.child else "adult_choice",
            requested_by="local_authority" if writer.child else "individual",
            best_interests_determination=writer.child,
        )
    )


def suspended(writer: Writer) -> int:
    """A case paused on request."""
    reasonable(writer, Outcome.POSITIVE)
    return writer.then(
        CaseSuspended(reason="at_request", stage=Stage.CONCLUSIVE_GROUNDS)
    )


def resumed(writer: Writer) -> int:
    """A case paused, and taken up again."""
    suspended(writer)
    return writer.then(CaseResumed(reason="other"))


def leave(writer: Writer) -> int:
    """Permission to stay, granted."""
    conclusive(writer, Outcome.POSITIVE)
    since = writer.day + timedelta(days=1)
    until = since + timedelta(days=365)
    rule = writer.rule("leave-kind", "leave-considered")
    return writer.then(
        LeaveDecided(outcome="granted", since=since, until=until, rule=rule)
    )


def curtailed(writer: Writer) -> int:
    """Permission to stay, cut short."""
    leave(writer)
    return writer.then(LeaveCurtailed(reason="other"))


def requested_support(writer: Writer) -> int:
    """Support asked for at once."""
    referral(writer)
    return writer.then(
        SupportRequested(kind="emergency_accommodation", requested_by="first_responder")
    )


def extended(writer: Writer) -> int:
    """Longer support, agreed."""
    supported(writer)
    asked_on = writer.day
    return writer.then(
        SupportExtended(
            until=asked_on + timedelta(days=28),
            requested_on=asked_on,
            requested_by="support_provider",
            rule=writer.rule("support-extension", "calendar-day"),
        )
    )


def after(earlier: Callable[[Writer], object], fact: Fact) -> Callable[[Writer], int]:
    """A history, and one fact more that the letter tells of."""

    def write(writer: Writer) -> int:
        earlier(writer)
        return writer.then(fact)

    return write


_DATE: Final = date(2027, 1, 4)


def positive(writer: Writer) -> int:
    """A positive first decision."""
    return reasonable(writer, Outcome.POSITIVE)


def negative(writer: Writer) -> int:
    """A negative first decision."""
    return reasonable(writer, Outcome.NEGATIVE)


def found_a_victim(writer: Writer) -> int:
    """A positive second decision."""
    return conclusive(writer, Outcome.POSITIVE)


def found_none(writer: Writer) -> int:
    """A negative second decision."""
    return conclusive(writer, Outcome.NEGATIVE)
