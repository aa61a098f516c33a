"""What to know of a table of lists before any estimate from it is read."""

from typing import ClassVar, Final

from opennrm.errors import Family, OpenNRMError
from opennrm.research.undercount.cells import members, pairs
from opennrm.research.undercount.tables import ListTable

_FEW_IN_OVERLAPS: Final = 30


class NoOverlap(OpenNRMError):
    """No two lists share anybody, so no estimate exists by any method."""

    code: ClassVar[str] = "no-overlap"
    family: ClassVar[Family] = Family.STATISTICS


def findings(table: ListTable) -> tuple[str, ...]:
    """Sentences about empty lists, empty overlaps and thin ones.

    Raises: NoOverlap when no two lists share anybody.
    """
    shared = sum(number for at, number in enumerate(table.people) if at.bit_count() > 1)
    if not shared:
        raise NoOverlap(
            f"The uncounted were asked for, and no two of the {len(table.lists)} lists"
            " share anybody. All that can be said is that there were at least"
            f" {table.observed:,}. Match the lists again, or add one that overlaps."
        )
    found = []
    if table.people[-1] == table.observed:
        found.append(
            "Everyone is on every list. Either the lists are complete or they are"
            " copies of one another, and overlaps cannot tell which."
        )
    for place, list_name in enumerate(table.lists):
        own = 1 << place
        if not table.on(own):
            found.append(
                f"Nobody is on {list_name}: it says nothing, and every method reads it"
                " as a list that finds no one. Leave it out."
            )
        elif not any(table.on(own | 1 << other) for other in _others(table, place)):
            found.append(
                f"{list_name} overlaps no other list. Whether it finds other people or"
                " finds few cannot be told; models without its overlaps take the"
                " latter as true. Read the estimates with it left out as well."
            )
    empty = [each for each in pairs(len(table.lists)) if not table.on(each)]
    if empty:
        spelled = ", ".join(
            ":".join(table.lists[at] for at in members(each)) for each in empty
        )
        found.append(
            f"Nobody was on both lists of {len(empty)} of"
            f" {len(pairs(len(table.lists)))} pairs ({spelled}). Where a model has"
            " such an overlap it is estimated at minus infinity."
        )
    if shared < _FEW_IN_OVERLAPS:
        found.append(
            f"Only {shared} people are on more than one list. Everything said of the"
            " unseen rests on them."
        )
    return tuple(found)


def _others(table: ListTable, place: int) -> list[int]:
    return [other for other in range(len(table.lists)) if other != place]
