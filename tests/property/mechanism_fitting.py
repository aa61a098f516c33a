"""What makes each command go through more often than chance would."""

from datetime import timedelta

from opennrm.cases.case import State, Track
from opennrm.cases.facts import (
    ConclusiveGroundsDecided,
    DecisionDelayRequested,
    DecisionProposed,
    DisqualificationDecided,
    DuplicateLinked,
    GuardianAppointed,
    LetterIssued,
    PanelConcluded,
    PanelConvened,
    PanelVoted,
    ReferralReturned,
    SupportOffered,
    SupportRequested,
    SupportStarted,
)
from opennrm.cases.notices import outstanding
from opennrm.cases.reaching import safe_channels
from opennrm.cases.rulebook import load_rulebook

BOOK = load_rulebook()
OTHER_CASE = "00000000-0000-4000-8000-0000000000d2"
MEMBERS = ("social-worker", "detective", "nurse")
AGENCIES = ("social_care", "police", "health")
NEGATIVE_DECISION = "negative_decision"
PROVIDERS = {"scotland": "migrant_help", "northern_ireland": "migrant_help"}
GUARDIANS = {
    "england": "independent_child_trafficking_guardian",
    "wales": "independent_child_trafficking_guardian",
    "scotland": "guardianship_scotland",
    "northern_ireland": "independent_guardian_service",
}
# What commands ask that no fact holds by that name.
ASKED = {
    "exploited_in": ["Leeds"],
    "lives_in": "Cardiff",
    "encountered_at": "Heathrow",
    "lead_social_worker": "lead",
}
FACT_OF = {
    "refuse reconsideration": "reconsideration-refused@1",
    "bar reconsideration": "reconsideration-barred@1",
    "accept reconsideration": "reconsideration-accepted@1",
    "refuse extension": "support-extension-refused@1",
}


def version(case, *kinds):
    """The number of the last fact of these kinds; of the receipt where none is."""
    last = case.last(*kinds)
    return last.version if last else case.history[0].version


def last(case, kind, field, otherwise):
    recorded = case.last(kind)
    return getattr(recorded.fact, field) if recorded else otherwise


def open_stage(case):
    first = case.tracks[Track.REASONABLE_GROUNDS]
    decided = (State.POSITIVE, State.NEGATIVE, State.NOT_OPEN)
    return "conclusive_grounds" if first in decided else "reasonable_grounds"


def asked_of(case):
    """Whoever must be asked before a negative, for most cases."""
    sources = ["first_responder", "police"]
    sources += ["childrens_services" if case.is_child else "adult_safeguarding"]
    sources += ["support_provider"] if case.last(SupportStarted) else []
    return sources + (["guardian"] if case.last(GuardianAppointed) else [])


