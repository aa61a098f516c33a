"""Mending: corrections of what was recorded, and referrals recorded twice.

So the register has revisions: a figure of a quarter differs a little by the day on
which it is asked for, and the reason is in the log.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from opennrm.cases.correcting import correct, withdraw_fact
from opennrm.cases.history import in_effect
from opennrm.cases.referring import ReferralDetails, receive_referral
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.mixing import recording_practice
from opennrm.synth.world import CaseFile, World

_DAYS_TO_CORRECT = (2, 160)
_DAYS_TO_TAKE_BACK = (4, 60)
_DAYS_EARLIER = (1, 9)
# What turns out to be wrong: chosen, no shares were read.
_WRONG = Wheel(
    {
        "received": 30,
        "nationality": 30,
        "age_at_exploitation": 15,
        "location_of_exploitation": 17,
        "gender": 8,
    }
)
_FIRST_FACT = 1


def plan_correction(world: World, file: CaseFile) -> None:
    """Let something in a referral turn out wrong, sometimes."""
    if world.chance("corrected"):
        days = days_between(*_DAYS_TO_CORRECT, world.rng)
        world.plan_work(
            world.today + timedelta(days=days), partial(_correct, file=file)
        )


def plan_to_take_back(world: World, file: CaseFile) -> None:
    """Let a referral that was recorded twice be taken back as an error."""
    days = days_between(*_DAYS_TO_TAKE_BACK, world.rng)
    world.plan_work(world.today + timedelta(days=days), partial(_take_back, file=file))


def _correct(world: World, *, file: CaseFile) -> None:
    assert isinstance(file.details, ReferralDetails), "only referrals are corrected"
    received = PartialDate.on(file.received)
    wrong = _WRONG.spin(world.rng)
    details = file.details
    if wrong == "received":
        received = _earlier(world, details, received)
    else:
        details = _mended(world, details, wrong, received)
    if details == file.details and received.first == file.received:
        return
    fresh, *_ = receive_referral(
        details, received=received, today=world.today, book=world.book
    )
    try:
        facts = correct(
            file.history,
            version=_FIRST_FACT,
            fact=fresh.fact,
            occurred=received,
            cause="correction",
            today=world.today,
            book=world.book,
        )
    except Refused:
        # What came later rests on it as it was; the mistake stays.
        return
    world.record_by_authority(file, facts, identity=file.identity)
    file.details, file.received = details, received.first


def _earlier(
    world: World, details: ReferralDetails, received: PartialDate
) -> PartialDate:
    """A day or some before, if what was recorded could be recorded then."""
    days = days_between(*_DAYS_EARLIER, world.rng)
    earlier = PartialDate.on(received.first - timedelta(days=days))
    practice = recording_practice(received, book=world.book)
    responder = world.book.codes.list("first_responder").member(details.first_responder)
    same = practice == recording_practice(earlier, book=world.book)
    return earlier if same and responder.in_force(earlier) else received


def _mended(
    world: World, details: ReferralDetails, wrong: str, received: PartialDate
) -> ReferralDetails:
    """The details with another value in one place."""
    rng = world.rng
    if wrong == "gender":
        other = "female" if details.gender == "male" else "male"
        return replace(details, gender=other)
    if wrong == "nationality":
        # What was two turns out to be one; what was one is found not to be known.
        known = tuple(code for code in details.nationality if code != "uk")
        dual = len(details.nationality) == 2
        return replace(details, nationality=known[:1] if dual else ("unknown",))
    if wrong == "age_at_exploitation":
        ages = ["adult", "child"]
        practice = recording_practice(received, book=world.book)
        if "age_may_be_unknown" in practice:
            ages.append("unknown")
        others = [age for age in ages if age != details.age_at_exploitation]
        return replace(
            details, age_at_exploitation=others[int(rng.random() * len(others))]
        )
    places = Wheel({"uk": 45, "overseas": 35, "uk_and_overseas": 20})
    return replace(details, location_of_exploitation=places.spin(rng))


def _take_back(world: World, *, file: CaseFile) -> None:
    """Withdraw every fact of the second recording, the latest first."""
    authority = file.case.authority or "not_recorded"
    by = world.decider(file)
    for recorded in reversed(in_effect(file.history)):
        facts = withdraw_fact(
            file.history,
            version=recorded.version,
            cause="withdrawn",
            today=world.today,
            book=world.book,
        )
        world.record(file, facts, by=by, organisation=authority)
    file.taken_back = True
