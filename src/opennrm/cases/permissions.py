"""Who may do what: one pure table of role, command and relation to the case.

`services.access` fetches which relations hold and asks here; stories ask the same
table without a database. Whatever is not in the table is refused.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import ClassVar

from opennrm.cases.people import Actor, Role
from opennrm.errors import Family, OpenNRMError


class Command(StrEnum):
    """Everything that a person may ask of the record."""

    RECEIVE_REFERRAL = "receive_referral"
    RECEIVE_NOTIFICATION = "receive_notification"
    READ_WORK_LIST = "read_work_list"
    READ_OWN_REFERRALS = "read_own_referrals"
    READ_CASE = "read_case"
    READ_STATUS = "read_status"
    READ_IDENTITY = "read_identity"
    READ_BIRTH_DATE = "read_birth_date"
    RETURN_REFERRAL = "return_referral"
    COMPLETE_REFERRAL = "complete_referral"
    REJECT_REFERRAL = "reject_referral"
    ADD_DETAIL = "add_detail"
    LINK_DUPLICATE = "link_duplicate"
    UNLINK_DUPLICATE = "unlink_duplicate"
    ASSIGN_DECISION_MAKER = "assign_decision_maker"
    TRANSFER = "transfer"
    REQUEST_INFORMATION = "request_information"
    RECEIVE_INFORMATION = "receive_information"
    DECIDE_REASONABLE_GROUNDS = "decide_reasonable_grounds"
    DECIDE_CONCLUSIVE_GROUNDS = "decide_conclusive_grounds"
    PROPOSE_DECISION = "propose_decision"
    REVIEW_DECISION = "review_decision"
    SERVE_DECISION = "serve_decision"
    REQUEST_DELAY = "request_delay"
    ANSWER_DELAY = "answer_delay"
    CONVENE_PANEL = "convene_panel"
    DECLARE_CONFLICT = "declare_conflict"
    VOTE = "vote"
    CONCLUDE_PANEL = "conclude_panel"
    SETTLE_DISAGREEMENT = "settle_disagreement"
    REVOKE_DECISION = "revoke_decision"
    REQUEST_RECONSIDERATION = "request_reconsideration"
    ANSWER_RECONSIDERATION = "answer_reconsideration"
    AGREE_RECONSIDERATION_EXTENSION = "agree_reconsideration_extension"
    DECLINE_TO_ASK = "decline_to_ask"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    RECORD_CONSENT = "record_consent"
    CONSIDER_DISQUALIFICATION = "consider_disqualification"
    DECIDE_DISQUALIFICATION = "decide_disqualification"
    QUASH_DISQUALIFICATION = "quash_disqualification"
    REQUEST_SUPPORT = "request_support"
    OFFER_SUPPORT = "offer_support"
    START_SUPPORT = "start_support"
    DECLINE_SUPPORT = "decline_support"
    EXTEND_SUPPORT = "extend_support"
    ASSESS_NEEDS = "assess_needs"
    START_MOVE_ON = "start_move_on"
    END_SUPPORT = "end_support"
    GRANT_RECOVERY_PERIOD = "grant_recovery_period"
    REFER_ONWARD = "refer_onward"
    APPOINT_GUARDIAN = "appoint_guardian"
    END_GUARDIANSHIP = "end_guardianship"
    CONSIDER_LEAVE = "consider_leave"
    DECIDE_LEAVE = "decide_leave"
    CURTAIL_LEAVE = "curtail_leave"
    RECORD_RETURN = "record_return"
    INFORM_POLICE = "inform_police"
    RECORD_POLICE = "record_police"
    RECORD_POLICE_OUTCOME = "record_police_outcome"
    ASSESS_AGE = "assess_age"
    SHARE_TRANSITION_PACK = "share_transition_pack"
    REACH_ADULTHOOD = "reach_adulthood"
    GO_MISSING = "go_missing"
    FIND_AGAIN = "find_again"
    RECORD_DEPARTURE = "record_departure"
    RECORD_DEATH = "record_death"
    RECORD_CONTACT = "record_contact"
    ISSUE_LETTER = "issue_letter"
    DELIVER_LETTER = "deliver_letter"
    CORRECT = "correct"
    IMPORT = "import"


class Relation(StrEnum):
    """How a person stands to a case."""

    OWN_ORGANISATION = "own_organisation"
    OWN_AUTHORITY = "own_authority"
    ON_PANEL = "on_panel"
    OWN_PROVIDER = "own_provider"
    SUPPORT_SOUGHT = "support_sought"
    OWN_LOCAL_AUTHORITY = "own_local_authority"
    OWN_GUARDIANSHIP = "own_guardianship"
    CHILD_CASE = "child_case"
    OWN_FORCE = "own_force"
    PUBLISHED_CELL = "published_cell"
    REPORT = "report"
    ANY = "any"


class NotPermitted(OpenNRMError):
    """This person may not do this; said in the same words whether it exists or not."""

    code: ClassVar[str] = "not-permitted"
    family: ClassVar[Family] = Family.PERMISSION


def _only(relation: Relation) -> frozenset[Relation]:
    return frozenset({relation})


Grants = dict[Role, frozenset[Relation]]

_ANY = _only(Relation.ANY)
_DECIDERS: Grants = {
    Role.DECISION_MAKER: _only(Relation.OWN_AUTHORITY),
    Role.REVIEWER: _only(Relation.OWN_AUTHORITY),
}
_RESPONDER: Grants = {Role.FIRST_RESPONDER: _only(Relation.OWN_ORGANISATION)}
_PROVIDER: Grants = {Role.SUPPORT_PROVIDER: _only(Relation.OWN_PROVIDER)}
_SOUGHT: Grants = {
    Role.SUPPORT_PROVIDER: frozenset({Relation.OWN_PROVIDER, Relation.SUPPORT_SOUGHT})
}
_COUNCIL: Grants = {Role.LOCAL_AUTHORITY: _only(Relation.OWN_LOCAL_AUTHORITY)}
_GUARDIAN: Grants = {Role.GUARDIAN: _only(Relation.OWN_GUARDIANSHIP)}
_FORCE: Grants = {Role.POLICE: _only(Relation.OWN_FORCE)}
_PANEL: Grants = {Role.PANEL_MEMBER: _only(Relation.ON_PANEL)}
_IMMIGRATION: Grants = {Role.IMMIGRATION: _ANY}
_POST_ROOM: Grants = {Role.POST_ROOM: _ANY}
_AROUND: Grants = {**_RESPONDER, **_PROVIDER, **_COUNCIL, **_GUARDIAN, **_DECIDERS}

PERMISSIONS: dict[Command, Grants] = {
    Command.RECEIVE_REFERRAL: _RESPONDER,
    Command.RECEIVE_NOTIFICATION: _RESPONDER,
    Command.READ_WORK_LIST: {
        Role.DECISION_MAKER: _ANY,
        Role.REVIEWER: _ANY,
        Role.OVERSEER: _ANY,
    },
    Command.READ_OWN_REFERRALS: {Role.FIRST_RESPONDER: _ANY},
    Command.READ_CASE: {**_DECIDERS, Role.OVERSEER: _ANY},
    Command.READ_STATUS: _RESPONDER,
    Command.READ_IDENTITY: _DECIDERS,
    Command.READ_BIRTH_DATE: _DECIDERS,
    # intake and route
    Command.RETURN_REFERRAL: _DECIDERS,
    Command.COMPLETE_REFERRAL: {**_RESPONDER, **_DECIDERS},
    Command.REJECT_REFERRAL: _DECIDERS,
    Command.ADD_DETAIL: {**_RESPONDER, **_DECIDERS},
    Command.LINK_DUPLICATE: _DECIDERS,
    Command.UNLINK_DUPLICATE: _DECIDERS,
    Command.ASSIGN_DECISION_MAKER: _DECIDERS,
    Command.TRANSFER: _DECIDERS,
    # the two decisions
    Command.REQUEST_INFORMATION: _DECIDERS,
    Command.RECEIVE_INFORMATION: _DECIDERS,
    Command.DECIDE_REASONABLE_GROUNDS: _DECIDERS,
    Command.DECIDE_CONCLUSIVE_GROUNDS: _DECIDERS,
    Command.PROPOSE_DECISION: _DECIDERS,
    Command.REVIEW_DECISION: _DECIDERS,
    Command.SERVE_DECISION: _DECIDERS,
    Command.REQUEST_DELAY: {**_AROUND, **_FORCE},
    Command.ANSWER_DELAY: _DECIDERS,
    Command.CONVENE_PANEL: _DECIDERS,
    Command.DECLARE_CONFLICT: _PANEL,
    Command.VOTE: _PANEL,
    Command.CONCLUDE_PANEL: _PANEL,
    Command.SETTLE_DISAGREEMENT: {Role.TECHNICAL_LEAD: _only(Relation.OWN_AUTHORITY)},
    Command.REVOKE_DECISION: _DECIDERS,
    # looking again, disqualification
    Command.REQUEST_RECONSIDERATION: _AROUND,
    Command.ANSWER_RECONSIDERATION: _DECIDERS,
    Command.AGREE_RECONSIDERATION_EXTENSION: _DECIDERS,
    Command.DECLINE_TO_ASK: {**_RESPONDER, **_PROVIDER},
    Command.CONSIDER_DISQUALIFICATION: _DECIDERS,
    Command.DECIDE_DISQUALIFICATION: _DECIDERS,
    Command.QUASH_DISQUALIFICATION: _DECIDERS,
    # pauses, ends, consents
    Command.SUSPEND: _DECIDERS,
    Command.RESUME: _DECIDERS,
    Command.WITHDRAW: {**_RESPONDER, **_DECIDERS},
    Command.RECORD_CONSENT: _AROUND,
    # support, guardianship, leave
    Command.REQUEST_SUPPORT: {**_RESPONDER, **_SOUGHT, **_COUNCIL, **_DECIDERS},
    Command.OFFER_SUPPORT: _SOUGHT,
    Command.START_SUPPORT: {**_SOUGHT, **_COUNCIL},
    Command.DECLINE_SUPPORT: {**_SOUGHT, **_COUNCIL},
    Command.EXTEND_SUPPORT: _DECIDERS,
    Command.ASSESS_NEEDS: {**_PROVIDER, **_DECIDERS},
    Command.START_MOVE_ON: _PROVIDER,
    Command.END_SUPPORT: {**_PROVIDER, **_COUNCIL},
    Command.GRANT_RECOVERY_PERIOD: _DECIDERS,
    Command.REFER_ONWARD: {**_PROVIDER, **_COUNCIL, **_GUARDIAN},
    # A service may go on with someone of its own who has turned 18.
    Command.APPOINT_GUARDIAN: {
        Role.GUARDIAN: frozenset({Relation.CHILD_CASE, Relation.OWN_GUARDIANSHIP})
    },
    Command.END_GUARDIANSHIP: _GUARDIAN,
    Command.CONSIDER_LEAVE: {**_IMMIGRATION, **_DECIDERS},
    Command.DECIDE_LEAVE: {**_IMMIGRATION, **_DECIDERS},
    Command.CURTAIL_LEAVE: _IMMIGRATION,
    Command.RECORD_RETURN: {**_IMMIGRATION, **_PROVIDER, **_DECIDERS},
    # police, age, subject
    # A report is with no authority; any of them tells the force.
    Command.INFORM_POLICE: {
        role: relations | {Relation.REPORT} for role, relations in _DECIDERS.items()
    },
    Command.RECORD_POLICE: _FORCE,
    Command.RECORD_POLICE_OUTCOME: _FORCE,
    Command.ASSESS_AGE: {**_COUNCIL, **_DECIDERS},
    Command.SHARE_TRANSITION_PACK: {**_COUNCIL, **_PROVIDER, **_GUARDIAN, **_DECIDERS},
    Command.REACH_ADULTHOOD: {**_COUNCIL, **_PROVIDER, **_DECIDERS},
    Command.GO_MISSING: {**_AROUND, **_FORCE},
    Command.FIND_AGAIN: {**_AROUND, **_FORCE},
    Command.RECORD_DEPARTURE: {**_DECIDERS, **_IMMIGRATION},
    Command.RECORD_DEATH: {**_AROUND, **_FORCE},
    # letters and upkeep
    Command.RECORD_CONTACT: _AROUND,
    Command.ISSUE_LETTER: {**_POST_ROOM, **_DECIDERS},
    Command.DELIVER_LETTER: _POST_ROOM,
    Command.CORRECT: {**_DECIDERS, Role.IMPORTER: _only(Relation.PUBLISHED_CELL)},
    Command.IMPORT: {Role.IMPORTER: _ANY},
}


def is_permitted(
    actor: Actor, command: Command, relations: Collection[Relation]
) -> bool:
    """Whether one of the actor's roles may give the command under these relations."""
    held = {Relation.ANY, *relations}
    allowed = PERMISSIONS.get(command, {})
    return any(held & allowed.get(role, frozenset()) for role in actor.roles)


def permit(actor: Actor, command: Command, relations: Collection[Relation]) -> None:
    """Let the command through, or refuse it.

    Raises: NotPermitted, in words that do not say whether the case exists.
    """
    if not is_permitted(actor, command, relations):
        raise NotPermitted(
            f"To {command.value.replace('_', ' ')} was refused: there is no such case, "
            "or your role does not reach it. Check the reference, or ask the "
            "authority that holds the case."
        )
