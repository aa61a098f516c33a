"""Hierarchical log-linear models over a few lists, their names and all there are.

A model is the set of its parameters. It is hierarchical: with a parameter it holds
every parameter contained in it, and always the intercept and each list alone.
A model is named by its largest parameters, lists numbered from 1 as published:
`[12,13,4]` has the overlaps of lists 1 and 2 and of 1 and 3, and list 4 alone.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain, combinations
from typing import ClassVar, Final

from opennrm.errors import Family, OpenNRMError
from opennrm.research.undercount.cells import members, pairs, singles, subsets

Model = tuple[int, ...]
"""The parameters of a model in ascending order."""

MOST_LISTS_FOR_ALL_MODELS: Final = 5
"""Six lists have 32,768 pairwise models and millions of hierarchical ones."""

_NAME: Final = re.compile(r"\[[1-9]+(,[1-9]+)*\]")


class ModelUnreadable(OpenNRMError):
    """The name of a log-linear model cannot be read, or a list in it is not there."""

    code: ClassVar[str] = "model-unreadable"
    family: ClassVar[Family] = Family.CALL


def hierarchical(lists: int, largest: Iterable[int]) -> Model:
    """The smallest hierarchical model that holds the given parameters.

    >>> hierarchical(3, [0b011])
    (0, 1, 2, 3, 4)
    """
    held = chain.from_iterable(subsets(each) for each in largest)
    return tuple(sorted({0, *singles(lists), *held}))


def main_effects(lists: int) -> Model:
    """The model in which being on one list says nothing about being on another."""
    return hierarchical(lists, ())


def generators(model: Model) -> tuple[int, ...]:
    """The parameters of a model that no other contains, in the order of its name."""
    alone = [
        each
        for each in model
        if each and not any(each != other and each & other == each for other in model)
    ]
    return tuple(sorted(alone, key=lambda each: (-each.bit_count(), members(each))))


def name(model: Model) -> str:
    """The published name of a model.

    >>> name(hierarchical(4, [0b0011, 0b0101]))
    '[12,13,4]'
    """
    parts = ("".join(str(at + 1) for at in members(each)) for each in generators(model))
    return f"[{','.join(parts)}]"


def named(lists: int, written: str) -> Model:
    """The model of that name.

    Raises: ModelUnreadable for a name of another form, or a list that is not there.
    """
    if not _NAME.fullmatch(written):
        raise ModelUnreadable(
            f"The model {written!r} was asked for. A model is written with the numbers"
            " of its lists, such as [12,13,4]."
        )
    found = []
    for part in written[1:-1].split(","):
        places = {int(digit) - 1 for digit in part}
        if len(places) != len(part) or max(places) >= lists:
            raise ModelUnreadable(
                f"The model {written!r} was asked for, and {part} names a list twice or"
                f" one that is not there. The table has the lists 1 to {lists}."
            )
        found.append(sum(1 << place for place in places))
    return hierarchical(lists, found)


def spelled(model: Model, lists: tuple[str, ...]) -> tuple[str, ...]:
    """The overlaps in a model by the names of their lists, such as `LA:NG`."""
    return tuple(
        ":".join(lists[at] for at in members(each))
        for each in model
        if each.bit_count() > 1
    )


@cache
def pairwise_models(lists: int) -> tuple[Model, ...]:
    """Every model with overlaps of two lists alone; 1,024 for five lists.

    With two lists only the model without an overlap leaves the unseen estimable.
    """
    overlaps = pairs(lists) if lists > 2 else ()
    return tuple(
        hierarchical(lists, chosen)
        for size in range(len(overlaps) + 1)
        for chosen in combinations(overlaps, size)
    )


@cache
def hierarchical_models(lists: int) -> tuple[Model, ...]:
    """Every hierarchical model but the one with the overlap of all lists.

    That one has as many parameters as there are cells, the unseen included, so
    nothing would be left to estimate it from. 6,893 models for five lists.
    """
    found: set[Model] = set(pairwise_models(lists))
    for size in range(3, lists):
        candidates = [each for each in range(2**lists) if each.bit_count() == size]
        grown: set[Model] = set()
        for model in found:
            held = set(model)
            open_to_it = [
                each
                for each in candidates
                if all(each & ~(1 << at) in held for at in members(each))
            ]
            for count in range(1, len(open_to_it) + 1):
                for chosen in combinations(open_to_it, count):
                    grown.add(tuple(sorted((*model, *chosen))))
        found |= grown
    return tuple(sorted(found, key=lambda model: (len(model), model)))