class Fitting:
    """Fitting values by command; whoever extends it has a case, a day and chance."""

    def day(self, days):
        return (self.on + timedelta(days=days)).isoformat()

    def complete_referral(self):
        asked = last(self.case, ReferralReturned, "asked_for", ("account",))
        return {"supplied": list(asked)}

    def link_duplicate(self):
        kind = self.rng.choice(["duplicate", "re_referral"])
        return {"kind": kind, "wholly_earlier": True if kind == "re_referral" else ()}

    def unlink_duplicate(self):
        kept = last(self.case, DuplicateLinked, "kept", OTHER_CASE)
        return {"kept": str(kept)}

    def transfer(self):
        to = self.rng.choice(["sca", "ieca", "ukvi", "mshtu"])
        return {"authority": to, "site": (), "reason": "circumstances_changed"}

    def request_information(self):
        return {"asked_of": asked_of(self.case), "due_on": self.day(1)}

    def receive_information(self):
        return {"received_from": asked_of(self.case)}

    def _decision(self, positive):
        negative = {"reasons": ["credibility"], "reviewed_by": "reviewer"}
        if positive:
            return {"outcome": "positive", "reasons": (), "reviewed_by": ()}
        return {"outcome": "negative"} | negative

    def decide_reasonable_grounds(self):
        return self._decision(self.rng.random() < 0.7)

    def decide_conclusive_grounds(self):
        positive = self.rng.random() < 0.5
        finding = self.rng.choice(["trafficking", "slavery_servitude_forced_labour"])
        return self._decision(positive) | {"finding": finding if positive else ()}

    def propose_decision(self):
        positive = self.rng.random() < 0.5
        return {
            "stage": open_stage(self.case),
            "outcome": "positive" if positive else "negative",
            "reasons": () if positive else ["credibility"],
        }

    def review_decision(self):
        return {"proposal": version(self.case, DecisionProposed)}

    def _decided(self):
        made = [one for one in self.case.decisions if one.current]
        return self.rng.choice(made).version if made else self.case.history[0].version

    def serve_decision(self):
        received = self.rng.choice([(), self.on.isoformat()])
        return {"decision": self._decided(), "received_on": received}

    def request_delay(self):
        return {"until": self.day(30)}

    def answer_delay(self):
        until = last(self.case, DecisionDelayRequested, "until", None)
        agreed = self.rng.random() < 0.5
        value = until.isoformat() if until else self.day(30)
        return {
            "request": version(self.case, DecisionDelayRequested),
            "agreed": agreed,
            "until": value if agreed else (),
        }

    def convene_panel(self):
        authority = self.case.authority
        kind = {
            "devolved_panel": "devolved",
            "multi_disciplinary_panel": "multi_disciplinary",
        }.get(authority, "assurance")
        made = [d for d in self.case.decisions if d.current]
        stage = open_stage(self.case)
        if kind == "assurance" and made:
            stage = made[-1].stage.value
        return {
            "kind": kind,
            "stage": stage,
            "site": (),
            "members": list(MEMBERS),
            "agencies": list(AGENCIES),
            "chair": "chair",
            "papers_on": self.on.isoformat(),
            "sits_on": self.day(self.rng.choice([0, 7])),
            "lead_social_worker": "lead" if kind == "devolved" else (),
        }

    def _panel(self):
        return {"panel": version(self.case, PanelConvened)}

    declare_conflict = _panel

    def vote(self):
        kind = last(self.case, PanelConvened, "kind", "assurance")
        pair = ["agrees", "disagrees"] if kind == "assurance" else ["positive"]
        return self._panel() | {"vote": self.rng.choice([*pair, "abstains"])}

    def conclude_panel(self):
        cast = [by.fact.vote for by in self.case.recorded(PanelVoted)]
        told = [one for one in cast if one != "abstains"]
        outcome = max(told, key=told.count) if told else "no_decision"
        return self._panel() | {
            "outcome": outcome,
            "casting_vote": len(set(told)) > 1 and self.rng.random() < 0.5,
        }

    def settle_disagreement(self):
        told = last(self.case, PanelConcluded, "panel", 1)
        how = self.rng.choice(["upheld", "amended", "more_inquiries"])
        return {"panel": told, "settled_as": how}

    def revoke_decision(self):
        decided = version(self.case, ConclusiveGroundsDecided)
        return {
            "decision": decided,
            "reasons": ["credibility"],
            "reviewed_by": "reviewer",
        }

    def request_reconsideration(self):
        return {"basis": ["new_evidence"], "requested_by": "first_responder"}

    def refuse_reconsideration(self):
        return {"reason": self.rng.choice(["no_new_evidence", "other"])}

    def bar_reconsideration(self):
        return {"country": "france"}

    def agree_reconsideration_extension(self):
        return {"decision": self._decided(), "until": self.day(60)}

    def decline_to_ask(self):
        return {
            "decision": self._decided(),
            "declined_by": "first_responder",
            "approved_by": "caseworker",
            "told_in_writing": True,
        }

    def consider_disqualification(self):
        return {"ground": "bad_faith", "requested_by": "competent_authority"}

    def decide_disqualification(self):
        return {
            "ground": "bad_faith",
            "re_trafficking_risk_assessed": True,
            "recovery_needs_weighed": True,
            "reviewed_by": "reviewer",
        }

    def quash_disqualification(self):
        return {"decision": version(self.case, DisqualificationDecided)}

    def suspend(self):
        by_state = {State.MISSING: "missing", State.LEFT_COUNTRY: "left_country"}
        where = self.case.tracks[Track.SUBJECT]
        return {"reason": by_state.get(where, "awaiting_proceedings")}

    def resume(self):
        reasons = ["evidence_received", "contact_regained", "proceedings_ended"]
        return {"reason": self.rng.choice(reasons)}

    def withdraw(self):
        child = self.case.is_child
        return {
            "reason": "best_interests" if child else "adult_choice",
            "requested_by": "local_authority" if child else "individual",
            "best_interests_determination": child,
        }

    def record_consent(self):
        answer = self.rng.choice(["given", "refused", "withdrawn"])
        return {
            "purpose": "support",
            "answer": answer,
            "text_version": "support-consent@2026-04-27",
            "language": "en",
        }

    def _kind(self):
        if self.case.is_child:
            return "child_care_by_local_authority"
        if self.case.tracks[Track.REASONABLE_GROUNDS] is not State.POSITIVE:
            return "emergency_accommodation"
        return self.rng.choice(["safe_house", "outreach"])

    def _provider(self):
        if self.case.is_child:
            return getattr(self.case.about, "local_authority", None) or "other"
        return PROVIDERS.get(self.case.about.nation, "salvation_army")

    def request_support(self):
        return {"kind": self._kind(), "requested_by": "first_responder"}

    def _sought(self):
        wanted = self.case.last(SupportOffered, SupportRequested)
        return wanted.fact.kind if wanted else self._kind()

    def offer_support(self):
        return {"kind": self._sought(), "provider": self._provider()}

    start_support = offer_support

    def decline_support(self):
        return {"kind": self._sought()}

    def extend_support(self):
        return {
            "until": self.day(self.rng.choice([7, 27, 35])),
            "requested_on": self.on.isoformat(),
            "requested_by": "support_provider",
        }

    def refuse_extension(self):
        return {
            "requested_on": self.on.isoformat(),
            "requested_by": "support_provider",
            "reason": "no_need_shown",
        }

    def assess_needs(self):
        until = self.day(60)
        return {
            "needs": ["housing"],
            "recommended_until": until,
            "agreed_until": until,
            "agreement": "agreed",
        }

    def start_move_on(self):
        return {"until": self.day(self.rng.choice([46, 60, 90]))}

    def end_support(self):
        reasons = [NEGATIVE_DECISION, "needs_met", "length_ended", "not_wanted"]
        return {"reason": self.rng.choice([*reasons, "changed_kind", "disqualified"])}

    def grant_recovery_period(self):
        return {"until": self.day(60)}

    def refer_onward(self):
        return {"service": "legal_advice", "country": ()}

    def appoint_guardian(self):
        mode = "direct_worker"
        if self.case.about.nation in ("scotland", "northern_ireland"):
            mode = "named_guardian"
        return {"service": GUARDIANS.get(self.case.about.nation, "other"), "mode": mode}

    def end_guardianship(self):
        return {"reason": self.rng.choice(["moved_away", "no_longer_needed"])}

    def consider_leave(self):
        old = self.on.year < 2023
        return {"kind": "discretionary_leave" if old else "temporary_permission"}

    def decide_leave(self):
        if self.rng.random() < 0.5:
            return {"outcome": "refused", "ground": (), "since": (), "until": ()}
        ground = "personal_circumstances" if self.on.year < 2023 else "recovery"
        since, until = self.on.isoformat(), self.day(365)
        return {
            "outcome": "granted",
            "ground": ground,
            "since": since,
            "until": until,
        }

    def inform_police(self):
        return {
            "exploited_in": ["Leeds"],
            "lives_in": (),
            "encountered_at": (),
            "third_party_report": self.rng.random() < 0.3,
        }

    def assess_age(self):
        return {"assessed_by": "social_care"}

    def share_transition_pack(self):
        return {"shared_by": "social_care"}

    def reach_adulthood(self):
        stays = self.rng.choice(["yes", "no"])
        return {"stays": stays, "support_consent": "no" if stays == "no" else "yes"}

    def record_contact(self):
        return {
            "whose": self.rng.choice(["person", "representative"]),
            "channels": self.rng.choice([["email"], ["post", "email"], ["by_hand"]]),
            "language": "en",
            "place_of_exploitation": self.rng.random() < 0.3,
        }

    def issue_letter(self):
        due = outstanding(self.case, book=BOOK)
        if not due:
            return {}
        notice = self.rng.choice(due)
        safe = safe_channels(self.case, notice.recipient, book=BOOK)
        channel = self.rng.choice([(), *safe, "post"])
        return {
            "letter": notice.letter,
            "recipient": self.rng.choice([notice.recipient, "person"]),
            "channel": channel,
            "language": (),
            "about": notice.about,
            "text_version": (),
        }

    def deliver_letter(self):
        return {"letter": version(self.case, LetterIssued)}
