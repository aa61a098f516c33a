import pytest

from opennrm.errors import FAMILIES, Family, Fault, FaultsFound, OpenNRMError


class Refused(OpenNRMError):
    code = "refused-for-the-test"
    family = Family.REFUSED


def test_every_family_has_its_own_exit_status():
    """A script can tell the families apart by the exit status alone."""
    statuses = [FAMILIES[family].exit_status for family in Family]
    assert len(Family) == len(set(statuses))


def test_a_wrong_call_ends_with_2_and_every_other_family_with_10_or_more():
    """1 stays free for what nobody foresaw, 2 is what shells use for usage."""
    others = [
        FAMILIES[family].exit_status for family in Family if family is not Family.CALL
    ]
    assert 2 == FAMILIES[Family.CALL].exit_status
    assert 10 == min(others)


def test_an_error_carries_the_status_of_its_family():
    """The family alone decides what an interface answers."""
    assert (11, 422) == (
        Refused("no").status.exit_status,
        Refused("no").status.http_status,
    )


def test_an_error_as_json_names_code_family_message_and_exit_status():
    """A program reads the same error that a person does."""
    assert {
        "code": "refused-for-the-test",
        "family": "refused",
        "message": "Not on this day.",
        "exit_status": 11,
    } == Refused("Not on this day.").as_json()


def test_faults_are_told_all_at_once_in_the_order_of_files_and_lines():
    """One reading of the message is enough to mend every file."""
    found = FaultsFound(
        "Two rule files were refused.",
        [
            Fault(
                file="b.yaml", line=2, key="from", what="is no date.", do="Give one."
            ),
            Fault(file="a.yaml", line=10, what="is not YAML."),
            Fault(file="a.yaml", line=9, key="unit", what="is unknown."),
        ],
    )
    assert (
        "Two rule files were refused. 3 faults:\n"
        "  a.yaml:9: unit: is unknown.\n"
        "  a.yaml:10: is not YAML.\n"
        "  b.yaml:2: from: is no date. Give one."
    ) == str(found)


def test_one_fault_is_counted_as_one():
    """The count reads as a sentence."""
    found = FaultsFound("A file was refused.", [Fault(file="a.csv", what="is empty.")])
    assert "A file was refused. 1 fault:\n  a.csv: is empty." == str(found)


def test_faults_as_json_are_rows_with_file_line_and_key():
    """A program can point at each fault in the file."""
    found = FaultsFound(
        "A file was refused.", [Fault(file="a.csv", line=4, key="count", what="is -1.")]
    )
    assert [
        {"file": "a.csv", "line": 4, "key": "count", "what": "is -1.", "do": ""}
    ] == found.as_json()["faults"]


def test_faults_without_a_fault_are_a_mistake_of_the_programmer():
    """Nothing refuses, so nothing may be raised."""
    with pytest.raises(ValueError, match="at least one"):
        FaultsFound("Nothing.", [])
