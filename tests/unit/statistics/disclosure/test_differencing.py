"""Two releases, and two maps, are attacked together."""

import numpy as np

from opennrm.statistics.disclosure.audit import audit
from opennrm.statistics.disclosure.differencing import between
from opennrm.statistics.disclosure.rules import Threshold
from opennrm.statistics.disclosure.standing import Standing
from opennrm.statistics.disclosure.suppression import suppress
from opennrm.statistics.disclosure.tables import CountTable, Dimension, Sum, crossed

RULE = Threshold(below=5)
ROWS = Dimension.flat("row", ["r0", "r1", "r2"])
COLUMNS = Dimension.flat("column", ["c0", "c1", "c2"])
LAST = np.array([[3, 20, 30], [40, 50, 60], [70, 80, 90]])


def table(counts) -> CountTable:
    return crossed([ROWS, COLUMNS], np.array(counts))


def test_two_releases_that_are_safe_alone_can_be_open_together():
    """Another rectangle around the same count: what one withholds the other prints."""
    last = table(LAST)
    first = suppress(last, RULE).withheld
    corner = (("column", "c0"), ("row", "r0"))
    other = [
        corner,
        (("column", "c2"), ("row", "r0")),
        (("column", "c0"), ("row", "r2")),
    ]
    other.append((("column", "c2"), ("row", "r2")))
    second = np.array([key in other for key in last.keys])
    assert audit(last, second, RULE).safe
    both = between(last, table(LAST), withheld=first, moved=0)
    found = audit(both.table, both.joined(second), RULE, both.standing)
    assert (("column", "c0"), ("release", "this"), ("row", "r0")) in found.exposed


def test_a_release_is_protected_with_all_that_the_last_one_told():
    """The pattern that is found for this release leaves both of them closed."""
    last = table(LAST)
    first = suppress(last, RULE).withheld
    revised = LAST.copy()
    revised[0, 0], revised[2, 1] = 4, 78
    this = table(revised)
    both = between(last, this, withheld=first, moved=1)
    pattern = suppress(both.table, RULE, standing=both.standing)
    second = both.of_this(pattern.withheld)
    assert second[this.place((("column", "c0"), ("row", "r0")))]
    found = audit(both.table, both.joined(second), RULE, both.standing)
    assert () == found.exposed


def test_a_reader_who_knows_of_few_revisions_carries_counts_over():
    """What the last release printed bounds what this one withholds, by as much."""
    last = table([[8, 20, 30], [40, 50, 60], [70, 80, 90]])
    this = table([[4, 20, 30], [40, 50, 60], [70, 80, 90]])
    nothing = np.zeros(len(last.keys), dtype=np.bool_)
    alone = this.counts == 4
    both = between(last, this, withheld=nothing, moved=6)
    found = audit(both.table, both.joined(alone), RULE, both.standing)
    assert [(("column", "c0"), ("release", "this"), ("row", "r0"))] == list(
        found.exposed
    )


def test_overlapping_geographies_are_differenced():
    """A county less the force inside it is a sliver, and a sliver holds few."""
    place = Dimension(
        name="area",
        members=("town", "sliver", "rest"),
        sums=(
            Sum(total="county", parts=("town", "sliver")),
            Sum(total="beyond", parts=("rest",)),
            Sum(total="force", parts=("town",)),
            Sum(total="other force", parts=("sliver", "rest")),
            Sum(total="Total", parts=("county", "beyond")),
            Sum(total="Total", parts=("force", "other force")),
        ),
    )
    age = Dimension.flat("age", ["adult", "child"])
    counts = crossed([place, age], np.array([[40, 30], [2, 9], [50, 60]]))
    pieces = frozenset({"town", "sliver", "rest"})
    standing = Standing.in_pieces(counts, dimension="area", pieces=pieces)
    sliver = counts.place((("age", "adult"), ("area", "sliver")))
    # Nothing printed is small, and yet two adults can be counted in the sliver.
    nothing = np.zeros(len(counts.keys), dtype=np.bool_)
    found = audit(counts, nothing, RULE, standing)
    assert found.bounds.exact[sliver]
    assert (("age", "adult"), ("area", "sliver")) in found.exposed
    pattern = suppress(counts, RULE, standing=standing)
    assert not pattern.withheld[sliver]
    assert audit(counts, pattern.withheld, RULE, standing).safe
