"""What holds of every history that the decision functions can make."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from opennrm.cases import correcting, grounds, informing, pausing, reconsidering
from opennrm.cases.case import State, Track
from opennrm.cases.codec import decode, encode, from_json, to_json
from opennrm.cases.facts import (
    Answer,
    Consent,
    InformationRequested,
    Outcome,
    ReferralReceived,
    Stage,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact, as_known, in_effect
from opennrm.cases.referring import ReferralDetails, receive_referral
from opennrm.cases.rulebook import load_rulebook
from opennrm.errors import OpenNRMError
from opennrm.rules.dates import PartialDate

BOOK = load_rulebook()
CASE = UUID("00000000-0000-4000-8000-00000000000a")
START = date(2021, 3, 1)

DETAILS = {
    "first_responder": "metropolitan_police_service",
    "nation": "england",
    "age_at_exploitation": "adult",
    "gender": "female",
    "nationality": ("vietnamese",),
    "exploitation_types": ("labour", "criminal"),
    "location_of_exploitation": "uk",
    "channel": "synthetic",
    "under_18_now": Answer.NO,
    "nrm_consent": Consent.GIVEN,
}


def put(history, new_facts, day):
    """Record facts at noon of a day, after all that was recorded."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for new in new_facts:
        history.append(
            RecordedFact(
                case_id=CASE,
                version=len(history) + 1,
                position=len(history) + 1,
                fact=new.fact,
                occurred=new.occurred,
                recorded_at=at,
                by="user-1",
                organisation="sca",
                command_id=f"c{len(history)}",
                corrects=new.corrects,
                cause=new.cause,
            )
        )


def decide(case, on, stage_function, positive, **more):
    negative = (
        {} if positive else {"reasons": ("credibility",), "reviewed_by": "user-2"}
    )
    return stage_function(
        case,
        outcome=Outcome.POSITIVE if positive else Outcome.NEGATIVE,
        on=PartialDate.on(on),
        by="user-1",
        today=on,
        book=BOOK,
        **negative,
        **more,
    )


def attempt(name, history, on, yes):
    """One command, tried on a day; refused or giving facts."""
    case = fold(history)
    when = {"on": PartialDate.on(on), "today": on}
    if name == "rg":
        return decide(case, on, grounds.decide_reasonable_grounds, yes)
    if name == "cg":
        finding = {"finding": "trafficking"} if yes else {}
        return decide(case, on, grounds.decide_conclusive_grounds, yes, **finding)
    if name == "ask again":
        return reconsidering.request_reconsideration(
            case,
            basis=("new_evidence",),
            requested_by="first_responder",
            exceptional_circumstances=yes,
            book=BOOK,
            **when,
        )
    if name == "answer":
        if yes:
            return reconsidering.accept_reconsideration(case, **when)
        return reconsidering.refuse_reconsideration(
            case, reason="other", book=BOOK, **when
        )
    if name == "suspend":
        return pausing.suspend(case, reason="awaiting_proceedings", book=BOOK, **when)
    if name == "resume":
        return pausing.resume(case, reason="proceedings_ended", book=BOOK, **when)
    if name == "withdraw":
        return pausing.withdraw(
            case,
            reason="adult_choice",
            requested_by="individual",
            best_interests_determination=False,
            book=BOOK,
            **when,
        )
    if name == "inform":
        return informing.request_information(
            case,
            asked_of=("first_responder", "police", "adult_safeguarding"),
            due_on=on if yes else None,
            book=BOOK,
            **when,
        )
    return corrected(history, on, yes)


def corrected(history, on, yes):
    """A correction of the referral's gender or nationality, or a fact withdrawn."""
    stands = in_effect(history)
    if len(stands) > 2 and yes:
        return correcting.withdraw_fact(
            history, version=stands[-1].version, cause="correction", today=on, book=BOOK
        )
    referral = next(r for r in stands if isinstance(r.fact, ReferralReceived))
    gender = "male" if referral.fact.gender == "female" else "female"
    changed = {
        **encode(referral.fact),
        "gender": gender,
        "gender_label": gender.title(),
    }
    return correcting.correct(
        history,
        version=referral.version,
        fact=decode(referral.name, changed),
        occurred=referral.occurred,
        cause="correction",
        today=on,
        book=BOOK,
    )


