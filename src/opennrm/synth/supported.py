"""Supported: adults who want support ask, and have it from when a rule lets them."""

from datetime import timedelta
from functools import partial

from opennrm.cases.consenting import GIVEN, SUPPORT, standing
from opennrm.cases.ending_support import end_support
from opennrm.cases.support_entry import require_entry
from opennrm.cases.support_spells import current_spell
from opennrm.cases.supporting import (
    decline_support,
    offer_support,
    request_support,
    start_support,
)
from opennrm.cases.transitions import Refused
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.rules.versions import AnchorTooVague
from opennrm.synth import moving_on
from opennrm.synth.chance import Wheel, days_between
from opennrm.synth.world import CaseFile, World

_EMERGENCY = "emergency_accommodation"
# What people have, who asks for it and how soon it begins: chosen.
_KINDS = Wheel(
    {"outreach": 50, "safe_house": 34, "support_in_asylum_accommodation": 16}
)
_ASKS = Wheel({"first_responder": 55, "support_provider": 30, "individual": 15})
_DAYS_TO_ASK = (0, 3)
_DAYS_TO_BEGIN = (1, 6)
_DAYS_TO_CHANGE = (0, 2)
_FOR_CHILDREN = "children"


def on_arrival(world: World, file: CaseFile) -> None:
    """Someone who is referred and wants support, before any decision.

    Whether it may begin then is for the rule; otherwise a few have nowhere safe to go.
    """
    if not _wants(file):
        return
    lot = world.lot_of(file)
    kind = _KINDS.spin(lot)
    if _may_have(world, file, kind):
        _plan_to_ask(world, file, kind)
    elif world.befalls(file, "support_emergency"):
        _plan_to_ask(world, file, _EMERGENCY)


def on_positive(world: World, file: CaseFile) -> None:
    """Someone whose first decision is positive, and who wants support."""
    spell = current_spell(file.case)
    if not _wants(file):
        return
    kind = _KINDS.spin(world.lot_of(file))
    if spell is None:
        _plan_to_ask(world, file, kind)
    elif spell.kind == _EMERGENCY and spell.started is not None:
        days = days_between(*_DAYS_TO_CHANGE, world.lot_of(file))
        world.plan_work(
            world.today + timedelta(days=days), partial(_change, file=file, kind=kind)
        )
    else:
        moving_on.plan_end(world, file)


def _wants(file: CaseFile) -> bool:
    case = file.case
    return not case.is_child and standing(case, SUPPORT) == GIVEN


def _may_have(world: World, file: CaseFile, kind: str) -> bool:
    """Whether support of this kind may be asked for today."""
    on = PartialDate.on(world.today)
    try:
        require_entry(file.case, kind, on=on, book=world.book)
    except (Refused, AnchorTooVague):
        return False
    return True


def _plan_to_ask(world: World, file: CaseFile, kind: str) -> None:
    days = days_between(*_DAYS_TO_ASK, world.lot_of(file))
    world.plan(world.today + timedelta(days=days), partial(_ask, file=file, kind=kind))


def _ask(world: World, *, file: CaseFile, kind: str) -> None:
    lot = world.lot_of(file)
    asks = _ASKS.spin(lot)
    if not world.take(file, request_support, kind=kind, requested_by=asks):
        return
    days = days_between(*_DAYS_TO_BEGIN, lot)
    world.plan(
        world.today + timedelta(days=days), partial(_begin, file=file, kind=kind)
    )


def _change(world: World, *, file: CaseFile, kind: str) -> None:
    """From emergency accommodation to what follows it, on one day."""
    spell = current_spell(file.case)
    if spell is None or not _may_have(world, file, kind):
        return
    ended = world.take(
        file, end_support, organisation=spell.provider, reason="changed_kind"
    )
    if ended and world.take(
        file, request_support, kind=kind, requested_by="support_provider"
    ):
        _begin(world, file=file, kind=kind)


def _begin(world: World, *, file: CaseFile, kind: str) -> None:
    """A provider offers it, which is recorded of some; it begins or is declined."""
    provider = _provider(world, file)
    if world.befalls(file, "support_declined"):
        world.take(file, decline_support, kind=kind)
        return
    if world.befalls(file, "support_offered_apart"):
        world.take(
            file, offer_support, organisation=provider, kind=kind, provider=provider
        )
    begun = world.take(
        file, start_support, organisation=provider, kind=kind, provider=provider
    )
    if begun:
        moving_on.after_start(world, file)


def _provider(world: World, file: CaseFile) -> str:
    """One that supports adults in the nation, each as likely."""
    nation = file.case.about.nation
    key = nation, world.quarter
    found = world.providers.get(key)
    if found is None:
        found = world.providers[key] = _providers(world, nation, world.quarter)
    return found[int(world.lot_of(file).random() * len(found))]


def _providers(world: World, nation: str, quarter: Quarter) -> tuple[str, ...]:
    days = PartialDate.on(quarter.first), PartialDate.on(quarter.last)
    return tuple(
        member.code
        for member in world.book.codes.list("support_provider").members
        if all(member.in_force(day) for day in days)
        and nation in member.attributes.get("nations", ())
        and member.attributes.get("role", _FOR_CHILDREN) != _FOR_CHILDREN
    )
