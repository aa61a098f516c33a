"""The table of role, command and relation, as a matrix of data."""

import pytest

from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import (
    PERMISSIONS,
    Command,
    NotPermitted,
    Relation,
    is_permitted,
    permit,
    relations_to,
)

DECIDES = {"own_authority"}
REFERS = {"own_organisation"}
# command: role -> the relation that it needs; a role not named is refused always
EXPECTED = {
    "receive_referral": {"first_responder": REFERS},
    "receive_notification": {"first_responder": REFERS},
    "read_work_list": {
        "decision_maker": {"any"},
        "reviewer": {"any"},
        "overseer": {"any"},
    },
    "read_own_referrals": {"first_responder": {"any"}},
    "read_case": {
        "decision_maker": DECIDES,
        "reviewer": DECIDES,
        "overseer": {"any"},
    },
    "read_status": {"first_responder": REFERS},
    "read_identity": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "transfer": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "request_information": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "receive_information": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "decide_reasonable_grounds": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "decide_conclusive_grounds": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "request_reconsideration": {
        "first_responder": REFERS,
        "decision_maker": DECIDES,
        "reviewer": DECIDES,
    },
    "answer_reconsideration": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "suspend": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "resume": {"decision_maker": DECIDES, "reviewer": DECIDES},
    "withdraw": {
        "first_responder": REFERS,
        "decision_maker": DECIDES,
        "reviewer": DECIDES,
    },
    "correct": {
        "decision_maker": DECIDES,
        "reviewer": DECIDES,
        "importer": {"published_cell"},
    },
    "import": {"importer": {"any"}},
}


def actor(role, organisation="sca"):
    return Actor(id="user-1", roles=frozenset({role}), organisation=organisation)


def test_every_command_is_in_the_table():
    assert set(EXPECTED) == {command.value for command in Command} == set(PERMISSIONS)


@pytest.mark.parametrize("command", list(Command))
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("relation", list(Relation))
def test_a_command_is_let_through_only_as_the_table_says(command, role, relation):
    needed = EXPECTED[command.value].get(role.value, set())
    allowed = bool(needed & {relation.value, "any"})

    assert allowed == is_permitted(actor(role), command, {relation})


def test_a_refusal_does_not_say_whether_the_case_exists():
    with pytest.raises(NotPermitted, match="no such case, or your role"):
        permit(actor(Role.OVERSEER), Command.READ_IDENTITY, ())


def test_relations_follow_from_organisation_authority_and_channel():
    officer = actor(Role.FIRST_RESPONDER, "kent_police")

    assert {Relation.OWN_ORGANISATION} == relations_to(
        officer, first_responder="kent_police", authority="sca", channel="service"
    )
    assert set() == relations_to(
        officer, first_responder="unseen", authority=None, channel=None
    )
    assert {Relation.OWN_AUTHORITY} == relations_to(
        actor(Role.REVIEWER),
        first_responder="unseen",
        authority="sca",
        channel="service",
    )
    assert {Relation.PUBLISHED_CELL} == relations_to(
        actor(Role.IMPORTER, "home_office"),
        first_responder="unseen",
        authority=None,
        channel="published_cells",
    )
