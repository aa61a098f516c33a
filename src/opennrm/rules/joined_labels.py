"""Labels made of several codes: exploitation types joined, two nationalities joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from opennrm.errors import Family, OpenNRMError
from opennrm.rules.code_lists import CodeList, Member, UnknownLabel
from opennrm.rules.dates import PartialDate

_JOINTS = re.compile(r", | & ")


class UnfitCombination(OpenNRMError):
    """Codes were put together that no published label joins."""

    code: ClassVar[str] = "unfit-combination"
    family: ClassVar[Family] = Family.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Where a joined label leads.

    `label` is the label as published, `codes` stand in the publisher's order;
    `mended` says that the label is not what those codes are joined to; `in_force`
    whether every member existed on the date.
    """

    codes: tuple[str, ...]
    label: str
    mended: bool
    in_force: bool


def exploitation_label(listed: CodeList, codes: Sequence[str]) -> str:
    """The label of exploitation types together: Sexual, Labour & Criminal.

    Raises: UnknownCode; UnfitCombination without a code, with one twice, or with a
        type beside "not specified".
    """
    members = _in_order(listed, codes)
    if len(members) == 1:
        return members[0].label
    if any(member.attributes.get("kind") != "type" for member in members):
        raise UnfitCombination(
            f"{', '.join(codes)} cannot stand together: what is not specified stands "
            "alone. Give the types that were recorded, or that none was."
        )
    names = [member.label for member in members]
    return f"{', '.join(names[:-1])} & {names[-1]}"


def exploitation_from_label(listed: CodeList, label: str, on: PartialDate) -> Joined:
    """The exploitation types that a published label joins.

    The missing `&` of "Labour, Domestic, Organ Harvesting" is mended; types in another
    order or named twice are no published label.
    Raises: UnknownLabel.
    """
    plain = label.strip()
    found = [listed.leads_to(part) for part in _JOINTS.split(plain)]
    members = [member for member in found if member is not None]
    codes = [member.code for member in members]
    if len(members) < len(found) or len(set(codes)) < len(codes):
        raise _no_label(listed, label)
    try:
        canonical = exploitation_label(listed, codes)
    except UnfitCombination:
        raise _no_label(listed, label) from None
    if len(members) > 1 and plain not in (canonical, canonical.replace(" & ", ", ")):
        raise UnknownLabel(
            f"'{label}' is not a label of {listed.key}: the publisher writes "
            f"'{canonical}'. Write it so."
        )
    ordered = _in_order(listed, codes)
    return Joined(
        codes=tuple(member.code for member in ordered),
        label=label,
        mended=label != canonical
        and not (len(members) == 1 and label in members[0].other_labels),
        in_force=all(member.in_force(on) for member in ordered),
    )


def nationality_label(listed: CodeList, codes: Sequence[str]) -> str:
    """The label of one nationality or of two: Jamaican UK.

    Raises: UnknownCode; UnfitCombination for none, for more than two, or for two that
        are printed alike.
    """
    if not 1 <= len(codes) <= 2:
        raise UnfitCombination(
            f"{len(codes)} nationalities were given. A person has one or two here."
        )
    labels = [member.label for member in _alphabetical(listed, codes)]
    if len(set(labels)) < len(labels):
        raise UnfitCombination(
            f"{' and '.join(codes)} are printed alike. Give one nationality."
        )
    return " ".join(labels)


def nationality_from_label(listed: CodeList, label: str, on: PartialDate) -> Joined:
    """The nationality, or the two nationalities, that a published label joins.

    Any two nationalities may be joined, in either order; the codes come out in the
    publisher's order.
    Raises: UnknownLabel, also for a label that could be cut in two ways.
    """
    whole = listed.leads_to(label)
    cuts = [[whole]] if whole is not None else _cuts(listed, label.strip())
    if len(cuts) != 1:
        raise _no_label(listed, label)
    codes = [member.code for member in cuts[0]]
    if len(set(codes)) < len(codes):
        raise _no_label(listed, label)
    ordered = _alphabetical(listed, codes)
    published = {
        " ".join(member.label for member in ordered),
        " ".join(sorted(member.name for member in ordered)),
    }
    if whole is not None:
        published |= set(whole.other_labels)
    return Joined(
        codes=tuple(member.code for member in ordered),
        label=label,
        mended=label not in published,
        in_force=all(member.in_force(on) for member in ordered),
    )


def _cuts(listed: CodeList, label: str) -> list[list[Member]]:
    """Every way of cutting a label into two nationalities."""
    words = label.split(" ")
    halves = (
        (listed.leads_to(" ".join(words[:at])), listed.leads_to(" ".join(words[at:])))
        for at in range(1, len(words))
    )
    return [[one, two] for one, two in halves if one is not None and two is not None]


def _in_order(listed: CodeList, codes: Sequence[str]) -> list[Member]:
    """The members of these codes, in the list's order, each once."""
    if not codes or len(set(codes)) < len(codes):
        raise UnfitCombination(
            f"'{', '.join(codes)}' is no combination of {listed.key}. "
            "Give at least one code, each once."
        )
    wanted = {listed.member(code).code for code in codes}
    return [member for member in listed.members if member.code in wanted]


def _alphabetical(listed: CodeList, codes: Sequence[str]) -> list[Member]:
    """The members in the publisher's order, in which UK follows every other U."""
    members = [listed.member(code) for code in codes]
    return sorted(
        members, key=lambda one: str(one.attributes.get("sorts_as", one.label))
    )


def _no_label(listed: CodeList, label: str) -> UnknownLabel:
    return UnknownLabel(
        f"'{label}' is not a label of {listed.key}, nor of several codes of it "
        f"together. {listed.near(label)}"
    )
