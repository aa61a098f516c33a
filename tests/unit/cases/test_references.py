"""References that people read out and type."""

from uuid import UUID

import pytest

from opennrm.cases.case import Route
from opennrm.cases.references import UnreadableReference, read_reference, reference

CASE = UUID("8c3f1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f")


def test_a_reference_says_which_way_in_and_nothing_else():
    referral, report = reference(CASE, Route.NRM), reference(CASE, Route.DTN)

    assert "NRM" == referral[:3]
    assert "DTN" == report[:3]
    assert referral[3:] == report[3:]
    assert [3, 4, 4, 4] == [len(part) for part in referral.split("-")]


def test_a_reference_is_read_however_it_is_typed():
    proper = reference(CASE, Route.NRM)
    typed = proper.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert proper == read_reference(typed)


def test_any_one_wrong_character_is_found():
    proper = reference(CASE, Route.NRM)
    for place in range(4, len(proper)):
        if proper[place] == "-":
            continue
        for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            typed = proper[:place] + wrong + proper[place + 1 :]
            if typed != proper:
                with pytest.raises(UnreadableReference):
                    read_reference(typed)


def test_neighbours_swapped_are_found():
    proper = reference(CASE, Route.NRM)
    bare = proper[4:].replace("-", "")
    for place in range(len(bare) - 1):
        swapped = list(bare)
        swapped[place : place + 2] = reversed(swapped[place : place + 2])
        typed = "NRM-" + "".join(swapped)
        if "".join(swapped) != bare:
            with pytest.raises(UnreadableReference):
                read_reference(typed)


@pytest.mark.parametrize(
    "typed", ["", "NRM", "NRM-U000-0000-0000", "ABC-0000-0000-0000"]
)
def test_what_is_no_reference_is_refused(typed):
    with pytest.raises(UnreadableReference, match="mistyped"):
        read_reference(typed)