COMMANDS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "rg",
                "cg",
                "ask again",
                "answer",
                "suspend",
                "resume",
                "withdraw",
                "inform",
                "correct",
            ]
        ),
        st.booleans(),
        st.integers(min_value=0, max_value=60),
    ),
    max_size=14,
)


@st.composite
def histories(draw):
    history = []
    day = START
    details = ReferralDetails(**DETAILS)
    put(
        history,
        receive_referral(details, received=PartialDate.on(day), today=day, book=BOOK),
        day,
    )
    for name, yes, days in draw(COMMANDS):
        day += timedelta(days=days)
        try:
            put(history, attempt(name, history, day, yes), day)
        except OpenNRMError:
            continue
    return history


@given(histories())
def test_every_prefix_of_a_history_folds(history):
    for length in range(1, len(history) + 1):
        assert length == fold(history[:length]).version


@given(histories())
def test_what_was_known_at_a_moment_never_changes_afterwards(history):
    """Folding the history as at a moment is folding what had been recorded by then."""
    for recorded in history:
        known = [r for r in history if r.recorded_at <= recorded.recorded_at]

        assert fold(known) == fold(history, at=recorded.recorded_at)
        assert known == list(as_known(history, at=recorded.recorded_at))


@given(histories())
def test_every_fact_survives_the_codec(history):
    for recorded in history:
        assert recorded.fact == from_json(recorded.name, to_json(recorded.fact))


@given(histories())
def test_a_stage_has_at_most_one_current_decision(history):
    case = fold(history)
    current = [(d.stage, d.number) for d in case.decisions if d.current]

    assert len({stage for stage, _ in current}) == len(current)
    for decision in case.decisions:
        later = [d for d in case.decisions if d.stage is decision.stage]
        assert not decision.current or decision == later[-1]


@given(histories())
def test_no_negative_decision_lacks_a_second_person(history):
    for decision in fold(history).decisions:
        if decision.outcome is Outcome.NEGATIVE:
            assert decision.reviewed_by not in (None, decision.decided_by)
            assert decision.reasons


@given(histories())
def test_no_negative_decision_is_made_before_others_were_asked(history):
    """When it was made, everyone who must be heard had been asked for that decision."""
    for place, recorded in enumerate(history):
        fact = recorded.fact
        if getattr(fact, "outcome", None) is not Outcome.NEGATIVE:
            continue
        stage = (
            Stage.REASONABLE_GROUNDS
            if recorded.name == "reasonable-grounds-decided@1"
            else Stage.CONCLUSIVE_GROUNDS
        )
        asked = {
            source
            for known in in_effect(history[:place])
            if isinstance(known.fact, InformationRequested)
            and known.fact.stage is stage
            for source in known.fact.asked_of
        }
        assert {"first_responder", "police", "adult_safeguarding"} <= asked


@given(histories())
def test_steps_chain_from_state_to_state(history):
    """Each step starts where the last one of its track ended."""
    state = {}
    for step in fold(history).steps:
        assert state.get(step.track, step.before) == step.before
        state[step.track] = step.after


@given(histories(), st.booleans())
def test_corrections_of_different_fields_commute(history, first):
    """Two corrections that touch different facts give the same case in either order."""
    stands = in_effect(history)
    decided = [r for r in stands if r.name == "reasonable-grounds-decided@1"]
    if not decided or fold(history).tracks[Track.WITHDRAWAL] is State.WITHDRAWN:
        return
    day = history[-1].recorded_at.date()

    def correct_referral(trail):
        put(trail, corrected(trail, day, False), day)

    def correct_maker(trail):
        stand = next(r for r in in_effect(trail) if r.version == decided[0].version)
        changed = {**encode(stand.fact), "decided_by": "user-9"}
        put(
            trail,
            correcting.correct(
                trail,
                version=stand.version,
                fact=decode(stand.name, changed),
                occurred=stand.occurred,
                cause="correction",
                today=day,
                book=BOOK,
            ),
            day,
        )

    one, other = list(history), list(history)
    for act in (correct_referral, correct_maker):
        act(one)
    for act in (correct_maker, correct_referral):
        act(other)

    left, right = fold(one), fold(other)
    assert left.about == right.about
    assert left.decisions == right.decisions
    assert left.tracks == right.tracks
