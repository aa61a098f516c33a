"""Who may do what: the table as a whole, against one written down here by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from opennrm.cases.codec import make
from opennrm.cases.facts import (
    Answer,
    AuthorityAssigned,
    GuardianAppointed,
    PanelConflictDeclared,
    PanelConvened,
    ReferralReceived,
    Stage,
    SupportOffered,
    SupportRequested,
)
from opennrm.cases.fold import fold
from opennrm.cases.history import RecordedFact
from opennrm.cases.people import Actor, Role
from opennrm.cases.permissions import (
    PERMISSIONS,
    Command,
    NotPermitted,
    Relation,
    is_permitted,
    permit,
)
from opennrm.cases.relations import relations_to, relations_to_new
from opennrm.rules.dates import PartialDate

CASE = UUID("00000000-0000-4000-8000-00000000000c")

# Who may give each command, written down again by hand: role, then relation.
# `deciders` are decision maker and reviewer of the authority that holds the case.
TABLE = """
receive_referral            first_responder own_organisation
receive_notification        first_responder own_organisation
read_work_list              decision_maker any, reviewer any, overseer any
read_own_referrals          first_responder any
read_case                   deciders, overseer any
read_status                 first_responder own_organisation
read_identity               deciders
read_birth_date             deciders
return_referral             deciders
complete_referral           deciders, first_responder own_organisation
reject_referral             deciders
add_detail                  deciders, first_responder own_organisation
link_duplicate              deciders
unlink_duplicate            deciders
assign_decision_maker       deciders
transfer                    deciders
request_information         deciders
receive_information         deciders
decide_reasonable_grounds   deciders
decide_conclusive_grounds   deciders
propose_decision            deciders
review_decision             deciders
serve_decision              deciders
request_delay               around, police own_force
answer_delay                deciders
convene_panel               deciders
declare_conflict            panel_member on_panel
vote                        panel_member on_panel
conclude_panel              panel_member on_panel
settle_disagreement         technical_lead own_authority
revoke_decision             deciders
request_reconsideration     around
answer_reconsideration      deciders
agree_reconsideration_extension  deciders
decline_to_ask              first_responder own_organisation, support_provider own_provider
suspend                     deciders
resume                      deciders
withdraw                    deciders, first_responder own_organisation
record_consent              around
consider_disqualification   deciders
decide_disqualification     deciders
quash_disqualification      deciders
request_support             deciders, first_responder own_organisation, sought, council
offer_support               sought
start_support               sought, council
decline_support             sought, council
extend_support              deciders
assess_needs                deciders, support_provider own_provider
start_move_on               support_provider own_provider
end_support                 support_provider own_provider, council
grant_recovery_period       deciders
refer_onward                support_provider own_provider, council, guardian own_guardianship
appoint_guardian            guardian child_case, guardian own_guardianship
end_guardianship            guardian own_guardianship
consider_leave              deciders, immigration any
decide_leave                deciders, immigration any
curtail_leave               immigration any
record_return               deciders, immigration any, support_provider own_provider
inform_police               deciders, decision_maker report, reviewer report
record_police               police own_force
record_police_outcome       police own_force
assess_age                  deciders, council
share_transition_pack       deciders, council, support_provider own_provider, guardian own_guardianship
reach_adulthood             deciders, council, support_provider own_provider
go_missing                  around, police own_force
find_again                  around, police own_force
record_departure            deciders, immigration any
record_death                around, police own_force
record_contact              around
issue_letter                deciders, post_room any
deliver_letter              post_room any
correct                     deciders, importer published_cell
import                      importer any
"""  # noqa: E501 a table
SHORT = {
    "deciders": "decision_maker own_authority, reviewer own_authority",
    "council": "local_authority own_local_authority",
    "sought": "support_provider own_provider, support_provider support_sought",
    "around": "first_responder own_organisation, support_provider own_provider, "
    "local_authority own_local_authority, guardian own_guardianship, "
    "decision_maker own_authority, reviewer own_authority",
}


def expected():
    """The table as a map of command to role to relations."""
    told = {}
    for line in TABLE.strip().splitlines():
        command, _, who = line.partition(" ")
        words = [SHORT.get(part.strip(), part.strip()) for part in who.split(",")]
        grants = told.setdefault(command, {})
        for grant in ", ".join(words).split(", "):
            role, relation = grant.split()
            grants.setdefault(role, set()).add(relation)
    return told


EXPECTED = expected()


def actor(role, organisation="sca"):
    return Actor(id="user-1", roles=frozenset({role}), organisation=organisation)


def test_every_command_is_in_the_table():
    assert set(EXPECTED) == {command.value for command in Command} == set(PERMISSIONS)


@pytest.mark.parametrize("command", list(Command))
def test_a_command_is_let_through_only_as_the_table_says(command):
    let_through = {
        (role.value, relation.value)
        for role in Role
        for relation in Relation
        if is_permitted(actor(role), command, {relation})
    }

    assert let_through == {
        (role, relation.value)
        for role, relations in EXPECTED[command.value].items()
        for relation in Relation
        if relations & {relation.value, "any"}
    }


def test_a_refusal_does_not_say_whether_the_case_exists():
    with pytest.raises(NotPermitted, match="no such case, or your role"):
        permit(actor(Role.OVERSEER), Command.READ_IDENTITY, ())


def case_of(*facts):
    """A case that these facts tell, one a day from 1 March 2026."""
    return fold(
        [
            RecordedFact(
                case_id=CASE,
                version=version,
                position=version,
                fact=fact,
                occurred=PartialDate.on(date(2026, 3, version)),
                recorded_at=datetime(2026, 3, version, 12, tzinfo=UTC),
                by="user-1",
                organisation="sca",
                command_id=f"c{version}",
            )
            for version, fact in enumerate(facts, 1)
        ]
    )


def referral(**more):
    return replace(
        make(
            ReferralReceived,
            {
                "first_responder": "kent_police",
                "first_responder_label": "Kent Police",
                "first_responder_type": "police",
                "first_responder_type_label": "Police",
                "nation": "england",
                "age_at_exploitation": "adult",
                "age_at_exploitation_label": "Adult",
                "gender": "female",
                "gender_label": "Female",
                "nationality": ["albanian"],
                "nationality_label": "Albanian",
                "exploitation_types": ["labour"],
                "exploitation_type_label": "Labour",
                "location_of_exploitation": "uk",
                "location_of_exploitation_label": "UK",
                "police_force": "kent_police",
                "police_force_limb": "place_of_exploitation",
                "county_lines": "no",
                "channel": "service",
                "under_18_now": "no",
                "nrm_consent": "given",
                "support_wanted": "yes",
                "routing_circumstance": "none_of_these",
            },
        ),
        **more,
    )


ASSIGNED = AuthorityAssigned(authority="sca", rule="competent-authority@2021-11-08.1")


@pytest.mark.parametrize(
    ("organisation", "facts", "relation"),
    [
        ("kent_police", [referral()], Relation.OWN_ORGANISATION),
        ("kent_police", [referral()], Relation.OWN_FORCE),
        ("sca", [referral(), ASSIGNED], Relation.OWN_AUTHORITY),
        (
            "home_office",
            [referral(channel="published_cells")],
            Relation.PUBLISHED_CELL,
        ),
        ("leeds", [referral(local_authority="leeds")], Relation.OWN_LOCAL_AUTHORITY),
        ("anyone", [referral(under_18_now=Answer.YES)], Relation.CHILD_CASE),
        (
            "anyone",
            [referral(), SupportRequested(kind="outreach", requested_by="individual")],
            Relation.SUPPORT_SOUGHT,
        ),
        (
            "unseen",
            [referral(), SupportOffered(kind="outreach", provider="unseen")],
            Relation.OWN_PROVIDER,
        ),
        (
            "barnardos",
            [referral(), GuardianAppointed(service="barnardos", mode="direct_worker")],
            Relation.OWN_GUARDIANSHIP,
        ),
    ],
)
def test_a_relation_follows_from_the_facts_of_the_case(organisation, facts, relation):
    case = case_of(*facts)

    assert relation in relations_to(actor(Role.OVERSEER, organisation), case)
    assert relation not in relations_to(
        actor(Role.OVERSEER, "nobody"), case_of(referral(local_authority="york"))
    )


def test_a_member_of_the_panel_is_on_it_until_they_declare_a_conflict():
    panel = PanelConvened(
        kind="assurance",
        stage=Stage.CONCLUSIVE_GROUNDS,
        members=("user-1", "user-2"),
        agencies=("police", "health"),
        chair="user-3",
        papers_on=date(2026, 3, 2),
        sits_on=date(2026, 3, 9),
        rule="panel-quorum@2019-04-29.1",
    )
    conflict = PanelConflictDeclared(panel=2, member="user-1")
    member = actor(Role.PANEL_MEMBER)

    assert Relation.ON_PANEL not in relations_to(member, case_of(referral()))
    assert Relation.ON_PANEL in relations_to(member, case_of(referral(), panel))
    assert Relation.ON_PANEL not in relations_to(
        member, case_of(referral(), panel, conflict)
    )


def test_to_a_referral_that_comes_in_only_its_own_organisation_relates():
    officer = actor(Role.FIRST_RESPONDER, "kent_police")

    assert {Relation.OWN_ORGANISATION} == relations_to_new(
        officer, first_responder="kent_police"
    )
    assert set() == relations_to_new(officer, first_responder="unseen")
