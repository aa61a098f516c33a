"""Which police force a case is told to: the limbs of the rule, tried in turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate
from opennrm.rules.places import load_places

NOT_RECORDED: Final = "not_recorded"
_NO_FORCES: Final = (NOT_RECORDED, "unknown", "not_applicable", "suppressed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenForce:
    """The force that leads, the limb that chose it, and the forces sent a copy."""

    force: str
    limb: str
    copies: tuple[str, ...] = ()


NO_FORCE: Final = ChosenForce(force=NOT_RECORDED, limb=NOT_RECORDED)
"""No place that is known leads to a force."""


def force_for(
    exploitation: Iterable[str],
    residence: str | None,
    encounter: str | None,
    *,
    on: PartialDate,
    nation: str,
    book: Rulebook,
) -> ChosenForce:
    """The force for a case: where exploited, else where living, else where met.

    Places are texts that `rules.places` reads: towns, airports, councils, counties of
    the United Kingdom; `unknown` is one of them and has no force. The first limb with
    a force decides. The guidance is silent where exploitation happened in the areas of
    several forces: by our own design the force of the first place named leads, and the
    others are sent a copy. In a mechanism that has no such rule the only force there
    is, if there is only one, is told of every case.

    Dates: `on` is the day of receipt, which picks the version of the rule.
    Raises: UnknownPlace and AmbiguousPlace of `rules.places`.
    Source: police-force-limbs.
    """
    rule = book.rules.in_force(
        "police-force-limbs", anchors={"referral-received": on}, nation=nation
    )
    if not rule.applies:
        return _only_force(book)
    places = {
        "place_of_exploitation": tuple(exploitation),
        "place_of_residence": () if residence is None else (residence,),
        "place_of_encounter": () if encounter is None else (encounter,),
    }
    for limb in rule.codes:
        forces = _forces_of(places[limb])
        if forces:
            for force in forces:
                book.codes.checked("police_force", force, on=on)
            lead, *copies = forces
            return ChosenForce(force=lead, limb=limb, copies=tuple(copies))
    return NO_FORCE


def named_at_referral(
    police_force: str,
    limb: str,
    counties: tuple[str, ...] | None,
    *,
    on: PartialDate,
    nation: str,
    book: Rulebook,
) -> ChosenForce:
    """The force that a referral names, else the one of its counties of exploitation."""
    if police_force not in _NO_FORCES:
        return ChosenForce(force=police_force, limb=limb)
    return force_for(counties or (), None, None, on=on, nation=nation, book=book)


def _forces_of(places: Iterable[str]) -> tuple[str, ...]:
    """The forces of some places in their order, each once."""
    known = load_places()
    found: dict[str, None] = {}
    for place in places:
        found |= dict.fromkeys(known.forces_of(place))
    return tuple(found)


def _only_force(book: Rulebook) -> ChosenForce:
    forces = [
        member.code
        for member in book.codes.list("police_force").members
        if member.attributes.get("territorial") == "yes"
    ]
    if len(forces) != 1:
        return NO_FORCE
    return ChosenForce(force=forces[0], limb=NOT_RECORDED)
