"""What stands where an id belongs is an id, and what is not is never repeated."""

import pytest
from tests.unit.cases.decided_cases import BOOK, case_of, when

from opennrm.cases.commands import way_of
from opennrm.cases.identifiers import NotAnId, actor_fields, check_ids
from opennrm.rules.code_lists import UnknownCode

WORDS = "A. Person of 1 Road"


@pytest.mark.parametrize("given", [WORDS, "-x", "x" * 81, "a\n", "ü", ["ok", "a b"]])
def test_what_is_no_id_is_refused_and_not_repeated(given):
    with pytest.raises(NotAnId) as refused:
        check_ids("chair", given)
    assert WORDS not in str(refused.value)


@pytest.mark.parametrize(
    "given", [None, 7, "", "a", "user-1", "A.b:c_9", ["a", "b"], ()]
)
def test_an_id_or_none_goes_through(given):
    """Whether one is needed is for the rule that asks for it."""
    check_ids("chair", given)


def test_the_fields_that_name_someone_are_those_of_the_vocabulary():
    assert {
        "decision_maker",
        "reviewed_by",
        "approved_by",
        "members",
        "chair",
        "lead_social_worker",
    } <= actor_fields()


def test_a_command_keeps_no_name_where_an_id_belongs():
    case = case_of("on: 2026-03-02, do: refer")
    with pytest.raises(NotAnId) as refused:
        way_of("assign decision maker").facts(
            case,
            {"decision_maker": WORDS},
            **when("2026-03-03"),
            book=BOOK,
            by="caseworker",
        )
    assert WORDS not in str(refused.value)


def test_a_code_that_is_no_code_is_not_repeated():
    """A near miss is; a sentence may be about someone."""
    with pytest.raises(UnknownCode) as refused:
        BOOK.codes.list("gender").member(WORDS)
    assert WORDS not in str(refused.value)
    assert "gender" in str(refused.value)
    with pytest.raises(UnknownCode, match=r"'femal'.*'female'"):
        BOOK.codes.list("gender").member("femal")
