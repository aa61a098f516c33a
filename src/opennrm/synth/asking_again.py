"""Asking again: requests for reconsideration, and how they are answered."""

from datetime import timedelta
from functools import partial

from opennrm.cases.clocks import last_day_to_ask
from opennrm.cases.facts import Stage
from opennrm.cases.permissions import Command
from opennrm.cases.reconsidering import (
    accept_reconsideration,
    negative_decision,
    refuse_reconsideration,
    request_reconsideration,
)
from opennrm.cases.transitions import why_not
from opennrm.rules.dates import PartialDate
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.world import CaseFile, Next, World

_ASKED = {
    Stage.REASONABLE_GROUNDS: "reconsideration_requested_after_reasonable_grounds",
    Stage.CONCLUSIVE_GROUNDS: "reconsideration_requested_after_conclusive_grounds",
}
# When people ask and who asks: chosen, no shares were read.
_DAYS_TO_ASK = (3, 85)
_DAYS_LATE = (1, 60)
_DAYS_TO_ANSWER = (3, 24)
_BASIS = Wheel(
    {("new_evidence",): 55, ("guidance",): 25, ("guidance", "new_evidence"): 20}
)
_REQUESTERS = {
    "legal_representative": 40.0,
    "first_responder": 22.0,
    "support_provider": 30.0,
    "individual": 5.0,
    "other_on_behalf": 3.0,
}
_REFUSALS = Wheel(
    {"no_new_evidence": 52, "no_guidance_error": 33, "already_considered": 15}
)


def plan_request(world: World, file: CaseFile, stage: Stage, *, accepted: Next) -> None:
    """Let someone ask that the decision made today be looked at again, sometimes.

    `accepted` is what follows if the authority takes it up again.
    """
    if not world.chance(_ASKED[stage]):
        return
    decision = negative_decision(file.case)
    assert decision is not None, "a negative decision was made today"
    basis = _BASIS.spin(world.rng)
    latest, _ = last_day_to_ask(
        decision, basis=basis, nation=file.case.about.nation, book=world.book
    )
    least, most = _DAYS_TO_ASK
    late = latest is not None and world.chance("reconsideration_out_of_time")
    if latest is not None:
        most = min(most, (latest - world.today).days)
    if latest is not None and late:
        least, most = (most + days for days in _DAYS_LATE)
    day = world.today + timedelta(days=days_between(least, max(least, most), world.rng))
    world.plan(
        day, partial(_request, file=file, basis=basis, late=late, accepted=accepted)
    )


def _request(
    world: World,
    *,
    file: CaseFile,
    basis: tuple[str, ...],
    late: bool,
    accepted: Next,
) -> None:
    case = file.case
    if why_not(case, Command.REQUEST_RECONSIDERATION) is not None:
        return
    on = PartialDate.on(world.today)
    allowed = world.book.rules.in_force(
        "reconsideration-requester",
        anchors={"reconsideration-requested": on},
        nation=case.about.nation,
    ).codes
    asks = Wheel((who, weight) for who, weight in _REQUESTERS.items() if who in allowed)
    facts = request_reconsideration(
        case,
        basis=basis,
        requested_by=asks.spin(world.rng),
        exceptional_circumstances=late,
        on=on,
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, facts)
    days = days_between(*_DAYS_TO_ANSWER, world.rng)
    world.plan_work(
        world.today + timedelta(days=days),
        partial(_answer, file=file, late=late, accepted=accepted),
    )


def _answer(world: World, *, file: CaseFile, late: bool, accepted: Next) -> None:
    case = file.case
    if why_not(case, Command.ANSWER_RECONSIDERATION) is not None:
        return
    on = PartialDate.on(world.today)
    if world.chance("reconsideration_accepted"):
        facts = accept_reconsideration(case, on=on, today=world.today)
        world.record_by_authority(file, facts)
        accepted(world, file)
        return
    facts = refuse_reconsideration(
        case,
        reason="out_of_time" if late else _REFUSALS.spin(world.rng),
        on=on,
        today=world.today,
        book=world.book,
    )
    world.record_by_authority(file, facts)
