"""Who may: this fetches how a person stands to a case and asks the pure table."""

from dataclasses import replace
from uuid import UUID

from opennrm.cases.case import Case
from opennrm.cases.fold import NoSuchCase, fold
from opennrm.cases.history import History
from opennrm.cases.people import Actor
from opennrm.cases.permissions import (
    Command,
    NotPermitted,
    Relation,
    is_permitted,
    permit,
)
from opennrm.cases.relations import relations_to, relations_to_new
from opennrm.services.birth_dates import with_birth_date
from opennrm.store import log


def case_for(case_id: UUID, command: Command, *, by: Actor) -> tuple[History, Case]:
    """A case with its history, for someone who may do this on it.

    Raises: NotPermitted, in the same words for a case that does not exist.
    """
    history = log.history(case_id)
    try:
        case = fold(history)
    except NoSuchCase:
        raise refusal(command, by=by) from None
    permit(by, command, relations_of(by, case))
    return history, case


def case_to_decide(
    case_id: UUID, command: Command, *, by: Actor
) -> tuple[History, Case]:
    """As `case_for`, with the birth date of a child, which some decisions rest on.

    Raises: NotPermitted, in the same words for a case that does not exist.
    """
    history, case = case_for(case_id, command, by=by)
    return history, with_birth_date(history, case)


def relations_of(by: Actor, case: Case) -> frozenset[Relation]:
    """How a person stands to a case."""
    return relations_to(by, case)


def permit_for_organisation(
    command: Command, *, by: Actor, first_responder: str
) -> None:
    """Let someone act for a first responder's organisation, if it is their own.

    Raises: NotPermitted.
    """
    permit(
        by,
        command,
        relations_to_new(by, first_responder=first_responder),
    )


def permit_everywhere(command: Command, *, by: Actor) -> None:
    """Let someone do what is not about one case.

    Raises: NotPermitted.
    """
    permit(by, command, ())


def may_on(by: Actor, command: Command, case: Case) -> bool:
    """Whether someone may do this on the case, whatever state it is in."""
    return is_permitted(by, command, relations_of(by, case))


def refusal(command: Command, *, by: Actor) -> NotPermitted:
    """The refusal that someone without any right would get."""
    try:
        permit(replace(by, roles=frozenset()), command, ())
    except NotPermitted as refused:
        return refused
    raise AssertionError("the table permits someone without a role")
